// Finds words in a document of the body's editor, and replaces them without changing the marks around them.
// An offset in the text of a paragraph is an offset in the document, too.

// What stands for everything in a paragraph that is no text, such as a line break. No search finds it.
const OTHER = "\uFFFC"
const LETTER = "[\\p{L}\\p{N}\\p{M}_]"
// What a keyboard types for several characters.
const SAME = { "'": "['‘’]", '"': '["“”]', " ": "[ \u00a0\u202f]", "\u00a0": "[ \u00a0\u202f]" }

/** Return the regular expression for typed words, which are no expression themselves; null for none. */
export const patternOf = (typed, { matchesCase, isWhole }) => {
  const characters = [...typed.replaceAll(OTHER, "").normalize("NFC")]
  if (!characters.length) return null
  const written = characters.map(
    (character) => SAME[character] ?? character.replace(/[\\^$.*+?()[\]{}|]/u, "\\$&"),
  )
  const isLetter = (character) => new RegExp(LETTER, "u").test(character)
  const before = isWhole && isLetter(characters[0]) ? `(?<!${LETTER})` : ""
  // An “e” isn't the first half of an “e” with an accent of its own.
  const after = isWhole && isLetter(characters.at(-1)) ? `(?!${LETTER})` : "(?!\\p{M})"
  // A soft hyphen may stand anywhere in a word, and nobody types it.
  const source = before + written.join("\u00ad*") + after
  return new RegExp(source, matchesCase ? "gu" : "giu")
}

const textOf = (block) => {
  let text = ""
  block.forEach((child) => {
    text += child.isText ? child.text : OTHER.repeat(child.nodeSize)
  })
  return text
}

/** Return the places of a document that a pattern matches, in order; a match is within one paragraph. */
export const matchesIn = (doc, pattern) => {
  const found = []
  if (!pattern) return found
  doc.descendants((node, position) => {
    if (!node.isTextblock) return true
    for (const match of textOf(node).matchAll(pattern)) {
      const from = position + 1 + match.index
      found.push({ from, to: from + match[0].length })
    }
    return false
  })
  return found
}

/** Return what differs between two texts as one edit, null if nothing does. */
const difference = (before, after) => {
  const most = Math.min(before.length, after.length)
  let start = 0
  while (start < most && before[start] === after[start]) start += 1
  let end = 0
  while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end += 1
  // Never between the two halves of one character.
  if (/[\ud800-\udbff]/.test(before[start - 1] ?? "")) start -= 1
  if (/[\udc00-\udfff]/.test(before[before.length - end] ?? "")) end -= 1
  if (before.length === after.length && start === before.length) return null
  return { from: start, to: before.length - end, text: after.slice(start, after.length - end) }
}

const common = (former, latter, most) => {
  let number = 0
  while (number < most && former.at(number) === latter.at(number)) number += 1
  return number
}

/** Return the edits that make one text of another: word by word if both have as many. */
const edits = (before, after) => {
  const [former, latter] = [before.split(/(\s+)/), after.split(/(\s+)/)]
  if (former.length !== latter.length) {
    const most = Math.min(former.length, latter.length)
    const start = common(former, latter, most)
    const end = common(former.toReversed(), latter.toReversed(), most - start)
    // Between the words that both begin and end with, one piece replaces the other.
    for (const words of [former, latter]) {
      const middle = words.slice(start, words.length - end).join("")
      words.splice(start, words.length - start - end, middle)
    }
  }
  const found = []
  let place = 0
  for (const [at, word] of former.entries()) {
    const edit = difference(word, latter[at])
    if (edit) found.push({ from: place + edit.from, to: place + edit.to, text: edit.text })
    place += word.length
  }
  return found
}

/**
 * Replace matches in a transaction. Only the letters that differ are exchanged. New ones get the marks of
 * the first one that they replace, or of the one before them.
 */
export const replaceMatches = (transaction, matches, words) => {
  for (const { from, to } of matches.toReversed()) {
    const { doc } = transaction
    for (const edit of edits(doc.textBetween(from, to), words).toReversed()) {
      const [start, end] = [from + edit.from, from + edit.to]
      const isAdded = start === end && start > from
      const place = doc.resolve(start)
      const { marks } = isAdded ? place.nodeBefore : place.nodeAfter
      if (edit.text) transaction.replaceWith(start, end, doc.type.schema.text(edit.text, marks))
      else transaction.delete(start, end)
    }
  }
  return transaction
}
