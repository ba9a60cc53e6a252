// Keeps in this browser what is typed until the server has it (desk-autosave.js): through a session that
// ended, a server that was down, a browser that crashed. It offers the words again and never puts them
// back unasked.

import { typedFields } from "desk/fields"
import { token } from "desk/token"

const form = document.querySelector("#article_form")
const offer = document.querySelector("#kept")
const FORGET = 30 * 24 * 3600 * 1000
// A tab with a connection keeps its words on the server within this time.
const OF_OTHERS = 12_000

const prefix = (path) => `unsaved ${form.dataset.user} ${path} `
const here = prefix(location.pathname)
const ownKey = form.elements["autosave-key"].value
const own = here + ownKey
const version = form.elements.version.value
const fields = () => typedFields(form)
const aside = ["version", "based_on", "form_key", "autosave-key", "autosave-from"]
const typed = (entries) => JSON.stringify(entries.filter(([name]) => !aside.includes(name)))
const atFirst = typed(fields())

const tab = sessionStorage.getItem("tab") ?? String(Math.random())
sessionStorage.setItem("tab", tab)

const copies = (start) =>
  Object.keys(localStorage)
    .filter((name) => name.startsWith(start))
    .map((name) => ({ name, ...JSON.parse(localStorage.getItem(name)) }))
for (const { name, at } of copies("unsaved ")) {
  if (Date.now() - at > FORGET) localStorage.removeItem(name)
}

// A new story that was saved has another address from then on.
const before = document.referrer && new URL(document.referrer).pathname
if (before.endsWith("/add/")) {
  for (const { name, sent } of copies(prefix(before))) if (sent) localStorage.removeItem(name)
}

// A form that comes back with its errors, or is filled in with kept words, brings the words along.
const isUnsaved = "unsaved" in form.dataset
const found = copies(here).filter((copy) => {
  if (copy.name === own) return false
  // Another version alone may be a colleague's.
  const arrived = copy.sent && copy.version !== version && "savedByYou" in form.dataset
  if (arrived || typed(copy.entries) === atFirst) {
    localStorage.removeItem(copy.name)
    return false
  }
  return copy.tab === tab || Date.now() - copy.at > OF_OTHERS
})
const copy = found.sort((one, other) => other.at - one.at)[0]
const kept = copy && document.querySelector(`[data-offer="${copy.key}"]`)
if (copy) {
  offer.querySelector("time").textContent = new Date(copy.at).toLocaleTimeString([], {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  })
  offer.hidden = false
  // The server has this form as well, seconds older.
  if (kept) kept.hidden = true
}

const restore = async () => {
  const data = new FormData()
  for (const [name, value] of copy.entries) data.append(name, value)
  data.set("autosave-key", copy.key)
  data.set("autosave-kind", "words")
  data.set("autosave-sent", copy.at)
  data.set("autosave-user", form.dataset.user)
  data.set("csrfmiddlewaretoken", token(form))
  const failed = offer.querySelector("[data-failed]")
  try {
    const answer = await fetch(form.dataset.autosave, { method: "POST", body: data })
    const isJson = answer.headers.get("Content-Type")?.startsWith("application/json")
    if (isJson) failed.textContent = (await answer.json()).problem
    else if (answer.redirected || answer.status === 403)
      failed.textContent = gettext("Sign in in another tab, then try again. They are still here.")
    else
      failed.textContent = gettext(
        "The server has a fault. They are still here: try again in a minute.",
      )
    if (!isJson || !answer.ok) return
  } catch {
    failed.textContent = gettext("The server can’t be reached. They are still here: try again.")
    return
  }
  localStorage.removeItem(copy.name)
  location.assign(`?kept=${copy.key}`)
}
const discard = async (key) => {
  const other = document.querySelector(`#discard-${key}`)
  if (!other) return
  const data = new FormData(other)
  data.set("csrfmiddlewaretoken", token(form))
  await fetch(other.action, { method: "POST", body: data })
}
offer.querySelector("[data-kept=restore]").addEventListener("click", restore)
offer.querySelector("[data-kept=discard]").addEventListener("click", () => {
  localStorage.removeItem(copy.name)
  offer.hidden = true
  discard(copy.key)
})

// Without scripts, this button loads the page anew, and what was typed since would go.
for (const discarding of document.querySelectorAll(".discard-kept")) {
  discarding.addEventListener("submit", async (event) => {
    event.preventDefault()
    const key = discarding.id.replace("discard-", "")
    await discard(key)
    document.querySelector(`[data-offer="${key}"]`).hidden = true
  })
}

let onServer = ""
const keep = (sent) => {
  const entries = fields()
  const now = JSON.stringify(entries)
  if ((!isUnsaved && typed(entries) === atFirst) || now === onServer) {
    localStorage.removeItem(own)
    return
  }
  const written = { entries, key: ownKey, version, sent, tab, at: Date.now() }
  try {
    localStorage.setItem(own, JSON.stringify(written))
  } catch {
    // The browser's store is full or switched off; the server's copy remains.
  }
}
if (isUnsaved) keep(false)
let waiting
form.addEventListener("input", () => {
  clearTimeout(waiting)
  waiting = setTimeout(keep, 500, false)
})
form.addEventListener("submit", () => {
  clearTimeout(waiting)
  keep(true)
})
form.addEventListener("desk:kept", ({ detail }) => {
  onServer = detail
  keep(false)
})
