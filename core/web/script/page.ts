// Reads pages, and puts one, or a part of one, in the place of what is shown.
//
// Rule: what stays the same is not touched, so focus, scroll, selection and what plays stay; what somebody typed or opened stays
// as long as it is the same page. Only whole pages of ours are shown, and only with the head that is here already: another
// script, style or language is a navigation.

import { Idiomorph } from 'idiomorph'

import { unfold } from './folds'
import { parse } from './trusted'
import { holds_typed, is_typed } from './typed'

/** What is done each time something was put into the page: events are followed, regions are timed. */
export const after: (() => void)[] = []

/** Asks for a page. Fails as `fetch` does, without a word on what the answer is. */
export const ask = (url: string): Promise<Response> => fetch(url, { headers: { accept: 'text/html' } })

/** Reads an answer as a page of ours; nothing when it is something else. */
export const read = async (response: Response): Promise<Document | undefined> => {
  const kind = response.headers.get('content-type') ?? ''
  if (!kind.startsWith('text/html') || is_file(response) || !is_here(response.url)) return undefined
  const page = parse(await response.text())
  return page.getElementById('main') ? page : undefined
}

/** Returns whether an address is on this site. */
export const is_here = (url: string): boolean => new URL(url, location.href).origin === location.origin

/** Returns whether an answer is meant to be kept as a file. */
export const is_file = (response: Response): boolean =>
  /^\s*attachment/i.test(response.headers.get('content-disposition') ?? '')

/** Returns whether a page needs nothing of its head that is not here: the same script, style, language and looks. */
export const fits = (page: Document): boolean => surroundings(page) === surroundings(document)

const surroundings = ({ documentElement, head }: Document): string => {
  const parts = [...head.children].filter((part) => !part.matches('title, noscript'))
  const outer = [...documentElement.attributes].map(({ name, value }) => `${name}=${value}`)
  return [...outer, ...parts.map((part) => part.outerHTML)].join('\n')
}

/** How what is shown follows from what was there: another page, the same form with what is wrong, or the same page later. */
export type Turn = 'another' | 'answer' | 'later'

/** Shows a page that was read. */
export const show = (page: Document, turn: Turn): void => {
  document.title = page.title
  if (turn === 'another') make_way()
  morph(document.body, page.body, turn)
}

/** Takes away what is the page's own, so that nothing of it is taken for a part of the next one, or seen to move about in it. */
const make_way = (): void => {
  for (const sheet of document.querySelectorAll<HTMLElement>('[popover]')) sheet.hidePopover?.()
  document.getElementById('main')?.replaceChildren()
  document.querySelector('body > footer')?.remove()
}

/** Shows a part of the page as it is now. */
export const renew = (old: Element, now: Element): void => morph(old, now, 'later')

const morph = (old: Element, now: Element, turn: Turn): void => {
  const around = lineage(document.activeElement)
  Idiomorph.morph(old, now, {
    morphStyle: 'outerHTML',
    // `ignoreActiveValue` is not set: it would leave alone all that is inside what has the focus, be it the whole main part.
    callbacks: {
      beforeNodeMorphed: (node: Node) => !(node instanceof Element && node.id === 'voice'),
      beforeNodeRemoved: (node: Node) => !(node instanceof Element && turn === 'later' && is_in_use(node)),
      beforeAttributeUpdated: (name: string, element: Element) => turn === 'another' || may_change(name, element, turn),
    },
  })
  refocus(around)
  for (const each of after) each()
  if (turn !== 'later') unfold()
}

/** Something that somebody is busy with is not taken away under their hands. */
const is_in_use = (element: Element): boolean => element.matches('dialog') || holds_typed(element)

const may_change = (name: string, element: Element, turn: Turn): boolean => {
  if (name === 'open') return !element.matches('details, dialog')
  if (turn === 'answer') return true
  if (name === 'value' || name === 'checked' || name === 'selected') {
    return element !== document.activeElement && !is_typed(element)
  }
  return name !== 'aria-busy'
}

/** Returns an element and all around it, from the inside. */
const lineage = (element: Element | null): Element[] => {
  const all = []
  for (let at = element; at && at !== document.body; at = at.parentElement) all.push(at)
  return all
}

/** When what had the focus is gone, the nearest thing around it that can have it takes it: at last, the main part. */
const refocus = (around: Element[]): void => {
  if (around.length === 0 || (document.activeElement && document.activeElement !== document.body)) return
  const next = around.find((element) => element.isConnected && element.matches('[tabindex]')) ?? document.getElementById('main')
  if (next instanceof HTMLElement) next.focus({ preventScroll: true })
}

/** Asks for the page that is shown, and shows it as it is now. Fails when there is no answer. */
export const again = async (): Promise<void> => {
  const url = location.href
  const response = await ask(url)
  const page = response.redirected ? undefined : await read(response)
  if (location.href !== url) return
  if (page && fits(page)) show(page, 'later')
  else location.reload()
}
