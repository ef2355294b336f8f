// Every component by keyboard, with JavaScript and without: what Tab reaches and in which order, what Enter and Space do, and
// what is sent. The kit's pages stand for all others, since no page is made of anything else.
//
// Rule: a component gets its story here when it gets its sample in the kit; each is done as somebody without a pointer does it.
import { arrived, galleryPages } from '../gallery.js'
import { pressOn, skipToMain, stopsOf, tabOn, tabTo, walk } from '../keyboard.js'
import { expect, test } from '../story.js'

const MOUNT = '/s/green-mountains/p/tour-optimizer'
const kit = galleryPages().filter((name) => name.startsWith('kit-'))

test('there are pages of the kit to walk through', () => {
  expect(kit.length, 'run `cargo run -p loadin-web --example gallery` to fill target/gallery').toBeGreaterThan(10)
})

for (const name of kit) {
  test(`keyboard: Tab goes through ${name} in the order of the page, and out at its end`, async ({ page, gallery }) => {
    await page.goto(gallery.page(name))
    const expected = await stopsOf(page)
    const stops = await walk(page)
    expect(stops.map((stop) => stop.index), stops.map((stop) => stop.name).join(' → ')).toEqual(expected)
    const isAbove = (stop, next) => stop.inPage && next?.inPage && next.bottom < stop.top
    const jumps = stops.filter((stop, at) => isAbove(stop, stops[at + 1])).map((stop) => `after “${stop.name}”`)
    expect(jumps, 'where Tab goes up the page').toEqual([])
  })
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'keyboard' : 'keyboard, JavaScript off', () => {
    test.use({ javaScriptEnabled })

    test('a table is sorted by the heading of a column', async ({ page, gallery }) => {
      const table = await open(page, gallery, 'kit-tables', 'Venues')
      await expect(table.getByRole('columnheader', { name: /Room/ })).toHaveAttribute('aria-sort', 'descending')
      await pressOn(page, table.getByRole('link', { name: /^Net/ }))
      expect(await arrived(page)).toEqual({ method: 'GET', path: `${MOUNT}/venues`, fields: [['sort', 'net']] })
    })

    test('a table is filtered, and keeps its order', async ({ page, gallery }) => {
      await open(page, gallery, 'kit-tables', 'Venues')
      const filter = page.getByRole('search', { name: 'Look in Venues' })
      await tabTo(page, filter.getByLabel('Name or town'))
      await page.keyboard.press('Control+A')
      await page.keyboard.type('prague')
      await tabTo(page, filter.getByLabel('Country'))
      await page.keyboard.type('Cze')
      await pressOn(page, filter.getByRole('button', { name: 'Show', exact: true }))
      const { method, fields } = await arrived(page)
      expect([method, ...sorted(fields)]).toEqual(['GET', ['land', 'cz'], ['q', 'prague'], ['sort', 'room']])
    })

    test('a table is turned to its next and its previous page', async ({ page, gallery }) => {
      for (const [name, number] of [[/Next/, '3'], [/Previous/, '1']]) {
        await open(page, gallery, 'kit-tables', 'Venues')
        await pressOn(page, page.getByRole('navigation', { name: 'Pages of Venues' }).getByRole('link', { name }))
        expect((await arrived(page)).fields).toEqual([['page', number]])
      }
    })

    test('the columns of a table are chosen', async ({ page, gallery }) => {
      await open(page, gallery, 'kit-tables', 'Venues')
      await pressOn(page, page.locator('summary', { hasText: 'Columns' }), 'Space')
      await tabTo(page, page.getByLabel('Net', { exact: true }))
      await page.keyboard.press('Space')
      await tabTo(page, page.getByLabel('E-mail', { exact: true }))
      await page.keyboard.press('Space')
      await pressOn(page, page.getByRole('button', { name: 'Show these' }))
      expect((await arrived(page)).fields).toEqual([['column', 'town'], ['column', 'mail']])
    })

    test('a table is taken along as CSV', async ({ page, gallery }) => {
      await open(page, gallery, 'kit-tables', 'Venues')
      await tabTo(page, page.getByRole('link', { name: 'CSV' }).first())
      const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')])
      expect(download.suggestedFilename()).toBe('venues.csv')
    })

    test('a row is deleted after a question, and changed without one', async ({ page, gallery }) => {
      const table = await open(page, gallery, 'kit-tables', 'Venues')
      const row = table.getByRole('row', { name: /Divadlo 29/ })
      const menu = row.locator('summary', { hasText: 'What to do with Divadlo 29' })
      await pressOn(page, menu)
      await pressOn(page, row.locator('summary', { hasText: 'Delete' }).last(), 'Space')
      await expect(row.getByText('Delete this venue?')).toBeVisible()
      await pressOn(page, row.getByRole('button', { name: 'Delete' }).last())
      const { method, path, fields } = await arrived(page)
      expect([method, path, fields]).toEqual(['POST', `${MOUNT}/venues/2/delete`, [['_csrf', 'plugin-token']]])
      await open(page, gallery, 'kit-tables', 'Venues')
      await pressOn(page, menu)
      await pressOn(page, row.getByRole('link', { name: 'Change' }))
      expect(await arrived(page)).toEqual({ method: 'GET', path: `${MOUNT}/venues/2/edit`, fields: [] })
    })

    test('tabs, trail and places lead where they say, and say which one is open', async ({ page, gallery }) => {
      const places = [['Views of the tour', 'Money', 'plans/7/money'], ['Where this page is', 'Plans', 'plans'],
        ['Settings', 'Van and drivers', 'settings/van']]
      for (const [nav, name, path] of places) {
        await page.goto(gallery.page('kit-places'))
        await skipToMain(page)
        const place = page.getByRole('navigation', { name: nav })
        await expect(place.locator('[aria-current=page]')).toHaveCount(1)
        await pressOn(page, place.getByRole('link', { name, exact: true }))
        expect((await arrived(page)).path).toBe(`${MOUNT}/${path}`)
      }
    })

    test('a menu opens, closes, and does what is chosen', async ({ page, gallery }) => {
      await page.goto(gallery.page('kit-places'))
      await skipToMain(page)
      const menu = page.locator('main summary').filter({ hasText: /^More$/ })
      const [copy, remove] = [page.getByRole('link', { name: 'Copy', exact: true }), page.locator('summary', { hasText: 'Delete' })]
      await pressOn(page, menu)
      await expect(copy).toBeVisible()
      await page.keyboard.press('Enter')
      await expect(copy).toBeHidden()
      await expect(menu).toBeFocused()
      await page.keyboard.press('Space')
      await pressOn(page, remove)
      await expect(page.getByText('Delete this plan?')).toBeVisible()
      await pressOn(page, page.getByRole('button', { name: 'Delete' }))
      expect(await arrived(page)).toMatchObject({ method: 'POST', path: `${MOUNT}/plans/7/delete` })
    })

    test('a dialog opens, is left by Tab, closes, and sends its form', async ({ page, gallery }) => {
      await page.goto(gallery.page('kit-forms'))
      await skipToMain(page)
      const opener = page.locator('summary', { hasText: 'Add a show' })
      const name = page.getByLabel('Name', { exact: true })
      await pressOn(page, opener)
      await expect(page.getByRole('heading', { name: 'A new show' })).toBeVisible()
      await tabTo(page, name)
      await tabTo(page, page.locator('#p-filled').getByLabel('Town'))
      await tabTo(page, opener, 'Shift+Tab')
      await page.keyboard.press('Space')
      await expect(name).toBeHidden()
      await page.keyboard.press('Space')
      await tabTo(page, name)
      await page.keyboard.type('Brandon, Town Hall')
      await page.keyboard.press('Enter')
      const { method, path, fields } = await arrived(page)
      expect([method, path]).toEqual(['POST', `${MOUNT}/shows`])
      expect(fields).toContainEqual(['name_of_it', 'Brandon, Town Hall'])
    })

    test('the numbers of a chart and the places of a map are unfolded as tables', async ({ page, gallery }) => {
      for (const [name, summary] of [['kit-charts', 'The numbers as a table'], ['kit-maps', undefined]]) {
        await page.goto(gallery.page(name))
        await skipToMain(page)
        const fold = page.locator('main details', summary ? { hasText: summary } : { has: page.locator('table') }).first()
        await pressOn(page, fold.locator('summary').first())
        await expect(fold.getByRole('table').first()).toBeVisible()
        // What scrolls sideways must be reached, so that the arrow keys can move it.
        await tabTo(page, fold.getByRole('region').first())
        await tabTo(page, fold.locator('summary').first(), 'Shift+Tab')
        await page.keyboard.press('Space')
        await expect(fold.getByRole('table').first()).toBeHidden()
      }
    })

    test('a form with every field is filled in and sent', async ({ page, gallery }) => {
      await page.goto(gallery.page('kit-forms'))
      await skipToMain(page)
      const form = page.locator('#p-groups')
      await tabTo(page, form.getByLabel('Town'))
      for (const [label, keys] of EVERY_FIELD) {
        expect(await labelHere(page), `before “${label}”`).toContain(label)
        if (label === 'Rider') {
          await chooseFile(page, { name: 'rider.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7') })
        } else if (keys === ' ' || keys === 'ArrowDown') await page.keyboard.press(keys)
        else await page.keyboard.type(keys)
        await tabOn(page)
      }
      await expect(form.getByRole('button', { name: 'Save', exact: true })).toBeFocused()
      await page.keyboard.press('Enter')
      const { method, path, fields } = await arrived(page)
      expect([method, path]).toEqual(['POST', `${MOUNT}/shows`])
      expect(sorted(fields)).toEqual(sorted(SENT))
    })

    test('a form that lacks something is not sent, and leads to what is missing', async ({ page, gallery }) => {
      await page.goto(gallery.page('kit-forms'))
      await skipToMain(page)
      const town = page.locator('#p-groups').getByLabel('Town')
      await tabTo(page, town)
      await page.keyboard.press('Enter')
      await expect(town).toBeFocused()
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Forms')
      await page.keyboard.type('Leipzig')
      await page.keyboard.press('Enter')
      await expect(page.locator('#p-groups').getByLabel('E-mail')).toBeFocused()
    })

    test('what is wrong with a form is told first, and leads to its field', async ({ page, gallery }) => {
      await page.goto(gallery.page('kit-forms-errors'))
      const told = page.getByRole('alert').first()
      // The script moves the focus there; without one it is the first thing of the page.
      if (javaScriptEnabled) await expect(told).toBeFocused()
      else await skipToMain(page)
      await pressOn(page, told.getByRole('link', { name: /“Town”/ }))
      const town = page.locator('#p-wrong').getByLabel('Town')
      await expect(town).toBeInViewport()
      const described = await town.getAttribute('aria-describedby')
      await expect(page.locator(`#${described.split(' ')[0]}`)).toContainText('Error: “Town” cannot be used')
      await tabTo(page, page.locator('#p-wrong').getByLabel('What to know'))
    })

    test('a file is uploaded', async ({ page, gallery }) => {
      await page.goto(gallery.page('kit-forms'))
      await skipToMain(page)
      await tabTo(page, page.getByLabel('Bring your list of venues'))
      await chooseFile(page, { name: 'venues.csv', mimeType: 'text/csv', buffer: Buffer.from('name,town\n') })
      await tabOn(page)
      await page.keyboard.press('Enter')
      const { method, path, fields } = await arrived(page)
      expect([method, path]).toEqual(['POST', `${MOUNT}/venues`])
      expect(fields.map(([, value]) => value)).toContain('venues.csv (10 bytes)')
    })

    test('a map is looked at more closely, moved, and shown whole again', async ({ page, gallery }) => {
      await page.goto(gallery.page('kit-maps'))
      await skipToMain(page)
      await pressOn(page, page.getByRole('navigation', { name: 'What is shown of All venues' }).getByRole('link', { name: 'Closer' }))
      const closer = await arrived(page)
      expect([closer.path, closer.fields[0][0]]).toEqual([`${MOUNT}/kit`, 'view'])
      expect(closer.fields[0][1]).toMatch(/^\d+\.\d+,\d+\.\d+,1$/)
      for (const [name, pattern] of [['North', /,3$/], ['Further away', /,2$/], ['Whole map', undefined]]) {
        await page.goto(gallery.page('kit-maps-closer'))
        await skipToMain(page)
        await pressOn(page, page.getByRole('link', { name, exact: true }))
        const { fields } = await arrived(page)
        expect(fields.map(([, value]) => value)).toEqual(pattern ? [expect.stringMatching(pattern)] : [])
      }
    })

    test('a mark on a map leads to what it stands for', async ({ page, gallery }) => {
      await page.goto(gallery.page('kit-maps'))
      await skipToMain(page)
      const mark = page.getByRole('link', { name: 'Stop 4: Göteborg' }).filter({ visible: true }).first()
      await pressOn(page, mark)
      expect((await arrived(page)).path).toBe(`${MOUNT}/plans`)
    })

    test('the ways to another space and to the account open, close with Escape, and lead there', async ({ page, gallery }) => {
      for (const [id, name, path] of [['spaces', /The Foundry/, '/s/foundry'], ['you', /^Account/, '/account']]) {
        await page.goto(gallery.page('kit-figures'))
        const [opener, sheet] = [page.locator(`header [popovertarget=${id}]`), page.locator(`#${id}`)]
        await pressOn(page, opener)
        await expect(sheet).toBeVisible()
        await page.keyboard.press('Escape')
        await expect(sheet).toBeHidden()
        await expect(opener).toBeFocused()
        await page.keyboard.press('Space')
        await pressOn(page, sheet.getByRole('link', { name }).first())
        expect((await arrived(page)).path).toBe(path)
      }
    })
  })
}

