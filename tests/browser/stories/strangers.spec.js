// A second person, with a space of their own, sees nothing of the first one's.
//
// Rule: what belongs to somebody else is answered exactly like what does not exist, so that nobody learns that it is there.
import { OWNER, fetched, setUp, signIn } from '../people.js'
import { expect, test } from '../story.js'
import { TOUR, apiOf, askForPlan, pageOf, uploadVenues, waitForTour } from '../tour.js'

const STRANGER = { login: 'jowinter', name: 'Jo Winter', space: 'Night Train', slug: 'night-train' }
const NO_PLAN = '0198f000-0000-7000-8000-000000000000'

test('a second person in another space sees nothing of a plan', async ({ page, empty, browser, watch }) => {
  await setUp(page, empty)
  await page.goto(pageOf(empty, '/venues'))
  await uploadVenues(page)
  await page.goto(pageOf(empty, '/plans/new'))
  await askForPlan(page)
  await waitForTour(page)
  const plan = new URL(page.url()).pathname.split('/').pop()

  const stranger = { ...STRANGER, password: await added(empty, STRANGER) }
  const context = await browser.newContext({ viewport: { width: 360, height: 800 } })
  await watch.over(context)
  watch.expects('404')
  const other = await context.newPage()
  await signIn(other, empty, stranger)

  await test.step('their own space is empty', async () => {
    await other.goto(pageOf(empty, '/plans', stranger))
    await expect(other.getByText('No plans yet')).toBeVisible()
    await other.goto(pageOf(empty, '/venues', stranger))
    await expect(other.getByText(/561|559/)).toHaveCount(0)
  })

  await test.step('the plan is not in their space', async () => {
    for (const path of [`/plans/${plan}`, `/plans/${plan}/tour.ics`, `/plans/${plan}/tour.csv`, `/plans/${plan}/tour.geojson`]) {
      await expectNothing(other, pageOf(empty, path, stranger), pageOf(empty, path.replace(plan, NO_PLAN), stranger))
      await expectNothing(other, apiOf(empty, path, stranger), apiOf(empty, path.replace(plan, NO_PLAN), stranger))
    }
  })

  await test.step('the first space is not there for them', async () => {
    const nowhere = { slug: 'no-such-space' }
    for (const path of ['/', '/plans', '/plans/new', '/venues', `/plans/${plan}`, `/plans/${plan}/tour.ics`]) {
      await expectNothing(other, pageOf(empty, path), pageOf(empty, path, nowhere))
      await expectNothing(other, apiOf(empty, path), apiOf(empty, path, nowhere))
    }
    await expectNothing(other, `${empty.origin}/s/${OWNER.slug}`, `${empty.origin}/s/${nowhere.slug}`)
  })

  await test.step('they see a page that tells them so, without a name of the other space', async () => {
    await other.goto(pageOf(empty, `/plans/${plan}`))
    await expect(other.getByRole('heading', { level: 1 })).toHaveText('There is nothing here')
    await expect(other.locator('body')).not.toContainText(OWNER.space)
    await expect(other.locator('body')).not.toContainText(TOUR.title)
  })
  await context.close()
})

/** Adds a person by the operator's command, and returns the password that it prints. */
async function added(instance, who) {
  const said = await instance.run('person', 'add', '--login', who.login, '--display-name', who.name, '--new-space', who.space)
  const password = said.match(/^Password:\s*(\S.*?)\s*$/m)?.[1]
  expect(password, `no password in what the command printed:\n${said}`).toBeTruthy()
  return password
}

/** An address is answered with 404, word for word like one that leads nowhere, but for the number of the request. */
async function expectNothing(page, url, nowhere) {
  const [there, gone] = [await fetched(page, url), await fetched(page, nowhere)]
  expect(there.status, url).toBe(404)
  expect(gone.status, nowhere).toBe(404)
  expect(plain(there.text, url), url).toBe(plain(gone.text, nowhere))
}

/** Returns an answer without what differs from one request to the next: its number, its address, the form tokens. */
const plain = (text, url) => text
  .replaceAll(new URL(url).pathname, 'PATH')
  .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID')
  .replace(/name="_csrf" value="[^"]*"/g, 'TOKEN')
