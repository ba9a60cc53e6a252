// Sends what is typed to the server within seconds, and says next to the buttons whether it is kept there.
// The responses say who else has the story open. Nothing is sent once the form itself is.

import { typedFields } from "desk/fields"
import { token } from "desk/token"

const EVERY = 8000
const SOON = 1500
const HEARTBEAT = 60_000
const IDLE = 600_000
// Browsers refuse requests that outlive their page if they are larger than 64 KB.
const OUTLIVES = 60_000

const form = document.querySelector("#article_form")
const status = document.querySelector("#autosave")
const news = document.querySelector("#autosave-news")
const problem = document.querySelector("#autosave-problem")
const presence = document.querySelector("#presence")

const fields = () => typedFields(form)
const words = () => JSON.stringify(fields())

const atFirst = words()
// What the server has. A form that came back, or was filled in with kept words, is unsaved from the start.
let known = "unsaved" in form.dataset ? null : atFirst
let sending = null
let leaving = false
let waiting = null
// Intervals are measured by a clock that nobody sets back.
const now = () => performance.now()
let lastSent = -HEARTBEAT
let lastWords = -EVERY
let lastActive = now()
let controller
let valid = form.elements.csrfmiddlewaretoken.value
// The clock of what was sent, which never goes back, whatever the computer's does.
let sentAt = 0
const stamp = () => {
  sentAt = Math.max(Date.now(), sentAt + 1)
  return sentAt
}

// What is seen changes with every autosave; a screen reader hears only of changes for better or worse.
const say = (state, text, link) => {
  if (link) status.replaceChildren(text, " ", link)
  else status.replaceChildren(text)
  status.classList.toggle("lost", state !== "kept" && state !== "")
  if (status.dataset.state === state) return
  status.dataset.state = state
  news.textContent = status.textContent
}

const showPeople = (people, saved) => {
  presence.querySelector("[data-people]").textContent = people
    .map(({ text }) => `${text}.`)
    .join(" ")
  presence.querySelector("[data-saved]").textContent = saved
  presence.querySelector("[data-advice]").hidden = !people.length || Boolean(saved)
  presence.hidden = !people.length && !saved
  const names = people.map(({ name }) => name).join(", ")
  if (names && presence.dataset.names !== names)
    news.textContent = interpolate(gettext("%(names)s: also in this story."), { names }, true)
  presence.dataset.names = names
}

const signIn = () => {
  const link = document.createElement("a")
  link.href = form.dataset.desk
  link.target = "_blank"
  link.rel = "noopener"
  link.textContent = gettext("sign in again")
  return link
}

const understand = async (response, kind, sent) => {
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json")
  if (response.type === "opaqueredirect" || (response.status === 403 && !isJson)) {
    say("signed-out", gettext("Not kept:"), signIn())
    return false
  }
  if (!isJson) {
    say("away", gettext("Not kept: the server is away"))
    return false
  }
  const answer = await response.json()
  problem.textContent = answer.problem
  problem.hidden = !answer.problem
  if (!response.ok) {
    say("refused", gettext("Not kept"))
    return false
  }
  if (form.dataset.story) showPeople(answer.presence, answer.saved)
  // The server has words with a later time, from before the computer's clock was set back.
  if (answer.later) {
    sentAt = Math.max(sentAt, answer.later)
    return false
  }
  if (kind === "seen") return true
  known = sent
  form.dispatchEvent(new CustomEvent("desk:kept", { detail: sent }))
  const time = new Date().toLocaleTimeString([], {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  })
  say(
    kind === "words" ? "kept" : "",
    kind === "words" ? interpolate(gettext("Kept at %(time)s"), { time }, true) : "",
  )
  // The words that were put back are this form's now, so loading the page again puts these back.
  if (kind === "words" && new URLSearchParams(location.search).has("kept"))
    history.replaceState(history.state, "", `?kept=${form.elements["autosave-key"].value}`)
  return true
}

const report = async (kind, outlives = false) => {
  const sent = words()
  const data = new FormData()
  const posted = kind === "words" ? fields() : [["version", form.elements.version.value]]
  for (const [name, value] of posted) data.append(name, value)
  data.set("autosave-key", form.elements["autosave-key"].value)
  data.set("autosave-kind", kind)
  data.set("autosave-sent", stamp())
  data.set("autosave-user", form.dataset.user)
  const used = token(form)
  data.set("csrfmiddlewaretoken", used)
  sending = sent
  lastSent = now()
  if (kind !== "seen") lastWords = lastSent
  controller = new AbortController()
  try {
    const response = await fetch(form.dataset.autosave, {
      method: "POST",
      body: data,
      redirect: "manual",
      headers: { Accept: "application/json" },
      keepalive: outlives && new Blob([sent]).size < OUTLIVES,
      signal: controller.signal,
    })
    if (!leaving && (await understand(response, kind, sent))) {
      // The same person is signed in, so the form itself may be sent with this token, too.
      valid = used
      if (words() === known) return
    }
  } catch {
    if (leaving) return
    say("away", gettext("Not kept: no connection"))
  } finally {
    sending = null
  }
  if (!leaving && words() !== known) later(EVERY)
}

const send = (outlives) => {
  clearTimeout(waiting)
  waiting = null
  const typed = words()
  if (leaving || typed === known || typed === sending) return
  if (sending !== null && !outlives) later(SOON)
  else report(typed === atFirst && !("unsaved" in form.dataset) ? "clean" : "words", outlives)
}
const later = (least) => {
  waiting ??= setTimeout(send, Math.max(least, lastWords + EVERY - now()), false)
}
const changed = () => {
  lastActive = now()
  later(SOON)
}

form.addEventListener("input", () => {
  // Whoever can type on has stopped the page that was to follow.
  leaving = false
  changed()
})
// As in desk-unsaved.js: what tells of its changes by other ways.
window.django?.jQuery(form).on("change", changed)
document.addEventListener("formset:added", changed)
document.addEventListener("formset:removed", changed)
document.addEventListener("prose-editor:ready", ({ detail }) => detail.editor.on("update", changed))

document.addEventListener("visibilitychange", () => {
  if (document.hidden) send(true)
  else if (words() !== known) later(0)
})
addEventListener("online", () => send(false))
addEventListener("pagehide", () => {
  if (leaving) return
  if (words() !== known) send(true)
  else if (known === atFirst) report("closed", true)
})
addEventListener("pageshow", ({ persisted }) => {
  leaving = false
  if (persisted) changed()
})
form.addEventListener("submit", () => {
  leaving = true
  clearTimeout(waiting)
  waiting = null
  controller?.abort()
  form.elements.csrfmiddlewaretoken.value = valid
  // An autosave that arrives after this is recognised by its time.
  form.elements["autosave-sent"].value = stamp()
})

// The server extends the session with each request, so a desk that nobody uses sends none.
for (const event of ["pointerdown", "keydown"]) {
  addEventListener(event, () => {
    lastActive = now()
  })
}
const heartbeat = () => {
  if (leaving || document.hidden) return
  if (now() - lastActive > IDLE || now() - lastSent < HEARTBEAT) return
  if (sending === null && words() === known) report("seen")
}
if (form.dataset.story) {
  setInterval(heartbeat, HEARTBEAT / 4)
  if (known !== null) report("seen")
}
if (known === null) later(SOON)
