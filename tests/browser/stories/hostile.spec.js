// A plugin that serves what the sanitiser is tried with (sdk/profile/probes/html.json), in a real instance and a real browser.
//
// Rule: a probe is opened as its plugin sent it, by navigation, and everything in it that is no link and no button of a form is
// clicked. Nothing may run, ask for anything beyond the plugin's pages, cover what is core's, or stand for something of the
// document's. The last story leaves out what protects, so that the first can be seen to fail.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../machine.js'
import { OWNER, fetched, setUp } from '../people.js'
import { expect, test } from '../story.js'

const PROBES = JSON.parse(readFileSync(join(ROOT, 'sdk/profile/probes/html.json'), 'utf8'))
const NUMBERED = PROBES.map((probe, number) => ({ ...probe, number }))
// The plugin hands no pieces over, so a probe that places one is no page either.
const isShown = ({ out }) => out !== null && !out.includes('data-piece=')
const SHOWN = NUMBERED.filter(isShown)
const REFUSED = NUMBERED.filter((probe) => !isShown(probe))
const MOUNT = `/s/${OWNER.slug}/p/hostile/`

test('every hostile page is neutral', async ({ page, misused, watch }) => {
  watch.expects('status of 502')
  watch.expects('status of 404')
  const own = new Set([`${misused.origin}${MOUNT}`, `${misused.origin}/assets/`])
  const asked = []
  const dialogs = []
  await setUp(page, misused)
  page.on('dialog', (dialog) => {
    dialogs.push(`${page.url()}: ${dialog.message()}`)
    dialog.dismiss()
  })
  page.on('popup', (popup) => asked.push(`a window: ${popup.url()}`))
  page.context().on('request', (request) => asked.push(request.url()))
  const before = misused.lines().length
  for (const { number, tries } of SHOWN) {
    const answer = await page.goto(`${misused.origin}${MOUNT}probes/${number}`)
    expect(answer.status(), `probe ${number} (${tries}) is shown`).toBe(200)
    const found = await page.evaluate(judge, { mount: MOUNT, origin: misused.origin })
    expect(found, `probe ${number} (${tries}): ${PROBES[number].html}`).toEqual([])
    expect(page.url(), `probe ${number} stays where it is`).toContain(`/probes/${number}`)
  }
  await page.waitForLoadState('networkidle')
  for (const { number } of REFUSED) {
    const { status, text } = await fetched(page, `${misused.origin}${MOUNT}probes/${number}`)
    expect(status, `probe ${number} is refused`).toBe(502)
    expect(text, `nothing of probe ${number} is on the page`).not.toContain('<div class="plugin-html">')
  }
  await page.goto(`${misused.origin}${MOUNT}probes/${REFUSED[0].number}`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This plugin failed')

  expect(dialogs, 'no dialog opened').toEqual([])
  const strays = asked.filter((url) => !url.startsWith('data:') && ![...own].some((start) => url.startsWith(start)))
  expect(strays, 'the browser asked for nothing but the pages of the plugin and the assets of core').toEqual([])
  const routes = misused.lines().slice(before).map((line) => line.match(/(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) \/?\S*: \d{3}/)?.[0]).filter(Boolean)
  expect(routes.length, 'the log tells of every page').toBeGreaterThanOrEqual(PROBES.length)
  const others = routes.filter((line) => !/^GET \/s\/\{space\}\/p\/\{mount\}\/\{\*path\}: (200|404|502)$/.test(line))
  expect(others, 'the log of the instance tells of requests below the mount only').toEqual([])
  expect(SHOWN.length + REFUSED.length).toBeGreaterThanOrEqual(80)
  test.info().annotations.push({ type: 'probes', description: `${SHOWN.length} shown and clicked, ${REFUSED.length} refused` })
})

test('the long page of the same plugin is whole', async ({ page, misused }) => {
  await setUp(page, misused)
  await page.goto(`${misused.origin}${MOUNT}`)
  await expect(page.getByRole('heading', { name: 'All venues', level: 2 })).toBeVisible()
  await expect(page.getByText('This page is by Hostile')).toBeVisible()
  await expect(page.locator('.plugin-html form input[name=_csrf]')).toHaveCount(1)
  expect(await page.evaluate(judge, { mount: MOUNT, origin: misused.origin })).toEqual([])
})

test('without the sanitiser and the policy, the same probes do reach out', async ({ browser }) => {
  // The probes as they are, in a page without a policy: what the first story would have seen.
  const context = await browser.newContext()
  const asked = []
  await context.route('**/*', (route) => {
    asked.push(route.request().url())
    return route.fulfill({ status: 200, contentType: 'text/html', body: '<!doctype html><title>bare</title>' })
  })
  let dialogs = 0
  context.on('dialog', (dialog) => {
    dialogs += 1
    dialog.dismiss()
  })
  let judged = 0
  const tried = PROBES.filter((probe) => ['script', 'requests', 'overlay', 'clobbering'].includes(probe.tries)).filter((_, index) => index % 2 === 0)
  for (const { html } of tried) {
    // A page for each: one that has sent its reader elsewhere is of no more use.
    const page = await context.newPage()
    await page.goto('http://bare.test/', { waitUntil: 'domcontentloaded' })
    const body = `<!doctype html><header class="top">core</header><main><div class="plugin-html">${html}</div></main>`
    await page.setContent(body, { waitUntil: 'domcontentloaded' }).catch(() => {})
    const found = await page.evaluate(judge, { mount: MOUNT, origin: 'http://bare.test' }).catch(() => ['it went elsewhere'])
    if (found.length) judged += 1
    await page.close()
  }
  await context.close()
  const strays = asked.filter((url) => url !== 'http://bare.test/')
  expect(dialogs, 'scripts ran').toBeGreaterThan(3)
  expect(strays.some((url) => new URL(url).host === 'evil.test'), 'another host was asked').toBe(true)
  expect(judged, 'pages that the judge finds fault with').toBeGreaterThan(15)
})

/** Runs in the page: clicks what must not act, and returns what is wrong. */
function judge({ mount, origin }) {
  const wrong = []
  const region = document.querySelector('.plugin-html')
  if (!region) return ['there is no region']
  const acts = 'a[href], button, summary, label, input, select, textarea, option'
  for (const element of region.querySelectorAll('*')) {
    if (element.closest(acts)) continue
    for (const kind of ['mouseover', 'focusin', 'pointerdown', 'contextmenu']) element.dispatchEvent(new MouseEvent(kind, { bubbles: true }))
    element.click?.()
  }
  for (const link of region.querySelectorAll('a[href]')) {
    const { protocol, href } = link
    const isOut = protocol === 'https:' && link.rel === 'noopener noreferrer'
    const isCall = ['mailto:', 'tel:', 'geo:', 'webcal:'].includes(protocol)
    if (!(href.startsWith(origin + mount) || isOut || isCall)) wrong.push(`a link to ${href}`)
    if (link.target || link.ping) wrong.push(`a link with a target or a ping: ${link.outerHTML}`)
  }
  for (const form of region.querySelectorAll('form')) {
    const action = Object.getOwnPropertyDescriptor(HTMLFormElement.prototype, 'action').get.call(form)
    if (!action.startsWith(origin + mount)) wrong.push(`a form to ${action}`)
    for (const name of ['submit', 'requestSubmit', 'action', 'method', 'elements', 'getAttribute', 'parentNode', 'querySelector', 'id'])
      if (Object.hasOwn(form, name) || form[name] instanceof Element && form[name] !== form.parentNode) wrong.push(`a form whose ${name} is hidden`)
  }
  for (const name of Reflect.ownKeys(document)) if (document[name] instanceof Node && name !== 'location') wrong.push(`document.${String(name)} is hidden`)
  for (const name of ['forms', 'body', 'head', 'cookie', 'links', 'getElementById', 'querySelector', 'createElement', 'activeElement', 'location']) {
    const native = Reflect.get(Object.getOwnPropertyDescriptor(Document.prototype, name) ? Document.prototype : HTMLDocument.prototype, name, document)
    if (name !== 'location' && document[name] !== native) wrong.push(`document.${name} is hidden`)
  }
  for (const element of region.querySelectorAll('[id]')) if (!/^[hp]-/.test(element.id)) wrong.push(`the id ${element.id} could be core's`)
  for (const element of region.querySelectorAll('*'))
    for (const { name } of element.attributes) if (/^on|^style$|^srcdoc$|^formaction$|^form$|^autofocus$|^popover|^is$|^slot$/i.test(name)) wrong.push(`${name} on <${element.localName}>`)
  if (region.querySelector('script, style, link, meta, base, iframe, object, embed, template, dialog, video, audio')) wrong.push('an element that must not be there')
  const header = document.querySelector('header.top')
  scrollTo(0, 0)
  const { left, top, width, height } = header.getBoundingClientRect()
  for (const x of [0.05, 0.5, 0.95]) for (const y of [0.2, 0.8]) {
    const hit = document.elementFromPoint(left + width * x, top + height * y)
    if (hit && !header.contains(hit) && hit !== header) wrong.push(`${hit.outerHTML.slice(0, 80)} lies over the header`)
  }
  return wrong
}
