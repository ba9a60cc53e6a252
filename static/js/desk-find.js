// Finds and replaces words in the body, in a bar above it. Ctrl+F in the body opens the bar; Ctrl+F again, in
// the bar, is the browser's own search. An extension of the editor (EDITOR_EXTENSIONS in newsroom/html.py).

import { crel, Extension, pm } from "django-prose-editor/editor"
import { matchesIn, patternOf, replaceMatches } from "desk/matches"

const { closeHistory } = pm.history
const { Plugin, PluginKey, TextSelection } = pm.state
const { Decoration, DecorationSet } = pm.view

const key = new PluginKey("find")
// Of more matches, only those around the current one are marked: each mark costs the browser time.
const MOST_MARKED = 1000
// A longer selection isn't what somebody looks for.
const LONGEST = 200
// Pixels that stay free below a match.
const MARGIN = 48

const none = { pattern: null, matches: [], current: -1, marked: DecorationSet.empty }

const marked = (doc, matches, current) => {
  const first = Math.max(0, current - MOST_MARKED / 2)
  const shown = matches.slice(first, first + MOST_MARKED).map(({ from, to }, at) => {
    const isCurrent = first + at === current
    return Decoration.inline(from, to, { class: isCurrent ? "found found-now" : "found" })
  })
  return DecorationSet.create(doc, shown)
}

/** Return the next state; a transaction's note has a new `pattern`, a `current` match, or a place `near` it. */
const next = (transaction, state) => {
  const note = transaction.getMeta(key)
  if (!note && !(transaction.docChanged && state.pattern)) return state
  const { doc } = transaction
  const pattern = note?.pattern === undefined ? state.pattern : note.pattern
  if (!pattern) return none
  const isSame = pattern === state.pattern && !transaction.docChanged
  const matches = isSame ? state.matches : matchesIn(doc, pattern)
  let { current } = note ?? {}
  if (current === undefined) {
    const before = state.matches[state.current]?.from ?? 0
    const near = note?.near ?? transaction.mapping.map(before)
    current = matches.findIndex(({ from }) => from >= near)
    // Past the last match is the first one.
    if (current < 0 && matches.length) current = 0
  }
  return { pattern, matches, current, marked: marked(doc, matches, current) }
}

class FindBar {
  constructor(editor) {
    this.editor = editor
    this.origin = 0
    this.field = this.input()
    this.words = this.input()
    this.status = crel("output", { className: "find-status" })
    this.matchesCase = crel("input", { type: "checkbox" })
    this.isWhole = crel("input", { type: "checkbox" })
    const button = (textContent, act, attributes = {}) => {
      const made = crel("button", {
        type: "button",
        className: "button",
        textContent,
        ...attributes,
      })
      made.addEventListener("click", () => act())
      return made
    }
    const icon = (name, label, act) =>
      button(name, act, {
        className: "button find-icon material-icons",
        title: label,
        "aria-label": label,
      })
    this.dom = crel("div", { className: "find-bar", hidden: true, role: "search" }, [
      crel("div", { className: "find-line" }, [
        this.labelled(gettext("Find"), this.field),
        this.status,
        this.labelled(gettext("Replace with"), this.words),
      ]),
      crel("div", { className: "find-line" }, [
        icon("keyboard_arrow_up", gettext("Previous match"), () => this.step(-1)),
        icon("keyboard_arrow_down", gettext("Next match"), () => this.step(1)),
        button(gettext("Replace"), () => this.replace()),
        button(gettext("Replace all"), () => this.replaceAll()),
        crel("label", { className: "find-option" }, [this.matchesCase, gettext("Match case")]),
        crel("label", { className: "find-option" }, [this.isWhole, gettext("Whole words")]),
        icon("close", gettext("Close the search"), () => this.close()),
      ]),
    ])
    this.dom.setAttribute("aria-label", gettext("Find and replace in the body"))
    this.dom.addEventListener("keydown", (event) => this.onKey(event))
    this.field.addEventListener("input", () => this.search())
    for (const box of [this.matchesCase, this.isWhole]) {
      box.addEventListener("change", () => this.search())
    }
    editor.view.dom.before(this.dom)
  }

  input() {
    return crel("input", { type: "text", autocomplete: "off", spellcheck: false })
  }

  labelled(label, input) {
    return crel("label", { className: "find-field" }, [crel("span", { textContent: label }), input])
  }

  get state() {
    return key.getState(this.editor.state)
  }

