// The writing column: its two lines grow with their words and stay one paragraph, the address follows the
// headline, and the words of the body are counted.

// The editor would put its own style element into the page, which our policy forbids; its rules are
// in desk/editor.css. It looks for one first, and takes this: of that name, but of no language, so inert.
const mark = document.createElementNS("", "style")
mark.setAttribute("data-tiptap-style", "")
document.head.append(mark)

let editor
const headline = document.querySelector("#id_headline")
const standfirst = document.querySelector("#id_standfirst")

for (const field of document.querySelectorAll("#id_headline, #id_standfirst")) {
  // Enter goes on to the next line: from the headline to the standfirst, from there to the body.
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return
    event.preventDefault()
    if (field === headline && standfirst) standfirst.focus()
    else {
      editor?.commands.focus("start")
      // The command waits for the next frame, and a key typed before it would stay in this field.
      editor?.view.focus()
    }
  })
  if (CSS.supports("field-sizing", "content")) continue
  const fit = () => {
    field.style.height = "auto"
    field.style.height = `${field.scrollHeight}px`
  }
  field.addEventListener("input", fit)
  addEventListener("resize", fit)
  fit()
}

if (headline && !headline.value) headline.focus()

// A draft's address follows its headline until somebody changes it, or readers have the story
// (`follows_headline` in articles/admin/forms.py); the server makes the same address of an empty field.
const address = document.querySelector("#id_slug[data-follows-headline]")
const addressOf = (text) =>
  text
    .normalize("NFKD")
    .replace(/\P{ASCII}/gu, "")
    .toLowerCase()
    .replace(/[^\w\s-]/g, "")
    .replace(/[-\s]+/g, "-")
    .replace(/^[-_]+|[-_]+$/g, "")
    .slice(0, 80)
    .replace(/^-+|-+$/g, "")
// By its value, since after Back the browser fills in both fields without an event.
let made = address?.defaultValue
addEventListener("pageshow", () => {
  if (address && address.value === addressOf(headline.value)) made = address.value
})
headline?.addEventListener("input", () => {
  if (address && ["", made].includes(address.value))
    address.value = made = addressOf(headline.value)
})

// The rate at which adults read English silently (Brysbaert 2019, a review of 190 studies).
const WORDS_A_MINUTE = 238
const words = document.querySelector("#words")
const count = () => {
  const { doc } = editor.state
  const text = doc.textBetween(0, doc.content.size, " ", " ")
  const number = text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length
  const minutes = Math.max(1, Math.round(number / WORDS_A_MINUTE))
  const counted = interpolate(
    ngettext("%(number)s word", "%(number)s words", number),
    { number: number.toLocaleString() },
    true,
  )
  const toRead = ngettext("%(minutes)s minute to read", "%(minutes)s minutes to read", minutes)
  const short = interpolate(gettext("%(minutes)s min"), { minutes }, true)
  words.value = number ? `${counted} · ${short}` : counted
  words.title = number ? interpolate(toRead, { minutes }, true) : ""
}

document.addEventListener("prose-editor:ready", ({ detail }) => {
  const { textarea } = detail
  editor = detail.editor
  const body = editor.view.dom
  body.setAttribute("role", "textbox")
  body.setAttribute("aria-multiline", "true")
  body.setAttribute("aria-label", textarea.getAttribute("aria-label"))
  // After Back the browser brings the form's texts again, and only then: the editor shows what the
  // textarea had before. What was typed must be what is seen, or it would be lost with the next key.
  const asLoaded = textarea.value
  addEventListener("pageshow", () => {
    if (textarea.value !== asLoaded) editor.commands.setContent(textarea.value)
  })
  if (!words) return
  let waiting
  editor.on("update", () => {
    clearTimeout(waiting)
    waiting = setTimeout(count, 300)
  })
  count()
})
