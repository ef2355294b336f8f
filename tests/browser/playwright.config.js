// How the stories run: two at a time, in the machine's own Chromium, everything they leave below target/browser.
//
// Rule: no story asserts a time, but for the figures; the limits here only end what hangs. What runs the suite, and where the browser comes from,
// is `cargo loadin check` (sdk/cli); by hand: `LOADIN_BIN=… npx playwright test`.
import { defineConfig } from '@playwright/test'
import { SIZES } from './examine.js'
import { chromium, isLong, output } from './machine.js'


export default defineConfig({
  testDir: 'stories',
  outputDir: output('failures'),
  reporter: './summary.js',
  fullyParallel: true,
  workers: 2,
  projects: [
    { name: 'stories', testIgnore: 'figures.spec.js' },
    // Last and one after another, so that what is measured has the machine nearly to itself.
    { name: 'figures', testMatch: 'figures.spec.js', workers: 1, fullyParallel: false },
  ],
  retries: 0,
  forbidOnly: true,
  timeout: isLong ? 900_000 : 300_000,
  expect: { timeout: 30_000 },
  use: {
    viewport: SIZES.phone,
    locale: 'en-GB',
    timezoneId: 'America/New_York',
    colorScheme: 'light',
    // Pages that glide into one another cover what a story wants to click next.
    contextOptions: { reducedMotion: 'reduce' },
    screenshot: 'only-on-failure',
    actionTimeout: 60_000,
    navigationTimeout: 120_000,
    launchOptions: {
      executablePath: chromium(),
      // A container has no sandbox and little shared memory; the rest keeps the browser from calling its maker.
      args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--disable-quic', '--no-first-run',
        '--disable-background-networking', '--disable-component-update', '--disable-sync', '--font-render-hinting=none'],
    },
  },
})
