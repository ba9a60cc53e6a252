// Tells the site that a commercial link was followed: which link, and nothing else. No cookie goes
// along or comes back, nothing is stored here, and the link leads where it says, counted or not.
// (navigator.sendBeacon would do, but it always sends cookies.)

const story = document.querySelector("[data-edition]")
const asksNotTo = navigator.globalPrivacyControl || navigator.doNotTrack === "1"

const count = (event) => {
  // The keyboard clicks too; the middle button opens a tab, the right one only a menu.
  const link = event.button < 2 && event.target.closest("a[data-link]")
  if (!link) return
  fetch("/clicks/", {
    method: "POST",
    body: new URLSearchParams({ edition: story.dataset.edition, link: link.dataset.link }),
    credentials: "omit",
    referrerPolicy: "no-referrer",
    keepalive: true,
  }).catch(() => {})
}

if (story && !asksNotTo) {
  story.addEventListener("click", count)
  story.addEventListener("auxclick", count)
}
