// A recommended video is a link. A click puts the site's player above it; until then nothing is
// asked of that site. With a modifier key, and once it plays, the link is a link.

for (const link of document.querySelectorAll("a[data-player]")) {
  link.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
    if (link.previousElementSibling) return
    event.preventDefault()
    const player = document.createElement("iframe")
    player.className = "player"
    player.src = link.dataset.player
    player.title = link.querySelector(".video-title").textContent
    player.allow = "autoplay; fullscreen; picture-in-picture"
    player.referrerPolicy = "strict-origin-when-cross-origin"
    link.before(player)
    player.focus()
  })
}
