// Returns the problems that keep readers from seeing the texts, as pairs of kind and detail.
// Sources: 16 CFR 255.0(f), "clear and conspicuous"; WCAG 2.2, 1.4.3 for the contrast.
;(texts) => {
  const SMALLEST = 0.85,
    CONTRAST = 4.5,
    TRANSPARENT = 0.95
  const words = (text) => text.split(/\s+/).filter(Boolean).join(" ")
  const own = (element) =>
    words(
      [...element.childNodes]
        .filter((node) => node.nodeType === 3)
        .map((node) => node.data)
        .join(""),
    )
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true })
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = colour
    canvas.fillRect(0, 0, 1, 1)
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data
    return [r, g, b, a / 255]
  }
  const around = function* (element) {
    for (let each = element; each instanceof Element; each = each.parentElement) yield each
  }
  const over = (above, below) =>
    [0, 1, 2].map((n) => above[n] * above[3] + below[n] * (1 - above[3]))
  const background = (element) => {
    const layers = [...around(element)].map((each) => rgba(getComputedStyle(each).backgroundColor))
    return layers.reduceRight((below, layer) => over(layer, below), [255, 255, 255])
  }
  const luminance = (colour) => {
    const [r, g, b] = colour.map((value) => {
      const share = value / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const contrast = (element) => {
    const below = background(element)
    const colours = [over(rgba(getComputedStyle(element).color), below), below].map(luminance)
    return (Math.max(...colours) + 0.05) / (Math.min(...colours) + 0.05)
  }
  const clipped = (element, box) => {
    for (const each of around(element.parentElement)) {
      const style = getComputedStyle(each),
        frame = each.getBoundingClientRect()
      if (style.clipPath !== "none" || (style.position === "absolute" && style.clip !== "auto"))
        return true
      if (each === document.body || each === document.documentElement) continue
      const cutsX = style.overflowX !== "visible",
        cutsY = style.overflowY !== "visible"
      if (cutsX && (box.right > frame.right + 1 || box.left < frame.left - 1)) return true
      if (cutsY && (box.bottom > frame.bottom + 1 || box.top < frame.top - 1)) return true
    }
    return false
  }
  const behind = (element) => {
    element.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" })
    const box = element.getClientRects()[0]
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)
    // elementFromPoint skips elements without pointer events, even if nothing covers them.
    const found =
      top &&
      (element.contains(top) ||
        (getComputedStyle(element).pointerEvents === "none" && top.contains(element)))
    return !found
  }
  const size = (element) => parseFloat(getComputedStyle(element).fontSize)
  const body = document.querySelector(".body p, main p") || document.body
  const problems = (element) => {
    const box = element.getBoundingClientRect()
    const opacity = [...around(element)].reduce(
      (all, each) => all * Number(getComputedStyle(each).opacity),
      1,
    )
    if (!element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }))
      return ["it isn’t displayed"]
    const left = box.left + scrollX,
      top = box.top + scrollY
    return [
      [
        box.width < 40 || box.height < 8,
        `it is ${Math.round(box.width)} × ${Math.round(box.height)} pixels`,
      ],
      [opacity < TRANSPARENT, "it is transparent"],
      [
        left + box.width <= 0 ||
          top + box.height <= 0 ||
          left >= document.documentElement.clientWidth,
        "it is off the screen",
      ],
      [getComputedStyle(element).clipPath !== "none" || clipped(element, box), "it is cut off"],
      [
        size(element) < SMALLEST * size(body),
        `its letters are ${size(element)} pixels, the body’s ${size(body)}`,
      ],
      [
        contrast(element) < CONTRAST,
        `its contrast is ${contrast(element).toFixed(1)}, below ${CONTRAST}`,
      ],
      [box.width > 0 && box.height > 0 && behind(element), "something covers it"],
    ]
      .filter(([wrong]) => wrong)
      .map(([, why]) => why)
  }
  const found = []
  for (const text of texts) {
    const places = [...document.body.querySelectorAll("*")].filter(
      (element) => !["SCRIPT", "STYLE"].includes(element.tagName) && own(element) === words(text),
    )
    if (!places.length) found.push(["missing", text])
    // If a text occurs more than once, one visible occurrence is enough.
    else {
      const each = places.map(problems)
      const least = each.reduce((a, b) => (b.length < a.length ? b : a))
      if (least.length) found.push(["hidden", `${least.join("; ")}: ${text}`])
    }
  }
  return found
}
