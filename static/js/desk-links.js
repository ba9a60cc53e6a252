// Marks the commercial links of a story's body while it is typed, shows the disclosure where readers will
// see it, and keeps the links panel up to date. The server evaluates the links by the rules in force.

import { token } from "desk/token"
import { pm } from "django-prose-editor/editor"

const { Plugin, PluginKey } = pm.state
const { Decoration, DecorationSet } = pm.view

const form = document.querySelector("#article_form")
const panel = form.querySelector("[data-typed]")
// The fields outside the body on which links and disclosures depend.
const FIELDS = "[name=section], [name=connection], [name=connection_with], [name=paid_links]"
const NEW_LINK = 350
const NEW_WORDS = 1500

const key = new PluginKey("links")
/** What the server said of each address, and the disclosures of the links, in order. */
let known = new Map()
let disclosures = []

const runs = (doc) => {
  // Neighbouring pieces of one link, such as one with a bold word, are one run.
  const found = []
  doc.descendants((node, pos) => {
    const href = node.isText && node.marks.find((mark) => mark.type.name === "link")?.attrs.href
    if (!href) return
    const last = found.at(-1)
    const to = pos + node.nodeSize
    if (last?.href === href && last.to === pos) Object.assign(last, { lastFrom: pos, to })
    else found.push({ href, from: pos, lastFrom: pos, to })
  })
  return found
}

const shown = () => {
  const note = document.createElement("div")
  note.className = "body-disclosure"
  note.setAttribute("role", "note")
  note.setAttribute("aria-label", gettext("Readers see here"))
  for (const text of disclosures) {
    const line = document.createElement("p")
    line.textContent = text
    note.append(line)
  }
  return note
}

const decorations = (doc) => {
  const found = []
  let isDisclosed = !disclosures.length
  for (const { href, from, lastFrom, to } of runs(doc)) {
    const link = known.get(href)
    if (!link) continue
    const title = `${link.name}: ${link.explanation}`
    found.push(Decoration.inline(from, to, { class: `link-${link.mark}`, title }))
    found.push(Decoration.inline(lastFrom, to, { class: "link-end", "data-name": link.name }))
    if (link.mark === "earns" && !isDisclosed) {
      isDisclosed = true
      const options = { side: -1, key: disclosures.join("\n"), stopEvent: () => true }
      found.push(Decoration.widget(doc.resolve(from).before(1), shown, options))
    }
  }
  return DecorationSet.create(doc, found)
}

const plugin = new Plugin({
  key,
  state: {
    init: (config, { doc }) => decorations(doc),
    apply: (transaction, set) =>
      transaction.docChanged || transaction.getMeta(key) ? decorations(transaction.doc) : set,
  },
  props: { decorations: (state) => key.getState(state) },
})

document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
  if (!panel || textarea.form !== form) return
  const list = panel.querySelector(".links-found")
  const status = document.createElement("p")
  status.className = "links-status"
  status.setAttribute("role", "status")
  editor.view.dom.closest(".prose-editor").after(status)
  editor.registerPlugin(plugin)

  // A link that is cut keeps its mark until it is pasted, although the panel leaves it out meanwhile.
  const paid = new Set(new FormData(form).getAll("paid_links"))
  const addresses = () => [...new Set(runs(editor.state.doc).map(({ href }) => href))]
  const question = () => {
    const data = new FormData()
    data.set("csrfmiddlewaretoken", token(form))
    for (const name of ["section", "connection", "connection_with", "body"])
      data.set(name, form.elements[name]?.value ?? "")
    for (const address of paid) data.append("paid_links", address)
    data.set("story", panel.dataset.story ?? "")
    data.set("addresses", JSON.stringify(addresses()))
    return data
  }

  /** Replace the panel's list, without taking the focus from it. */
  const replace = (html) => {
    if (list.dataset.shown === html) return
    const { name, value } = list.contains(document.activeElement) ? document.activeElement : {}
    list.innerHTML = html
    list.dataset.shown = html
    // The answer may be older than a tick.
    for (const box of list.querySelectorAll("[name=paid_links][type=checkbox]"))
      box.checked = paid.has(box.value)
    if (name) list.querySelector(`[name="${name}"][value="${CSS.escape(value)}"]`)?.focus()
  }
  let isTyped = false
  const use = (answer) => {
    known = new Map(answer.links.map((link) => [link.address, link]))
    disclosures = answer.disclosures
    // Until something changes, the panel that came with the page is right, and a button in it that
    // somebody is about to press must stay.
    if (isTyped) replace(answer.panel)
    status.textContent = answer.summary
    editor.view.dispatch(editor.state.tr.setMeta(key, true).setMeta("addToHistory", false))
  }

  let request
  const evaluate = async () => {
    request?.abort()
    request = new AbortController()
    const { signal } = request
    let fault = gettext("The desk can’t be reached, so links aren’t marked at the moment.")
    try {
      const response = await fetch(panel.dataset.typed, {
        method: "POST",
        body: question(),
        signal,
      })
      if (response.ok && !response.redirected) return use(await response.json())
      fault =
        response.status === 400 && response.headers.get("Content-Type") === "application/json"
          ? (await response.json()).error
          : response.redirected || response.status === 403
            ? gettext("Links aren’t marked. Sign in again in another tab, then type on.")
            : gettext("Links aren’t marked: the server has a fault at the moment.")
    } catch {
      // The sentence above says it.
    }
    if (!signal.aborted) status.textContent = fault
  }

  let waiting
  let before = JSON.stringify(addresses())
  const soon = (delay) => {
    isTyped = true
    clearTimeout(waiting)
    waiting = setTimeout(evaluate, delay)
  }
  editor.on("update", () => {
    const now = JSON.stringify(addresses())
    soon(now === before ? NEW_WORDS : NEW_LINK)
    before = now
  })
  form.addEventListener("change", ({ target }) => {
    if (!target.matches(FIELDS)) return
    if (target.name === "paid_links") paid[target.checked ? "add" : "delete"](target.value)
    soon(NEW_LINK)
  })
  form.addEventListener("submit", () => {
    clearTimeout(waiting)
    request?.abort()
  })
  if (before !== "[]") evaluate()
})
