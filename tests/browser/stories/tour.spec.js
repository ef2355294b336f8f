// The story that the product is for: from an empty instance to a tour on the phone, with JavaScript and without.
import { readFileSync } from 'node:fs'
import { OWNER, fetched, setUp, signIn, signOut } from '../people.js'
import { expect, test } from '../story.js'
import { TOUR, askForPlan, fillPlan, pageOf, unfold, uploadVenues, waitForTour } from '../tour.js'

/** A show in the itinerary. */
const SHOW = '.days > li[id*="stop-"]'

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'with JavaScript off', () => {
    test.use({ javaScriptEnabled })

    test('a band goes from nothing to a tour and signs out', async ({ page, empty, watch }) => {
      await test.step('whoever comes first is led to the set-up and sets it up', async () => {
        await page.goto(empty.origin)
        await expect(page).toHaveURL(/\/set-up/)
        await setUp(page, empty)
        await expect(page.getByRole('heading', { level: 1 })).toHaveText(OWNER.space)
        await expect(page.getByText(`${OWNER.name} (you)`)).toBeVisible()
      })
      await test.step('the venues are uploaded and the report says what came of each line', async () => {
        await page.goto(pageOf(empty))
        await page.getByRole('link', { name: 'Upload your venues' }).click()
        await uploadVenues(page)
        await expect(page.locator('main')).toContainText('all 561 lines are used')
        await expect(page.getByRole('table', { name: 'Lines to look at' })).toBeVisible()
      })
      await test.step('a form with days the wrong way round comes back with what was typed', async () => {
        watch.expects('status of 422')
        await page.getByRole('link', { name: 'Plan a tour' }).first().click()
        await fillPlan(page, { ...TOUR, from: TOUR.to, to: TOUR.from })
        await page.getByRole('button', { name: 'Plan the tour' }).click()
        await expect(page).toHaveTitle(/^Error: /)
        await expect(page.getByLabel('What to call it')).toHaveValue(TOUR.title)
        await expect(page.getByLabel('Last day on stage')).toHaveValue(TOUR.from)
        await expect(page.locator('[aria-invalid=true]').first()).toBeVisible()
      })
      await test.step('a right one is planned while the page tells how far it is', async () => {
        await askForPlan(page)
        await waitForTour(page)
      })
      await test.step('the plan has map, numbered stops, days, money and reasons', () => judgePlan(page))
      await test.step('the downloads hold the same tour', () => judgeDownloads(page))
      await test.step('the plan stands in the list', async () => {
        const plan = page.url()
        await page.getByRole('link', { name: 'Plans' }).first().click()
        await expect(page.getByRole('row', { name: TOUR.title })).toContainText('Planned')
        await page.getByRole('link', { name: TOUR.title, exact: true }).click()
        await expect(page).toHaveURL(plan)
      })
      await test.step('after signing out the plan asks to sign in, and leads back', async () => {
        const plan = page.url()
        await signOut(page)
        const anonymous = await fetched(page, plan, { headers: { accept: 'text/html' } })
        expect(anonymous.text).not.toContain(TOUR.title)
        await page.goto(plan)
        await expect(page).toHaveURL(/\/sign-in/)
        await signIn(page, empty)
        await expect(page).toHaveURL(plan)
        await expect(page.getByRole('heading', { level: 1 })).toHaveText(TOUR.title)
      })
    })
  })
}

async function judgePlan(page) {
  const shows = await page.locator(SHOW).count()
  expect(shows, 'shows in the itinerary').toBeGreaterThan(3)
  // The map is drawn twice, for narrow and for broad screens, and one of the two is seen.
  const marks = page.locator('figure svg .mark:visible')
  await expect(marks).toHaveCount(shows)
  expect((await marks.allTextContents()).map((text) => text.trim()), 'the numbers on the map').toContain(String(shows))
  await expect(page.getByText('Left for the band').first()).toBeVisible()
  const why = page.locator('details.why').first()
  await why.locator('summary').click()
  await expect(why.locator('li').first()).toBeVisible()
  await expect(page.locator('main')).toContainText(/estimate/)
  const plan = page.url()
  const views = page.getByRole('navigation', { name: 'Views of this plan' })
  await views.getByRole('link', { name: 'Money' }).click()
  await expect(page.getByRole('table', { name: 'What comes in and goes out' })).toBeVisible()
  await expect(page.locator('main')).toContainText('What each show earns')
  await views.getByRole('link', { name: 'Not played' }).click()
  await expect(page.getByRole('table', { name: 'Those that came nearest first' })).toBeVisible()
  await views.getByRole('link', { name: 'Asked' }).click()
  await expect(page.locator('main')).toContainText('Most driving in a day')
  await views.getByRole('link', { name: 'Tour' }).click()
  await expect(page).toHaveURL(plan)
}

/** The three files, got by clicking the links as a person would, hold as many shows as the page. */
async function judgeDownloads(page) {
  const shows = await page.locator(SHOW).count()
  const files = {}
  await unfold(page, 'Take it along')
  for (const name of ['Calendar', 'Table', 'Map data']) {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name, exact: true }).click()])
    files[name] = { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') }
  }
  const { Calendar: calendar, Table: table, 'Map data': map } = files
  expect(calendar.name).toMatch(/\.ics$/)
  expect(calendar.text).toMatch(/^BEGIN:VCALENDAR\r\n[\s\S]*END:VCALENDAR\r\n$/)
  expect(calendar.text.match(/^BEGIN:VEVENT/gm).length).toBeGreaterThanOrEqual(shows)
  expect(calendar.text).toContain('DTSTART;VALUE=DATE:202703')
  expect(table.name).toMatch(/\.csv$/)
  expect(table.text.trim().split('\n').length).toBeGreaterThan(shows)
  expect(map.name).toMatch(/\.geojson$/)
  const { type, features } = JSON.parse(map.text)
  expect(type).toBe('FeatureCollection')
  const points = features.filter(({ geometry }) => geometry.type === 'Point')
  expect(points.length).toBeGreaterThanOrEqual(shows)
  for (const { geometry: { coordinates: [longitude, latitude] } } of points) {
    expect(Math.abs(longitude + 72.7), 'longitude comes first').toBeLessThan(2.5)
    expect(Math.abs(latitude - 44), 'latitude comes second').toBeLessThan(2.5)
  }
}
