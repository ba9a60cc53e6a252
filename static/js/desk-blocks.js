// The body's own kinds of blocks, as articles/content/ shows them to readers: pull quotes and story cards.

import { LinkDialog, storiesOf } from "desk/link-dialog"
import { crel, Node, pm } from "django-prose-editor/editor"

const { Plugin, Selection } = pm.state

/** The element whose children are a pull quote's paragraphs; who said it becomes the last of them. */
const quoteOf = (figure) => {
  const quote = figure.querySelector("blockquote")
  if (!quote) return figure
  for (const name of figure.querySelectorAll("figcaption")) {
    const line = document.createElement("p")
    line.append(...name.childNodes)
    name.remove()
    quote.append(line)
  }
  return quote
}

export const PullQuote = Node.create({
  name: "pullQuote",
  group: "block",
  content: "paragraph+",
  defining: true,

  parseHTML() {
    // Before the package's figure, which a pull quote with a picture is.
    const getAttrs = (figure) => (figure.querySelector("img") ? false : null)
    return [{ tag: "figure.pullquote", priority: 60, getAttrs, contentElement: quoteOf }]
  },

  renderHTML() {
    return ["figure", { class: "pullquote" }, ["blockquote", 0]]
  },

  addCommands() {
    return {
      togglePullQuote:
        () =>
        ({ commands }) =>
          commands.toggleWrap(this.name),
    }
  },

  addKeyboardShortcuts() {
    return { "Mod-Shift-9": () => this.editor.commands.togglePullQuote() }
  },

  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: "pullQuote",
      groups: "inserts",
      priority: 120,
      command: (editor) => editor.chain().focus().togglePullQuote().run(),
      enabled: (editor) => editor.can().togglePullQuote(),
      active: (editor) => editor.isActive("pullQuote"),
      button: buttons.material("chat_bubble_outline", "pull quote"),
    })
  },
})

/**
 * Insert a node below the top-level block that holds the cursor; an empty paragraph gives way. The cursor goes to
 * the line below it, or to the node's "start" or "end".
 */
const insertBelow = (editor, content, cursor = "below") => {
  const { doc, selection } = editor.state
  const { $to } = selection
  const around = $to.depth ? $to.node(1) : null
  const isEmpty = around?.type.name === "paragraph" && !around.content.size
  const to = around ? $to.after(1) : $to.pos
  const from = isEmpty ? $to.before(1) : to
  const node = editor.schema.nodeFromJSON(content)
  const isLast = to === doc.content.size
  return editor
    .chain()
    .focus()
    .command(({ tr }) => {
      tr.replaceWith(from, to, isLast ? [node, editor.schema.nodes.paragraph.create()] : node)
      const place = { start: from + 1, end: from + node.nodeSize - 1, below: from + node.nodeSize }
      tr.setSelection(Selection.near(tr.doc.resolve(place[cursor]))).scrollIntoView()
      return true
    })
    .run()
}

export const StoryCard = Node.create({
  name: "storyCard",
  group: "block",
  atom: true,
  draggable: true,

  addAttributes() {
    const link = (figure) => figure.querySelector("a")
    return {
      key: { parseHTML: (figure) => figure.getAttribute("data-story"), rendered: false },
      address: { parseHTML: (figure) => link(figure)?.getAttribute("href"), rendered: false },
      headline: { parseHTML: (figure) => link(figure)?.textContent, rendered: false },
    }
  },

  parseHTML() {
    const isCard = (figure) => (figure.querySelector("a[href]") ? null : false)
    return [{ tag: "figure.story[data-story]", priority: 60, getAttrs: isCard }]
  },

  renderHTML({ node }) {
    const { key, address, headline } = node.attrs
    return [
      "figure",
      { class: "story", "data-story": key },
      ["a", { href: address }, headline ?? ""],
    ]
  },

  addNodeView() {
    return ({ node }) => {
      const { headline } = node.attrs
      const dom = crel("figure", { className: "story" }, [
        crel("span", { className: "story-kind", textContent: "Story card" }),
        crel("span", { className: "story-headline", textContent: headline }),
      ])
      return { dom }
    }
  },

  addProseMirrorPlugins() {
    // What is typed while a card is selected would take its place.
    const handleTextInput = ({ state }, from, to, text) => {
      if (state.selection.node?.type !== this.type) return false
      const content = [{ type: "text", text }]
      return insertBelow(this.editor, { type: "paragraph", content }, "end")
    }
    return [new Plugin({ props: { handleTextInput } })]
  },

  addCommands() {
    return {
      insertStoryCard:
        () =>
        ({ editor, dispatch }) => {
          if (!dispatch) return Boolean(storiesOf(editor))
          const use = ({ key, address, headline }) =>
            insertBelow(editor, { type: this.name, attrs: { key: String(key), address, headline } })
          new LinkDialog(storiesOf(editor), "", { use, onlyStories: true }).open()
          return true
        },
    }
  },

  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: "storyCard",
      groups: "inserts",
      priority: 110,
      command: (editor) => editor.commands.insertStoryCard(),
      active: (editor) => editor.isActive("storyCard"),
      button: buttons.material("art_track", "story card"),
    })
  },
})
