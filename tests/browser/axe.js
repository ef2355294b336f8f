// What axe finds on a page: nothing, whatever weight it gives it.
//
// Rule: every rule of WCAG 2.0 to 2.2, A and AA, and of best practice; one that does not fit is mended in the page, never
// switched off here.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect } from '@playwright/test'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice']

/** axe finds nothing in the page as it is. */
export async function holdToAxe(page, view) {
  expect.soft(await axeFindings(page), `${view}: what axe finds`).toEqual([])
}

/** Returns what axe finds, each with its weight, its rule and where. */
export async function axeFindings(page) {
  if (!(await page.evaluate(() => Boolean(window.axe)))) await page.evaluate(AXE)
  return page.evaluate(async (values) => {
    // axe leaves this one out unless it is asked for.
    const rules = { 'target-size': { enabled: true } }
    const { violations } = await window.axe.run(document, { runOnly: { type: 'tag', values }, rules, resultTypes: ['violations'] })
    const where = (nodes) => nodes.slice(0, 3).map((node) => `${node.target.join(' ')} (${node.failureSummary?.replace(/\s+/g, ' ')})`)
    return violations.map(({ id, impact, help, nodes }) => `${impact} ${id}: ${help}: ${nodes.length} × ${where(nodes).join('; ')}`)
  }, TAGS)
}
