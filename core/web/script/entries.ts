// The pages that took each other's place without being loaded, as the back and forward buttons know them.
//
// Rule: an address that was pushed is shown again as it is now, where it was left and with what was typed; a place on the same
// page (`#day-3`) stays the browser's own business.

import { ask, fits, read, show } from './page'
import { type Typed, put_back, taken } from './typed'
import { name_page } from './voice'

/** What the history keeps of a page. */
type Entry = { page: number; y?: number; typed?: Typed }

let current = (history.state as Entry | null)?.page ?? Date.now()
const left_at = new Map<number, number>()

/** Keeps with the page that is shown what a form on it holds, for whoever comes back to it. */
export const note = (form: HTMLFormElement): void =>
  history.replaceState({ page: current, y: scrollY, typed: taken(form) } satisfies Entry, '')

/** Notes that a form has led to another page, which is shown next. */
export const push = (url: string, form: HTMLFormElement): void => {
  note(form)
  left_at.set(current, scrollY)
  current = Math.max(Date.now(), current + 1)
  history.pushState({ page: current } satisfies Entry, '', url)
  history.scrollRestoration = 'manual'
}

/** Puts back what was typed here before a form led away; once, so that loading the page again empties it. */
const restore = (entry: Entry): void => {
  if (!entry.typed) return
  put_back(entry.typed)
  history.replaceState({ page: entry.page } satisfies Entry, '')
}

/** Shows a page in the place of another, from `y` on, and says its name. */
export const enter = (page: Document, y = 0): void => {
  show(page, 'another')
  scrollTo(0, y)
  document.getElementById('main')?.focus({ preventScroll: true })
  name_page()
}

const go = async (entry: Entry): Promise<void> => {
  // Where there is no answer, the browser says so in its own words.
  const page = await ask(location.href).then(read, () => undefined)
  if (current !== entry.page) return
  if (!page || !fits(page)) return location.reload()
  enter(page, left_at.get(entry.page) ?? entry.y)
  restore(entry)
}

addEventListener('popstate', () => {
  const entry = history.state as Entry | null
  // A place on this page; from now on the entry says which page that is.
  if (!entry?.page) return history.replaceState({ page: current } satisfies Entry, '')
  if (entry.page === current) return
  left_at.set(current, scrollY)
  current = entry.page
  void go(entry)
})

// Whatever leaves this document finds its place by itself.
addEventListener('pagehide', () => {
  history.scrollRestoration = 'auto'
})

if (history.state) restore(history.state as Entry)