  open() {
    const { doc, selection } = this.editor.state
    const { from, to, $from, $to } = selection
    const isWords = !selection.empty && $from.parent.isTextblock && $from.sameParent($to)
    // Browsers select the space after a word with it.
    const words = isWords && to - from <= LONGEST && doc.textBetween(from, to).trim()
    if (words) this.field.value = words
    this.origin = from
    this.dom.hidden = false
    // On a phone the buttons at the top take several lines.
    const buttons = document.querySelector(".story-form .bar")
    if (buttons) this.dom.style.top = `${buttons.offsetHeight}px`
    this.search()
    this.field.focus()
    this.field.select()
  }

  /** Close the bar, and select the current match if that is where somebody was. */
  close({ atMatch = true } = {}) {
    const { state } = this.editor
    const match = this.state.matches[this.state.current]
    const transaction = state.tr.setMeta(key, { pattern: null })
    if (match && atMatch) {
      transaction.setSelection(TextSelection.create(state.doc, match.from, match.to))
    }
    this.dom.hidden = true
    this.editor.view.dispatch(transaction)
    this.editor.view.focus()
  }

  search() {
    const options = { matchesCase: this.matchesCase.checked, isWhole: this.isWhole.checked }
    const pattern = patternOf(this.field.value, options)
    this.note({ pattern, near: this.origin })
  }

  step(by) {
    const { matches, current } = this.state
    if (!matches.length) return
    const to = (current + by + matches.length) % matches.length
    this.origin = matches[to].from
    this.note({ current: to })
  }

  replace() {
    const { matches, current } = this.state
    const match = matches[current]
    if (!match) return
    const transaction = this.replacing([match])
    this.origin = transaction.mapping.map(match.to)
    this.note({ near: this.origin }, transaction)
  }

  replaceAll() {
    const { matches } = this.state
    if (!matches.length) return
    this.note({ near: this.origin }, this.replacing(matches))
    const number = matches.length.toLocaleString()
    this.say(interpolate(gettext("%(number)s replaced"), { number }, true))
  }

  /** Return a transaction that is one step of Ctrl+Z. */
  replacing(matches) {
    return replaceMatches(closeHistory(this.editor.state.tr), matches, this.words.value)
  }

  note(note, transaction = this.editor.state.tr) {
    this.editor.view.dispatch(transaction.setMeta(key, note))
    this.showCurrent()
  }

  /** Scroll to the current match unless it is in view, below the bar. */
  showCurrent() {
    const match = this.editor.view.dom.querySelector(".found-now")
    if (!match) return
    const { top, bottom } = match.getBoundingClientRect()
    const isInView = top > this.dom.getBoundingClientRect().bottom && bottom < innerHeight - MARGIN
    if (!isInView) match.scrollIntoView({ block: "center" })
  }

  /** Say which of how many matches is the current one. */
  update() {
    const { pattern, matches, current } = this.state
    const [at, of] = [current + 1, matches.length].map((number) => number.toLocaleString())
    this.say(
      !pattern
        ? ""
        : matches.length
          ? interpolate(gettext("%(at)s of %(of)s"), { at, of }, true)
          : gettext("No match"),
    )
    this.dom.classList.toggle("find-none", Boolean(pattern) && !matches.length)
  }

  say(words) {
    this.status.textContent = words
  }

  onKey(event) {
    if (event.isComposing) return
    if (event.key === "Escape") this.close()
    else if (event.key === "Enter" && event.target === this.field) {
      this.step(event.shiftKey ? -1 : 1)
    } else if (event.key === "Enter" && event.target === this.words) this.replace()
    else return
    event.preventDefault()
  }
}

const open = ({ editor, storage }) => {
  storage.bar ??= new FindBar(editor)
  storage.bar.open()
  return true
}

export const Find = Extension.create({
  name: "find",

  addStorage() {
    return { bar: null }
  },

  addKeyboardShortcuts() {
    return {
      "Mod-f": () => open(this),
      Escape: () => {
        const { bar } = this.storage
        if (!bar || bar.dom.hidden) return false
        bar.close({ atMatch: false })
        return true
      },
    }
  },

  addMenuItems({ menu, buttons }) {
    const { storage } = this
    menu.defineItem({
      name: "find",
      groups: "utility",
      command: (editor) => open({ editor, storage }),
      button: buttons.material("search", gettext("find and replace")),
    })
  },

  addProseMirrorPlugins() {
    const { storage } = this
    return [
      new Plugin({
        key,
        state: { init: () => none, apply: next },
        props: { decorations: (state) => key.getState(state).marked },
        view: () => ({
          update(view, before) {
            if (key.getState(view.state) !== key.getState(before)) storage.bar?.update()
          },
        }),
      }),
    ]
  },
})
