// Offers stories and tags while somebody types into a field of a front; without it, the address or the
// name is typed whole. A combobox with a list, as the ARIA Authoring Practices describe it.

const form = document.querySelector("#front-form")
const PAUSE = 150
let count = 0

class Options {
  constructor(input) {
    this.input = input
    this.list = document.createElement("ul")
    this.list.id = `options-${++count}`
    this.list.className = "options"
    this.list.hidden = true
    this.list.setAttribute("role", "listbox")
    this.list.setAttribute("aria-label", form.dataset.suggestions)
    input.after(this.list)
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-controls": this.list.id,
      "aria-expanded": "false",
    })) {
      input.setAttribute(name, value)
    }
    input.addEventListener("input", () => {
      clearTimeout(this.waiting)
      this.named("")
      this.waiting = setTimeout(() => this.find(), PAUSE)
    })
    input.addEventListener("keydown", (event) => this.onKey(event))
    input.addEventListener("blur", () => this.close())
    this.list.addEventListener("mousedown", (event) => event.preventDefault())
    this.list.addEventListener("click", ({ target }) => {
      this.choose(target.closest("[role=option]"))
    })
  }

  async find() {
    this.request?.abort()
    this.request = new AbortController()
    const { signal } = this.request
    const query = new URLSearchParams({ q: this.input.value.trim(), kind: this.input.dataset.kind })
    try {
      const answer = await fetch(`${form.dataset.options}?${query}`, { signal })
      // After signing out, the answer is a page.
      const found = answer.ok && !answer.redirected ? (await answer.json()).options : []
      if (document.activeElement === this.input) this.show(found)
    } catch {
      if (!signal.aborted) this.show([])
    }
  }

  show(found) {
    this.list.replaceChildren(
      ...found.map(({ value, label, about }, at) => {
        const option = document.createElement("li")
        option.id = `${this.list.id}-${at}`
        option.setAttribute("role", "option")
        Object.assign(option.dataset, { value, label })
        const quiet = document.createElement("span")
        quiet.className = "quiet"
        quiet.textContent = about
        option.append(label, " ", quiet)
        return option
      }),
    )
    this.list.hidden = !found.length
    this.input.setAttribute("aria-expanded", String(found.length > 0))
    this.highlight(-1)
  }

  highlight(at) {
    this.active = at
    for (const [place, option] of [...this.list.children].entries()) {
      option.setAttribute("aria-selected", String(place === at))
      if (place === at) option.scrollIntoView({ block: "nearest" })
    }
    if (at < 0) this.input.removeAttribute("aria-activedescendant")
    else this.input.setAttribute("aria-activedescendant", this.list.children[at].id)
  }

  choose(option) {
    if (!option) return
    this.input.value = option.dataset.value
    this.named(option.dataset.label)
    this.close()
    this.input.dispatchEvent(new Event("change", { bubbles: true }))
  }

  /** Show the headline of the story whose address the field has. */
  named(label) {
    const place = this.input.closest(".pin")?.querySelector(".pin-headline")
    if (place) place.textContent = label
  }

  close() {
    clearTimeout(this.waiting)
    this.request?.abort()
    this.show([])
  }

  onKey(event) {
    if (event.isComposing || event.altKey) return
    const number = this.list.children.length
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) {
      event.preventDefault()
      if (number)
        this.highlight((Math.max(this.active, step < 0 ? 0 : -1) + step + number) % number)
      else this.find()
    } else if (event.key === "Enter" && !this.list.hidden) {
      event.preventDefault()
      this.choose(this.list.children[Math.max(this.active, 0)])
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault()
      this.close()
    }
  }
}

// Fields of containers that are added later, too.
const begin = ({ target }) => {
  if (!target.matches?.("[data-kind]") || target.role === "combobox") return
  new Options(target)
}
form.addEventListener("focusin", begin)
for (const target of form.querySelectorAll("[data-kind]")) begin({ target })
