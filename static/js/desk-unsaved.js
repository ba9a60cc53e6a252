// Says what is unsaved, asks before it is lost, and saves the draft on Ctrl+S or Cmd+S. While a live
// story's form says what readers have, its buttons to publish and to schedule are off.

const DOUBLE = 2000

const form = document.querySelector("#article_form")
const saved = document.querySelector("#saved")
const save = form.querySelector("[name=_continue]")
const publish = form.querySelectorAll("[data-unchanged]")
// Plans for a publication, which change nothing that readers see.
const PLANS = ["publish_at", "expire_at", "expire_reason", "override_reason", "embargo_until"]

// A page that Back leads to is asked for again and gets a new key; this place in the tab's history still
// knows the one that was sent (articles/admin/first_save.py).
const key = form.elements.form_key
if (key) {
  key.value = history.state?.formKey ?? key.value
  history.replaceState({ ...history.state, formKey: key.value }, "")
}

const state = (leftOut = []) => {
  const data = new FormData(form)
  for (const name of leftOut) data.delete(name)
  // Only a notice brings words; else this choice alone is nothing to save or to publish.
  if (data.get("update") !== "notice") data.delete("update")
  for (const name of ["autosave-sent", "csrfmiddlewaretoken"]) data.delete(name)
  // The words of the picture arrive after the page.
  for (const field of form.querySelectorAll("#picture-words [name]")) {
    const isBox = field.type === "checkbox"
    const isAsLoaded = isBox
      ? field.checked === field.defaultChecked
      : field.value === field.defaultValue
    if (isAsLoaded) data.delete(field.name)
  }
  return new URLSearchParams(data).toString()
}
const atFirst = state()
const wordsAtFirst = state(PLANS)
const isDirty = () => "unsaved" in form.dataset || state() !== atFirst
const isPublishable = () => "unsaved" in form.dataset || state(PLANS) !== wordsAtFirst

if (save) {
  const asSaved = [...saved.childNodes]
  let waiting
  let leaving = false

  const check = () => {
    const dirty = isDirty()
    if (dirty) saved.replaceChildren(gettext("Unsaved changes"))
    else saved.replaceChildren(...asSaved)
    if (!publish.length) return
    const publishable = isPublishable()
    for (const button of publish) button.disabled = !publishable
    form.querySelector("#unchanged").hidden = publishable
  }
  const checkSoon = () => {
    clearTimeout(waiting)
    waiting = setTimeout(check, 300)
  }
  form.addEventListener("input", () => {
    // Whoever can type on has stopped the page that was to follow.
    leaving = false
    checkSoon()
  })
  // Autocompletes tell of their changes through Django's jQuery only, rows by events of their own, and
  // the editor's buttons through the editor.
  window.django?.jQuery(form).on("change", checkSoon)
  document.addEventListener("formset:added", checkSoon)
  document.addEventListener("formset:removed", checkSoon)
  document.addEventListener("prose-editor:ready", ({ detail }) =>
    detail.editor.on("update", checkSoon),
  )

  // The second half of a double click would do twice what the button does, such as make a preview link.
  let sent = {}
  form.addEventListener("submit", (event) => {
    const { submitter, timeStamp } = event
    if (leaving && submitter === sent.submitter && timeStamp - sent.timeStamp < DOUBLE) {
      event.preventDefault()
      event.stopImmediatePropagation()
      return
    }
    sent = { submitter, timeStamp }
    leaving = true
  })
  addEventListener("pageshow", () => {
    leaving = false
    checkSoon()
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
