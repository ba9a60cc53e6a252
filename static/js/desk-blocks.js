// The body's own kinds of blocks, as articles/content/ shows them to readers: pull quotes, cards of
// stories and products, footnotes.

import { choosePicture } from "desk/library"
import { LinkDialog, storiesOf } from "desk/link-dialog"
import { crel, Mark, Node, pm, updateAttrsDialog } from "django-prose-editor/editor"

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
      button: buttons.material("chat_bubble_outline", gettext("pull quote")),
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
        crel("span", { className: "story-kind", textContent: gettext("Story card") }),
        crel("span", { textContent: headline }),
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
      button: buttons.material("art_track", gettext("story card")),
    })
  },
})

// A product's card is a form in the text: name, words, price and shops. Its links are links of the text like all
// others, so desk-links.js marks them and shows the disclosure above the card.

/** A line of a product's card, which begins a line of its own nowhere else. */
const productLine = (name, tag, className, content) =>
  Node.create({
    name,
    content,
    defining: true,
    parseHTML() {
      const selector = className ? `${tag}.${className}` : tag
      return [{ tag: selector, priority: 60, context: "productCard/" }]
    },
    renderHTML: () => [tag, className ? { class: className } : {}, 0],
  })

const ProductName = productLine("productName", "figcaption", "", "inline*")
const ProductPrice = productLine("productPrice", "p", "price", "inline*")
const ProductShops = productLine("productShops", "p", "shops", "inline*")
const LINES = new Set(["productName", "productPrice", "productShops"])

const ProductPicture = Node.create({
  name: "productPicture",
  atom: true,
  addAttributes: () => ({
    src: {},
    file: { parseHTML: (image) => image.getAttribute("data-file"), rendered: false },
  }),
  parseHTML: () => [{ tag: "img[data-file]", priority: 60, context: "productCard/" }],
  renderHTML: ({ node }) => ["img", { src: node.attrs.src, alt: "", "data-file": node.attrs.file }],
})

/** Put a picture into the card at `place`, or in the place of the one that it has. */
const setPicture = (editor, place, { id, url }) =>
  editor.commands.command(({ tr }) => {
    const card = tr.doc.nodeAt(place)
    const from = place + 1 + card.child(0).nodeSize
    const has = card.child(1).type.name === "productPicture"
    const picture = editor.schema.nodes.productPicture.create({ src: url, file: String(id) })
    tr.replaceWith(from, has ? from + card.child(1).nodeSize : from, picture)
    return true
  })

/** The card's buttons; where there is no library, as on site pages, without the picture's. */
const productTools = (editor, getPos) => {
  const form = document.querySelector("#article_form")
  const { pickerUrl } = editor.extensionManager.extensions.find(
    ({ name }) => name === "figure",
  ).options
  const choose = crel("button", {
    type: "button",
    className: "button",
    textContent: gettext("Picture"),
  })
  choose.addEventListener("click", async () => {
    const picked = await choosePicture(form, pickerUrl)
    if (picked) setPicture(editor, getPos(), picked)
  })
  const remove = crel("button", {
    type: "button",
    className: "button",
    textContent: gettext("Remove"),
  })
  remove.addEventListener("click", () => {
    const from = getPos()
    const to = from + editor.state.doc.nodeAt(from).nodeSize
    editor.chain().deleteRange({ from, to }).focus().run()
  })
  const tools = crel("div", {
    className: "product-tools",
    role: "group",
    "aria-label": gettext("Product"),
  })
  tools.contentEditable = "false"
  tools.append(...(form ? [choose, remove] : [remove]))
  return tools
}

