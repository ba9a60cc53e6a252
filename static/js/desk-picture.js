// The featured picture, shown where it is chosen, and chosen by looking.

const select = document.querySelector("select#id_picture")

if (select) {
  const library = select.dataset["ajax-Url"].replace(/autocomplete\/$/, "images/image/")
  select.dataset.placeholder = "Or search by words"
  const frame = document.createElement("button")
  frame.type = "button"
  frame.className = "featured"
  select.closest(".form-row").prepend(frame)

  const show = () => {
    frame.replaceChildren()
    if (select.value) {
      const picture = document.createElement("img")
      picture.src = `${library}${select.value}/thumbnail/`
      picture.alt = ""
      frame.append(picture)
    }
    const words = document.createElement("span")
    words.textContent = select.value ? "Change the picture" : "Choose a picture"
    frame.append(words)
  }
  frame.addEventListener("click", () => {
    window.open(`${library}pick/`, "pick", "width=960,height=720")
  })
  addEventListener("message", ({ origin, data }) => {
    if (origin !== location.origin || !data?.picked) return
    const { id, title } = data.picked
    select.replaceChildren(new Option("", ""), new Option(title, id, true, true))
    window.django.jQuery(select).trigger("change")
    frame.focus()
  })
  window.django.jQuery(select).on("change", show)
  show()
}
