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
  select.dataset.placeholder = "Or search by words"

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
  const button = make("label", { className: "button", htmlFor: file.id }, "Upload a picture")
  const uploading = make("div", { className: "featured-upload" }, file, button)
  row.prepend(frame, ...(form.dataset.upload ? [uploading] : []), said)
  row.append(words)

  const show = () => {
    frame.replaceChildren()
    if (select.value) {
      frame.append(make("img", { src: `${library}${select.value}/thumbnail/`, alt: "" }))
    }
    frame.append(make("span", {}, select.value ? "Change the picture" : "Choose a picture"))
  }

  /** Fetch the words of the chosen picture, and begin with what is missing after an upload. */
  const fetchWords = async (isNew) => {
    words.replaceChildren()
    const key = select.value
    if (!key) return
    const answer = await fetch(words.dataset.address.replace("/0/", `/${key}/`)).catch(() => null)
    if (!answer?.ok || select.value !== key) return
    words.innerHTML = await answer.text()
    if (isNew) words.querySelector("textarea")?.focus()
  }

  const choose = (id, title) => {
    select.replaceChildren(new Option("", ""), new Option(title, id, true, true))
    window.django.jQuery(select).trigger("change")
  }

  let isNew = false
  const take = async (chosen) => {
    said.textContent = `Uploading “${chosen.name}” …`
    try {
      const { id } = await upload(form, chosen)
      said.textContent = "Uploaded. Say what it shows, and who made it."
      isNew = true
      choose(id, chosen.name)
    } catch (error) {
      said.textContent = `“${chosen.name}” was not uploaded. ${error.message}`
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
    show()
    fetchWords(isNew)
    isNew = false
  })
  show()
  // Words that came back with errors are in the page already.
  if (!words.children.length) fetchWords(false)
}
