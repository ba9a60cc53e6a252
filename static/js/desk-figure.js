// What is typed while a picture is selected goes into a paragraph below it, and deleting takes the
// whole figure. The editor alone would put letters in the picture's place and leave empty figures.

import { choosePicture } from "desk/library"

// The editor's “Browse” opens a window, and takes the answer by CKEditor's old way of calling back. The
// library is a dialog of the page instead.
const form = document.querySelector("#article_form")
const openWindow = window.open
window.open = (address, ...others) => {
  const url = new URL(address, location.href)
  const callback = url.searchParams.get("CKEditorFuncNum")
  if (!callback) return openWindow.call(window, address, ...others)
  choosePicture(form, url.pathname).then((picked) => {
    if (picked) window.CKEDITOR.tools.callFunction(callback, picked.url, picked)
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
