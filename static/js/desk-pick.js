// Hands a picture to the window that opened this one: to the body's editor, whose picker follows
// CKEditor's old way of calling back (hence the name), or to the form. Arrow keys walk the pictures.

const pictures = [...document.querySelectorAll("button[data-pick]")]

for (const button of pictures) {
  button.addEventListener("click", () => {
    const { pick, callback, url, alt, caption, title } = button.dataset
    if (callback) {
      window.opener?.CKEDITOR?.tools.callFunction(callback, url, {
        id: pick,
        alternative_text: alt,
        caption,
      })
    } else {
      window.opener?.postMessage({ picked: { id: pick, title } }, location.origin)
    }
    window.close()
  })
}

addEventListener("keydown", (event) => {
  if (event.key === "Escape") window.close()
  const at = pictures.indexOf(document.activeElement)
  const top = pictures[0]?.offsetTop
  const across = pictures.filter((picture) => picture.offsetTop === top).length
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: across, ArrowUp: -across }[event.key]
  if (at < 0 || !step) return
  event.preventDefault()
  pictures[at + step]?.focus()
})