export const ProductCard = Node.create({
  name: "productCard",
  group: "block",
  content: "productName productPicture? paragraph* productPrice productShops",
  isolating: true,
  defining: true,

  addExtensions: () => [ProductName, ProductPicture, ProductPrice, ProductShops],

  parseHTML() {
    // Another program's card may lack lines, or have them in another order.
    const contentElement = (figure) => {
      const line = (selector, made) => figure.querySelector(`:scope > ${selector}`) ?? made
      const name = line("figcaption", crel("figcaption"))
      const price = line("p.price", crel("p", { className: "price" }))
      const shops = line("p.shops", crel("p", { className: "shops" }))
      figure.prepend(name, ...[...figure.querySelectorAll("img")].slice(0, 1))
      figure.append(price, shops)
      return figure
    }
    return [{ tag: "figure.product", priority: 60, contentElement }]
  },

  renderHTML: () => ["figure", { class: "product" }, 0],

  addNodeView() {
    return ({ editor, getPos }) => {
      const contentDOM = crel("div", { className: "product-lines" })
      const tools = productTools(editor, getPos)
      const dom = crel("figure", { className: "product" }, [contentDOM, tools])
      const isTool = ({ target }) => tools.contains(target)
      return { dom, contentDOM, stopEvent: isTool, ignoreMutation: isTool }
    }
  },

  addKeyboardShortcuts() {
    /** The card around the cursor and the cursor's place, or null. */
    const inside = () => {
      const { empty, $from } = this.editor.state.selection
      const isLine = $from.depth > 0 && $from.node(-1).type === this.type
      return empty && isLine ? { $from, line: $from.parent, card: $from.node(-1) } : null
    }
    const go = ($place, direction) => {
      const to = Selection.findFrom($place, direction, true)
      return this.editor.commands.command(({ tr }) => {
        if (to) tr.setSelection(to).scrollIntoView()
        return true
      })
    }
    return {
      // On to the next line, and from the last one out of the card; within the text, a paragraph.
      Enter: () => {
        const { doc } = this.editor.state
        const place = inside()
        if (!place) return false
        const { $from, line, card } = place
        const { name } = line.type
        if (name === "paragraph" && line.content.size) {
          return this.editor.commands.command(({ tr }) => Boolean(tr.split($from.pos)))
        }
        if (name !== "productShops") {
          const isSpare = name === "paragraph" && card.child($from.index(-1) - 1).type === line.type
          const from = $from.before()
          if (isSpare) this.editor.commands.deleteRange({ from, to: from + 2 })
          return go(this.editor.state.doc.resolve(isSpare ? from : $from.after()), 1)
        }
        const after = $from.after(-1)
        if (doc.resolve(after).nodeAfter?.isTextblock) return go(doc.resolve(after), 1)
        const chain = this.editor.chain().insertContentAt(after, { type: "paragraph" })
        return chain.setTextSelection(after + 1).run()
      },
      // A line of the card can't be deleted, but an empty card can.
      Backspace: () => {
        const { doc } = this.editor.state
        const place = inside()
        if (!place || place.$from.parentOffset || !LINES.has(place.line.type.name)) return false
        const { $from, card } = place
        const range = { from: $from.before(-1), to: $from.after(-1) }
        if (!card.textContent && card.child(1).type.name !== "productPicture") {
          return this.editor.commands.deleteRange(range)
        }
        return go(doc.resolve($from.before()), -1)
      },
    }
  },

  addMenuItems({ menu, buttons }) {
    const lines = ["productName", "paragraph", "productPrice", "productShops"]
    const content = lines.map((type) => ({ type }))
    menu.defineItem({
      name: "productCard",
      groups: "inserts",
      priority: 100,
      command: (editor) => insertBelow(editor, { type: this.name, content }, "start"),
      active: (editor) => editor.isActive("productCard"),
      button: buttons.material("shopping_cart", gettext("product card")),
    })
  },
})

/** Ask for a note's words. */
const askForNote = (editor) => {
  const asked = updateAttrsDialog(
    { text: { type: "string", format: "textarea", title: gettext("The note"), required: true } },
    { title: gettext("Footnote"), submitText: gettext("Insert") },
  )(editor, {})
  editor.view.dom.parentElement
    .querySelector("dialog[open]")
    .setAttribute("aria-label", gettext("Footnote"))
  return asked
}

// The note is in the text where its number will be: words of a kind, as bold ones are.
export const Footnote = Mark.create({
  name: "footnote",
  // Around all other marks: a link in a note would else divide it.
  priority: 1100,
  inclusive: false,

  parseHTML: () => [{ tag: "sup.footnote", priority: 60 }],
  renderHTML: () => ["sup", { class: "footnote" }, 0],

  addCommands() {
    return {
      // The selected words, or new ones; a note that holds the cursor becomes words of the text again.
      toggleFootnote:
        () =>
        ({ editor, commands, dispatch, state }) => {
          if (!state.selection.empty) return commands.toggleMark(this.name)
          if (editor.isActive(this.name))
            return commands.unsetMark(this.name, { extendEmptyMarkRange: true })
          if (!dispatch) return true
          askForNote(editor).then((asked) => {
            const text = asked?.text.replace(/\s+/g, " ").trim()
            if (!text) return
            const content = { type: "text", text, marks: [{ type: this.name }] }
            // At once: the command “focus” waits for the next frame, and the next keys would be lost.
            editor.view.focus()
            editor.chain().insertContent(content).unsetMark(this.name).run()
          })
          return true
        },
    }
  },

  addKeyboardShortcuts() {
    return { "Mod-Alt-f": () => this.editor.commands.toggleFootnote() }
  },

  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: "footnote",
      groups: "inserts",
      priority: 90,
      command: (editor) => editor.chain().focus().toggleFootnote().run(),
      active: (editor) => editor.isActive("footnote"),
      button: buttons.material("note_add", gettext("footnote")),
    })
  },
})
