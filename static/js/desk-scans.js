// Keeps the progress of scans up to date while any runs, and loads the page anew when all are done,
// for its numbers are others then.

const EVERY = 1500
const box = document.querySelector("[data-scans]")
const status = box.querySelector("[role=status]")

async function poll() {
  const answer = await fetch(box.dataset.scans, { headers: { Accept: "application/json" } })
  if (!answer.ok) return
  const { running } = await answer.json()
  const known = [...box.querySelectorAll("[data-scan]")].map((item) => item.dataset.scan)
  const still = new Map(running.map((scan) => [String(scan.key), scan]))
  if (known.some((key) => !still.has(key)) || still.size > known.length) {
    location.reload()
    return
  }
  for (const [key, scan] of still) {
    const item = box.querySelector(`[data-scan="${key}"]`)
    item.querySelector("progress").value = scan.percent
    item.querySelector("span").textContent = scan.state
  }
  // Told to screen readers in tenths, not with each story.
  const tenth = Math.floor(running[0].percent / 10) * 10
  if (status.dataset.tenth !== String(tenth)) {
    status.dataset.tenth = tenth
    status.textContent = `${running[0].reason}: ${tenth}%`
  }
}

async function again() {
  try {
    if (!document.hidden) await poll()
  } catch {
    // The server may be away for a moment; the next poll answers.
  }
  setTimeout(again, EVERY)
}

setTimeout(again, EVERY)
