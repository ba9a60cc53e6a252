// The writing column: its two lines grow with their words and stay one paragraph, and the words of
// the body are counted.

// The editor would put its own style element into the page, which our policy forbids; its rules are
// in desk/editor.css. It looks for one first, and takes this: of that name, but of no language, so inert.
const mark = document.createElementNS("", "style")
mark.setAttribute("data-tiptap-style", "")
document.head.append(mark)

for (const field of document.querySelectorAll("#id_headline, #id_standfirst")) {
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) event.preventDefault()
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

const headline = document.querySelector("#id_headline")
if (headline && !headline.value) headline.focus()

const words = document.querySelector("#words")
const count = (body) => {
  const number = body.innerText.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length
  words.value = `${number.toLocaleString()} ${number === 1 ? "word" : "words"}`
}

document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
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
    waiting = setTimeout(count, 300, body)
  })
  count(body)
})
