// The body editor's extensions that differ from the package's: a link dialog that finds our own stories, and
// “1. ” for a numbered list. django_prose_editor takes an extension from here if it has the same name
// (newsroom/editor.py).

import { LinkDialog, storiesOf } from "desk/link-dialog"
import {
  Link as EditorsLink,
  OrderedList as EditorsList,
  wrappingInputRule,
} from "django-prose-editor/editor"

const editLink = (editor) => {
  const editing = editor.isActive("link")
  const { href } = editor.getAttributes("link")
  const chain = () => editor.chain().focus()
  new LinkDialog(storiesOf(editor), href ?? "", {
    use({ address, headline: words }) {
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
      button: buttons.material("insert_link", gettext("insert link")),
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
  "bold italic strike subscript superscript link bulletList orderedList blockquote pullQuote footnote".split(
    " ",
  ),
)

// The package's names of its buttons.
const TITLES = {
  ...{ bold: gettext("bold"), italic: gettext("italic"), strike: gettext("strike") },
  ...{ subscript: gettext("subscript"), superscript: gettext("superscript") },
  ...{ "remove link": gettext("remove link"), "unordered list": gettext("unordered list") },
  ...{ "ordered list": gettext("ordered list"), blockquote: gettext("blockquote") },
  ...{ "horizontal rule": gettext("horizontal rule"), figure: gettext("figure") },
  ...{ "Insert table": gettext("Insert table"), "Add column": gettext("Add column") },
  ...{ "Delete column": gettext("Delete column"), "Add row": gettext("Add row") },
  ...{ "Delete row": gettext("Delete row"), "Merge cells": gettext("Merge cells") },
  ...{ "Split cell": gettext("Split cell"), "Delete table": gettext("Delete table") },
  ...{ "Toggle header cell": gettext("Toggle header cell"), paragraph: gettext("paragraph") },
  ...{ undo: gettext("undo"), redo: gettext("redo") },
}

class Toolbar {
  constructor(editor, bar) {
    this.editor = editor
    this.bar = bar
    this.current = 0
    this.picker = bar.querySelector(".prose-menubar__picker")
    bar.setAttribute("role", "toolbar")
    bar.setAttribute("aria-label", gettext("Formatting"))
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
      if (TITLES[button.title]) button.title = TITLES[button.title]
      if (TOGGLES.has(name)) button.setAttribute("aria-pressed", button.matches(".active"))
      button.setAttribute("aria-disabled", button.matches(".disabled"))
      if (!name) {
        button.setAttribute("aria-expanded", this.picker.matches(":popover-open"))
        button.setAttribute(
          "aria-label",
          interpolate(gettext("Style: %(name)s"), { name: button.title }, true),
        )
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
    } else if (event.key === "Escape") {
      // At once: the editor's own command waits for the next frame, and a quick hand's next key would miss it.
      this.editor.view.focus()
    } else if (event.key === "ArrowDown" && !event.target.dataset.name) {
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
