// What the script adds to pages that are complete without it: forms that answer at once and lose nothing, questions, parts that
// renew themselves, jobs that end before one's eyes. That everything works without it, the other stories show.
//
// Rule: what no page of ours has yet (a region, a question on a form) is written into the program's own answer on its way, so
// that the program's headers hold for it.
import { OWNER, setUp, signIn } from '../people.js'
import { expect, test } from '../story.js'
import { TOUR, askForPlan, fillPlan, pageOf, unfold, uploadVenues, waitForTour } from '../tour.js'

const PLAN = 'Plan the tour'
const title = (page) => page.getByLabel('What to call it')
const send = (page) => page.getByRole('button', { name: PLAN })
const voice = (page) => page.locator('#voice')

/** Opens the form for a plan, on an instance that has venues. */
async function openForm(page, instance, before = () => {}) {
  await setUp(page, instance)
  await page.goto(pageOf(instance, '/venues'))
  await uploadVenues(page)
  await before()
  await page.goto(pageOf(instance, '/plans/new'))
}

/** Marks the document that is loaded, and returns a check that it is still the same one. */
async function stays(page) {
  await page.evaluate(() => (window.isMarked = true))
  return async () => expect(await page.evaluate(() => window.isMarked === true), 'the page was not loaded anew').toBe(true)
}

/** Counts the requests with a method from now on. */
function counted(page, method) {
  const urls = []
  page.on('request', (request) => request.method() === method && urls.push(new URL(request.url()).pathname))
  return urls
}

/** Changes the program's answers at an address; `change` gets the page's HTML and how often it was asked for. */
async function rewrite(page, url, change) {
  let times = 0
  await page.route(url, async (route) => {
    if (route.request().method() !== 'GET') return route.fallback()
    const response = await route.fetch()
    const { 'content-encoding': _, 'content-length': __, ...headers } = response.headers()
    await route.fulfill({ status: response.status(), headers, body: change(await response.text(), (times += 1)) })
  })
}

const form = /(<form class="form"[^>]*)/

/** What of the content policy a page can run into; the rest (scripts, workers) is stopped by trusted types before. */
const DIRECTIVES = ['img-src', 'media-src', 'frame-src', 'style-src-elem', 'style-src-attr', 'font-src', 'connect-src', 'base-uri',
  'form-action', 'require-trusted-types-for', 'trusted-types']

test('a form with a fault comes back in place, with the focus on what is wrong and all that was typed', async ({ page, empty, watch }) => {
  watch.expects('status of 422')
  await openForm(page, empty)
  const isSame = await stays(page)
  await fillPlan(page, { ...TOUR, from: TOUR.to, to: TOUR.from })
  await send(page).click()
  await expect(page.locator('[data-focus]')).toBeFocused()
  await expect(page).toHaveTitle(/^Error: /)
  await expect(page).toHaveURL(/\/plans\/new$/)
  await expect(title(page)).toHaveValue(TOUR.title)
  await expect(send(page)).not.toHaveAttribute('aria-busy')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(page.locator('[aria-invalid=true]').first()).toBeFocused()
  await isSame()
})

test('a form is sent once, however often it is pressed, and says at once that it is', async ({ page, empty }) => {
  await openForm(page, empty)
  await fillPlan(page)
  let let_go
  const held = new Promise((resolve) => (let_go = resolve))
  await page.route('**/plans', async (route) => {
    if (route.request().method() === 'POST') await held
    await route.fallback()
  })
  const posts = counted(page, 'POST')
  await send(page).dblclick()
  await expect(send(page)).toHaveAttribute('aria-busy', 'true')
  await expect(voice(page)).toHaveText('Sending …')
  await title(page).press('Enter')
  await send(page).click()
  let_go()
  await expect(page).toHaveURL(/\/plans\/[0-9a-f-]{36}$/)
  expect(posts.filter((path) => path.endsWith('/plans'))).toHaveLength(1)
  // The job goes on; the page must not see the instance end.
  await page.close()
})

test('without a connection nothing that was typed is lost, and it can be sent later', async ({ page, context, empty, watch }) => {
  watch.expects('ERR_INTERNET_DISCONNECTED')
  await openForm(page, empty)
  await fillPlan(page)
  const isSame = await stays(page)
  await context.setOffline(true)
  await send(page).click()
  await expect(page.getByRole('alert')).toContainText('Not sent: there is no connection')
  await expect(title(page)).toHaveValue(TOUR.title)
  await expect(send(page)).not.toHaveAttribute('aria-busy')
  await context.setOffline(false)
  await send(page).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(TOUR.title)
  await expect(page.getByRole('alert')).toHaveCount(0)
  await isSame()
  await page.close()
})

