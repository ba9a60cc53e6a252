// How search engines and social networks show the story, while it is written, and in the publish sheet.

const previews = document.querySelector("#titles-previews")
const form = document.querySelector("#article_form")

if (previews && form?.elements.search_title) {
  const fields = form.elements
  const { site, host } = previews.dataset
  const section = fields.section

  const show = (name, text) => {
    for (const place of form.querySelectorAll(`[data-shows=${name}]`)) place.textContent = text
  }
  const draw = () => {
    const headline = fields.headline.value.trim() || gettext("Headline")
    const chosen = section?.value ? section.selectedOptions[0].textContent.trim() : ""
    show("address", [host, chosen].filter(Boolean).join(" › "))
    show("search", `${fields.search_title.value.trim() || headline} · ${site}`)
    show("social", fields.social_title.value.trim() || headline)
    show("description", fields.description.value.trim() || fields.standfirst.value.trim())
    const picture = document.querySelector(".featured img")
    for (const shown of form.querySelectorAll("img[data-shows]")) {
      shown.hidden = !picture
      if (picture && shown.src !== picture.src) shown.src = picture.src
    }
  }

  let waiting
  const drawSoon = () => {
    clearTimeout(waiting)
    waiting = setTimeout(draw, 100)
  }
  form.addEventListener("input", drawSoon)
  window.django.jQuery(form).on("change", drawSoon)
  previews.hidden = false
  const inSheet = document.querySelector("#sheet-looks")
  if (inSheet) inSheet.hidden = false
  // The picture's script, which comes first, shows it by now.
  draw()
}
