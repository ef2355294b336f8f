// What is measured on a page as it is drawn: nothing wider than the screen, whatever is to be hit large enough and apart,
// every stop of the keyboard visible, nothing that moves by itself, and the same with letters of twice the size.
//
// Rule: each measurement is one function that runs in the page and returns what is wrong in words, so that a failure names
// the element. The page is left as it was.
import { expect } from '@playwright/test'

/** The most that a page may move while it loads (the sum of Chromium's layout shifts). */
const MOST_SHIFT = 0.02
/** The least size of what is meant to be hit with a thumb, in CSS pixels. */
const LEAST_MAIN = 44
/** The least size of anything that is to be hit, or the circle that is free around it (WCAG 2.5.8). */
const LEAST_ANY = 24
/** What Chromium's letters measure when nobody has chosen. */
const LETTERS = 16

/** Each measure by its name: what is wrong on the page as it is, in words. */
export const measures = {
  tooWide: (page) => page.evaluate(tooWide),
  tooWideUnfolded: (page) => page.evaluate(tooWideUnfolded),
  tooSmall: (page) => page.evaluate(tooSmall, LEAST_MAIN),
  tooClose: (page) => page.evaluate(tooClose, LEAST_ANY),
  brokenUnits: (page) => page.evaluate(brokenUnits),
  cutOff: (page) => page.evaluate(cutOff),
  unseenMarks: (page) => page.evaluate(unseenMarks),
  // After a key, whatever is focused is shown as if the keyboard had led there: press one before.
  unseenStops: (page) => page.evaluate(unseenStops),
}

/** Nothing has moved since the page was opened, without anybody having touched it. */
export async function holdStill(page, view) {
  expect.soft(await layoutShift(page), `${view}: what moved while it loaded`).toBeLessThanOrEqual(MOST_SHIFT)
}

/** Returns how much has moved since the page was opened, without anybody having touched it. */
export const layoutShift = (page) => page.evaluate(async () => {
  let sum = 0
  const observer = new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) if (!shift.hadRecentInput) sum += shift.value
  })
  observer.observe({ type: 'layout-shift', buffered: true })
  for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame)
  observer.disconnect()
  return sum
})

/** Nothing is cut off at the side, with everything folded and with each fold open, and what is to be hit is large enough. */
export async function holdToSize(page, view) {
  expect.soft(await measures.tooWide(page), `${view}: what is wider than the screen`).toEqual([])
  expect.soft(await measures.tooWideUnfolded(page), `${view}: what is wider than the screen when it is open`).toEqual([])
  expect.soft(await measures.tooSmall(page), `${view}: what is too small to hit`).toEqual([])
  expect.soft(await measures.tooClose(page), `${view}: what is too small to hit and too close to another`).toEqual([])
  expect.soft(await measures.brokenUnits(page), `${view}: units that are broken in two`).toEqual([])
  expect.soft(await measures.unseenMarks(page), `${view}: marks of a picture that are not drawn`).toEqual([])
}

/** With letters of twice the size, as people set them in the browser, nothing is cut off either. */
export async function holdToLargeText(page, view) {
  const session = await page.context().newCDPSession(page)
  const choose = (standard) => session.send('Page.setFontSizes', { fontSizes: { standard, fixed: standard } })
  await choose(2 * LETTERS)
  const size = await page.evaluate(() => parseFloat(getComputedStyle(document.body).fontSize))
  expect.soft(size, `${view}: the letters follow the browser's setting`).toBeGreaterThanOrEqual(1.8 * LETTERS)
  expect.soft(await measures.tooWide(page), `${view}: what is wider than the screen with letters of twice the size`).toEqual([])
  expect.soft(await measures.cutOff(page), `${view}: what is cut off with letters of twice the size`).toEqual([])
  await choose(LETTERS)
  await session.detach()
}

/** Every stop of the Tab key shows that it is there, and nothing lies over it. */
export async function holdToFocus(page, view) {
  await page.keyboard.press('Tab')
  expect.soft(await measures.unseenStops(page), `${view}: stops of the keyboard that nobody sees`).toEqual([])
  await page.evaluate(() => {
    document.activeElement?.blur()
    scrollTo(0, 0)
  })
}

function tooWide() {
  const root = document.scrollingElement
  if (root.scrollWidth <= root.clientWidth) return []
  const wide = [`the page scrolls sideways: ${root.scrollWidth} of ${root.clientWidth} px`]
  for (const element of document.body.querySelectorAll('*')) {
    const { width, right } = element.getBoundingClientRect()
    if (right <= root.clientWidth + 1 || wide.length > 6) continue
    wide.push(`${element.tagName.toLowerCase()}.${element.getAttribute('class')} “${(element.textContent || '').trim().slice(0, 40)}” ${Math.round(width)} px wide`)
  }
  return wide
}