test('a plan is asked for, watched and read without the page being loaded', async ({ page, empty }) => {
  await openForm(page, empty)
  const isSame = await stays(page)
  await askForPlan(page)
  await expect(page.locator('main')).toBeFocused()
  expect(await page.evaluate(() => scrollY)).toBe(0)
  await expect(page.locator('progress')).toBeVisible()
  await waitForTour(page)
  await expect(page.locator('progress')).toHaveCount(0)
  await expect(page).toHaveTitle(new RegExp(`^${TOUR.title}`))
  await expect(voice(page)).toContainText(TOUR.title)
  await isSame()

  await test.step('the back button leads to the form as it was left, the forward button to the plan', async () => {
    const plan = page.url()
    await page.goBack()
    await expect(page).toHaveURL(/\/plans\/new$/)
    await expect(title(page)).toHaveValue(TOUR.title)
    await expect(page.getByLabel('First day on the road or on stage')).toHaveValue(TOUR.from)
    await expect(page).toHaveTitle(/^(?!Spring)/)
    await expect(page.locator('main')).toBeFocused()
    await page.goForward()
    await expect(page).toHaveURL(plan)
    await expect(page.getByRole('heading', { name: 'Day by day' })).toBeVisible()
    await isSame()
  })
  await test.step('and the address is one that can be loaded', async () => {
    await page.reload()
    await expect(page.getByRole('heading', { name: 'Day by day' })).toBeVisible()
  })
})

test('a part that renews itself keeps focus, place and what is typed, and rests while nobody looks', async ({ page, empty }) => {
  await rewrite(page, '**/plans/new', (html, times) => html.replace(form, `<section data-region="news" data-refresh="10">
    <p class="name">News ${times}</p><label for="p-note">Note</label><input id="p-note" name="note">
    <details class="fold"><summary>More</summary><p>Inside ${times}</p></details></section>$1`))
  await openForm(page, empty, () => page.clock.install())
  const isSame = await stays(page)
  const asked = counted(page, 'GET')
  await page.getByText('More', { exact: true }).click()
  await unfold(page, 'Name, end and country')
  await title(page).fill('half a title')
  await page.getByLabel('Note').pressSequentially('half a not')
  await page.evaluate(() => scrollTo(0, 120))
  const scrolled = await page.evaluate(() => scrollY)
  expect(scrolled).toBeGreaterThan(0)
  await page.clock.fastForward(9_000)
  expect(asked.filter((path) => path.endsWith('/plans/new')), 'before it is time').toHaveLength(0)
  await page.clock.fastForward(3_000)
  await expect(page.getByText('News 2')).toBeVisible()
  await expect(page.getByText('Inside 2')).toBeVisible()
  await expect(page.getByLabel('Note')).toBeFocused()
  await page.keyboard.type('e')
  await expect(page.getByLabel('Note')).toHaveValue('half a note')
  await expect(title(page)).toHaveValue('half a title')
  expect(await page.evaluate(() => scrollY)).toBe(scrolled)

  await test.step('a page that is hidden asks for nothing, and for what it missed when it is seen again', async () => {
    const see = (isHidden) => page.evaluate((isHidden) => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => isHidden })
      document.dispatchEvent(new Event('visibilitychange'))
    }, isHidden)
    await see(true)
    await page.clock.fastForward(120_000)
    await expect(page.getByText('News 2')).toBeVisible()
    expect(asked.filter((path) => path.endsWith('/plans/new'))).toHaveLength(1)
    await see(false)
    await page.clock.fastForward(1)
    await expect(page.getByText('News 3')).toBeVisible()
  })
  await isSame()
})

test('a form that asks first is answered by keyboard, and no is the answer that is nearest', async ({ page, empty, watch }) => {
  watch.expects('status of 422')
  await rewrite(page, '**/plans/new', (html) => html.replace(form, '$1 data-confirm="Plan it now?"'))
  await openForm(page, empty)
  await fillPlan(page, { ...TOUR, from: TOUR.to, to: TOUR.from })
  const posts = counted(page, 'POST')
  const dialog = page.getByRole('dialog', { name: 'Plan it now?' })
  await send(page).focus()
  await page.keyboard.press('Enter')
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await expect(send(page)).toBeFocused()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await expect(dialog).toHaveCount(0)
  await expect(send(page)).toBeFocused()
  expect(posts, 'what was sent after two times no').toHaveLength(0)
  await page.keyboard.press('Enter')
  await page.keyboard.press('Shift+Tab')
  await expect(dialog.getByRole('button', { name: PLAN })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.locator('[data-focus]')).toBeFocused()
  expect(posts).toHaveLength(1)
})

