// What is typed while a picture is selected goes into a paragraph below it, and deleting takes the
// whole figure. The editor alone would put letters in the picture's place and leave empty figures.

import { choosePicture } from "desk/library"

// The editor's “Browse” opens a window, and takes the answer by CKEditor's old way of calling back. The
// library is a dialog of the page instead.
const form = document.querySelector("#article_form")
const wordsAddress = document.querySelector("#picture-words")?.dataset.address

/** Show in a figure's dialog which words count where it has none. */
const hint = (dialog, { alt = "", caption = "" } = {}) => {
  for (const [name, words] of Object.entries({ altText: alt, caption })) {
    const field = dialog?.querySelector(`input[name=${name}]`)
    if (!field) continue
    field.placeholder = words
    if (field.getAttribute("aria-describedby")) continue
    const help = document.createElement("p")
    help.id = `${field.id}-help`
    help.className = "help"
    help.textContent = gettext("For this story alone. Empty: the words of the picture library.")
    field.after(help)
    field.setAttribute("aria-describedby", help.id)
  }
}

/** Return a picture's words in the library; none if they can't be fetched. */
const wordsOf = async (key) => {
  const answer = await fetch(wordsAddress.replace("/0/", `/${key}/`)).catch(() => null)
  if (!answer?.ok || answer.redirected) return {}
  const page = new DOMParser().parseFromString(await answer.text(), "text/html")
  return { ...page.querySelector("[data-alt]")?.dataset }
}

const openWindow = window.open
window.open = (address, ...others) => {
  const url = new URL(address, location.href)
  const callback = url.searchParams.get("CKEditorFuncNum")
  if (!callback) return openWindow.call(window, address, ...others)
  choosePicture(form, url.pathname).then((picked) => {
    if (!picked) return
    // The library's words count while the figure has none of its own, so they aren't copied into it.
    const { alternative_text: alt, caption } = picked
    const others = { ...picked, alternative_text: "", caption: "" }
    window.CKEDITOR.tools.callFunction(callback, picked.url, others)
    hint(document.querySelector("dialog.prose-editor-dialog[open]"), { alt, caption })
  })
  return null
}

document.addEventListener("prose-editor:ready", ({ detail: { editor } }) => {
  /** The start and the end of the figure whose picture is selected, or null. */
  const figure = () => {
    const { node, $from } = editor.state.selection
    if (node?.type.name !== "image" || $from.parent.type.name !== "figure") return null
    return { from: $from.before(), to: $from.after() }
  }
  const below = (place, text) => {
    const content = text ? [{ type: "text", text }] : []
    return editor
      .chain()
      .insertContentAt(place.to, { type: "paragraph", content })
      .setTextSelection(place.to + 1 + text.length)
      .run()
  }

  new MutationObserver(async (changes) => {
    const added = changes.flatMap(({ addedNodes }) => [...addedNodes])
    const dialog = added.find((node) => node.querySelector?.("input[name=altText]"))
    if (!dialog) return
    hint(dialog)
    const key = editor.state.selection.node?.attrs.file
    if (key && wordsAddress) hint(dialog, await wordsOf(key))
  }).observe(editor.view.dom.parentElement, { childList: true })

  editor.view.setProps({
    handleTextInput(view, from, to, text) {
      const place = figure()
      return place ? below(place, text) : false
    },
    handlePaste() {
      const place = figure()
      if (place) below(place, "")
      return false
    },
    handleKeyDown(view, event) {
      const place = figure()
      if (!place) return false
      if (event.key === "Enter") return below(place, "")
      if (event.key !== "Backspace" && event.key !== "Delete") return false
      return editor.commands.deleteRange(place)
    },
  })
})
