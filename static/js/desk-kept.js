// Keeps what was typed in this tab until it is saved: through a session that ended, a server that was
// down, a browser that crashed. It offers the words again and never puts them back unasked.

const form = document.querySelector("#article_form")
const offer = document.querySelector("#kept")
const names = ["headline", "standfirst", "body"]
const key = (path) => `unsaved ${path}`
const here = key(location.pathname)
const version = form.elements.version.value
const words = () => Object.fromEntries(names.map((name) => [name, form.elements[name].value]))
const same = (one, other) => names.every((name) => one[name] === other[name])
const atFirst = words()

let editor
document.addEventListener("prose-editor:ready", ({ detail }) => {
  editor = detail.editor
})

// A new story that was saved has another address from then on.
const before = document.referrer && new URL(document.referrer).pathname
if (before.endsWith("/add/")) sessionStorage.removeItem(key(before))

const kept = JSON.parse(sessionStorage.getItem(here) ?? "null")
// Another version alone may be a colleague's.
const arrived = kept?.sent && kept.version !== version && "savedByYou" in form.dataset
// A form that comes back with its errors brings the words along.
const refused = "unsaved" in form.dataset
let offered = false
if (kept && !arrived && !same(kept, atFirst)) {
  offered = true
  offer.querySelector("time").textContent = new Date(kept.at).toLocaleTimeString([], {
    hour: "2-digit",
    minute: "2-digit",
  })
  offer.hidden = false
} else {
  sessionStorage.removeItem(here)
}

const decide = (choice, act) => {
  offer.querySelector(`[data-kept=${choice}]`).addEventListener("click", () => {
    offered = false
    offer.hidden = true
    act()
  })
}
decide("discard", () => sessionStorage.removeItem(here))
decide("restore", () => {
  for (const name of ["headline", "standfirst"]) {
    form.elements[name].value = kept[name]
    form.elements[name].dispatchEvent(new Event("input", { bubbles: true }))
  }
  editor.commands.setContent(kept.body, { emitUpdate: true })
})

const keep = (sent) => {
  if (offered) return
  const typed = words()
  if (!refused && same(typed, atFirst)) sessionStorage.removeItem(here)
  else sessionStorage.setItem(here, JSON.stringify({ ...typed, version, sent, at: Date.now() }))
}
if (refused) keep(false)
let waiting
form.addEventListener("input", () => {
  clearTimeout(waiting)
  waiting = setTimeout(keep, 500, false)
})
form.addEventListener("submit", () => {
  clearTimeout(waiting)
  keep(true)
})
