// Reads what other programs put on the clipboard. They say bold and italic by styles, which our policy
// forbids the page to read; lists as paragraphs with a bullet; headings in sizes that stories don't
// have. All that becomes plain tags before the editor looks at it.

import { upload } from "desk/upload"

const MARKS = {
  ...{ B: "strong", STRONG: "strong", I: "em", EM: "em", CITE: "em", DFN: "em" },
  ...{ S: "s", STRIKE: "s", DEL: "s", SUB: "sub", SUP: "sup" },
}
const HEADINGS = { H1: "h2", H2: "h2", H3: "h3", H4: "h3", H5: "h3", H6: "h3" }
const KEPT = new Set(
  "P DIV UL OL LI BLOCKQUOTE BR HR TABLE THEAD TBODY TFOOT TR TH TD FIGURE FIGCAPTION PRE A".split(
    " ",
  ),
)
const BLOCKS = [...KEPT, ...Object.keys(HEADINGS)].filter((name) => name !== "BR" && name !== "A")
const BLOCK = BLOCKS.join(",")
const CONTAINERS = new Set("BODY UL OL TABLE THEAD TBODY TFOOT TR BLOCKQUOTE FIGURE".split(" "))
const DROPPED =
  "style,script,meta,link,title,template,noscript,object,iframe,video,audio,canvas,svg,col,colgroup,xml"
const ATTRIBUTES = { OL: ["start"], TD: ["colspan", "rowspan"], TH: ["colspan", "rowspan"] }

