// What people do on core's own pages.
//
// Rule: everything is found as a person finds it, by its label or its name, and done without any script of the page's own, so that
// the same steps hold with JavaScript off.
import { expect } from '@playwright/test'

export const OWNER = {
  login: 'ada',
  name: 'Ada Moreau',
  password: 'seven loud vans in the rain',
  space: 'Green Mountain Noise',
  slug: 'green-mountain-noise',
}

/** Sets the instance up by the link that stands in the terminal, and lands on the home of the first space. */
export async function setUp(page, instance, who = OWNER) {
  await page.goto(instance.setUpLink())
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Welcome to Loadin')
  await fillSetUp(page, who)
  await page.getByRole('button', { name: 'Set up Loadin' }).click()
  await expect(page).toHaveURL(`${instance.origin}/s/${who.slug}`)
}

export async function fillSetUp(page, who) {
  await page.getByLabel('Name of your band, venue or collective').fill(who.space)
  await page.getByLabel('It is').selectOption('a band')
  await page.getByLabel('Your name').fill(who.name)
  await page.getByLabel('Sign-in name').fill(who.login)
  await page.getByLabel('Password').fill(who.password)
}

/** Signs in on the page that asks for it, which may be open already. */
export async function signIn(page, instance, who = OWNER) {
  if (!new URL(page.url(), instance.origin).pathname.startsWith('/sign-in')) await page.goto(`${instance.origin}/sign-in`)
  await page.getByLabel('Sign-in name').fill(who.login)
  await page.getByLabel('Password').fill(who.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).not.toHaveURL(/sign-in/)
}

/** Signs out by the sheet behind the name of the person. */
export async function signOut(page) {
  await page.locator('header [popovertarget=you]').click()
  await page.locator('header').getByRole('button', { name: 'Sign out' }).click()
  await expect(page).toHaveURL(/\/sign-in/)
}

/** Returns the pages' own requests with the browser's cookies: status, headers and text. */
export async function fetched(page, url, options = {}) {
  const answer = await page.context().request.fetch(url, { maxRedirects: 0, failOnStatusCode: false, ...options })
  return { status: answer.status(), headers: answer.headers(), text: await answer.text() }
}
