// Whose days and whose language a page shows: those that the reader's browser asks for.
import { setUp } from '../people.js'
import { expect, test } from '../story.js'

/** A day as it stands on a page of the kit, and how each reader writes it. */
const READERS = [
  { locale: 'en-GB', shown: /^Mon\s4\sJan\s2027$/, time: '19:30' },
  { locale: 'en-US', shown: /^Mon,\sJan\s4,\s2027$/, time: '7:30 PM' },
]

for (const { locale, shown, time } of READERS) {
  test.describe(locale, () => {
    test.use({ locale, settings: { LOADIN_SERVER__DEVELOPMENT: 'true' } })

    test(`a reader from ${locale.slice(3)} gets days, times and the name of the language as they write them`, async ({ page, empty }) => {
      await setUp(page, empty)
      await page.goto(`${empty.origin}/kit/places`)
      await expect(page.locator('html')).toHaveAttribute('lang', locale)
      await expect(page.locator('time[datetime="2027-01-04"]').first()).toHaveText(shown)
      const doors = page.locator('time[datetime="19:30"]').first()
      expect((await doors.innerText()).replace(/\s/g, ' ')).toBe(time)
    })
  })
}

test.describe('a language that nobody has translated yet', () => {
  test.use({ locale: 'is-IS' })

  test('a reader whose language is not there gets English, and the page says so', async ({ page, empty }) => {
    await page.goto(empty.origin)
    await expect(page.locator('html')).toHaveAttribute('lang', /^en(-|$)/)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  })
})