// A start tag, whatever stands in its attributes; and the attributes that our policy reports wherever
// they are parsed, even apart from the page. They are renamed first, and are but text from then on.
const TAG = /<[a-z](?:[^<>"']|"[^"]*"|'[^']*')*>/gi
const REPORTED = /(\s)(style|on[a-z]+)(?=\s*=)/gi

/** The declarations of an element's style. */
const styleOf = (element) => {
  const pairs = (element.dataset.style ?? "").toLowerCase().split(";")
  return Object.fromEntries(pairs.map((pair) => pair.split(/:(.*)/s, 2).map((text) => text.trim())))
}

/** The marks in force within an element: those around it, changed by its tag and then by its style. */
const marksWithin = (element, around) => {
  const marks = { ...around, [MARKS[element.nodeName]]: true }
  const style = styleOf(element)
  const weight = style["font-weight"]
  if (weight && weight !== "inherit") marks.strong = /^(bold|bolder|[6-9]\d\d|1000)\b/.test(weight)
  const slant = style["font-style"]
  if (slant && slant !== "inherit") marks.em = /^(italic|oblique)/.test(slant)
  if (/line-through/.test(style["text-decoration"] ?? style["text-decoration-line"])) marks.s = true
  if (/^(sub|super)/.test(style["vertical-align"])) {
    marks[style["vertical-align"].startsWith("sub") ? "sub" : "sup"] = true
  }
  return marks
}

/** Text with its marks around it. */
const marked = (text, marks) =>
  Object.values(MARKS)
    .filter((tag, at, all) => marks[tag] && all.indexOf(tag) === at)
    .reduce((inside, tag) => {
      const mark = document.createElement(tag)
      mark.append(inside)
      return mark
    }, document.createTextNode(text))

// Pages that documents and mail put between a link and where it leads, and the parameter with that.
const WRAPPERS = [
  [/(^|\.)google\.[a-z.]+$/, "/url", ["q", "url"]],
  [/(^|\.)facebook\.com$/, "/l.php", ["u"]],
  [/\.safelinks\.protection\.outlook\.com$/, "/", ["url"]],
]

/** Where a link leads, or null if it leads nowhere outside the document it was copied from. */
const destination = (address) => {
  if (!URL.canParse(address)) return null
  const url = new URL(address)
  for (const [host, path, names] of WRAPPERS) {
    if (!host.test(url.hostname) || url.pathname !== path) continue
    const inside = names.map((name) => url.searchParams.get(name)).find((text) => text)
    if (inside && /^https?:/.test(inside)) return destination(inside)
  }
  return /^(https?|mailto):$/.test(url.protocol) ? address : null
}

/** Word's list item that is a paragraph: its level, and the marker, which is taken out; or null. */
const wordItem = (node) => {
  if (node.nodeName !== "P") return null
  const level = /level(\d+)/.exec(styleOf(node)["mso-list"])
  if (!level) return null
  let marker = ""
  const take = (taken) => {
    marker += taken.textContent
    taken.remove()
  }
  const comments = document.createNodeIterator(node, NodeFilter.SHOW_COMMENT)
  for (let comment = comments.nextNode(); comment; comment = comments.nextNode()) {
    if (!comment.data.includes("!supportLists")) continue
    while (comment.nextSibling && !comment.nextSibling.data?.includes("endif")) {
      take(comment.nextSibling)
    }
  }
  for (const span of node.querySelectorAll("[data-style]")) {
    if (/ignore/.test(styleOf(span)["mso-list"])) take(span)
  }
  const number = /^[\s(]*(\d+|[a-z]{1,4})[.)]/i.exec(marker)
  return {
    level: +level[1],
    tag: number ? "ol" : "ul",
    start: number && parseInt(number[1], 10),
    node,
  }
}

/** Word's list items that follow each other as lists within lists. */
const nested = (items) => {
  const lists = []
  const open = []
  for (const { level, tag, start, node } of items) {
    while (open.length && open.at(-1).level > level) open.pop()
    if (open.at(-1)?.level === level && open.at(-1).list.localName !== tag) open.pop()
    if (open.at(-1)?.level !== level) {
      const list = document.createElement(tag)
      if (start > 1) list.setAttribute("start", start)
      if (open.length) open.at(-1).list.lastElementChild.append(list)
      else lists.push(list)
      open.push({ level, list })
    }
    const item = document.createElement("li")
    item.append(...plain(node, {}))
    open.at(-1).list.append(item)
  }
  return lists
}

const isSpace = (node) => node.nodeType === Node.TEXT_NODE && !node.data.trim()

/** An element's children in plain tags. */
const children = (parent, marks, inHeading) => {
  const hasBlocks = [...parent.children].some((child) => child.matches(BLOCK))
  const answer = []
  let items = []
  for (const child of [...parent.childNodes]) {
    const item = wordItem(child)
    if (item) items.push(item)
    else if (!items.length || !(isSpace(child) || child.nodeType === Node.COMMENT_NODE)) {
      answer.push(...nested(items))
      items = []
      // A line break between blocks is one block's end, said twice.
      if (child.nodeName === "BR" && hasBlocks) continue
      answer.push(...plain(child, marks, inHeading))
    }
  }
  return [...answer, ...nested(items)]
}

/** A node in plain tags: the nodes that stand in its place. */
const plain = (node, marks, inHeading = false) => {
  if (node.nodeType === Node.TEXT_NODE) {
    if (isSpace(node) && CONTAINERS.has(node.parentNode.nodeName)) return []
    return [marked(node.data, inHeading ? { ...marks, strong: false } : marks)]
  }
  if (node.nodeType !== Node.ELEMENT_NODE) return []
  const { nodeName } = node
  if (node.matches("br.Apple-interchange-newline")) return []
  if (/Apple-converted-space/.test(node.className) || "mso-spacerun" in styleOf(node)) return [" "]
  if (styleOf(node).display === "none" || styleOf(node)["mso-hide"]) return []
  if (nodeName in HEADINGS) return filled(HEADINGS[nodeName], children(node, {}, true))
  const within = children(node, marksWithin(node, marks), inHeading || nodeName === "TH")
  if (!KEPT.has(nodeName)) return within
  if (nodeName === "P") return filled("p", within)
  const element = document.createElement(nodeName)
  if (nodeName === "A") {
    const address = destination(node.getAttribute("href"))
    if (!address) return within
    element.setAttribute("href", address)
  }
  for (const name of ATTRIBUTES[nodeName] ?? []) {
    if (node.hasAttribute(name)) element.setAttribute(name, node.getAttribute(name))
  }
  element.append(...within)
  if (element.matches("ul, ol")) adopt(element)
  return [element]
}

/** A paragraph or heading, unless it is empty. */
const filled = (tag, within) => {
  const element = document.createElement(tag)
  element.append(...within)
  return element.textContent.trim() ? [element] : []
}

/** Put a list that stands right within a list into the item before it, as HTML wants it. */
const adopt = (list) => {
  for (const inner of list.querySelectorAll(":scope > ul, :scope > ol")) {
    inner.previousElementSibling?.append(inner)
  }
}

/** What a clipboard's HTML says in tags that the editor knows, and how many pictures are left out. */
const read = (html) => {
  // Read apart from the page, so nothing in it is loaded or carried out.
  const inert = html
    .replace(/<(style|script)\b.*?<\/\1>/gis, "")
    .replace(TAG, (tag) => tag.replace(REPORTED, "$1data-$2"))
  const { body } = new DOMParser().parseFromString(inert, "text/html")
  for (const element of body.querySelectorAll(DROPPED)) element.remove()
  const pictures = body.querySelectorAll("img:not([aria-roledescription])")
  const answer = document.createElement("div")
  answer.append(...children(body, {}))
  return { html: answer.innerHTML, text: answer.textContent.trim(), left: pictures.length }
}

const region = document.createElement("div")
region.className = "notice-bar"
region.setAttribute("role", "status")
const sentence = document.createElement("p")
const close = Object.assign(document.createElement("button"), {
  type: "button",
  className: "button",
  textContent: gettext("Close"),
  hidden: true,
})
region.append(sentence, close)
document.body.append(region)

const show = (words, link) => {
  sentence.replaceChildren(words)
  if (link) {
    sentence.append(" ", Object.assign(document.createElement("a"), { ...link, target: "_blank" }))
  }
  close.hidden = !words
}
close.addEventListener("click", () => show(""))

/** Put files into the body at a place, as figures; say what becomes of them. */
const putIn = async (editor, files, place) => {
  const form = editor.view.dom.closest("form")
  for (const file of files) {
    show(interpolate(gettext("Uploading “%(file)s” …"), { file: file.name }, true))
    let picture
    try {
      picture = await upload(form, file)
    } catch (error) {
      show(
        interpolate(gettext("“%(file)s” was not put in."), { file: file.name }, true) +
          ` ${error.message}`,
      )
      continue
    }
    const image = { type: "image", attrs: { src: picture.url, alt: "", file: String(picture.id) } }
    const at = Math.min(place, editor.state.doc.content.size)
    editor.commands.insertContentAt(at, { type: "figure", content: [image] })
    show(
      gettext(
        "The picture is in the library and in the body. Before the story is published it needs",
      ),
      {
        href: picture.change,
        textContent: gettext("alt text and a credit"),
      },
    )
  }
}

document.addEventListener("prose-editor:ready", ({ detail: { editor } }) => {
  editor.view.setProps({
    transformPastedHTML(html) {
      // What was copied in an editor like this one is plain already.
      if (html.includes("data-pm-slice")) return html
      const found = read(html)
      if (found.left) {
        const left = ngettext(
          "A picture was left out: only pictures of the library can stand in a story. Save it as a file and drop it here, or use “Insert figure”.",
          "%(count)s pictures were left out: only pictures of the library can stand in a story. Save them as files and drop them here, or use “Insert figure”.",
          found.left,
        )
        show(interpolate(left, { count: found.left }, true))
      }
      return found.html
    },
  })

  const take = (event, transfer, place) => {
    const files = [...(transfer?.files ?? [])]
    if (!files.length || editor.view.dragging) return
    // Spreadsheets and word processors put a picture of the words beside the words.
    const html = transfer.getData("text/html")
    if (html && read(html).text) return
    event.preventDefault()
    event.stopImmediatePropagation()
    putIn(editor, files, place)
  }
  const body = editor.view.dom
  body.addEventListener(
    "paste",
    (event) => take(event, event.clipboardData, editor.state.selection.to),
    true,
  )
  body.addEventListener(
    "drop",
    (event) => {
      const found = editor.view.posAtCoords({ left: event.clientX, top: event.clientY })
      take(event, event.dataTransfer, found?.pos ?? editor.state.doc.content.size)
    },
    true,
  )
})
