// What people do on the tour optimizer's pages.
//
// Rule: as in people.js, everything is found by its label and done without any script of the page's own.
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { OWNER } from './people.js'
import { ROOT } from './machine.js'

/** The 561 venues of the demonstration. */
export const VENUES = join(ROOT, 'plugins/tour-optimizer/demo/venues.csv')

/** Two weeks from home; short enough to be planned while somebody watches. */
export const TOUR = { title: 'Spring, with Toygirl', home: 'Burlington, VT', from: '2027-03-05', to: '2027-03-18', search: '5 seconds' }

/** Returns the address of a page of the plugin in somebody's space. */
export const pageOf = (instance, path = '', who = OWNER) => `${instance.origin}/s/${who.slug}/p/tour-optimizer${path}`

/** Returns the address of the same in the API. */
export const apiOf = (instance, path = '', who = OWNER) => `${instance.origin}/api/v1/s/${who.slug}/p/tour-optimizer${path}`

/** Uploads the venue list from the page that is open, and lands on the report. */
export async function uploadVenues(page, list = VENUES) {
  await unfold(page, 'Upload a list')
  await page.getByLabel('Venue list').setInputFiles(list)
  await page.getByRole('button', { name: 'Upload', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your venues are in')
}

/** Opens what is folded under a title; what is open, or stands there unfolded, stays as it is. */
export async function unfold(page, title) {
  const closed = page.locator('details:not([open]) > summary', { hasText: title })
  if ((await closed.count()) > 0) await closed.first().click()
}

/** Fills in the plan form that is open. */
export async function fillPlan(page, tour = TOUR) {
  await unfold(page, 'Name, end and country')
  await page.getByLabel('What to call it').fill(tour.title)
  await page.getByLabel('Where you start').fill(tour.home)
  await page.getByLabel('First day on the road or on stage').fill(tour.from)
  await page.getByLabel('Last day on stage').fill(tour.to)
  await unfold(page, 'The search')
  await page.getByLabel('How long to search').selectOption(tour.search)
}

/** Sends the form, and lands on the page of the plan, whatever it shows yet. */
export async function askForPlan(page, tour = TOUR) {
  await fillPlan(page, tour)
  await page.getByRole('button', { name: 'Plan the tour' }).click()
  await expect(page).toHaveURL(/\/plans\/[0-9a-f-]{36}$/)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(tour.title)
}

/** Waits until the plan's page shows the tour; without a script it loads itself again. */
export async function waitForTour(page) {
  await expect(page.getByRole('heading', { name: 'Day by day' })).toBeVisible({ timeout: 180_000 })
}
