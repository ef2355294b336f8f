// The measures themselves: each finds the fault that is put before it, so that a page without findings is one without faults.
import { axeFindings } from '../axe.js'
import { measures } from '../geometry.js'
import { expect, test } from '../story.js'

const SOUND = '<main><h1>Sound</h1><p><a href="/there">A link in a sentence</a> is as high as its line.</p></main>'

/** Markup with one fault each, and the measure that has to find it. */
const FAULTS = [
  ['tooWide', '<main><h1>Wide</h1><p class="wide">Word</p></main>', '.wide { width: 500px }', /scrolls sideways: 5\d\d of 320/],
  ['tooWideUnfolded', '<main><h1>Fold</h1><details><summary>Open</summary><p class="wide">Word</p></details></main>',
    '.wide { width: 500px }', /“Open”: the page scrolls sideways/],
  ['tooSmall', '<main><h1>Small</h1><button>Go</button></main>', 'button { width: 30px; height: 30px }', /button.*30×30/],
  ['tooClose', '<main><h1>Close</h1><div><a href="/a">a</a><a href="/b">b</a></div></main>',
    'a { display: inline-block; width: 12px; height: 12px }', /A “a” 12×12 beside A “b”/],
  ['brokenUnits', '<main><h1>Units</h1><p class="narrow"><span class="unit-of">120 km</span></p></main>',
    '.narrow { width: 30px }', /120 km/],
  ['unseenMarks', '<main><h1>Marks</h1><p>Bars<svg width="20" height="20"><rect class="bar" width="9" height="9"/></svg></p></main>',
    '.bar { display: contents }', /rect\.bar in “Bars”/],
  ['cutOff', '<main><h1>Cut</h1><p class="cut">A word that has no room at all</p></main>',
    '.cut { width: 60px; overflow: hidden; white-space: nowrap }', /p\.cut/],
  ['unseenStops', '<main><h1>Stops</h1><a href="/a">Nowhere seen</a></main>', 'a:focus { outline: 0 }', /“Nowhere seen” shows nothing/],
]

test('a sound page is found sound by every measure and by axe', async ({ page }) => {
  await show(page, SOUND, 'a:focus-visible { outline: 3px solid }')
  await page.keyboard.press('Tab')
  for (const [name, measure] of Object.entries(measures)) expect(await measure(page), name).toEqual([])
  expect(await axeFindings(page)).toEqual([])
})

for (const [name, markup, style, found] of FAULTS) {
  test(`the measure ${name} finds what is wrong and names it`, async ({ page }) => {
    await show(page, markup, style)
    await page.keyboard.press('Tab')
    expect((await measures[name](page)).join('\n')).toMatch(found)
  })
}

test('axe finds what is serious, what is minor, and targets that are too close', async ({ page }) => {
  const style = 'p { color: #aaa } .close a { display: inline-block; width: 12px; height: 12px; overflow: hidden }'
  await show(page, '<main><h1>Faults</h1><h4>Skips a level</h4><p>Pale</p><div class="close"><a href="/a">aa</a><a href="/b">bb</a></div></main>', style)
  const found = (await axeFindings(page)).join('\n')
  for (const rule of ['color-contrast', 'heading-order', 'target-size']) expect(found).toContain(rule)
})

/** Shows markup on a page of its own, as narrow as a page may be. */
async function show(page, body, style = '') {
  await page.setViewportSize({ width: 320, height: 640 })
  await page.setContent(`<!DOCTYPE html><html lang="en"><head><title>A page</title><style>${style}</style></head><body>${body}</body></html>`)
}
