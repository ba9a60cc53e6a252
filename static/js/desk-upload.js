// Uploads a picture into the library.

import { token } from "desk/token"

const faultOf = ({ redirected, status }) => {
  if (redirected || status === 403) return gettext("Sign in in another tab, then try again.")
  if (status === 413) return gettext("The file is too large for this server.")
  return gettext("The server has a fault at the moment. Try again in a minute.")
}

/**
 * Upload a file with a form's token. Return the picture's `id`, `url`, `change`, the address of its form, and
 * `isDescribed`: true if the file brought its alt text and its credit along.
 * Throws an Error whose message says what to do.
 */
export const upload = async (form, file) => {
  if (!file.type.startsWith("image/")) {
    throw new Error(gettext("It is no picture. Choose a JPEG, PNG, WebP, AVIF or GIF."))
  }
  if (!form.dataset.upload) throw new Error(gettext("Your login may not upload pictures."))
  const data = new FormData()
  data.append("file", file)
  const headers = { "X-CSRFToken": token(form) }
  const answer = await fetch(form.dataset.upload, { method: "POST", body: data, headers }).catch(
    () => {
      throw new Error(gettext("The server can’t be reached. Try again when it can."))
    },
  )
  const isJson = answer.headers.get("Content-Type")?.includes("json")
  const answered = isJson ? await answer.json() : {}
  if (answered.id) return answered
  throw new Error(answered.error ?? faultOf(answer))
}
