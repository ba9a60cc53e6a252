// The token against requests from other sites.

/** Return the token in force. Signing in again in another tab replaces it, and the form has the old one. */
export const token = (form) =>
  document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? form.elements.csrfmiddlewaretoken.value
