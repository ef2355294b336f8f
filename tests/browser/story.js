// What every story starts from: instances by need, and a watch over each page for what must never happen on any.
//
// Rule: a story that ends well has seen no refusal by the content policy, no error of a script, and no request to another host;
// what a story provokes on purpose (a 404, a 403) it announces with `watch.expects`.
import { test as base, expect } from '@playwright/test'
import { serveGallery } from './gallery.js'
import { startInstance } from './server.js'

export { expect }

export const test = base.extend({
  /** What the story's instance is set to beside the suite's own settings. */
  settings: [{}, { option: true }],

  /** An instance that nobody has set up, for this story alone. */
  empty: async ({ settings }, use, info) => {
    const instance = await startInstance(info.title.replace(/[^a-z0-9]+/gi, '-').slice(0, 40).toLowerCase(), { settings })
    await use(instance)
    await instance.stop()
  },

  /** The gallery of pages, served to the stories of one worker. */
  gallery: [async ({}, use) => {
    const gallery = await serveGallery()
    await use(gallery)
    await gallery.stop()
  }, { scope: 'worker' }],

  /** An instance with the plugins that misbehave on purpose, for this story alone; `cargo loadin build --fixtures` makes them. */
  misused: async ({}, use) => {
    const instance = await startInstance('misused', { plugins: 'tests/fixtures/plugins', some: ['hostile', 'zoo'] })
    await use(instance)
    await instance.stop()
  },

  /** Watches every page of the story's context, and judges at its end. */
  watch: [async ({ context }, use) => {
    const watch = new Watch()
    await watch.over(context)
    await use(watch)
    watch.judge()
  }, { auto: true }],
})

/** What was seen on the pages of a story. */
class Watch {
  faults = []
  expected = []

  /** Watches another context as well, such as a second person's. */
  async over(context) {
    await context.addInitScript(() => {
      addEventListener('securitypolicyviolation', (event) => {
        console.error(`policy: ${event.effectiveDirective} refused ${event.blockedURI} ${event.sample}`)
      })
    })
    context.on('page', (page) => page.on('pageerror', (error) => this.faults.push(`script error on ${page.url()}: ${error.message}`)))
    context.on('console', (message) => {
      if (message.type() === 'error') this.faults.push(`console on ${message.page()?.url()}: ${message.text()}`)
    })
    context.on('request', (request) => {
      const { protocol, host } = new URL(request.url())
      const own = request.frame().page().url()
      const home = own.startsWith('http') ? new URL(own).host : host
      if (protocol !== 'data:' && host !== home) this.faults.push(`request to another host: ${request.url()}`)
    })
  }

  /** Announces a fault that the story provokes: a part of its text. */
  expects(text) {
    this.expected.push(text)
  }

  judge() {
    const unexpected = this.faults.filter((fault) => !this.expected.some((text) => fault.includes(text)))
    expect.soft(unexpected, 'what must not happen on any page').toEqual([])
  }
}
