// The palette: a search over stories, authors, pictures and commands, opened by Ctrl+K, ⌘K or its
// button. A combobox with a listbox (WAI-ARIA Authoring Practices): the focus stays in the field. And
// the list of shortcuts, opened by "?".

const PAUSE = 120
const SINGLE_KEYS = "desk: single keys"
const palette = document.getElementById("palette")
const shortcuts = document.getElementById("shortcuts")
const opener = document.getElementById("palette-open")
const field = document.getElementById("palette-field")
const list = document.getElementById("palette-list")
const status = document.getElementById("palette-status")
const singleKeys = document.getElementById("single-keys")
const isMac = /Mac|iPhone|iPad/.test(navigator.platform)

let options = []
let active = -1
let timer
let request
// Enter was pressed before the results for what is typed arrived.
let isAwaited = false
let isPending = false

const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties)
  made.append(...children)
  return made
}

const activate = (index) => {
  options[active]?.setAttribute("aria-selected", "false")
  active = options.length ? (index + options.length) % options.length : -1
  const option = options[active]
  option?.setAttribute("aria-selected", "true")
  option?.scrollIntoView({ block: "nearest" })
  if (option) field.setAttribute("aria-activedescendant", option.id)
  else field.removeAttribute("aria-activedescendant")
}

const go = (option, inNewTab) => {
  if (!option) return
  if (inNewTab) open(option.dataset.url, "_blank", "noopener")
  else {
    palette.close()
    location.assign(option.dataset.url)
  }
}

const optionOf = ({ label, hint, url, picture }, index) => {
  const option = element("div", { id: `palette-option-${index}`, className: "palette-option" })
  option.setAttribute("role", "option")
  option.setAttribute("aria-selected", "false")
  option.dataset.url = url
  if (picture) option.append(element("img", { src: picture, alt: "", width: 48, height: 32 }))
  option.append(element("span", { className: "palette-label", textContent: label }))
  if (hint) option.append(element("span", { className: "palette-hint", textContent: hint }))
  option.addEventListener("mousemove", () => active !== index && activate(index))
  option.addEventListener("click", (event) => go(option, event.ctrlKey || event.metaKey))
  return option
}

const groupOf = ({ name, items }, index) => {
  const title = element("div", { id: `palette-group-${index}`, className: "palette-group" }, name)
  title.setAttribute("role", "presentation")
  const group = element("div", {}, title)
  group.setAttribute("role", "group")
  group.setAttribute("aria-labelledby", title.id)
  for (const item of items) {
    const option = optionOf(item, options.length)
    options.push(option)
    group.append(option)
  }
  return group
}

const show = (groups, text) => {
  options = []
  list.replaceChildren(...groups.map(groupOf))
  list.hidden = !options.length
  list.scrollTop = 0
  field.setAttribute("aria-expanded", String(options.length > 0))
  activate(0)
  const count = options.length
  const found = ngettext("%(count)s result", "%(count)s results", count)
  const nothing = gettext("Nothing found for “%(text)s”.")
  if (count) status.textContent = text ? interpolate(found, { count }, true) : ""
  else status.textContent = interpolate(nothing, { text }, true)
  status.classList.toggle("visually-hidden", options.length > 0)
}

const fail = (sentence) => {
  show([], "")
  status.textContent = sentence
}

const answerTo = async (text, signal) => {
  const address = `${palette.dataset.source}?${new URLSearchParams({ q: text })}`
  const response = await fetch(address, { signal })
  if (response.redirected)
    return gettext("You are signed out. Sign in again, in another tab if you are writing.")
  if (!response.ok) return gettext("The search failed. Try again.")
  return (await response.json()).groups
}

const search = async () => {
  request?.abort()
  request = new AbortController()
  const { signal } = request
  const text = field.value.trim()
  let answer
  try {
    answer = await answerTo(text, signal)
  } catch {
    answer = gettext("No connection. Try again.")
  }
  if (signal.aborted) return
  isPending = false
  if (typeof answer === "string") fail(answer)
  else show(answer, text)
  if (isAwaited) go(options[active])
  isAwaited = false
}

const openPalette = () => {
  shortcuts.close()
  field.value = ""
  palette.showModal()
  field.focus()
  isPending = true
  isAwaited = false
  search()
}

const openShortcuts = () => {
  palette.close()
  shortcuts.showModal()
}

const isTyping = ({ target }) =>
  target instanceof Element && target.closest("input, textarea, select, [contenteditable]")

field.addEventListener("input", () => {
  // An answer to what was typed before would be taken for the answer to this.
  request?.abort()
  isPending = true
  isAwaited = false
  clearTimeout(timer)
  timer = setTimeout(search, PAUSE)
})

field.addEventListener("keydown", (event) => {
  // The Enter that ends a composition, as of Japanese, chooses nothing.
  if (event.isComposing) return
  if (event.key === "ArrowDown") activate(active + 1)
  else if (event.key === "ArrowUp") activate(active - 1)
  else if (event.key === "Enter" && isPending) isAwaited = true
  else if (event.key === "Enter") go(options[active], event.ctrlKey || event.metaKey)
  else return
  event.preventDefault()
})

// In a body, the editor takes Ctrl+K for a link, and has prevented the default by now.
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.altKey) return
  const others = document.querySelector("dialog[open]:not(.palette)")
  const modifier = event.ctrlKey || event.metaKey
  if (modifier && !event.shiftKey && event.key.toLowerCase() === "k" && !others) {
    event.preventDefault()
    if (palette.open) palette.close()
    else openPalette()
  } else if (event.key === "?" && !modifier && singleKeys.checked && !isTyping(event) && !others) {
    event.preventDefault()
    if (!shortcuts.open) openShortcuts()
  }
})

for (const dialog of [palette, shortcuts]) {
  // The window around a dialog belongs to it: a click there closes it.
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close())
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close())
}
palette.addEventListener("close", () => {
  clearTimeout(timer)
  request?.abort()
})
palette.querySelector("[data-shortcuts]").addEventListener("click", openShortcuts)

// A single key can be turned off: speech input presses them by mistake (WCAG 2.2, 2.1.4).
try {
  singleKeys.checked = localStorage.getItem(SINGLE_KEYS) !== "off"
  singleKeys.addEventListener("change", () =>
    localStorage.setItem(SINGLE_KEYS, singleKeys.checked ? "on" : "off"),
  )
} catch {
  // A browser without storage keeps them on.
}

if (isMac) {
  for (const key of document.querySelectorAll("[data-modifier]")) key.textContent = "⌘"
  for (const key of document.querySelectorAll("[data-alt]")) key.textContent = "⌥"
}
opener.addEventListener("click", openPalette)
opener.hidden = false
