// How somebody uses a page who has no pointer: Tab from stop to stop, Enter and Space on it.
//
// Rule: nothing is focused by a script here; whatever a walk reaches, the keys have led there, and every stop on the way has
// shown that it is there. It all holds with JavaScript off.
import { expect } from '@playwright/test'

/** The most stops that a walk to one thing may take. */
const MOST_STOPS = 150

/** Goes past the header by the link that is there for it, and stands at the beginning of the page's own part. */
export async function skipToMain(page) {
  await page.keyboard.press('Tab')
  await expect(page.locator(':focus')).toHaveText('Skip to the page')
  await page.keyboard.press('Enter')
  await expect(page.locator('main')).toBeFocused()
}

/** Presses Tab until `target` has the focus; returns what each stop on the way was called. */
export async function tabTo(page, target, key = 'Tab') {
  const stops = []
  const wanted = await target.elementHandle()
  while (stops.length < MOST_STOPS) {
    await page.keyboard.press(key)
    const stop = await page.evaluate(stopHere, wanted)
    expect(stop.isSeen, `“${stop.name}” shows that it is focused`).toBe(true)
    stops.push(stop.name)
    if (stop.isWanted) return stops
  }
  throw new Error(`${key} never reached ${target}, only ${[...new Set(stops)].join(', ')}`)
}

/** Goes on to the next thing, out of a field of several parts such as a date. */
export async function tabOn(page) {
  const before = await page.evaluateHandle(() => document.activeElement)
  for (let pressed = 0; pressed < 8; pressed += 1) {
    await page.keyboard.press('Tab')
    if (await page.evaluate((before) => document.activeElement !== before, before)) return
  }
  throw new Error('Tab does not lead out of the field')
}

/** Tabs to a button or link and presses a key on it. */
export async function pressOn(page, target, key = 'Enter') {
  await tabTo(page, target)
  await page.keyboard.press(key)
}

/** Walks through the whole page and back one step; returns every stop by name, each as often as it was reached. */
export async function walk(page) {
  const stops = []
  for (;;) {
    await page.keyboard.press('Tab')
    const stop = await page.evaluate(stopHere)
    if (stop.isOut) break
    if (stop.index !== stops.at(-1)?.index) stops.push(stop)
    expect(stop.isSeen, `“${stop.name}” shows that it is focused`).toBe(true)
    if (stops.length > 1000) throw new Error('Tab never leaves the page')
  }
  await page.keyboard.press('Shift+Tab')
  expect((await page.evaluate(stopHere)).index, 'Shift+Tab leads back into the page').toBe(stops.at(-1).index)
  return stops
}

/** Returns the stops that a page should have, in the order of its markup. */
export const stopsOf = (page) => page.evaluate(() => {
  const all = [...document.querySelectorAll('*')]
  // A page that tells what went wrong begins there.
  const begin = all.indexOf(document.activeElement?.closest('[data-focus]'))
  const isReached = (element) => element.tabIndex >= 0 && !element.disabled && element.checkVisibility({ visibilityProperty: true })
    && element.getClientRects().length > 0
  // Of radio buttons with one name, Tab reaches the chosen one; where none is chosen, the first.
  const isOfGroup = (element) => {
    if (element.type !== 'radio') return true
    const group = all.filter((other) => other.type === 'radio' && other.name === element.name && other.form === element.form)
    return element === (group.find((other) => other.checked) ?? group[0])
  }
  return all.filter((element) => isReached(element) && isOfGroup(element)).map((element) => all.indexOf(element)).filter((index) => index > begin)
})

function stopHere(wanted) {
  const here = document.activeElement
  const isOut = here === document.body || here === document.documentElement || !here
  if (isOut) return { isOut, isSeen: true, name: 'the end of the page', index: -1, isWanted: false }
  const { top, bottom } = here.getClientRects()[0] ?? { top: 0, bottom: 0 }
  const rings = [getComputedStyle(here), getComputedStyle(here, '::after')]
  const isRinged = rings.some(({ outlineStyle, outlineWidth }) => outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2)
  return {
    isOut,
    isWanted: here === wanted,
    index: [...document.querySelectorAll('*')].indexOf(here),
    name: (here.innerText || here.labels?.[0]?.innerText || here.getAttribute('aria-label') || here.name || here.tagName).trim().slice(0, 40),
    // Inside a date's own calendar button, the ring is the browser's.
    isSeen: (isRinged || !here.matches(':focus')) && bottom > 0 && top < innerHeight,
    inPage: Boolean(here.closest('main')) && !(here instanceof SVGElement),
    // In the page, not on the screen: it scrolls while somebody walks.
    top: top + scrollY,
    bottom: bottom + scrollY,
  }
}
