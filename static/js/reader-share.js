// The buttons "Copy link" and "Share…". The links next to them need no script.

const box = document.querySelector("[data-share]")
const said = box.querySelector("[role=status]")
const { share: address, title } = box.dataset

const offer = (name, act) => {
  const place = box.querySelector(name)
  place.hidden = false
  place.querySelector("button").addEventListener("click", act)
}

const say = (words) => {
  // The same words again are announced only after a change.
  said.textContent = ""
  setTimeout(() => {
    said.textContent = words
  }, 50)
}

// Browsers have neither for pages without HTTPS.
if (navigator.clipboard) {
  offer(".share-copy", () =>
    navigator.clipboard.writeText(address).then(
      () => say(box.dataset.copied),
      () => say(`${box.dataset.refused} ${address}`),
    ),
  )
}
if (navigator.share) {
  // Whoever closes the sheet without sharing gets no message.
  offer(".share-sheet", () => navigator.share({ title, url: address }).catch(() => {}))
}
