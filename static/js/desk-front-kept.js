// Keeps in this browser how a front is arranged until it is saved: through a session that ended, a server
// that was down, a browser that crashed. It offers that again and never puts it back unasked.

const PAUSE = 500
const FORGET = 30 * 24 * 3600 * 1000
const form = document.querySelector("#front-form")
const offer = document.querySelector("#front-kept")
const own = `front ${form.dataset.user} ${location.pathname}`
const entries = () =>
  [...new FormData(form)].filter(
    ([name]) => name !== "csrfmiddlewaretoken" && name !== "preview_at",
  )
const content = (fields) => JSON.stringify(fields.filter(([name]) => name !== "version"))
const atFirst = content(entries())

const read = () => {
  try {
    return JSON.parse(localStorage.getItem(own))
  } catch {
    // The store is switched off.
    return null
  }
}
const forget = () => {
  try {
    localStorage.removeItem(own)
  } catch {
    // As above.
  }
}
const keep = (isSent = false) => {
  const fields = entries()
  const copy = { fields, isSent, version: form.elements.version.value, at: Date.now() }
  try {
    if (!("unsaved" in form.dataset) && content(fields) === atFirst) localStorage.removeItem(own)
    else localStorage.setItem(own, JSON.stringify(copy))
  } catch {
    // Full or switched off. The browser still asks before the page is left.
  }
}

const putBack = ({ fields }) => {
  const again = document.createElement("form")
  again.method = "post"
  const token = ["csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value]
  for (const [name, value] of [...fields, token, ["_kept", "1"]]) {
    const field = document.createElement("input")
    Object.assign(field, { type: "hidden", name, value })
    again.append(field)
  }
  document.body.append(again)
  again.submit()
}

const copy = read()
// Sent, and here is the draft that came of it; a version of somebody else's wouldn't be “saved by you”.
const hasArrived =
  copy?.isSent && copy.version !== form.elements.version.value && "savedByYou" in form.dataset
const isOld = copy && Date.now() - copy.at > FORGET
if ("unsaved" in form.dataset) keep()
else if (copy && (hasArrived || isOld || content(copy.fields) === atFirst)) forget()
else if (copy) {
  offer.querySelector("time").textContent = new Date(copy.at).toLocaleString([], {
    dateStyle: "medium",
    timeStyle: "short",
  })
  offer.hidden = false
  offer.querySelector("[data-kept=restore]").addEventListener("click", () => putBack(copy))
  offer.querySelector("[data-kept=discard]").addEventListener("click", () => {
    forget()
    offer.hidden = true
  })
}

let timer
const keepSoon = () => {
  clearTimeout(timer)
  timer = setTimeout(keep, PAUSE)
}
form.addEventListener("input", keepSoon)
form.addEventListener("change", keepSoon)
form.addEventListener("front:arranged", keepSoon)
form.addEventListener("submit", ({ submitter }) => {
  clearTimeout(timer)
  if (!submitter?.formTarget) keep(true)
})