/** Opens the chooser of the file field that is focused, and chooses. The browser swallows keys while a page is not yet shown. */
async function chooseFile(page, file) {
  let chooser
  await expect(async () => {
    [chooser] = await Promise.all([page.waitForEvent('filechooser', { timeout: 3000 }), page.keyboard.press('Space')])
  }).toPass({ timeout: 30_000 })
  await chooser.setFiles(file)
}

const sorted = (fields) => [...fields].sort()

/** Opens a page of the gallery and stands before its content; returns one of its tables. */
async function open(page, gallery, name, table) {
  await page.goto(gallery.page(name))
  await skipToMain(page)
  return page.getByRole('region', { name: table, exact: true }).first()
}

/** Returns what the focused field is called, with the name of its group. */
const labelHere = (page) => page.evaluate(() => {
  const here = document.activeElement
  const group = here.closest('fieldset.set')?.querySelector('legend')
  return [group, ...(here.labels ?? [])].filter(Boolean).map((label) => label.innerText).join(' ')
})

/** What is typed into each field of the kit's form. Day and month are the same, and the time is before noon, so that it is no
 * matter in which order the browser asks for them. */
const EVERY_FIELD = [
  ['Town', 'Leipzig'], ['What to know', 'No stairs.'], ['E-mail', 'ada@example.org'], ['Telephone', '+49 341 000'],
  ['Website', 'https://example.org/'], ['Day', '03032027'], ['Doors open', '0730AM'],
  ['Show begins', '04042027'], ['Time', '0815AM'], ['Where the clocks show it', 'Europe/L'],
  ['Show ends', '05052027'], ['Time', '1145AM'], ['Where the clocks show it', 'Europe/B'],
  ['Hours', '1'], ['Minutes', '15'], ['People on the road', '5'], ['Share of the door', '72.5'], ['Fee', '350.00'],
  ['Amount', '12000'], ['Currency', 'CZK'], ['Days off', 'One'], ['Venue', 'Divadlo 29'], ['We want to be home', ' '],
  ['Loud', ' '], ['Quiet', ''], ['People sit', ' '], ['Deal', 'ArrowDown'], ['Rider', ''], ['Latitude', '51.34'], ['Longitude', '12.37'],
]

/** What has to arrive for it. */
const SENT = [
  ['_csrf', 'plugin-token'], ['version', '3'], ['town', 'Leipzig'], ['words', 'No stairs.'], ['mail', 'ada@example.org'],
  ['phone', '+49 341 000'], ['web', 'https://example.org/'], ['day', '2027-03-03'], ['doors', '07:30'],
  ['show_date', '2027-04-04'], ['show_time', '08:15'], ['show_zone', 'Europe/London'],
  ['end_date', '2027-05-05'], ['end_time', '11:45'], ['end_zone', 'Europe/Berlin'], ['set_hours', '1'], ['set_minutes', '15'],
  ['people', '5'], ['share', '72.5'], ['fee', '350.00'], ['guarantee', '12000'], ['guarantee_currency', 'CZK'], ['pace', 'week'],
  ['venue', 'Divadlo 29'], ['home', 'on'], ['kinds', 'loud'], ['kinds', 'sit'], ['deal', 'versus'],
  ['rider', 'rider.pdf (8 bytes)'], ['place_lat', '51.34'], ['place_lon', '12.37'],
]
