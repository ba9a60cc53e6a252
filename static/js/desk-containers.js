// Arranges the containers of a front and their pins: by dragging, by buttons, and by Alt+Shift+ArrowUp and
// ArrowDown. Browsers send fields in the order of the page, so nothing is numbered.

const form = document.querySelector("#front-form")
const list = form.querySelector("#containers")
const news = form.querySelector("#front-news")
const saved = form.querySelector("#front-saved")
const frame = document.querySelector(".front-frame")
const preview = form.querySelector("[data-preview]")
const newContainer = document.querySelector("#new-container")
const newPin = document.querySelector("#new-pin")
const PAUSE = 900

const say = (words) => {
  // The same words again would not be read out.
  news.textContent = ""
  requestAnimationFrame(() => {
    news.textContent = words
  })
}
const nameOf = (item) =>
  item.matches(".pin")
    ? item.querySelector(".pin-headline").textContent || form.dataset.pin
    : item.querySelector(".container-name").textContent

const placeOf = (item) => [...item.parentElement.children].indexOf(item) + 1
// A sentence of the form's, with what it is about.
const sentence = (key, item) => {
  const values = {
    name: nameOf(item),
    place: placeOf(item),
    number: item.parentElement.children.length,
  }
  return form.dataset[key].replace(/\{(\w+)\}/g, (_, name) => values[name])
}

let isSent = false
let timer
// A preview that is open follows the form.
const refresh = () => {
  clearTimeout(timer)
  if ("shown" in frame.dataset) timer = setTimeout(() => form.requestSubmit(preview), PAUSE)
}
const changed = () => {
  form.dataset.unsaved = ""
  saved.textContent = form.dataset.changed
  form.dispatchEvent(new CustomEvent("front:arranged"))
  refresh()
}

const move = (item, direction) => {
  const other = direction < 0 ? item.previousElementSibling : item.nextElementSibling
  const focused = document.activeElement
  if (!other) return say(sentence(direction < 0 ? "first" : "last", item))
  if (direction < 0) other.before(item)
  else other.after(item)
  focused.focus()
  item.scrollIntoView({ block: "nearest" })
  say(sentence("moved", item))
  changed()
}

const remove = (item) => {
  const next = item.nextElementSibling ?? item.previousElementSibling
  const words = sentence("removed", item)
  const after = next ?? item.closest(".container")?.querySelector(".add-pin")
  item.remove()
  const focus = after?.matches("button") ? after : after?.querySelector("input:not([type=hidden])")
  ;(focus ?? form.querySelector("[name=_add]")).focus()
  say(words)
  changed()
}

const dragging = (item) => {
  for (const handle of item.querySelectorAll("[data-handle]")) {
    if (handle.parentElement.closest(".pin, .container") === item) handle.draggable = true
  }
}
const prepare = (item) => {
  dragging(item)
  for (const pin of item.querySelectorAll(".pin")) prepare(pin)
  for (const button of item.querySelectorAll("[data-remove-pin]")) button.hidden = false
}

const addContainer = () => {
  const token = `n${Date.now().toString(36)}`
  const box = document.createElement("template")
  box.innerHTML = newContainer.innerHTML.replaceAll("__new__", token)
  const container = box.content.firstElementChild
  list.append(container)
  prepare(container)
  container.querySelector("select").focus()
  changed()
}
const addPin = (button) => {
  const container = button.closest(".container")
  const box = document.createElement("template")
  box.innerHTML = newPin.innerHTML.replaceAll("__new__", container.dataset.token)
  const pin = box.content.firstElementChild
  container.querySelector(".pins").append(pin)
  prepare(pin)
  pin.querySelector("input").focus()
  changed()
}

const ACTIONS = {
  _up: (button) => move(button.closest(".container"), -1),
  _down: (button) => move(button.closest(".container"), 1),
  _remove: (button) => remove(button.closest(".container")),
  _add: addContainer,
  _pin: addPin,
}
form.addEventListener("click", (event) => {
  const button = event.target.closest("button")
  if (!button) return
  if ("removePin" in button.dataset) remove(button.closest(".pin"))
  else if (button.name in ACTIONS) {
    event.preventDefault()
    ACTIONS[button.name](button)
  }
})

form.addEventListener("keydown", (event) => {
  const direction = { ArrowUp: -1, ArrowDown: 1 }[event.key]
  const item = event.target.closest(".pin") ?? event.target.closest(".container")
  if (direction && item && event.altKey && event.shiftKey && newContainer) {
    event.preventDefault()
    move(item, direction)
  }
})

const isOfFront = (field) => !field.matches("[name=preview_at], [name=publish_at], [name=note]")

// The name of a container is its heading, or else its layout.
form.addEventListener("input", ({ target }) => {
  const container = target.closest(".container")
  if (container && target.matches("[name$=-heading], [name$=-layout]")) {
    const heading = container.querySelector("[name$=-heading]").value.trim()
    const layout = container.querySelector("[name$=-layout]").selectedOptions[0].text
    container.querySelector(".container-name").textContent = heading || layout.split(":")[0]
  }
  if (isOfFront(target)) changed()
})
form.addEventListener("change", ({ target }) => {
  if (isOfFront(target)) changed()
})

const at = form.elements.preview_at
at.addEventListener("input", refresh)
at.addEventListener("keydown", (event) => {
  // Enter would press the form's first button, which saves.
  if (event.key !== "Enter") return
  event.preventDefault()
  form.requestSubmit(preview)
})
const when = form.elements.publish_at
const publish = form.querySelector("[name=_publish]")
const nameButton = () => {
  publish.textContent = when.value.trim() ? gettext("Schedule") : gettext("Publish")
}
when?.addEventListener("input", nameButton)
if (when) nameButton()

let dragged
form.addEventListener("dragstart", (event) => {
  // Selected words can be dragged, too.
  if (!event.target.matches?.("[data-handle]")) return
  dragged = event.target.closest(".pin") ?? event.target.closest(".container")
  event.dataTransfer.effectAllowed = "move"
  event.dataTransfer.setDragImage(dragged, 0, 0)
  dragged.classList.add("dragged")
})
form.addEventListener("dragover", (event) => {
  const kind = dragged?.matches(".pin") ? ".pin" : ".container"
  const over = dragged && event.target.closest(kind)
  // Pins move within their container.
  if (!over || over === dragged || over.parentElement !== dragged.parentElement) return
  event.preventDefault()
  const { top, height } = over.getBoundingClientRect()
  if (event.clientY < top + height / 2) over.before(dragged)
  else over.after(dragged)
})
form.addEventListener("drop", (event) => {
  if (dragged) event.preventDefault()
})
form.addEventListener("dragend", () => {
  if (!dragged) return
  dragged.classList.remove("dragged")
  say(sentence("moved", dragged))
  dragged = undefined
  changed()
})

form.addEventListener("submit", ({ submitter }) => {
  if (submitter?.formTarget === "front-preview") {
    const isNew = !("shown" in frame.dataset)
    frame.dataset.shown = ""
    if (isNew) frame.scrollIntoView()
  } else if (!submitter?.formTarget) isSent = true
})
window.addEventListener("beforeunload", (event) => {
  if ("unsaved" in form.dataset && !isSent) event.preventDefault()
})

for (const container of list.children) prepare(container)
