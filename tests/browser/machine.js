// What the suite needs of the machine: the browser, the built program, the places in the repository.
//
// Rule: everything may be named by a variable (LOADIN_CHROMIUM, LOADIN_BIN, LOADIN_TARGET, LOADIN_LONG), and what is missing is an error that
// says how to get it.
import { accessSync, constants } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root of the repository. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

const TARGET = resolve(ROOT, process.env.LOADIN_TARGET || process.env.CARGO_TARGET_DIR || 'target')

/** Whether everything is looked at in every size, and what is measured is measured three times. */
export const isLong = process.env.LOADIN_LONG === '1'

/** Returns a place for what the suite leaves behind. */
export const output = (...names) => join(TARGET, 'browser', ...names)

/** Returns a folder that a build has filled, such as the gallery of pages. */
export const built = (...names) => join(TARGET, ...names)

/** Returns the `loadin` program. */
export function program() {
  const path = resolve(process.env.LOADIN_BIN || join(TARGET, 'debug', 'loadin'))
  if (!runs(path)) throw new Error(`there is no program at ${path}: run \`cargo build --bin loadin\`, or set LOADIN_BIN`)
  return path
}

/** Returns the browser. */
export function chromium() {
  const named = process.env.LOADIN_CHROMIUM
  const folders = (process.env.PATH || '').split(delimiter)
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
  const found = named || names.flatMap((name) => folders.map((folder) => join(folder, name))).find(runs)
  if (!found) throw new Error('there is no Chromium: install it, or set LOADIN_CHROMIUM to where it is')
  return found
}

function runs(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
