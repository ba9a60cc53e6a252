// What the story's form would post, as pairs of name and text: files can't be kept, and the words of the
// picture arrive after the page, so they count only if one of them was changed.

export const typedFields = (form) => {
  const words = [...form.querySelectorAll("#picture-words [name]")]
  // A box without a value of its own has “on”, and an empty one as its default.
  const isAsLoaded = (field) =>
    field.type === "checkbox"
      ? field.checked === field.defaultChecked
      : field.value === field.defaultValue
  const aside = new Set(["csrfmiddlewaretoken", "autosave-sent"])
  if (!("unsaved" in form.dataset) && words.every(isAsLoaded)) {
    for (const field of words) aside.add(field.name)
  }
  return [...new FormData(form)].filter(
    ([name, value]) => typeof value === "string" && !aside.has(name),
  )
}
