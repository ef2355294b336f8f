// What a browser can send that it should not: each gets its own clear answer, and nothing is changed.
import { OWNER, fetched, fillSetUp, setUp, signIn } from '../people.js'
import { expect, test } from '../story.js'
import { pageOf } from '../tour.js'

test('a set-up needs its token, happens once, and a second one changes nothing', async ({ page, empty, browser, watch }) => {
  watch.expects('status of 4')
  await test.step('a wrong token is refused and the instance stays new', async () => {
    await page.goto(`${empty.origin}/set-up?token=${'x'.repeat(43)}`)
    await fillSetUp(page, OWNER)
    await page.getByRole('button', { name: 'Set up Loadin' }).click()
    await expect(page).toHaveTitle(/^Error: /)
    await expect(page.getByLabel('Password')).toHaveValue('')
    await expect(page.getByLabel('Your name')).toHaveValue(OWNER.name)
  })
  const late = await (await browser.newContext()).newPage()
  await late.goto(empty.setUpLink())
  await fillSetUp(late, { ...OWNER, login: 'mallory', name: 'Mallory', space: 'Too Late' })
  await setUp(page, empty)
  await test.step('somebody who had the form open at the same time is too late', async () => {
    await late.getByRole('button', { name: 'Set up Loadin' }).click()
    await expect(late.locator('h1')).not.toHaveText('Too Late')
    expect((await late.context().request.get(`${empty.origin}/account`, { maxRedirects: 0 })).status()).not.toBe(200)
  })
  await test.step('the set-up is not there any more', async () => {
    const again = await fetched(page, `${empty.origin}/set-up`)
    expect(again.text).not.toContain('Set up Loadin')
    expect([303, 302, 404, 409]).toContain(again.status)
  })
  await late.context().close()
})

test('a form without its token or with somebody else’s changes nothing and says why', async ({ page, empty, browser, watch }) => {
  watch.expects('status of 4')
  await setUp(page, empty)
  const other = await (await browser.newContext()).newPage()
  await signIn(other, empty)
  const foreign = await tokenOf(other, pageOf(empty, '/venues'), 'upload')

  for (const [what, token] of [['no token', undefined], ['a foreign token', foreign], ['nonsense', 'x'.repeat(60)]]) {
    await test.step(`a form of the plugin with ${what}`, async () => {
      await page.goto(pageOf(empty, '/venues'))
      await setToken(page, 'form[action*="/venues/import"]', token)
      await page.getByLabel('Venue list').setInputFiles({ name: 'v.csv', mimeType: 'text/csv', buffer: Buffer.from('name,lat,lon\nA,44,-73\n') })
      await page.getByRole('button', { name: 'Upload', exact: true }).click()
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('This page was open for too long')
      await page.goto(pageOf(empty, '/venues'))
      await expect(page.locator('table')).toHaveCount(0)
    })
  }
  await test.step('a form of core with a token of the plugin', async () => {
    await page.goto(`${empty.origin}/account`)
    await setToken(page, 'main form[action="/sign-out"]', await tokenOf(page, pageOf(empty, '/venues'), 'upload'))
    await page.locator('main').getByRole('button', { name: 'Sign out' }).first().click()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('This page was open for too long')
    await page.goto(`${empty.origin}/account`)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Account')
  })
  await test.step('what a form of another site would send', async () => {
    const token = await tokenOf(page, `${empty.origin}/account`, 'sign-out')
    for (const headers of [{ 'sec-fetch-site': 'cross-site', origin: 'https://elsewhere.example' }, { origin: 'null' }]) {
      const answer = await fetched(page, `${empty.origin}/sign-out`, { method: 'POST', form: { _csrf: token }, headers })
      expect(answer.status, JSON.stringify(headers)).toBe(403)
    }
    expect((await fetched(page, `${empty.origin}/account`)).status).toBe(200)
  })
  await other.context().close()
})

test('a wrong password says neither who there is nor what was wrong', async ({ page, empty, browser, watch }) => {
  watch.expects('status of 4')
  await setUp(page, empty)
  const stranger = await (await browser.newContext()).newPage()
  const refused = async (login) => {
    await stranger.goto(`${empty.origin}/sign-in`)
    await stranger.getByLabel('Sign-in name').fill(login)
    await stranger.getByLabel('Password').fill('not the password at all')
    await stranger.getByRole('button', { name: 'Sign in' }).click()
    await expect(stranger).toHaveTitle(/^Error: /)
    return stranger.locator('main').innerText()
  }
  expect(await refused(OWNER.login)).toBe(await refused('nobody-here'))
  await stranger.context().close()
})

/** Returns the form token of the form with this word in its action. */
async function tokenOf(page, url, word) {
  const { text } = await fetched(page, url)
  const form = text.split('<form').find((form) => form.split('>')[0].includes(word === 'upload' ? 'venues/import' : word))
  return form.match(/name="_csrf" value="([^"]*)"/)[1]
}

/** Gives a form another token, or none. */
const setToken = (page, form, token) => page.locator(form).first().evaluate((form, token) => {
  const field = form.querySelector('[name=_csrf]')
  if (token === undefined) field.remove()
  else field.value = token
}, token)
