// The publish sheet. The browser opens and closes it; this adds the sentence on what will happen, the
// meaning of typed times, a calendar, the way to the checks' fields, and Ctrl+Shift+Enter.

const sheet = document.querySelector("#publish-sheet")
const PAUSE = 250
const canOpen = sheet && "showPopover" in sheet

const element = (name, properties, ...children) => {
  const made = Object.assign(document.createElement(name), properties)
  made.append(...children)
  return made
}

const focusOn = (target) => {
  for (let each = target; each; each = each.parentElement) {
    if (each instanceof HTMLDetailsElement) each.open = true
  }
  const field = target.matches("input, select, textarea, button")
    ? target
    : target.querySelector(".ProseMirror, input:not([type=hidden]), select, textarea, button")
  target.scrollIntoView({ block: "center" })
  // Of a field that an autocomplete replaces, its box takes the focus.
  const box = field?.nextElementSibling?.querySelector(".select2-selection")
  const taker = box ?? field
  taker?.focus()
}

const openSheet = () => {
  // A browser without popovers shows it in its place in the form.
  if (!canOpen) sheet.focus()
  else if (!sheet.matches(":popover-open")) sheet.showPopover()
}

// A link to a field leads out of the sheet, or into it.
const follow = (event) => {
  const link = event.target.closest?.("a[href^='#']")
  const target = link && document.getElementById(link.hash.slice(1))
  if (!target) return
  const goesIn = sheet.contains(target)
  if (!goesIn && !sheet.contains(link)) return
  event.preventDefault()
  if (goesIn) openSheet()
  else if (canOpen) sheet.hidePopover()
  focusOn(target)
}

const fields = () => [...sheet.querySelectorAll(".sheet-time > input[name]")]
let timer
let request
const understand = async () => {
  request?.abort()
  request = new AbortController()
  const typed = new URLSearchParams(fields().map(({ name, value }) => [name, value]))
  let meanings = {}
  try {
    const answer = await fetch(`${sheet.dataset.times}?${typed}`, { signal: request.signal })
    // After signing out, the answer is a page. The words are understood when they are sent.
    if (answer.ok && !answer.redirected) meanings = await answer.json()
  } catch (error) {
    if (error.name === "AbortError") return
  }
  show(meanings)
}

const sentence = sheet?.querySelector("#sheet-sentence")
const now = sentence?.textContent.trim()
const show = (meanings) => {
  for (const field of fields()) {
    const { problem = "" } = meanings[field.name] ?? {}
    const place = sheet.querySelector(`[data-problem=${field.name}]`)
    if (place.textContent !== problem) place.textContent = problem
    if (problem) field.setAttribute("aria-invalid", "true")
    else field.removeAttribute("aria-invalid")
  }
  const at = meanings.publish_at ?? {}
  const until = meanings.expire_at?.words
  const isLater = sheet.querySelector("[name=publish_at]").value.trim() !== ""
  const begins = at.words ? sheet.dataset.later.replace("{}", at.words) : isLater ? "" : now
  const ends = until ? sheet.dataset.until.replace("{}", until) : ""
  const text = [begins, ends].filter(Boolean).join(" ")
  if (sentence.textContent.trim() !== text) sentence.textContent = text
  const still = sheet.querySelector(".sheet-ends")
  if (still) still.hidden = Boolean(until)
}

const addCalendar = (field) => {
  const picker = element("input", {
    type: "datetime-local",
    tabIndex: -1,
    className: "sheet-picker",
  })
  picker.setAttribute("aria-hidden", "true")
  if (!picker.showPicker) return
  const button = element("button", { type: "button", className: "button" }, gettext("Calendar"))
  button.setAttribute("aria-label", gettext("Calendar") + `: ${field.labels[0].textContent}`)
  button.addEventListener("click", () => picker.showPicker())
  picker.addEventListener("change", () => {
    field.value = picker.value.replace("T", " ")
    field.dispatchEvent(new Event("input", { bubbles: true }))
  })
  field.after(picker, button)
}

if (sheet) {
  document.addEventListener("click", follow)
  sheet.addEventListener("input", ({ target }) => {
    if (!target.matches(".sheet-time > input[name]")) return
    clearTimeout(timer)
    timer = setTimeout(understand, PAUSE)
  })
  // Enter in a field would save the draft and close the sheet.
  sheet.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input")) event.preventDefault()
  })
  document.addEventListener("keydown", (event) => {
    const modifier = event.ctrlKey || event.metaKey
    if (event.key !== "Enter" || !modifier || !event.shiftKey) return
    event.preventDefault()
    openSheet()
  })
  if (!canOpen) {
    document.querySelector("[popovertarget=publish-sheet]").addEventListener("click", openSheet)
  }
  for (const field of fields()) addCalendar(field)
  if (fields().some(({ value }) => value)) understand()
  if ("open" in sheet.dataset) openSheet()
}
