// The picture library as a dialog, in which a picture is chosen. Arrow keys move among the pictures.

import { upload } from "desk/upload"

let dialog
let choose

const content = () => dialog.querySelector(".picker-content")
const say = (words) => {
  dialog.querySelector(".picker-said").textContent = words
}

const load = async (address) => {
  const answer = await fetch(address).catch(() => null)
  // A session that ended answers with the sign-in page.
  if (!answer?.ok || answer.redirected) {
    say(
      answer
        ? gettext("The pictures can’t be shown. Sign in in another tab, then open this again.")
        : gettext(
            "The pictures can’t be shown: the server can’t be reached. Try again when it can.",
          ),
    )
    return
  }
  say("")
  content().innerHTML = await answer.text()
}

const picked = ({ pick, url, alt, caption, title }) => {
  choose({ id: pick, url, alternative_text: alt, caption, title, isNew: false })
  dialog.close()
}

const take = async (form, file) => {
  say(interpolate(gettext("Uploading “%(file)s” …"), { file: file.name }, true))
  try {
    const { id, url } = await upload(form, file)
    choose({ id, url, alternative_text: "", caption: "", title: file.name, isNew: true })
    dialog.close()
  } catch (error) {
    say(
      interpolate(gettext("“%(file)s” was not uploaded."), { file: file.name }, true) +
        ` ${error.message}`,
    )
  }
}

const move = (event) => {
  const pictures = [...content().querySelectorAll("[data-pick]")]
  const at = pictures.indexOf(document.activeElement)
  const top = pictures[0]?.offsetTop
  const across = pictures.filter((picture) => picture.offsetTop === top).length
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: across, ArrowUp: -across }[event.key]
  if (at < 0 || !step) return
  event.preventDefault()
  pictures[at + step]?.focus()
}

const make = (form, address) => {
  dialog = document.createElement("dialog")
  dialog.className = "picker"
  dialog.setAttribute("aria-labelledby", "picker-title")
  dialog.innerHTML = `
    <header>
      <h2 id="picker-title">Choose a picture</h2>
      <button type="button" class="button" data-close>Close</button>
    </header>
    <p class="picker-said" role="status"></p>
    <div class="picker-content"></div>`
  dialog.addEventListener("click", ({ target }) => {
    if (target.closest("[data-close]")) dialog.close()
    const button = target.closest("[data-pick]")
    if (button) picked(button.dataset)
  })
  dialog.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]")
    if (!link) return
    event.preventDefault()
    load(new URL(link.getAttribute("href"), new URL(address, location.href)))
  })
  dialog.addEventListener("submit", (event) => {
    event.preventDefault()
    load(`${address}?${new URLSearchParams(new FormData(event.target))}`)
  })
  dialog.addEventListener("change", ({ target }) => {
    if (target.type === "file" && target.files.length) take(form, target.files[0])
  })
  dialog.addEventListener("keydown", move)
  dialog.addEventListener("close", () => {
    choose(null)
    content().replaceChildren()
  })
  document.body.append(dialog)
}

/** Open the library and return the chosen picture, or null. */
export const choosePicture = (form, address) => {
  if (!dialog) make(form, address)
  return new Promise((resolve) => {
    choose = resolve
    dialog.showModal()
    load(address).then(() => content().querySelector("input[type=search]")?.focus())
  })
}