function tooWideUnfolded() {
  const root = document.scrollingElement
  const wide = []
  for (const fold of document.querySelectorAll('details:not([open])')) {
    const outer = [...document.querySelectorAll('details:not([open])')].filter((other) => other.contains(fold))
    for (const each of outer) each.open = true
    const name = fold.querySelector('summary').innerText.trim().slice(0, 40)
    if (root.scrollWidth > root.clientWidth) wide.push(`“${name}”: the page scrolls sideways: ${root.scrollWidth} of ${root.clientWidth} px`)
    for (const part of fold.querySelectorAll(':scope > .sheet')) {
      // What scrolls by itself is looked at where a reader would have scrolled it.
      part.scrollIntoView({ block: 'nearest', inline: 'nearest' })
      const { left, right } = part.getBoundingClientRect()
      if (left < -1 || right > root.clientWidth + 1) wide.push(`“${name}”: opens from ${Math.round(left)} to ${Math.round(right)} px`)
    }
    for (const each of outer) each.open = false
  }
  scrollTo(0, 0)
  for (const sheet of document.querySelectorAll('[popover]')) {
    // Where there is no button for it, it is a part of the page.
    const opener = document.querySelector(`[popovertarget="${sheet.id}"]`)
    if (!opener?.checkVisibility({ visibilityProperty: true })) continue
    sheet.showPopover()
    const { left, right, top, bottom } = sheet.getBoundingClientRect()
    const isOut = left < -1 || right > root.clientWidth + 1 || top < -1 || bottom > innerHeight + 1
    if (isOut) wide.push(`#${sheet.id}: opens from ${Math.round(left)}, ${Math.round(top)} to ${Math.round(right)}, ${Math.round(bottom)} px`)
    sheet.hidePopover()
  }
  for (const region of document.querySelectorAll('.scroll')) region.scrollLeft = 0
  scrollTo(0, 0)
  return wide
}

function tooSmall(least) {
  // A link over a whole card is as large as the card, and a box to tick as its label; links inside a sentence are exempt
  // (WCAG 2.5.8), and so is what is only there for a screen reader.
  const main = 'button, summary, select, textarea, input:not([type=hidden]), a.button, nav a, a.cover'
  const parts = (element) => {
    if (element.matches('.cover')) return [element.closest('.card') ?? element]
    return element.matches('[type=radio], [type=checkbox]') ? [element, ...element.labels] : [element]
  }
  const small = []
  for (const element of document.querySelectorAll(main)) {
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || !element.getClientRects().length) continue
    const boxes = parts(element).map((part) => part.getBoundingClientRect())
    const width = Math.max(...boxes.map((box) => box.right)) - Math.min(...boxes.map((box) => box.left))
    const height = Math.max(...boxes.map((box) => box.height))
    if (width <= 1 || (height >= least - 0.5 && width >= least - 0.5)) continue
    const text = (element.innerText || element.getAttribute('aria-label') || element.name || '').trim().slice(0, 40)
    small.push(`${element.tagName.toLowerCase()}.${element.className} “${text}” ${Math.round(width)}×${Math.round(height)}`)
  }
  return small
}

