// The writing column's headline and standfirst grow with their words, and stay one paragraph.

for (const field of document.querySelectorAll("#id_headline, #id_standfirst")) {
  const fit = () => {
    field.style.height = "auto"
    field.style.height = `${field.scrollHeight}px`
  }
  field.addEventListener("input", fit)
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) event.preventDefault()
  })
  addEventListener("resize", fit)
  fit()
}
