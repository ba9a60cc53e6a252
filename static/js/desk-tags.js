// The tags' field offers the tags that there are, with their live stories, and says which names are new and
// which resemble a tag. It stays a field of names between commas, which works without this script
// (ARIA Authoring Practices, combobox with list autocomplete).

const input = document.querySelector("#id_tags[data-tags]")
const PAUSE = 200

if (input) {
  const list = document.createElement("ul")
  const notes = document.createElement("ul")
  list.className = "suggestions"
  list.id = "tags-list"
  list.setAttribute("role", "listbox")
  list.setAttribute("aria-label", gettext("Tags"))
  list.hidden = true
  notes.className = "tag-notes"
  notes.setAttribute("aria-live", "polite")
  const box = document.createElement("div")
  box.className = "tags-box"
  input.replaceWith(box)
  box.append(input, list, notes)
  for (const [name, value] of Object.entries({
    role: "combobox",
    autocomplete: "off",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
  }))
    input.setAttribute(name, value)

  let active = -1
  let waiting
  let request
  let latest

  /** The name around the cursor: its place in the field, and its text. */
  const current = () => {
    const { value, selectionEnd } = input
    const from = value.lastIndexOf(",", selectionEnd - 1) + 1
    const end = value.indexOf(",", selectionEnd)
    const to = end < 0 ? value.length : end
    return { from, to, text: value.slice(from, to).trim() }
  }
  const names = () =>
    input.value
      .split(",")
      .map((name) => name.trim().replace(/\s+/g, " "))
      .filter(Boolean)
  const ask = async (parameters, signal) => {
    const response = await fetch(`${input.dataset.tags}?${new URLSearchParams(parameters)}`, {
      signal,
    })
    if (!response.ok || response.redirected) throw new Error(response.statusText)
    return response.json()
  }

  const highlight = (at) => {
    active = at
    for (const [place, option] of [...list.children].entries()) {
      option.setAttribute("aria-selected", String(place === at))
      if (place === at) option.scrollIntoView({ block: "nearest" })
    }
    if (at < 0) input.removeAttribute("aria-activedescendant")
    else input.setAttribute("aria-activedescendant", list.children[at].id)
  }
  const close = () => {
    clearTimeout(waiting)
    request?.abort()
    list.hidden = true
    input.setAttribute("aria-expanded", "false")
    highlight(-1)
  }
  const option = (name, about, at) => {
    const item = document.createElement("li")
    item.id = `tags-${at}`
    item.setAttribute("role", "option")
    item.dataset.name = name
    const [words, small] = ["span", "small"].map((tag) => document.createElement(tag))
    words.textContent = name
    small.textContent = about
    item.append(words, " ", small)
    return item
  }
  const show = (tags, text) => {
    const lower = (name) => name.toLocaleLowerCase()
    const given = new Set(names().map(lower))
    given.delete(lower(text))
    const offered = tags.filter(({ name }) => !given.has(lower(name)))
    const rows = offered.map(({ name, stories }, at) => option(name, stories, at))
    if (!tags.some(({ name }) => lower(name) === lower(text)))
      rows.push(option(text, gettext("new tag"), rows.length))
    list.replaceChildren(...rows)
    list.hidden = false
    input.setAttribute("aria-expanded", "true")
    highlight(
      Math.max(
        0,
        offered.findIndex(({ name }) => lower(name) === lower(text)),
      ),
    )
    list.scrollIntoView({ block: "nearest" })
  }
  const offer = async () => {
    const { text } = current()
    compare(text)
    if (!text) return close()
    request?.abort()
    request = new AbortController()
    const { signal } = request
    try {
      const { tags } = await ask({ q: text }, signal)
      if (document.activeElement === input) show(tags, text)
    } catch {
      // The field works without suggestions.
      if (!signal.aborted) close()
    }
  }

  const changed = () => input.dispatchEvent(new Event("input", { bubbles: true }))
  /** Put `name` in the place of a name in the field. */
  const put = (name, { from, to }) => {
    const rest = input.value.slice(to).replace(/^,\s*/, "")
    const before = `${input.value.slice(0, from).trimEnd()}${from ? " " : ""}${name}, `
    input.value = before + rest
    input.setSelectionRange(before.length, before.length)
    changed()
    close()
    compare()
  }
  const replace = (typed, name) => {
    const same = (other) => other.toLocaleLowerCase() === typed.toLocaleLowerCase()
    input.value = names()
      .map((each) => (same(each) ? name : each))
      .join(", ")
    changed()
    close()
    input.focus()
    compare()
  }

  const SENTENCES = {
    new: gettext("“%(typed)s” is a new tag."),
    same: gettext("“%(typed)s” will be the tag “%(name)s” (%(stories)s)."),
    near: gettext("“%(typed)s” is new, but there is “%(name)s” (%(stories)s)."),
  }
  const note = (found) => {
    const line = document.createElement("li")
    line.className = found.kind
    line.textContent = interpolate(SENTENCES[found.kind], found, true)
    if (found.kind === "near") {
      const button = document.createElement("button")
      button.type = "button"
      button.className = "button"
      button.textContent = interpolate(gettext("Use “%(name)s”"), found, true)
      button.addEventListener("click", () => replace(found.typed, found.name))
      line.append(" ", button)
    }
    return line
  }
  /** Say what is to say about the names; not about the one that is being typed. */
  const compare = async (typed) => {
    const text = names()
      .filter((name) => name !== typed)
      .join(",")
    if (text === latest) return
    latest = text
    try {
      const found = text ? (await ask({ names: text })).notes : []
      if (text === latest) notes.replaceChildren(...found.map(note))
    } catch {
      latest = undefined
    }
  }

  input.addEventListener("input", ({ isTrusted }) => {
    if (!isTrusted) return
    // What is listed still belongs to other letters, so Enter must not take it.
    highlight(-1)
    clearTimeout(waiting)
    waiting = setTimeout(offer, PAUSE)
  })
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return
    const isOpen = !list.hidden
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step && !isOpen) {
      event.preventDefault()
      offer()
    } else if (step) {
      event.preventDefault()
      const number = list.children.length
      highlight(((active + step + 1 + number + 1) % (number + 1)) - 1)
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault()
      close()
    } else if (event.key === "Enter" && current().text) {
      // Enter would save the story; in the middle of a name it ends the name.
      event.preventDefault()
      put(active < 0 ? current().text : list.children[active].dataset.name, current())
    }
  })
  input.addEventListener("blur", () => {
    close()
    compare()
  })
  list.addEventListener("mousedown", (event) => event.preventDefault())
  list.addEventListener("click", ({ target }) => {
    const chosen = target.closest("[role=option]")
    if (chosen) put(chosen.dataset.name, current())
  })
}
