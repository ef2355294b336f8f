// How the stories run: one after another, in the machine's own Chromium, everything they leave below target/browser.
//
// Rule: no story asserts a time; the limits here only end what hangs. What runs the suite, and where the browser comes from,
// is `cargo loadin check` (sdk/cli); by hand: `LOADIN_BIN=… npx playwright test`.
import { defineConfig } from '@playwright/test'
import { chromium, output } from './machine.js'

const PHONE = { width: 360, height: 800 }

export default defineConfig({
  testDir: 'stories',
  outputDir: output('failures'),
  reporter: './summary.js',
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 300_000,
  expect: { timeout: 30_000 },
  use: {
    viewport: PHONE,
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
