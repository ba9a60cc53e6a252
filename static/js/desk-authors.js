// The story list's filter by author: suggests names while one is typed. Without it, the field takes any
// part of a name.

const field = document.getElementById("author-filter")
const names = document.getElementById("author-names")
let waiting
let request

const suggest = async () => {
  request?.abort()
  request = new AbortController()
  const query = new URLSearchParams({ q: field.value, only: "authors" })
  try {
    const response = await fetch(`${field.dataset.source}?${query}`, { signal: request.signal })
    if (!response.ok) return
    const { groups } = await response.json()
    const items = groups.flatMap((group) => group.items)
    names.replaceChildren(...items.map(({ label }) => new Option(label, label)))
  } catch {
    // Interrupted by the next letter, or offline: the field works without suggestions.
  }
}

let before = field.value
field.addEventListener("input", ({ inputType }) => {
  // A chosen suggestion replaces the text; a typed name may be the beginning of a longer one.
  const isTyped = inputType !== "insertReplacementText" && field.value.length <= before.length + 1
  before = field.value
  if (!isTyped && [...names.options].some((option) => option.value === field.value)) {
    field.form.requestSubmit()
    return
  }
  clearTimeout(waiting)
  if (field.value.trim().length > 1) waiting = setTimeout(suggest, 150)
})
