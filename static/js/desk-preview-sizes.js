// Remembers the width that was chosen for previews. On a phone it begins with that of a phone.

const KEY = "preview size"
const sizes = [...document.querySelectorAll("[name=size]")]
const narrow = matchMedia("(width < 40rem)").matches
const chosen = localStorage.getItem(KEY) ?? (narrow ? "phone" : "desktop")

for (const size of sizes) {
  size.checked = size.value === chosen
  size.addEventListener("change", () => localStorage.setItem(KEY, size.value))
}
