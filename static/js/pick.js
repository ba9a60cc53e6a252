// Hands a picture to the editor that opened this window. The editor's picker follows CKEditor's
// old way of calling back, which is why the name stands here.

for (const button of document.querySelectorAll("button[data-pick]")) {
  button.addEventListener("click", () => {
    const { pick, callback, url, alt, caption } = button.dataset
    window.opener?.CKEDITOR?.tools.callFunction(callback, url, {
      id: pick,
      alternative_text: alt,
      caption,
    })
    window.close()
  })
}
