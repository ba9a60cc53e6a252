// Suggests stories while a reader types into the search. Without it, the form does the same on its own page.

const form = document.querySelector("form[data-suggestions]")
const input = form.elements.q
const PAUSE = 150
const SHORTEST = 3

const list = document.createElement("ul")
list.id = "search-suggestions"
list.className = "search-suggestions"
list.setAttribute("role", "listbox")
list.setAttribute("aria-label", form.dataset.name)
list.hidden = true
const status = document.createElement("p")
status.className = "visually-hidden"
status.setAttribute("role", "status")
input.after(list)
form.append(status)
for (const [name, value] of Object.entries({
  role: "combobox",
  "aria-autocomplete": "list",
  "aria-controls": list.id,
  "aria-expanded": "false",
})) {
  input.setAttribute(name, value)
}

let active = -1
let waiting
let request

const highlight = (at) => {
  active = at
  for (const [place, option] of [...list.children].entries()) {
    option.setAttribute("aria-selected", String(place === at))
  }
  if (at < 0) input.removeAttribute("aria-activedescendant")
  else input.setAttribute("aria-activedescendant", list.children[at].id)
}

const show = (stories) => {
  list.replaceChildren(
    ...stories.map(({ headline, address }, at) => {
      const option = document.createElement("li")
      option.id = `search-suggestion-${at}`
      option.setAttribute("role", "option")
      option.dataset.address = address
      option.textContent = headline
      return option
    }),
  )
  list.hidden = !stories.length
  input.setAttribute("aria-expanded", String(stories.length > 0))
  const { one, many } = form.dataset
  status.textContent = stories.length
    ? (stories.length === 1 ? one : many).replace("#", stories.length)
    : ""
  highlight(-1)
}

const suggest = async () => {
  request?.abort()
  request = new AbortController()
  const words = input.value.trim()
  if (words.length < SHORTEST) return show([])
  const { signal } = request
  try {
    const address = `${form.dataset.suggestions}?${new URLSearchParams({ q: words })}`
    const answer = await fetch(address, { signal })
    show(answer.ok ? (await answer.json()).stories : [])
  } catch {
    // Whoever types needs no suggestion to search.
    if (!signal.aborted) show([])
  }
}

const close = () => {
  clearTimeout(waiting)
  request?.abort()
  show([])
}

input.addEventListener("input", () => {
  clearTimeout(waiting)
  highlight(-1)
  waiting = setTimeout(suggest, PAUSE)
})
input.addEventListener("keydown", (event) => {
  if (event.isComposing) return
  const number = list.children.length
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (step && number) {
    event.preventDefault()
    // Past either end is the field.
    highlight(((active + step + 1 + number + 1) % (number + 1)) - 1)
  } else if (event.key === "Enter" && active >= 0) {
    event.preventDefault()
    location.assign(list.children[active].dataset.address)
  } else if (event.key === "Escape" && !list.hidden) {
    event.preventDefault()
    close()
  }
})
input.addEventListener("blur", close)
form.addEventListener("submit", close)
list.addEventListener("mousedown", (event) => event.preventDefault())
list.addEventListener("click", ({ target }) => {
  const option = target.closest("[role=option]")
  if (option) location.assign(option.dataset.address)
})
