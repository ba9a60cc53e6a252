// Moves what holds the cursor past its neighbour: a list item within its list, anything else within the
// body. Alt+Shift+ArrowUp and ArrowDown, as Word on Windows and Google Docs on a Mac have it; no browser uses them.

import { crel, Extension } from "django-prose-editor/editor"

const NAMES = {
  ...{
    paragraph: gettext("Paragraph"),
    heading: gettext("Heading"),
    blockquote: gettext("Quotation"),
    pullQuote: gettext("Pull quote"),
  },
  ...{
    bulletList: gettext("List"),
    orderedList: gettext("List"),
    listItem: gettext("List item"),
    table: gettext("Table"),
  },
  ...{
    figure: gettext("Figure"),
    horizontalRule: gettext("Rule"),
    storyCard: gettext("Story"),
    productCard: gettext("Product"),
  },
}
const LISTS = new Set(["bulletList", "orderedList"])

let region
const say = (words) => {
  if (!region) {
    region = crel("p", { className: "visually-hidden", role: "status" })
    document.body.append(region)
  }
  // The same words again would not be read out.
  region.textContent = ""
  requestAnimationFrame(() => {
    region.textContent = words
  })
}

/** The depth of the node whose children move: the nearest list around the selection, or the body. */
const depthOf = ({ $from, $to }) => {
  for (let depth = $from.sharedDepth($to.pos); depth > 0; depth--) {
    const { name } = $from.node(depth).type
    if (LISTS.has(name)) return depth
  }
  return 0
}

/** The sentence on parts that can't move further. */
const stopped = (direction, depth, count) => {
  if (depth && direction < 0)
    return ngettext(
      "%(name)s is already at the beginning of the list.",
      "%(name)s are already at the beginning of the list.",
      count,
    )
  if (depth)
    return ngettext(
      "%(name)s is already at the end of the list.",
      "%(name)s are already at the end of the list.",
      count,
    )
  if (direction < 0)
    return ngettext(
      "%(name)s is already at the beginning of the body.",
      "%(name)s are already at the beginning of the body.",
      count,
    )
  return ngettext(
    "%(name)s is already at the end of the body.",
    "%(name)s are already at the end of the body.",
    count,
  )
}

/** Move the selected children of their parent past the neighbour before (-1) or after (1) them. */
const move =
  (direction) =>
  ({ state, tr, dispatch }) => {
    const { selection } = state
    const { $from, $to } = selection
    const depth = depthOf(selection)
    const parent = $from.node(depth)
    const first = $from.index(depth)
    const after = Math.max($to.indexAfter(depth), first + 1)
    const neighbour = parent.maybeChild(direction < 0 ? first - 1 : after)
    if (!dispatch) return Boolean(neighbour)
    const count = after - first
    const name =
      count > 1
        ? interpolate(ngettext("%(count)s part", "%(count)s parts", count), { count }, true)
        : (NAMES[parent.child(first).type.name] ?? gettext("Part"))
    if (!neighbour) {
      say(interpolate(stopped(direction, depth, count), { name }, true))
      return true
    }
    let from = $from.start(depth)
    for (let at = 0; at < first; at++) from += parent.child(at).nodeSize
    let to = from
    for (let at = first; at < after; at++) to += parent.child(at).nodeSize
    // The neighbour goes to the other side, so that the selection stays in what moves.
    const size = neighbour.nodeSize
    if (direction < 0) tr.delete(from - size, from).insert(to - size, neighbour)
    else tr.delete(to, to + size).insert(from, neighbour)
    tr.scrollIntoView()
    const place = first + direction + 1
    const moved =
      direction < 0
        ? gettext("%(name)s moved up: %(place)s of %(all)s.")
        : gettext("%(name)s moved down: %(place)s of %(all)s.")
    say(interpolate(moved, { name, place, all: parent.childCount }, true))
    return true
  }

export const MoveBlocks = Extension.create({
  name: "moveBlocks",

  addCommands() {
    return { moveUp: () => move(-1), moveDown: () => move(1) }
  },

  addKeyboardShortcuts() {
    return {
      "Alt-Shift-ArrowUp": () => this.editor.commands.moveUp(),
      "Alt-Shift-ArrowDown": () => this.editor.commands.moveDown(),
    }
  },

  addMenuItems({ menu, buttons }) {
    const define = (name, icon, title) =>
      menu.defineItem({
        name,
        groups: "moving",
        command: (editor) => editor.chain().focus()[name]().run(),
        enabled: (editor) => editor.can()[name](),
        button: buttons.material(icon, title),
      })
    define("moveUp", "arrow_upward", gettext("move up"))
    define("moveDown", "arrow_downward", gettext("move down"))
  },
})
