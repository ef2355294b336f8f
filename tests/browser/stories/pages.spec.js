// Every page as people meet it on a real server: nothing wider than a phone, nothing too small to hit, nothing that moves,
// nothing that axe finds; with pictures in each size and both schemes in target/browser/pictures.
import { request as httpRequest } from 'node:http'
import { OWNER, setUp, signIn, signOut } from '../people.js'
import { examine } from '../examine.js'
import { layoutShift } from '../geometry.js'
import { expect, test } from '../story.js'
import { TOUR, apiOf, askForPlan, fillPlan, pageOf, uploadVenues, waitForTour } from '../tour.js'

/** The most that the first answer with a plan may weigh. */
const MOST_PLAN_BYTES = 18 * 1024

test('every page of a band fits phone and desktop, light and dark', async ({ page, empty, watch }) => {
  const look = async (name, options) => {
    await test.step(`look at ${name}`, () => examine(page, name, options))
  }
  await page.goto(empty.setUpLink())
  await look('set-up')
  await setUp(page, empty)
  await look('space-home')
  await page.goto(pageOf(empty))
  await look('tours-empty')
  await page.goto(pageOf(empty, '/plans'))
  await look('plans-empty')
  await page.goto(pageOf(empty, '/plans/new'))
  await look('plan-form-without-venues')
  await page.goto(pageOf(empty, '/venues'))
  await look('venues-empty')
  await uploadVenues(page)
  await look('upload-report', { isMorphed: true })
  await page.goto(pageOf(empty, '/venues'))
  await look('venues')
  await page.goto(pageOf(empty, '/venues?tab=map'))
  await look('venues-map')
  await page.goto(pageOf(empty, '/venues'))
  await page.locator('tbody a').first().click()
  await look('venue')
  await page.goto(pageOf(empty, '/plans/new'))
  await look('plan-form')
  watch.expects('status of 4')
  await fillPlan(page, { ...TOUR, from: TOUR.to, to: TOUR.from })
  await page.getByRole('button', { name: 'Plan the tour' }).click()
  await expect(page).toHaveTitle(/^Error: /)
  await look('plan-form-with-errors', { isMorphed: true })
  await askForPlan(page, { ...TOUR, search: '5 minutes' })
  await expect(page.locator('progress')).toBeVisible()
  await look('progress', { isMorphed: true })
  await page.locator('summary', { hasText: 'Stop planning' }).click()
  await page.locator('details[open]').getByRole('button', { name: 'Stop planning' }).click()
  await expect(page.getByText('Planning was stopped')).toBeVisible()
  await look('plan-stopped', { isMorphed: true })
  await page.goto(pageOf(empty, '/plans/new'))
  await askForPlan(page)
  await waitForTour(page)
  await page.reload()
  await look('plan')
  for (const tab of ['money', 'rest', 'wish']) {
    await page.goto(`${page.url().split('?')[0]}?tab=${tab}`)
    await look(`plan-${tab}`)
  }
  await page.goto(pageOf(empty, '/plans'))
  await look('plans')
  await page.goto(pageOf(empty))
  await look('tours')
  await page.goto(`${empty.origin}/account`)
  await look('account')
  watch.expects('404')
  await page.goto(pageOf(empty, '/plans/0198f000-0000-7000-8000-000000000000'))
  await look('nothing-here')
  await page.goto(`${empty.origin}/s/no-such-space`)
  await look('no-such-space')
  await page.goto(`${empty.origin}/s/${OWNER.slug}`)
  await signOut(page)
  await look('sign-in')
  await page.getByLabel('Sign-in name').fill(OWNER.login)
  await page.getByLabel('Password').fill('not the password at all')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveTitle(/^Error: /)
  await look('sign-in-refused', { isMorphed: true })
})

test('a plan comes in one small answer, moves nothing and asks no other host', async ({ page, empty, watch }) => {
  await setUp(page, empty)
  await page.goto(pageOf(empty, '/venues'))
  await uploadVenues(page)
  await page.goto(pageOf(empty, '/plans/new'))
  await askForPlan(page, { ...TOUR, to: '2027-03-28' })
  await waitForTour(page)

  const requests = []
  page.on('request', (request) => requests.push(new URL(request.url())))
  for (const viewport of [{ width: 360, height: 800 }, { width: 1280, height: 900 }]) {
    await page.setViewportSize(viewport)
    await page.goto(page.url())
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight))
    expect(await layoutShift(page), `what moved at ${viewport.width} px`).toBeLessThanOrEqual(0.02)
  }
  const hosts = new Set(requests.filter(({ protocol }) => protocol !== 'data:').map(({ host }) => host))
  expect([...hosts]).toEqual([new URL(empty.origin).host])

  const { status, encoding, bytes } = await firstAnswer(page)
  expect([status, encoding]).toEqual([200, 'br'])
  expect(bytes, 'bytes of the first answer').toBeLessThanOrEqual(MOST_PLAN_BYTES)
  test.info().annotations.push({ type: 'plan', description: `${bytes} bytes with brotli, ${requests.length / 2} requests` })
})

test('with the keyboard alone somebody reaches the main action, and sees where they are', async ({ page, empty }) => {
  await setUp(page, empty)
  await page.goto(pageOf(empty, '/plans'))
  await page.keyboard.press('Tab')
  await expect(page.locator(':focus')).toHaveText('Skip to the page')
  await expect(page.locator(':focus')).toBeInViewport()
  await page.keyboard.press('Enter')
  await expect(page.locator('main')).toBeFocused()
  await tabTo(page, 'Plan a tour')
  await page.goto(pageOf(empty, '/plans'))
  const seen = await tabTo(page, 'Plan a tour')
  expect(seen.slice(0, 2), 'the order in which Tab goes').toEqual(['Skip to the page', OWNER.space])
  await signOut(page)
  await page.getByLabel('Sign-in name').focus()
  await page.keyboard.type(OWNER.login)
  await page.keyboard.press('Tab')
  await page.keyboard.type(OWNER.password)
  await page.keyboard.press('Enter')
  await expect(page).not.toHaveURL(/sign-in/)
})

/** Presses Tab until what is focused has this text; every stop on the way must be seen to be focused. */
async function tabTo(page, text) {
  const seen = []
  for (let pressed = 0; pressed < 40; pressed += 1) {
    await page.keyboard.press('Tab')
    const now = await page.evaluate(() => {
      const focused = document.activeElement
      const style = getComputedStyle(focused)
      return {
        text: focused.innerText?.trim() || focused.name || focused.tagName,
        isSeen: focused.matches(':focus-visible') && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
      }
    })
    expect(now.isSeen, `“${now.text}” shows that it is focused`).toBe(true)
    seen.push(now.text)
    if (now.text === text) return seen
  }
  throw new Error(`Tab never reached “${text}”, only ${seen.join(', ')}`)
}

/** Gets the page once more as a browser would, and counts what comes over the wire. */
async function firstAnswer(page) {
  const cookies = await page.context().cookies(page.url())
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  return new Promise((resolve, reject) => {
    const headers = { cookie, accept: 'text/html,application/xhtml+xml', 'accept-encoding': 'br' }
    const request = httpRequest(page.url(), { headers }, (answer) => {
      let bytes = 0
      answer.on('data', (part) => (bytes += part.length))
      answer.on('end', () => resolve({ status: answer.statusCode, encoding: answer.headers['content-encoding'], bytes }))
    })
    request.on('error', reject)
    request.end()
  })
}