function tooClose(least) {
  // What stays where it is while the page scrolls is beside something else every moment.
  const layerOf = (element) => {
    for (let at = element; at; at = at.parentElement) if (['fixed', 'sticky'].includes(getComputedStyle(at).position)) return at
    return null
  }
  const targets = []
  for (const element of document.querySelectorAll('a[href], button, summary, select, textarea, input:not([type=hidden])')) {
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || !element.getClientRects().length) continue
    const boxes = [element, ...(element.labels ?? [])].map((part) => part.getBoundingClientRect())
    const [left, top] = [Math.min(...boxes.map((box) => box.left)), Math.min(...boxes.map((box) => box.top))]
    const [right, bottom] = [Math.max(...boxes.map((box) => box.right)), Math.max(...boxes.map((box) => box.bottom))]
    if (right - left <= 1 || element.matches('.cover')) continue
    // A link in a sentence is as high as its line.
    const inLine = getComputedStyle(element).display === 'inline' && !(element instanceof SVGElement)
    const hasWords = [...element.parentElement.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim())
    targets.push({ element, left, top, right, bottom, isExempt: inLine && hasWords, layer: layerOf(element) })
  }
  const isSmall = ({ left, top, right, bottom }) => right - left < least - 0.5 || bottom - top < least - 0.5
  const middle = ({ left, top, right, bottom }) => [(left + right) / 2, (top + bottom) / 2]
  const close = []
  for (const target of targets.filter((target) => isSmall(target) && !target.isExempt)) {
    const [x, y] = middle(target)
    const isNear = (other) => {
      if (other === target || other.layer !== target.layer || other.element.contains(target.element) || target.element.contains(other.element)) return false
      const [otherX, otherY] = middle(other)
      if (isSmall(other) && Math.hypot(x - otherX, y - otherY) < least - 0.5) return true
      const [aside, above] = [Math.max(other.left - x, 0, x - other.right), Math.max(other.top - y, 0, y - other.bottom)]
      return Math.hypot(aside, above) < least / 2 - 0.5
    }
    const near = targets.find(isNear)
    const named = ({ element }) => `${element.tagName} “${(element.textContent || element.getAttribute('aria-label') || element.name || '').trim().slice(0, 30)}”`
    const size = `${Math.round(target.right - target.left)}×${Math.round(target.bottom - target.top)}`
    if (near) close.push(`${named(target)} ${size} beside ${named(near)}`)
  }
  return close
}

function brokenUnits() {
  const split = [...document.querySelectorAll('.unit-of')].filter((unit) => unit.getClientRects().length > 1)
  return split.map((unit) => unit.textContent.trim())
}

/** A picture that is shown shows each of its marks, except in a group that is there for another size of it. */
function unseenMarks() {
  const isLeftOut = (element) => ['none', 'contents'].includes(getComputedStyle(element).display)
  const isInHiddenGroup = (mark) => {
    for (let group = mark.parentElement; group !== mark.ownerSVGElement; group = group.parentElement) if (isLeftOut(group)) return true
    return false
  }
  const marks = [...document.querySelectorAll('svg :is(rect, circle, path, line, polyline, polygon)')]
  const unseen = marks.filter((mark) => isLeftOut(mark) && !isInHiddenGroup(mark) && !mark.closest('defs, pattern, clipPath, symbol'))
  return unseen.slice(0, 6).map((mark) => `${mark.tagName}.${mark.getAttribute('class')} in “${mark.closest('figure, p, a, button, div').textContent.trim().slice(0, 40)}”`)
}

function cutOff() {
  const cut = []
  for (const element of document.body.querySelectorAll('a, button, summary, label, h1, h2, h3, p, li, dt, dd, th, td')) {
    const style = getComputedStyle(element)
    const hides = ['hidden', 'clip'].includes(style.overflowX) || ['hidden', 'clip'].includes(style.overflowY)
    if (!hides || !element.checkVisibility() || style.clipPath !== 'none') continue
    const isCut = element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1
    if (isCut) cut.push(`${element.tagName.toLowerCase()}.${element.className} “${element.innerText.trim().slice(0, 40)}”`)
  }
  return cut
}

function unseenStops() {
  const unseen = []
  const stops = 'a[href], button, summary, select, textarea, input:not([type=hidden]), [tabindex="0"]'
  for (const element of document.querySelectorAll(stops)) {
    if (!element.checkVisibility({ visibilityProperty: true }) || !element.getClientRects().length || element.disabled) continue
    element.focus()
    const named = `${element.tagName.toLowerCase()}.${element.getAttribute('class')} “${(element.textContent || element.name || '').trim().slice(0, 40)}”`
    if (document.activeElement !== element) {
      unseen.push(`${named} cannot be focused`)
      continue
    }
    const rings = [getComputedStyle(element), getComputedStyle(element, '::after')]
    const isRinged = rings.some(({ outlineStyle, outlineWidth }) => outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2)
    if (!isRinged || !element.matches(':focus-visible')) unseen.push(`${named} shows nothing`)
    const { left, top, width, height } = element.getClientRects()[0]
    if (left + width <= 0 || top + height <= 0 || left >= innerWidth || top >= innerHeight) unseen.push(`${named} is outside the screen`)
    const over = document.elementFromPoint(left + width / 2, top + height / 2)
    const isHidden = over && !over.contains(element) && !element.contains(over)
    if (isHidden && ['fixed', 'sticky'].includes(getComputedStyle(over).position)) unseen.push(`${named} lies under ${over.tagName.toLowerCase()}.${over.className}`)
  }
  return unseen
}
