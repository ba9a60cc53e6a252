// Gives Django's autocompletes and their lists the names and roles that select2 leaves out. Of several chosen
// rows select2 makes a list that begins with a button, so it may not be a list.

const $ = window.django?.jQuery
const labelOf = (select) => document.querySelector(`label[for="${CSS.escape(select.id)}"]`)

// Lists open in a landmark of the page, not at the end of its body.
$?.fn.select2?.defaults.set("dropdownParent", document.querySelector("main"))

const name = (root) => {
  for (const select of root.querySelectorAll("select.admin-autocomplete")) {
    const label = labelOf(select)
    const chosen = select.parentElement.querySelector(".select2-selection__rendered")
    if (!label || !chosen) continue
    label.id ||= `label-${select.id}`
    if (select.multiple) {
      chosen.role = "presentation"
      chosen.querySelector(".select2-search__field").setAttribute("aria-labelledby", label.id)
      continue
    }
    chosen.removeAttribute("role")
    chosen.removeAttribute("aria-readonly")
    chosen.closest("[role=combobox]").setAttribute("aria-labelledby", `${label.id} ${chosen.id}`)
  }
}

// After Django's own, which were registered before.
$?.(() => name(document))
document.addEventListener("formset:added", ({ target }) => name(target))

// Messages such as “No results found” are rows of the list, which may have no alerts.
const allowMessages = (list) => {
  for (const message of list.querySelectorAll("[role=alert]")) {
    message.role = "option"
    message.setAttribute("aria-disabled", "true")
  }
}

$?.(document).on("select2:open", ({ target }) => {
  const list = document.querySelector(".select2-container--open .select2-results__options")
  const search = document.querySelector(".select2-search--dropdown .select2-search__field")
  const box = target.parentElement.querySelector(".select2-container--open [role=combobox]")
  const label = labelOf(target)
  if (!list) return
  box?.setAttribute("aria-controls", list.id)
  if (label) search?.setAttribute("aria-labelledby", label.id)
  new MutationObserver(() => allowMessages(list)).observe(list, { childList: true })
  allowMessages(list)
})
