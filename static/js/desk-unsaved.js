// Says what is unsaved, asks before it is lost, and saves the draft on Ctrl+S or Cmd+S.

const form = document.querySelector("#article_form")
const saved = document.querySelector("#saved")
const save = form.querySelector("[name=_continue]")
const state = () => new URLSearchParams(new FormData(form)).toString()
const atFirst = state()
const isDirty = () => "unsaved" in form.dataset || state() !== atFirst

if (save) {
  const asSaved = [...saved.childNodes]
  let waiting
  let leaving = false

  const look = () => {
    if (isDirty()) saved.replaceChildren("Unsaved changes")
    else saved.replaceChildren(...asSaved)
  }
  const lookSoon = () => {
    clearTimeout(waiting)
    waiting = setTimeout(look, 300)
  }
  form.addEventListener("input", lookSoon)
  // Autocompletes tell of their changes through Django's jQuery only.
  window.django?.jQuery(form).on("change", lookSoon)

  form.addEventListener("submit", () => {
    leaving = true
  })
  addEventListener("pageshow", () => {
    leaving = false
  })
  addEventListener("beforeunload", (event) => {
    if (!leaving && isDirty()) event.preventDefault()
  })
  addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "s") {
      event.preventDefault()
      form.requestSubmit(save)
    }
  })
}
