// Tells the site once that somebody read this story: which edition, and nothing else. A read is ten
// seconds in which the page was visible, and a sign of a person. No cookie goes along or comes back, and
// nothing is stored here.
// (navigator.sendBeacon would do, but it always sends cookies.)

const NEEDED = 10
const SIGNS = ["keydown", "pointerdown", "pointermove", "scroll", "touchstart", "wheel"]

const story = document.querySelector("[data-edition]")
const asksNotTo = navigator.globalPrivacyControl || navigator.doNotTrack === "1"

const watch = () => {
  let seconds = 0
  let somebody = false
  const notice = () => (somebody = true)
  for (const sign of SIGNS) addEventListener(sign, notice, { once: true, passive: true })
  const tick = setInterval(() => {
    if (document.visibilityState === "visible") seconds += 1
    if (seconds < NEEDED || !somebody) return
    clearInterval(tick)
    fetch("/reads/", {
      method: "POST",
      body: new URLSearchParams({ edition: story.dataset.edition }),
      credentials: "omit",
      referrerPolicy: "no-referrer",
      keepalive: true,
    }).catch(() => {})
  }, 1000)
}

// A browser that a program drives says so.
if (story && !asksNotTo && !navigator.webdriver) watch()
