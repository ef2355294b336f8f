// What every page is held to: nothing wider than the screen, targets a thumb can hit, nothing that moves by itself, every
// stop of the keyboard visible, nothing that axe finds; and pictures in each size and scheme for people to look at.
//
// Rule: a page is examined as a reader gets it: freshly loaded, at phone size first, because resizing it moves things. axe
// looks at the phone, light and dark; at every size where LOADIN_LONG asks for all of it.
import { holdToAxe } from './axe.js'
import { holdStill, holdToFocus, holdToLargeText, holdToSize } from './geometry.js'
import { isLong, output } from './machine.js'

/** The sizes in which every page is looked at, the phone's first. */
export const SIZES = {
  phone: { width: 412, height: 915 },
  narrow: { width: 320, height: 640 },
  desktop: { width: 1280, height: 900 },
}
const SCHEMES = ['light', 'dark']
/** A sheet of A4 between its margins. */
const PAPER = { width: 718, height: 1047 }

/** Examines the page that is open; `name` is what its pictures are called. One that a form has put in the place of another
 * (`isMorphed`) has moved because of what somebody did. */
export async function examine(page, name, { axe = true, pictures = true, isMorphed = false } = {}) {
  await page.setViewportSize(SIZES.phone)
  if (!isMorphed) await holdStill(page, name)
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport)
    await holdToSize(page, `${name} (${size})`)
    if (isLong || size === 'phone') await holdToFocus(page, `${name} (${size})`)
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme })
      await settled(page)
      const view = `${name}-${size}-${colorScheme}`
      if (pictures && (isLong || size !== 'narrow')) await picture(page, view)
      if (axe && (isLong || size === 'phone')) await holdToAxe(page, view)
    }
    await page.emulateMedia({ colorScheme: 'light' })
  }
  await page.setViewportSize(SIZES.phone)
  await holdToLargeText(page, name)
  if (pictures) await otherMedia(page, name, isMorphed)
  await page.emulateMedia({ colorScheme: 'light' })
}

/** Saves a picture of the whole page below target/browser, and one of what is seen first where the page is longer. */
export async function picture(page, view) {
  const isLonger = await page.evaluate(() => document.scrollingElement.scrollHeight > innerHeight + 1)
  if (isLonger) await page.screenshot({ path: output('pictures', `${view}-top.png`), animations: 'disabled' })
  await page.screenshot({ path: output('pictures', `${view}.png`), fullPage: true, animations: 'disabled' })
}

/** Saves how the page looks on paper, and, where it has an address of its own, in colours that the reader has chosen. */
async function otherMedia(page, name, isMorphed) {
  await page.emulateMedia({ colorScheme: 'dark', media: 'print' })
  await page.setViewportSize(PAPER)
  await picture(page, `${name}-print`)
  await page.emulateMedia({ media: null })
  await page.setViewportSize(SIZES.phone)
  if (isMorphed) return
  // Chromium keeps the ground of those colours after they are gone, so they are for a page that is closed then.
  const other = await page.context().newPage()
  await other.setViewportSize(SIZES.phone)
  await other.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' })
  await other.goto(page.url())
  await picture(other, `${name}-forced-colours`)
  await other.close()
}

const settled = (page) => page.evaluate(async () => {
  for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame)
})
