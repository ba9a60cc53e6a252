// Tests a link against the programme's form as it is typed, saved or not: the server reads both.

const tester = document.querySelector("#test-link")
const answer = document.querySelector("#test-answer")
const rule = document.getElementById(tester.dataset.of)

const say = (words) => {
  const sentence = document.createElement("p")
  sentence.className = "verdict wrong"
  sentence.textContent = words
  answer.replaceChildren(sentence)
}

let asked = 0
const ask = async () => {
  const number = ++asked
  const sent = new FormData(rule)
  for (const [name, value] of new FormData(tester)) sent.set(name, value)
  answer.setAttribute("aria-busy", "true")
  try {
    const response = await fetch(tester.action, { method: "POST", body: sent })
    const words = await response.text()
    if (number !== asked) return
    if (response.ok && !response.redirected) answer.innerHTML = words
    else if (response.status === 400)
      say(new DOMParser().parseFromString(words, "text/html").body.textContent)
    else
      say(
        "The desk didn’t answer as it should. Are you still signed in? Reload the page and try again.",
      )
  } catch {
    if (number === asked) say("The desk can’t be reached. Try again in a moment.")
  } finally {
    if (number === asked) answer.removeAttribute("aria-busy")
  }
}

tester.addEventListener("submit", (event) => {
  event.preventDefault()
  ask()
})
// A pasted link is meant to be tested.
tester.elements.address.addEventListener("paste", () => setTimeout(ask))
