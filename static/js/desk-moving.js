// Moves what holds the cursor past its neighbour: a list item within its list, anything else within the
// body. Alt+Shift+ArrowUp and ArrowDown, as Word on Windows and Google Docs on a Mac have it; no browser uses them.

import { crel, Extension } from "django-prose-editor/editor"

const NAMES = {
  ...{
    paragraph: "Paragraph",
    heading: "Heading",
    blockquote: "Quotation",
    pullQuote: "Pull quote",
  },
  ...{ bulletList: "List", orderedList: "List", listItem: "List item", table: "Table" },
  ...{ figure: "Figure", horizontalRule: "Rule", storyCard: "Story", productCard: "Product" },
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
    const many = after - first > 1
    const name = many ? `${after - first} parts` : (NAMES[parent.child(first).type.name] ?? "Part")
    if (!neighbour) {
      const place = depth ? "the list" : "the body"
      const is = many ? "are" : "is"
      say(`${name} ${is} already at the ${direction < 0 ? "beginning" : "end"} of ${place}.`)
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
    say(`${name} moved ${direction < 0 ? "up" : "down"}: ${place} of ${parent.childCount}.`)
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
    define("moveUp", "arrow_upward", "move up")
    define("moveDown", "arrow_downward", "move down")
  },
})
