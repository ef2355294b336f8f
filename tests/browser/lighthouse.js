// Lighthouse's mobile preset on a page: a slow phone in a slow network, simulated from what the page loads and computes.
//
// Rule: Lighthouse starts a browser of its own with an empty profile; who is signed in is told it by a header. What it says
// of one run sways with the machine, so whoever judges takes the median of three.
import { launch } from 'chrome-launcher'
import lighthouse from 'lighthouse'
import { chromium } from './machine.js'

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-dev-shm-usage',
  '--disable-background-networking', '--disable-component-update', '--disable-sync']
const AUDITS = {
  lcp: 'largest-contentful-paint',
  tbt: 'total-blocking-time',
  cls: 'cumulative-layout-shift',
}

/** Returns the figures of a page, opened by somebody who has never been here, except for the session in `cookie`. */
export async function judge(url, cookie) {
  // A browser for each run: a cookie that the page before has set would stand before the one that is told by a header.
  const chrome = await launch({ chromePath: chromium(), chromeFlags: FLAGS, logLevel: 'silent' })
  try {
    return await run(chrome.port, url, cookie)
  } finally {
    chrome.kill()
  }
}

/** Returns the figures of one run, times in milliseconds, and how fast the machine was just then by Lighthouse's own count. */
async function run(port, url, cookie, attempts = 3) {
  const options = { port, output: 'json', logLevel: 'silent', onlyAudits: Object.values(AUDITS), disableFullPageScreenshot: true }
  const { lhr } = await lighthouse(url, { ...options, extraHeaders: cookie ? { Cookie: cookie } : undefined })
  const audits = Object.entries(AUDITS).map(([name, audit]) => [name, lhr.audits[audit]])
  const flaw = lhr.runtimeError?.message ?? audits.find(([, audit]) => audit.numericValue === undefined)?.[1].errorMessage
  if (flaw) {
    // Now and then its recording of a page lacks the beginning; that says nothing of the page.
    if (attempts > 1) return run(port, url, cookie, attempts - 1)
    throw new Error(`Lighthouse could not judge ${url}: ${flaw}`)
  }
  if (new URL(lhr.finalDisplayedUrl).pathname !== new URL(url).pathname) throw new Error(`${url} led to ${lhr.finalDisplayedUrl}`)
  const values = audits.map(([name, { numericValue }]) => [name, numericValue])
  return { ...Object.fromEntries(values), speed: lhr.environment.benchmarkIndex }
}

/** Returns the middle one of each figure. */
export function median(runs) {
  const middle = (name) => runs.map((run) => run[name]).sort((one, other) => one - other)[Math.floor(runs.length / 2)]
  return Object.fromEntries(Object.keys(runs[0]).map((name) => [name, middle(name)]))
}
