// Starting the real program: a free port, an empty data folder, the plugins of the repository.
//
// Rule: each instance has a folder of its own and ends with the story that started it; what it logged stays in
// target/browser/logs for whoever has to find out why a story failed.
import { execFile, spawn } from 'node:child_process'
import { chmodSync, cpSync, createWriteStream, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { ROOT, output, program } from './machine.js'

/** The longest that an instance may take until it can serve, in milliseconds; it may have to compile its plugins. */
const LONGEST_START = 120_000
/** The stories run side by side, so each process counts its own. */
const WORKER = process.env.TEST_WORKER_INDEX ?? '0'
let started = 0

/** Returns how many refusals by the content policy browsers have told the instance whose log this is. */
export const refusals = (log) => readFileSync(log, 'utf8').match(/a browser refused something by the content policy/g)?.length ?? 0

/** Starts an instance that nobody has set up, with the plugins below a folder of the repository, or with some of them by name;
 * `settings` are variables beside the suite's own. */
export async function startInstance(name, { plugins = 'plugins', some = null, settings = {} } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'loadin-browser-'))
  for (const plugin of some ?? []) cpSync(join(ROOT, plugins, plugin), join(folder, 'plugins', plugin), { recursive: true })
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const environment = {
    ...withoutOurs(process.env),
    LOADIN_SERVER__LISTEN: `127.0.0.1:${port}`,
    LOADIN_SERVER__PUBLIC_URL: origin,
    LOADIN_DATA__DIR: join(folder, 'data'),
    LOADIN_PLUGINS__DIR: some ? join(folder, 'plugins') : join(ROOT, plugins),
    LOADIN_LOG__FILTER: 'info',
    ...settings,
  }
  giveCompiled(join(folder, 'data'))
  mkdirSync(output('logs'), { recursive: true })
  started += 1
  const path = output('logs', `${WORKER}-${String(started).padStart(2, '0')}-${name}.log`)
  const log = createWriteStream(path)
  const child = spawn(program(), ['serve'], { cwd: ROOT, env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  child.stdout.pipe(log, { end: false })
  child.stderr.pipe(log, { end: false })
  const instance = new Instance({ child, environment, folder, origin, log: path })
  await instance.ready()
  keepCompiled(join(folder, 'data'))
  return instance
}

// An instance compiles its plugins when it starts, and believes only what was compiled under its own root key. The stories'
// instances get the key and the code of an earlier one, which saves each of them seconds; nothing else is shared.
const WARM = output('warm')
const COMPILED = ['root.key', 'compiled']

function giveCompiled(data) {
  mkdirSync(data, { mode: 0o700 })
  try {
    for (const name of COMPILED) cpSync(join(WARM, name), join(data, name), { recursive: true })
    chmodSync(join(data, 'root.key'), 0o600)
    chmodSync(join(data, 'compiled'), 0o700)
  } catch {
    // There is nothing yet, or another worker is just putting it there: then this instance compiles for itself.
    for (const name of COMPILED) rmSync(join(data, name), { recursive: true, force: true })
  }
}

const compiledIn = (folder) => {
  const compiled = join(folder, 'compiled')
  return existsSync(compiled) ? readdirSync(compiled, { recursive: true }).sort().join() : ''
}

/** Puts what was compiled where the next instance finds it; whole or not at all, since another worker may do the same. */
function keepCompiled(data) {
  if (compiledIn(data) === compiledIn(WARM)) return
  const fresh = output(`warm-${WORKER}-${process.pid}`)
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(fresh, { mode: 0o700, recursive: true })
  for (const name of COMPILED) cpSync(join(data, name), join(fresh, name), { recursive: true })
  const old = `${fresh}-old`
  try {
    if (existsSync(WARM)) renameSync(WARM, old)
    renameSync(fresh, WARM)
  } catch (error) {
    // Another worker was faster, and what it has put there is as good.
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(error.code)) throw error
  }
  for (const rest of [fresh, old]) rmSync(rest, { recursive: true, force: true })
}

class Instance {
  constructor(parts) {
    Object.assign(this, parts)
    this.ended = new Promise((resolve) => this.child.once('exit', (code, signal) => resolve(code ?? signal)))
    this.child.once('error', () => {})
  }

  /** Waits until the instance says that it can serve. */
  async ready() {
    let hasEnded = false
    let last = 'nothing'
    this.ended.then(() => (hasEnded = true))
    for (const end = Date.now() + LONGEST_START; Date.now() < end; await wait(50)) {
      if (hasEnded) throw new Error(`loadin ended with ${await this.ended} before it was ready, see ${this.log}:\n${this.said()}`)
      const answer = await fetch(`${this.origin}/readyz`).catch(() => undefined)
      if (answer?.ok) return
      if (answer) last = await answer.text()
    }
    this.child.kill('SIGTERM')
    throw new Error(`loadin was not ready after ${LONGEST_START / 1000} s, it said ${last}, see ${this.log}`)
  }

  said() {
    return readFileSync(this.log, 'utf8').slice(-4000)
  }

  /** Returns what the instance has logged so far, line by line. */
  lines() {
    return readFileSync(this.log, 'utf8').split('\n')
  }

  /** Returns how often a browser has told that its content policy refused something. */
  refusals() {
    return refusals(this.log)
  }

  /** Returns the link for setting the instance up, by the token that lies in a file only its owner may read. */
  setUpLink() {
    return `${this.origin}/set-up?token=${readFileSync(join(this.folder, 'data', 'set-up-token'), 'utf8').trim()}`
  }

  /** Runs a command of the program on the same data, and returns what it prints. */
  async run(...words) {
    const { stdout } = await promisify(execFile)(program(), words, { cwd: ROOT, env: this.environment })
    return stdout
  }

  async stop() {
    this.child.kill('SIGTERM')
    await this.ended
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** A setting of whoever runs the suite must not change the instances. */
const withoutOurs = (environment) => Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('LOADIN_')))

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}
