// Every kind of page that core can draw, filled as a band would see it, straight from the drawing code: pages that a story
// reaches only with luck (a full disk, a plugin that crashed) are held to the same.
//
// Rule: the pages are written by `cargo run -p loadin-web --example gallery`; without them there is nothing to examine, and that
// is a failure, not a pass.
import { examine, picture } from '../examine.js'
import { galleryPages } from '../gallery.js'
import { expect, test } from '../story.js'

/** The pages about troubles differ in their words only, so three of them stand for all with axe and pictures. */
const TROUBLES = ['not-found', 'forbidden', 'limit'].map((kind) => `problem-${kind}`)
const names = galleryPages()
const troubles = names.filter((name) => name.startsWith('problem-'))

test('the gallery is there', () => {
  expect(names.length, 'run `cargo run -p loadin-web --example gallery` to fill target/gallery').toBeGreaterThan(10)
})

for (const name of names.filter((name) => !troubles.includes(name) || TROUBLES.includes(name))) {
  test(`gallery: ${name} fits every screen, and axe finds nothing`, async ({ page, gallery }) => {
    await page.goto(gallery.page(name))
    await examine(page, `gallery/${name}`)
  })
}

test('gallery: the other troubles fit every screen', async ({ page, gallery }) => {
  for (const name of troubles.filter((name) => !TROUBLES.includes(name))) {
    await page.goto(gallery.page(name))
    await examine(page, `gallery/${name}`, { axe: false, pictures: false })
  }
})

test('gallery: a plan on paper is black on white and has no buttons', async ({ page, gallery }) => {
  await page.goto(gallery.page('plan'))
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  await expect(page.locator('nav').first()).toBeHidden()
  await expect(page.locator('button:visible')).toHaveCount(0)
  const paper = await page.evaluate(() => {
    const style = getComputedStyle(document.body)
    return { ink: style.color, paper: getComputedStyle(document.documentElement).backgroundColor, body: style.backgroundColor }
  })
  expect(lightness(paper.ink), JSON.stringify(paper)).toBeLessThan(80)
  for (const ground of [paper.paper, paper.body]) expect(lightness(ground), JSON.stringify(paper)).toBeGreaterThan(200)
  await picture(page, 'gallery/plan-on-paper')
})

/** Returns how light a colour is, 0 to 255; what can be seen through is as light as the paper. */
function lightness(colour) {
  const [red, green, blue, alpha = 1] = colour.match(/[\d.]+/g).map(Number)
  return alpha === 0 ? 255 : (red + green + blue) / 3
}
