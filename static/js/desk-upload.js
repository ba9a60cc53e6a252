// Uploads a picture into the library.

/**
 * Upload a file with a form's token, and return the picture's `id`, `url` and `change`, the address of its form.
 * Throws an Error whose message says what to do.
 */
export const upload = async (form, file) => {
  if (!file.type.startsWith("image/")) {
    throw new Error("It is no picture. Choose a JPEG, PNG, WebP, AVIF or GIF.")
  }
  if (!form.dataset.upload) throw new Error("Your login may not upload pictures.")
  const data = new FormData()
  data.append("file", file)
  const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value }
  const answer = await fetch(form.dataset.upload, { method: "POST", body: data, headers }).catch(
    () => {
      throw new Error("The server can’t be reached. Try again when it can.")
    },
  )
  const isJson = answer.headers.get("Content-Type")?.includes("json")
  const answered = isJson ? await answer.json() : {}
  if (answered.id) return answered
  throw new Error(answered.error ?? "Sign in in another tab, then try again.")
}
