// Shows a wording as it is typed: on every surface, and whose place it takes. The server makes both,
// by the functions that make readers' pages. The frame has no scripts and no address of its own.

const form = document.querySelector("#wording_form")
const frame = document.querySelector("#wording-preview")
const status = document.querySelector("#preview-status")
const place = document.querySelector("#wording-place")
const shown = document.querySelector("#wording-shown")
const known = shown ? JSON.parse(shown.textContent) : {}

/** What the form says, with what it shows but doesn't let anybody change. */
const typed = () => {
  const data = new FormData(form)
  for (const [name, value] of Object.entries(known)) {
    if (!data.has(name)) data.set(name, value)
  }
  return data
}

// Aborted when the form is submitted: what is saved would contradict a question that arrives later.
let untilSubmitted = new AbortController()
addEventListener("pageshow", (event) => {
  // The browser's Back button brings the page as it was left.
  if (event.persisted) untilSubmitted = new AbortController()
})

/** Ask the server about the form; each answer is used only if no later one was asked for. */
const latest = (url, use) => {
  let last = 0
  return async () => {
    const number = ++last
    const { signal } = untilSubmitted
    let words = gettext("The desk can’t be reached. Try again in a moment.")
    let ok = false
    try {
      const response = await fetch(url, { method: "POST", body: typed(), signal })
      ok = response.ok && !response.redirected
      const isAnswer = ok || response.status === 400
      words = isAnswer
        ? await response.text()
        : gettext(
            "The desk didn’t answer as it should. Are you still signed in? Reload the page and try again.",
          )
    } catch {
      // The sentence above says it.
    }
    if (number === last && !signal.aborted) use(words, ok)
  }
}

const plain = (html) => new DOMParser().parseFromString(html, "text/html").body.textContent.trim()

const fit = () => {
  const page = frame.contentDocument?.documentElement
  if (!page) return
  // A page is never lower than its frame, so the frame must be low when the page is measured.
  frame.style.height = "0"
  frame.style.height = `${page.scrollHeight}px`
}
frame.addEventListener("load", () => {
  fit()
  frame.contentDocument?.fonts.ready.then(fit)
})
addEventListener("resize", fit)

const show = latest(frame.dataset.url, (html, ok) => {
  status.textContent = ok ? "" : plain(html)
  if (ok) frame.srcdoc = html
})
const showPlace = place
  ? latest(place.dataset.url, (html, ok) => {
      place.textContent = plain(html)
      place.classList.toggle("wrong", !ok)
    })
  : () => {}

let waiting
const soon = () => {
  clearTimeout(waiting)
  waiting = setTimeout(() => {
    show()
    showPlace()
  }, 350)
}
form.addEventListener("input", soon)
form.addEventListener("change", soon)
form.addEventListener("submit", () => {
  clearTimeout(waiting)
  untilSubmitted.abort()
})
show()
showPlace()
