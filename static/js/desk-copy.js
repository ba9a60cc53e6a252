// Copies the text of a field. Without this script the button is hidden, and the field can be selected.

const copied = gettext("Copied")

for (const button of document.querySelectorAll("button[data-copy]")) {
  const field = document.getElementById(button.dataset.copy)
  const label = button.textContent
  button.hidden = false
  field.addEventListener("focus", () => field.select())
  button.setAttribute("aria-live", "polite")
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value)
    } catch {
      // Browsers have no clipboard for pages without HTTPS.
      field.select()
      document.execCommand("copy")
    }
    button.textContent = copied
    setTimeout(() => {
      button.textContent = label
    }, 3000)
  })
}
