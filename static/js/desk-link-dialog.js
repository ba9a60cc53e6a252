// A dialog that finds our live stories by words of their headlines: for a link, or for a story's card.

import { crel } from "django-prose-editor/editor"

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
      response.status === 403
        ? gettext("Your login can’t search stories.")
        : gettext("Are you still signed in?"),
    )
  }
  return (await response.json()).stories
}

/** The address of the search over our stories, which the body's field names. */
export const storiesOf = (editor) =>
  editor.view.dom.closest(".prose-editor")?.querySelector("textarea")?.dataset.stories

const LINK = {
  title: gettext("Link"),
  label: gettext("Address, or words from one of our headlines"),
  submit: gettext("Set the link"),
  none: gettext("Choose one of the stories, or paste an address that begins with https:// or /."),
}
const STORY = {
  title: gettext("Story card"),
  label: gettext("Words from the headline of one of our stories, or its address"),
  submit: gettext("Insert the card"),
  none: gettext("Choose one of the stories."),
}

/**
 * The dialog of one link. `use` gets the address and the words for it: of a chosen story, its headline; then
 * there is its key, too. With `onlyStories` an address can only find a story.
 */
export class LinkDialog {
  constructor(place, href, { use, remove, onlyStories = false }) {
    this.place = place
    this.href = href
    this.use = use
    this.onlyStories = onlyStories
    this.words = onlyStories ? STORY : LINK
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
      "aria-label": gettext("Our stories"),
      hidden: true,
    })
    this.status = crel("p", { id: "link-status", className: "help", role: "status" })
    const cancel = crel("button", { type: "button", textContent: gettext("Cancel") })
    const buttons = [crel("button", { type: "submit", textContent: this.words.submit })]
    if (href) {
      const off = crel("button", { type: "button", textContent: gettext("Remove the link") })
      off.addEventListener("click", () => this.close(remove))
      buttons.push(off)
    }
    const form = crel("form", {}, [
      crel("h3", {
        id: "link-title",
        className: "prose-editor-dialog-title",
        textContent: this.words.title,
      }),
      crel("div", { className: "prose-editor-dialog-field" }, [
        crel("label", {
          htmlFor: "link-address",
          textContent: this.words.label,
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
    this.close(() => this.use(story))
  }

  submit() {
    const address = addressOf(this.input.value)
    if (this.active >= 0) this.choose(this.stories[this.active])
    else if (address && !this.onlyStories) {
      this.choose({ address, headline: this.input.value.trim() })
    } else {
      // What was typed last may not have been looked for yet.
      this.search(this.words.none)
      this.input.focus()
    }
  }

  searchSoon() {
    clearTimeout(this.waiting)
    this.waiting = setTimeout(() => this.search(), NEWER_WORDS)
    // What is listed still belongs to other words, so Enter must not take it.
    this.highlight(-1)
  }

  /** List the stories with the words typed. If there is none, say `none`, if given. */
  async search(none) {
    clearTimeout(this.waiting)
    this.request?.abort()
    this.request = new AbortController()
    const { signal } = this.request
    const words = this.input.value.trim()
    const address = addressOf(words)
    if (!this.place || (address && !address.startsWith("/"))) {
      return this.show([], none ?? "")
    }
    try {
      const stories = await storiesFor(this.place, address.split(/[?#]/)[0] || words, signal)
      const isSearch = words && (!address || this.onlyStories)
      this.show(stories, none ?? (isSearch ? gettext("No live story has these words.") : ""))
      if (isSearch) this.highlight(stories.length ? 0 : -1)
    } catch (error) {
      if (!signal.aborted)
        this.show([], gettext("Stories can’t be searched.") + ` ${error.message}`)
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
    const count = stories.length
    const choice = ngettext(
      "%(count)s story: arrow keys and Enter choose one.",
      "%(count)s stories: arrow keys and Enter choose one.",
      count,
    )
    this.status.textContent = count ? interpolate(choice, { count }, true) : none
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
