// Rows in an order: a button moves a row up, and the numbers are filled in when the form is sent.

for (const group of document.querySelectorAll(".inline-group.rows")) {
  // Before Django's autocompletes start: an empty one says what it is for.
  for (const select of group.querySelectorAll("select[data-ajax--url]")) {
    select.dataset.placeholder = select.closest("div:has(> label)").firstElementChild.textContent
  }

  const rows = () => group.querySelectorAll(".row:not(.empty-form)")

  const prepare = (row) => {
    const number = row.querySelector("input[name$=-position]")
    if (!number || row.querySelector(".row-up")) return
    const up = document.createElement("button")
    up.type = "button"
    up.className = "row-up"
    up.title = gettext("Move up")
    up.setAttribute("aria-label", gettext("Move up"))
    up.addEventListener("click", () => {
      const before = row.previousElementSibling
      if (!before?.matches(".row")) return
      before.before(row)
      arrange()
      up.focus()
      group.dispatchEvent(new Event("input", { bubbles: true }))
    })
    number.parentElement.classList.add("numbered")
    number.parentElement.append(up)
  }
  // Numbers that rise already stay as they are, and so does the form. An empty row has none: it names
  // nobody yet.
  const arrange = () => {
    const numbers = [...rows()]
      .filter((row) => row.querySelector(".row-fields select, .row-fields input").value)
      .map((row) => row.querySelector("input[name$=-position]"))
    if (numbers.every((number, at) => !at || +number.value > +numbers[at - 1].value)) return
    numbers.forEach((number, at) => {
      number.value = at
    })
  }

  rows().forEach(prepare)
  group.addEventListener("formset:added", (event) => prepare(event.target))
  group.closest("form").addEventListener("submit", arrange)
}
