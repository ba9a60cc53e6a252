// The body editor's extensions that differ from the package's: a link dialog that finds our own stories, and
// “1. ” for a numbered list. django_prose_editor takes an extension from here if it has the same name
// (DJANGO_PROSE_EDITOR_EXTENSIONS in newsroom/settings.py).

import {
  crel,
  Link as EditorsLink,
  OrderedList as EditorsList,
  wrappingInputRule,
} from "django-prose-editor/editor"

const NEWER_WORDS = 200

/** Return what was typed as a link's address; "" if it is none. A place on this site gets no host. */
const addressOf = (typed) => {
  const text = typed.trim()
  if (/^https?:/i.test(text)) {
    if (!URL.canParse(text)) return ""
    const url = new URL(text)
    return url.origin === location.origin ? url.pathname + url.search + url.hash : text
  }
  if (/^(mailto:\S|[/#]\S*$)/i.test(text)) return text
  if (/^[^\s@/:]+@[^\s@/:]+\.[^\s@/:]+$/.test(text)) return `mailto:${text}`
  return /^[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+(:\d+)?([/?#]\S*)?$/u.test(text)
    ? `https://${text}`
    : ""
}

/** Ask the desk for live stories by their headline or address. */
const storiesFor = async (place, words, signal) => {
  const response = await fetch(`${place}?${new URLSearchParams({ q: words })}`, { signal })
  if (!response.ok || response.redirected) {
    throw new Error(
      response.status === 403 ? "Your login can’t search stories." : "Are you still signed in?",
    )
  }
  return (await response.json()).stories
}

/** The dialog of one link; `use` gets the address, and the headline of a chosen story. */
class LinkDialog {
  constructor(place, href, { use, remove }) {
    this.place = place
    this.href = href
    this.use = use
    this.stories = []
    this.active = -1
    this.input = crel("input", {
      id: "link-address",
      value: href,
      autocomplete: "off",
      spellcheck: false,
      autocapitalize: "off",
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": "link-stories",
      "aria-describedby": "link-status",
    })
    this.list = crel("ul", {
      id: "link-stories",
      className: "suggestions",
      role: "listbox",
      "aria-label": "Our stories",
      hidden: true,
    })
    this.status = crel("p", { id: "link-status", className: "help", role: "status" })
    const cancel = crel("button", { type: "button", textContent: "Cancel" })
    const buttons = [crel("button", { type: "submit", textContent: "Set the link" })]
    if (href) {
      const off = crel("button", { type: "button", textContent: "Remove the link" })
      off.addEventListener("click", () => this.close(remove))
      buttons.push(off)
    }
    const form = crel("form", {}, [
      crel("h3", { id: "link-title", className: "prose-editor-dialog-title", textContent: "Link" }),
      crel("div", { className: "prose-editor-dialog-field" }, [
        crel("label", {
          htmlFor: "link-address",
          textContent: "Address, or words from one of our headlines",
        }),
        this.input,
        this.list,
        this.status,
      ]),
      crel("div", { className: "prose-editor-dialog-buttons" }, [...buttons, cancel]),
    ])
    this.dialog = crel("dialog", {
      className: "prose-editor-dialog link-dialog",
      "aria-labelledby": "link-title",
    })
    this.dialog.append(form)
    cancel.addEventListener("click", () => this.close())
    this.input.addEventListener("input", () => this.searchSoon())
    this.input.addEventListener("keydown", (event) => this.onKey(event))
    this.list.addEventListener("mousedown", (event) => event.preventDefault())
    this.list.addEventListener("click", ({ target }) => {
      const option = target.closest("[role=option]")
      if (option) this.choose(this.stories[[...this.list.children].indexOf(option)])
    })
    form.addEventListener("submit", (event) => {
      event.preventDefault()
      this.submit()
    })
    this.dialog.addEventListener("close", () => {
      clearTimeout(this.waiting)
      this.request?.abort()
      this.dialog.remove()
    })
  }

  open() {
    document.body.append(this.dialog)
    this.dialog.showModal()
    this.input.select()
    if (!this.href) this.search()
  }

  close(then) {
    this.dialog.close()
    then?.()
  }

  choose(story) {
    this.close(() => this.use(story.address, story.headline))
  }

  submit() {
    const address = addressOf(this.input.value)
    if (this.active >= 0) this.choose(this.stories[this.active])
    else if (address) this.close(() => this.use(address, this.input.value.trim()))
    else {
      this.status.textContent =
        "Choose one of the stories, or paste an address that begins with https:// or /."
      this.input.focus()
    }
  }

  searchSoon() {
    clearTimeout(this.waiting)
    this.waiting = setTimeout(() => this.search(), NEWER_WORDS)
    // What is listed still belongs to other words, so Enter must not take it.
    this.highlight(-1)
  }

  async search() {
    this.request?.abort()
    this.request = new AbortController()
    const { signal } = this.request
    const words = this.input.value.trim()
    const address = addressOf(words)
    if (!this.place || (address && !address.startsWith("/"))) return this.show([], "")
    try {
      const stories = await storiesFor(this.place, address.split(/[?#]/)[0] || words, signal)
      const none = words && !address ? "No live story has these words." : ""
      this.show(stories, none)
      if (words && !address) this.highlight(stories.length ? 0 : -1)
    } catch (error) {
      if (!signal.aborted) this.show([], `Stories can’t be searched. ${error.message}`)
    }
  }

  show(stories, none) {
    this.stories = stories
    this.list.replaceChildren(
      ...stories.map(({ headline, about }, at) =>
        crel("li", { id: `link-story-${at}`, role: "option", "aria-selected": "false" }, [
          crel("span", { textContent: headline }),
          crel("small", { textContent: about }),
        ]),
      ),
    )
    this.list.hidden = !stories.length
    this.input.setAttribute("aria-expanded", String(stories.length > 0))
    const count = `${stories.length} ${stories.length === 1 ? "story" : "stories"}`
    this.status.textContent = stories.length ? `${count}: arrow keys and Enter choose one.` : none
    this.highlight(-1)
  }

  highlight(at) {
    this.active = at
    for (const [place, option] of [...this.list.children].entries()) {
      option.setAttribute("aria-selected", String(place === at))
      if (place === at) option.scrollIntoView({ block: "nearest" })
    }
    if (at < 0) this.input.removeAttribute("aria-activedescendant")
    else this.input.setAttribute("aria-activedescendant", `link-story-${at}`)
  }

  onKey(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (!step || event.isComposing || !this.stories.length) return
    event.preventDefault()
    const number = this.stories.length
    // From the field up is the last one; past either end is the field.
    this.highlight(((this.active + step + 1 + number + 1) % (number + 1)) - 1)
  }
}

const editLink = (editor) => {
  const editing = editor.isActive("link")
  const { href } = editor.getAttributes("link")
  const place = editor.view.dom.closest(".prose-editor")?.querySelector("textarea")?.dataset.stories
  const chain = () => editor.chain().focus()
  new LinkDialog(place, href ?? "", {
    use(address, words) {
      if (editing) chain().extendMarkRange("link").setLink({ href: address }).run()
      else if (!editor.state.selection.empty) chain().setLink({ href: address }).run()
      else {
        const marks = [{ type: "link", attrs: { href: address } }]
        chain().insertContent({ type: "text", text: words, marks }).unsetMark("link").run()
      }
    },
    remove: () => chain().extendMarkRange("link").unsetLink().run(),
  }).open()
}

export const Link = EditorsLink.extend({
  addMenuItems({ menu, buttons }) {
    this.parent?.({ menu, buttons })
    // The package's is off without a selection; ours inserts the words then.
    menu.defineItem({
      name: "link",
      groups: "link",
      priority: 110,
      command: editLink,
      button: buttons.material("insert_link", "insert link"),
      active: (editor) => editor.isActive("link"),
    })
  },

  addCommands() {
    return {
      ...this.parent?.(),
      addLink:
        () =>
        ({ editor }) => {
          editLink(editor)
          return true
        },
    }
  },
})

export const OrderedList = EditorsList.extend({
  addInputRules() {
    // Only from 1 on: a paragraph may well begin with “2026. ”.
    return [wrappingInputRule({ find: /^1[.)]\s$/, type: this.type })]
  },
})

// The toolbar is one stop of the Tab key: arrow keys go from button to button, Escape back to the text, and
// Alt+F10 from the text to the toolbar (ARIA Authoring Practices, toolbar pattern).

const TOGGLES = new Set(
  "bold italic strike subscript superscript link bulletList orderedList blockquote".split(" "),
)

class Toolbar {
  constructor(editor, bar) {
    this.editor = editor
    this.bar = bar
    this.current = 0
    this.picker = bar.querySelector(".prose-menubar__picker")
    bar.setAttribute("role", "toolbar")
    bar.setAttribute("aria-label", "Formatting")
    bar.addEventListener("keydown", (event) => this.onKey(event))
    bar.addEventListener("focusin", ({ target }) => {
      const at = this.items.indexOf(target)
      if (at >= 0) this.rove(at)
    })
    this.picker?.addEventListener("toggle", ({ newState }) => this.onPicker(newState === "open"))
    editor.on("transaction", () => this.update())
    editor.view.dom.addEventListener("keydown", (event) => {
      if (event.key !== "F10" || !event.altKey) return
      event.preventDefault()
      this.items[this.current]?.focus()
    })
    this.update()
  }

  /** The buttons that are shown, in order; of the style's list only the one that opens it. */
  get items() {
    const buttons = [...this.bar.querySelectorAll("button:not(.hidden)")]
    return buttons.filter((button) => !this.picker?.contains(button))
  }

  get options() {
    return [...this.picker.querySelectorAll("button:not(.hidden)")]
  }

  update() {
    for (const button of this.items) {
      const { name } = button.dataset
      if (TOGGLES.has(name)) button.setAttribute("aria-pressed", button.matches(".active"))
      button.setAttribute("aria-disabled", button.matches(".disabled"))
      if (!name) {
        button.setAttribute("aria-expanded", this.picker.matches(":popover-open"))
        button.setAttribute("aria-label", `Style: ${button.title}`)
      }
    }
    this.rove(this.current)
  }

  rove(at) {
    const { items } = this
    this.current = Math.max(0, Math.min(at, items.length - 1))
    for (const [place, button] of items.entries()) button.tabIndex = place === this.current ? 0 : -1
  }

  onPicker(isOpen) {
    this.update()
    const isInside = this.picker.contains(document.activeElement)
    if (isOpen && !isInside) this.options[0]?.focus()
    else if (!isOpen && isInside) this.items[this.current]?.focus()
  }

  onKey(event) {
    const inPicker = this.picker?.contains(event.target)
    const all = inPicker ? this.options : this.items
    const at = all.indexOf(event.target)
    const [back, on] = inPicker ? ["ArrowUp", "ArrowDown"] : ["ArrowLeft", "ArrowRight"]
    const to = { [back]: at - 1, [on]: at + 1, Home: 0, End: all.length - 1 }[event.key]
    if (to !== undefined) {
      event.preventDefault()
      all.at(to % all.length).focus()
    } else if (event.key === "Escape" && inPicker) {
      // The browser would close it as well, but the focus would follow some time later.
      event.preventDefault()
      this.picker.hidePopover()
      this.items[this.current]?.focus()
    } else if (event.key === "Escape") this.editor.commands.focus()
    else if (event.key === "ArrowDown" && !event.target.dataset.name) {
      event.preventDefault()
      event.target.click()
      this.options[0]?.focus()
    }
  }
}

document.addEventListener("prose-editor:ready", ({ detail: { editor } }) => {
  const start = () => {
    const { dom } = editor.storage.menu
    if (dom) new Toolbar(editor, dom)
  }
  // The package makes the menu when the editor says that it was created.
  if (editor.storage.menu?.dom) start()
  else editor.on("create", start)
})
