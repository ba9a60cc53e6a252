// Tests a link against the programme's form as it is typed, saved or not: the server reads both.

const tester = document.querySelector("#test-link")
const answer = document.querySelector("#test-answer")
const rule = document.getElementById(tester.dataset.of)

const show = (words) => {
  const sentence = document.createElement("p")
  sentence.className = "verdict wrong"
  sentence.textContent = words
  answer.replaceChildren(sentence)
}

let requests = 0
const request = async () => {
  const number = ++requests
  const sent = new FormData(rule)
  for (const [name, value] of new FormData(tester)) sent.set(name, value)
  answer.setAttribute("aria-busy", "true")
  try {
    const response = await fetch(tester.action, { method: "POST", body: sent })
    const words = await response.text()
    if (number !== requests) return
    if (response.ok && !response.redirected) answer.innerHTML = words
    else if (response.status === 400)
      show(new DOMParser().parseFromString(words, "text/html").body.textContent)
    else
      show(
        gettext(
          "The desk didn’t answer as it should. Are you still signed in? Reload the page and try again.",
        ),
      )
  } catch {
    if (number === requests) show(gettext("The desk can’t be reached. Try again in a moment."))
  } finally {
    if (number === requests) answer.removeAttribute("aria-busy")
  }
}

tester.addEventListener("submit", (event) => {
  event.preventDefault()
  request()
})
// A pasted link is meant to be tested.
tester.elements.address.addEventListener("paste", () => setTimeout(request))
