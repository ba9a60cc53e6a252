// Gives the filters of Django's two lists (groups, permissions) a role, without which they may have no name.

// After Django's own listener, which makes the lists.
addEventListener("load", () => {
  for (const icon of document.querySelectorAll(".selector .help-tooltip")) icon.role = "img"
})
