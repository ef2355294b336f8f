// What somebody has ordered: seen under way from a page of its own, and stopped there, with JavaScript and without.
import { OWNER, setUp } from '../people.js'
import { expect, test } from '../story.js'
import { TOUR, askForPlan, pageOf, uploadVenues } from '../tour.js'

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'jobs' : 'jobs, JavaScript off', () => {
    test.use({ javaScriptEnabled })

    test('somebody finds their job under way and stops it', async ({ page, empty }) => {
      await page.goto(empty.origin)
      await setUp(page, empty)
      await page.goto(`${empty.origin}/s/${OWNER.slug}/jobs`)
      await expect(page.locator('main')).toContainText('You have ordered nothing yet')
      await page.goto(pageOf(empty))
      await page.getByRole('link', { name: 'Upload your venues' }).click()
      await uploadVenues(page)
      await page.getByRole('link', { name: 'Plan a tour' }).first().click()
      await askForPlan(page, { ...TOUR, to: '2027-04-30', search: 'A minute' })
      const plan = page.url()
      await page.goto(`${empty.origin}/s/${OWNER.slug}/jobs`)
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your jobs')
      await expect(page.getByRole('heading', { name: 'Plan a tour' })).toBeVisible()
      await page.getByRole('button', { name: 'Stop', exact: true }).click()
      await expect(async () => {
        await page.goto(`${empty.origin}/s/${OWNER.slug}/jobs`)
        await expect(page.getByRole('table')).toContainText('stopped', { timeout: 500 })
      }).toPass()
      await page.goto(plan)
      await expect(page.locator('main')).toContainText(/cancelled|stopped/i)
    })
  })
}
