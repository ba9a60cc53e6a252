// The featured picture where it is chosen: from the library, or uploaded by a button, by a drop or by
// pasting it; and its words, which the server sends and takes back with the story.

import { choosePicture } from "desk/library"
import { upload } from "desk/upload"

const select = document.querySelector("select#id_picture")

if (select) {
  const form = select.form
  const library = select.dataset["ajax-Url"].replace(/autocomplete\/$/, "images/image/")
  const row = select.closest(".form-row")
  const words = document.querySelector("#picture-words")
  const here = form.querySelector(".picture-here")
  const own = ["picture_alt", "picture_caption", "picture_focus"]
    .map((name) => form.elements[name])
    .filter(Boolean)
  select.dataset.placeholder = gettext("Or search by words")

  const make = (tag, attributes, ...children) => {
    const made = Object.assign(document.createElement(tag), attributes)
    made.append(...children)
    return made
  }
  const frame = make("button", { type: "button", className: "featured" })
  const said = make("p", { className: "featured-said" })
  said.setAttribute("role", "status")
  const file = make("input", { type: "file", id: "picture-file", className: "visually-hidden" })
  file.accept = "image/jpeg,image/png,image/webp,image/avif,image/gif"
  const button = make(
    "label",
    { className: "button", htmlFor: file.id },
    gettext("Upload a picture"),
  )
  const uploading = make("div", { className: "featured-upload" }, file, button)
  row.prepend(frame, ...(form.dataset.upload ? [uploading] : []), said)
  row.append(words, ...(here ? [here] : []))

  const show = () => {
    frame.replaceChildren()
    if (select.value) {
      frame.append(make("img", { src: `${library}${select.value}/thumbnail/`, alt: "" }))
    }
    frame.append(
      make("span", {}, select.value ? gettext("Change the picture") : gettext("Choose a picture")),
    )
    if (here) here.hidden = !select.value
    showOwn()
  }

  /** Show the library's words where the story has none of its own, and the crop that counts. */
  const showOwn = () => {
    const library = words.querySelector("[data-focus]")?.dataset
    for (const field of own) {
      const name = field.name.replace("picture_", "")
      const typed = words.querySelector(`[name="picture_words-${name}"]`)?.value
      field.placeholder = typed ?? library?.[name] ?? ""
    }
    const image = frame.querySelector("img")
    const focus = form.elements.picture_focus?.value || library?.focus || "centre"
    if (image) image.className = `focus-${focus}`
  }

  // What the story says of one picture says nothing of another one.
  const spoken = new Map()
  let former = select.value
  const exchangeOwn = () => {
    if (select.value === former) return
    const values = own.map(({ value }) => value)
    spoken.set(former, values)
    former = select.value
    const others = spoken.get(former) ?? []
    for (const [at, field] of own.entries()) field.value = others[at] ?? ""
    if (values.some(Boolean))
      said.append(" ", gettext("What this story said of the former picture was taken out."))
  }

  let fault = ""
  /** Fetch the words of the chosen picture, and begin with what is missing after an upload. */
  const fetchWords = async (isNew) => {
    words.replaceChildren()
    const key = select.value
    if (!key) return
    const answer = await fetch(words.dataset.address.replace("/0/", `/${key}/`)).catch(() => null)
    if (select.value !== key) return
    // A session that ended answers with the sign-in page.
    if (!answer?.ok || answer.redirected) {
      fault = answer?.redirected
        ? gettext(
            "The picture’s words can’t be shown. Sign in in another tab, then choose it again.",
          )
        : gettext("The picture’s words can’t be shown at the moment. Choose it again in a minute.")
      said.textContent = fault
      return
    }
    words.innerHTML = await answer.text()
    if (said.textContent === fault) said.textContent = ""
    showOwn()
    if (isNew) {
      const missing = ({ name, value }) => /-(alt|credit)$/.test(name) && !value
      ;[...words.querySelectorAll("textarea, input")].find(missing)?.focus()
    }
  }

  const choose = (id, title) => {
    select.replaceChildren(new Option("", ""), new Option(title, id, true, true))
    window.django.jQuery(select).trigger("change")
  }

  let isNew = false
  let shownKey = select.value
  const take = async (chosen) => {
    said.textContent = interpolate(gettext("Uploading “%(file)s” …"), { file: chosen.name }, true)
    try {
      const { id, isDescribed } = await upload(form, chosen)
      said.textContent = isDescribed
        ? gettext("Uploaded. Its words are from the file: check them.")
        : gettext("Uploaded. Say what it shows, and who made it.")
      isNew = true
      choose(id, chosen.name)
    } catch (error) {
      said.textContent =
        interpolate(gettext("“%(file)s” was not uploaded."), { file: chosen.name }, true) +
        ` ${error.message}`
    }
  }

  frame.addEventListener("click", async () => {
    const picked = await choosePicture(form, `${library}pick/`)
    if (!picked) return
    isNew = picked.isNew
    choose(picked.id, picked.title)
    if (!isNew) frame.focus()
  })
  if (form.dataset.upload) {
    file.addEventListener("change", () => {
      if (file.files.length) take(file.files[0])
      file.value = ""
    })
    row.addEventListener("dragover", (event) => event.preventDefault())
    row.addEventListener("drop", (event) => {
      event.preventDefault()
      if (event.dataTransfer.files.length) take(event.dataTransfer.files[0])
    })
    frame.addEventListener("paste", ({ clipboardData: { files } }) => {
      if (files.length) take(files[0])
    })
  }
  window.django.jQuery(select).on("change", () => {
    exchangeOwn()
    // The same picture once more keeps the words that were typed for it.
    if (select.value !== shownKey || !words.children.length) {
      shownKey = select.value
      show()
      fetchWords(isNew)
    }
    isNew = false
  })
  words.addEventListener("input", showOwn)
  form.elements.picture_focus?.addEventListener("change", showOwn)
  const details = here?.querySelector("details")
  if (details) details.open = own.some(({ value }) => value)
  show()
  // Words that came back with errors are in the page already.
  if (!words.children.length) fetchWords(false)
}
