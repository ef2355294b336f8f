// What the suite prints: a line for each story, what was seen where one failed, and the numbers at the end.
//
// Rule: what browsers told the instances that their content policy refused is counted over all stories, and one that no story has
// provoked fails the suite. The rows of the figures are left in target/browser/figures.md, as docs/reference/benchmarks.md has
// them. The last line is `browser: N passed, M failed`. It is also left in target/browser/summary.txt, where
// `cargo loadin check` finds it.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { ROOT, output } from './machine.js'
import { refusals } from './server.js'

const HEAD = [
  '| page | LCP | TBT | CLS | first answer, bytes | script | first view | requests |',
  '|---|---|---|---|---|---|---|---|',
]
const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`
const plain = (text) => text.replace(/\u001b\[[0-9;]*m/g, '')

export default class Summary {
  count = { passed: 0, failed: 0, skipped: 0 }
  provoked = 0
  rows = []

  onBegin(_config, suite) {
    rmSync(output('logs'), { recursive: true, force: true })
    this.print(`browser: ${suite.allTests().length} stories`)
  }

  onTestEnd(test, result) {
    const title = test.titlePath().slice(3).join(' › ')
    if (result.status === 'skipped') {
      this.count.skipped += 1
      this.print(`  - ${title} (did not run)`)
      return
    }
    const passed = test.expectedStatus === result.status
    this.count[passed ? 'passed' : 'failed'] += 1
    this.print(`  ${passed ? '✓' : '✗'} ${title} (${seconds(result.duration)})`)
    for (const { type, description } of result.annotations ?? []) {
      if (type === PROVOKED) this.provoked += Number(description)
      if (type === 'figures') this.rows.push(description)
      else this.print(`      ${type}: ${description}`)
    }
    if (passed) return
    for (const error of result.errors) this.print(indented(plain(error.message || error.value || 'no message')))
    for (const step of result.steps.filter((step) => step.error)) this.print(`      in: ${step.title}`)
    for (const { name, path } of result.attachments) if (path) this.print(`      ${name}: ${relative(ROOT, path)}`)
  }

  /** What fails outside any story: a file that does not load, a browser that does not start. */
  onError(error) {
    this.count.failed += 1
    this.print(indented(plain(error.message || error.value || 'no message')))
  }

  onEnd() {
    const unexpected = refused() - this.provoked
    this.print(`browser: ${unexpected} unexpected refusals by the content policy, ${this.provoked} provoked`)
    if (unexpected !== 0) this.count.failed += 1
    const { passed, failed, skipped } = this.count
    const line = `browser: ${passed} passed, ${failed} failed${skipped ? `, ${skipped} did not run` : ''}`
    const table = this.rows.length > 0 ? `${[...HEAD, ...this.rows].join('\n')}\n` : ''
    this.print(`${table}${line}`)
    mkdirSync(output(), { recursive: true })
    writeFileSync(output('summary.txt'), `${line}\n`)
    writeFileSync(output('figures.md'), table)
    return unexpected === 0 ? undefined : { status: 'failed' }
  }

  printsToStdio() {
    return true
  }

  print(text) {
    process.stdout.write(`${text}\n`)
  }
}

/** What a story that provokes refusals by the content policy says of itself: an annotation with their number. */
const PROVOKED = 'provoked refusals'

/** Returns how many refusals by the content policy browsers have told the instances of all stories. */
function refused() {
  mkdirSync(output('logs'), { recursive: true })
  const logs = readdirSync(output('logs'), { withFileTypes: true }).filter((entry) => entry.isFile())
  return logs.reduce((sum, { name }) => sum + refusals(output('logs', name)), 0)
}

const indented = (text) => text.trimEnd().replace(/^/gm, '      ')
