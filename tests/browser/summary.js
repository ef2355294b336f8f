// What the suite prints: a line for each story, what was seen where one failed, and the numbers at the end.
//
// Rule: the last line is `browser: N passed, M failed`. It is also left in target/browser/summary.txt, where
// `cargo loadin check` finds it.
import { mkdirSync, writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { ROOT, output } from './machine.js'

const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`
const plain = (text) => text.replace(/\u001b\[[0-9;]*m/g, '')

export default class Summary {
  count = { passed: 0, failed: 0, skipped: 0 }
  broken = []

  onBegin(_config, suite) {
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
    for (const note of result.annotations ?? []) this.print(`      ${note.type}: ${note.description}`)
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
    const { passed, failed, skipped } = this.count
    const line = `browser: ${passed} passed, ${failed} failed${skipped ? `, ${skipped} did not run` : ''}`
    this.print(line)
    mkdirSync(output(), { recursive: true })
    writeFileSync(output('summary.txt'), `${line}\n`)
  }

  printsToStdio() {
    return true
  }

  print(text) {
    process.stdout.write(`${text}\n`)
  }
}

const indented = (text) => text.trimEnd().replace(/^/gm, '      ')
