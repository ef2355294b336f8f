// What every page is held to: nothing wider than the phone, targets a thumb can hit, nothing that moves by itself, no serious
// fault that axe finds, and a picture in each size and scheme for people to look at.
//
// Rule: a page is examined as a reader gets it: freshly loaded, at phone size first, because resizing it moves things.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect } from '@playwright/test'
import { output } from './machine.js'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const SERIOUS = ['serious', 'critical']

/** The sizes in which every page is looked at. */
export const SIZES = { phone: { width: 360, height: 800 }, desktop: { width: 1280, height: 900 } }
const SCHEMES = ['light', 'dark']

/** The most that a page may move while it loads (the sum of Chromium's layout shifts). */
const MOST_SHIFT = 0.02
/** The least size of what is meant to be hit with a thumb, in CSS pixels. */
const LEAST_TARGET = 44

/** Examines the page that is open; `name` is what its pictures are called. Returns axe's minor findings as text. */
export async function examine(page, name, { axe = true, pictures = true } = {}) {
  const minor = new Set()
  expect.soft(await layoutShift(page), `${name}: what moved while it loaded`).toBeLessThanOrEqual(MOST_SHIFT)
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport)
    await holdToSize(page, `${name} (${size})`)
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme })
      await settled(page)
      const view = `${name}-${size}-${colorScheme}`
      if (pictures) await picture(page, view)
      if (axe && size === 'phone') for (const text of await holdToAxe(page, view)) minor.add(text)
    }
  }
  await page.setViewportSize(SIZES.phone)
  await page.emulateMedia({ colorScheme: 'light' })
  return [...minor]
}

/** Saves a picture of the whole page below target/browser, and one of what is seen first where the page is longer. */
export async function picture(page, view) {
  const isLonger = await page.evaluate(() => document.scrollingElement.scrollHeight > innerHeight + 1)
  if (isLonger) await page.screenshot({ path: output('pictures', `${view}-top.png`), animations: 'disabled' })
  await page.screenshot({ path: output('pictures', `${view}.png`), fullPage: true, animations: 'disabled' })
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

const settled = (page) => page.evaluate(async () => {
  for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame)
})

/** Nothing is cut off at the side, and what is to be hit is large enough. */
async function holdToSize(page, view) {
  const { wide, small, split } = await page.evaluate((least) => {
    const root = document.scrollingElement
    const isShown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    const named = (element) => {
      const { width, height } = element.getBoundingClientRect()
      const text = (element.innerText || element.getAttribute('aria-label') || element.name || '').trim().slice(0, 40)
      return `${element.tagName.toLowerCase()}.${element.className} “${text}” ${Math.round(width)}×${Math.round(height)}`
    }
    const wide = []
    if (root.scrollWidth > root.clientWidth) {
      wide.push(`the page scrolls sideways: ${root.scrollWidth} of ${root.clientWidth} px`)
      for (const element of document.body.querySelectorAll('*')) {
        if (element.getBoundingClientRect().right > root.clientWidth + 1 && wide.length < 6) wide.push(named(element))
      }
    }
    // A link over a whole card is as large as the card, and a box to tick as its label; links inside a sentence are exempt
    // (WCAG 2.5.8), and so is what is only there for a screen reader.
    const main = 'button, summary, select, textarea, input:not([type=hidden]), a.button, nav a, a.cover'
    const parts = (element) => {
      if (element.matches('.cover')) return [element.closest('.card') ?? element]
      return element.matches('[type=radio], [type=checkbox]') ? [element, ...element.labels] : [element]
    }
    const isSmall = (element) => {
      const boxes = parts(element).map((part) => part.getBoundingClientRect())
      const width = Math.max(...boxes.map((box) => box.right)) - Math.min(...boxes.map((box) => box.left))
      const height = Math.max(...boxes.map((box) => box.height))
      return width > 1 && (height < least - 0.5 || width < least - 0.5)
    }
    const split = [...document.querySelectorAll('.unit-of')].filter((unit) => unit.getClientRects().length > 1)
    return { wide, small: [...document.querySelectorAll(main)].filter(isShown).filter(isSmall).map(named), split: split.map(named) }
  }, LEAST_TARGET)
  expect.soft(wide, `${view}: what is wider than the screen`).toEqual([])
  expect.soft(small, `${view}: what is too small to hit`).toEqual([])
  expect.soft(split, `${view}: units that are broken in two`).toEqual([])
}

/** axe finds nothing serious; what it finds beside that is returned. */
async function holdToAxe(page, view) {
  await page.evaluate(AXE)
  const violations = await page.evaluate(async (values) => {
    const { violations } = await window.axe.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations'] })
    return violations.map(({ id, impact, help, nodes }) => ({ id, impact, help, where: nodes.slice(0, 3).map((n) => n.target.join(' ')) }))
  }, AXE_TAGS)
  const told = ({ id, impact, help, where }) => `${impact} ${id}: ${help} (${where.join('; ')})`
  const serious = violations.filter(({ impact }) => SERIOUS.includes(impact)).map(told)
  expect.soft(serious, `${view}: what axe finds`).toEqual([])
  return violations.filter(({ impact }) => !SERIOUS.includes(impact)).map(told)
}