test('whoever is signed out meanwhile is led to sign in, and an answer that is a file is saved', async ({ page, context, empty, watch }) => {
  watch.expects('status of 401')
  await openForm(page, empty)
  await fillPlan(page)
  await test.step('a file', async () => {
    const answer = { status: 200, contentType: 'text/csv', headers: { 'content-disposition': 'attachment; filename="tour.csv"' }, body: 'a,b\n' }
    await page.route('**/plans', (route) => route.fulfill(answer), { times: 1 })
    const [download] = await Promise.all([page.waitForEvent('download'), send(page).click()])
    expect(download.suggestedFilename()).toBe('tour.csv')
    await expect(title(page)).toHaveValue(TOUR.title)
    await expect(send(page)).not.toHaveAttribute('aria-busy')
  })
  await test.step('a session that has ended', async () => {
    await context.clearCookies()
    await send(page).click()
    await expect(page).toHaveURL(/\/sign-in\?next=/)
    await signIn(page, empty, OWNER)
    await expect(page).toHaveURL(/\/plans\/new$/)
  })
})

test('text cannot be made markup or code by anything but the script', async ({ page, empty, watch }) => {
  watch.expects('TrustedHTML')
  watch.expects('TrustedScript')
  watch.expects('trusted')
  await page.goto(`${empty.origin}/sign-in`)
  const refused = await page.evaluate(() => {
    const tried = [
      () => (document.body.innerHTML = '<b>x</b>'),
      () => document.createRange().createContextualFragment('<b>x</b>'),
      () => new DOMParser().parseFromString('<b>x</b>', 'text/html'),
      () => (document.createElement('script').text = '1'),
      () => window.trustedTypes.createPolicy('default', {}),
      () => window.trustedTypes.createPolicy('loadin', {}),
    ]
    return tried.map((attempt) => {
      try {
        attempt()
        return 'done'
      } catch (error) {
        return error.name
      }
    })
  })
  expect(refused).toEqual(Array(6).fill('TypeError'))
  // The browser tells of each one; the suite counts them, and these are on purpose.
  await expect.poll(() => empty.refusals()).toBe(refused.length)
  test.info().annotations.push({ type: 'provoked refusals', description: String(refused.length) })
})

test('each directive of the content policy refuses what it is for, and the instance counts it', async ({ page, empty, watch }) => {
  watch.expects('')
  await page.goto(empty.setUpLink())
  const before = empty.refusals()
  const refused = await page.evaluate(async (provoked) => {
    const elsewhere = 'http://127.0.0.1:1/x'
    const seen = []
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => seen.push(effectiveDirective))
    const add = (name, more) => document.body.append(Object.assign(document.createElement(name), more))
    const tries = {
      'img-src': () => add('img', { src: elsewhere }),
      'media-src': () => add('audio', { src: elsewhere }),
      'frame-src': () => add('iframe', { src: elsewhere }),
      'style-src-elem': () => add('style', { textContent: 'body { color: red }' }),
      'style-src-attr': () => document.body.setAttribute('style', 'color: red'),
      'font-src': () => new FontFace('x', `url(${elsewhere})`).load().catch(() => {}),
      'connect-src': () => fetch(elsewhere).catch(() => {}),
      'base-uri': () => document.head.append(Object.assign(document.createElement('base'), { href: elsewhere })),
      'form-action': () => {
        const form = Object.assign(document.createElement('form'), { action: elsewhere, method: 'post' })
        document.body.append(form)
        form.submit()
      },
      'require-trusted-types-for': () => { try { document.body.insertAdjacentHTML('beforeend', '<b>x</b>') } catch { /* refused */ } },
      'trusted-types': () => { try { trustedTypes.createPolicy('another', {}) } catch { /* refused */ } },
    }
    for (const name of provoked) tries[name]()
    const isAll = () => provoked.every((name) => seen.includes(name))
    for (let turn = 0; turn < 300 && !isAll(); turn += 1) await new Promise(requestAnimationFrame)
    return seen
  }, DIRECTIVES)
  expect([...new Set(refused)].sort()).toEqual([...DIRECTIVES].sort())
  await expect.poll(() => empty.refusals() - before).toBe(refused.length)
  test.info().annotations.push({ type: 'provoked refusals', description: String(refused.length) })
})
