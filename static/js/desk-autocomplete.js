// Gives Django's autocompletes the name of their label; select2 leaves them without one. Of several chosen
// rows select2 makes a list that begins with a button, so it may not be a list.

const $ = window.django?.jQuery

const name = (root) => {
  for (const select of root.querySelectorAll("select.admin-autocomplete")) {
    const label = root.querySelector(`label[for="${CSS.escape(select.id)}"]`)
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
