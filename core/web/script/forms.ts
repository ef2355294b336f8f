// Sends forms without leaving the page, and says at once that it does.
//
// Rules: a form is sent once; what was typed is lost only to a page that has it. An answer within the same part of the site is
// shown in place; whoever comes elsewhere by it, or is somebody else after it (signing in and out), gets a freshly loaded
// page. A form with a `target`, or for another site, is the browser's. Without this script the browser sends every form.

import { enter, note, push } from './entries'
import { fits, is_file, is_here, read, show } from './page'
import { forget } from './typed'
import { hush, say } from './voice'

/** After so long it is worth saying that something is still being sent. */
const PATIENCE_MS = 400

const sent = new Map<HTMLFormElement, HTMLElement | null>()

document.addEventListener('submit', (event) => {
  const form = event.target
  if (!(form instanceof HTMLFormElement) || event.defaultPrevented || form.method !== 'post') return
  if (sent.has(form)) return event.preventDefault()
  const button = event.submitter ?? form.querySelector<HTMLElement>('button:not([type]), [type=submit]')
  sent.set(form, button)
  if (button) button.ariaBusy = 'true'
  if (form.hasAttribute('target') || !is_here(form.action)) return
  event.preventDefault()
  void send(form, event.submitter)
})

/** Frees a form to be sent again. */
const release = (form: HTMLFormElement): void => {
  const button = sent.get(form)
  if (button) button.ariaBusy = null
  sent.delete(form)
}

// Whoever comes back to a page that the browser has kept finds its forms as they were before they were sent.
addEventListener('pageshow', ({ persisted }) => {
  if (!persisted) return
  for (const form of [...sent.keys()]) release(form)
})

const send = async (form: HTMLFormElement, button: HTMLElement | null): Promise<void> => {
  hush()
  const waiting = setTimeout(() => say(has_file(form) ? 'sending-file' : 'sending'), PATIENCE_MS)
  const response = await fetch(form.action, { method: 'POST', body: body(form, button), headers: { accept: 'text/html' } })
    .catch(() => undefined)
  const page = response && (await read(response).catch(() => undefined))
  clearTimeout(waiting)
  if (!response) {
    release(form)
    return say(navigator.onLine ? 'no-answer' : 'not-sent', true)
  }
  hush()
  if (response.redirected && (!page || !fits(page) || part(response.url) !== part(location.href))) {
    if (is_file(response)) release(form)
    return location.assign(response.url)
  }
  const door = page && response.status === 401 && the_door(page)
  if (door) {
    note(form)
    return location.assign(door)
  }
  release(form)
  if (page) turn(form, page, response)
  else if (!response.ok || response.bodyUsed) say('no-answer', true)
  else if (response.status !== 204) await keep(response)
}

/** The part of the site that an address belongs to: a plugin's pages in a space, or core's pages of one kind. */
const part = (url: string): string => {
  const { pathname } = new URL(url)
  return /^\/s\/[^/]+\/p\/[^/]+/.exec(pathname)?.[0] ?? pathname.split('/', 2).join('/')
}

/** Where somebody whose session has ended signs in, and from there comes back here; nothing when that is not what is wrong. */
const the_door = (page: Document): string | undefined => {
  const path = page.querySelector('main a[href="/sign-in"]')?.getAttribute('href')
  return path ? `${path}?${new URLSearchParams({ next: location.pathname + location.search })}` : undefined
}

/** Shows the page that a form was answered with. */
const turn = (form: HTMLFormElement, page: Document, response: Response): void => {
  if (!response.redirected && page.querySelector('[data-focus]')) {
    show(page, 'answer')
    return document.querySelector<HTMLElement>('[data-focus]')?.focus()
  }
  push(response.redirected ? response.url : location.href, form)
  forget()
  enter(page)
}

/** What a browser would send, in the way it would. */
const body = (form: HTMLFormElement, button: HTMLElement | null): BodyInit => {
  const data = new FormData(form, button)
  if (form.enctype === 'multipart/form-data') return data
  const text = (value: FormDataEntryValue) => (value instanceof File ? value.name : value.replace(/\r\n?|\n/g, '\r\n'))
  return new URLSearchParams([...data].map(([name, value]) => [name, text(value)]))
}

const has_file = (form: HTMLFormElement): boolean => form.querySelector('input[type=file]') !== null

/** Hands an answer that is no page over to the browser, as a file or to be looked at; asking again would send the form again. */
const keep = async (response: Response): Promise<void> => {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await response.blob())
  if (is_file(response)) link.download = file_name(response.headers.get('content-disposition') ?? '')
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

const file_name = (disposition: string): string => {
  const [, coded] = /filename\*=utf-8''([^;]+)/i.exec(disposition) ?? []
  const [, plain] = /filename="?([^";]+)/i.exec(disposition) ?? []
  return coded ? decodeURIComponent(coded) : (plain ?? '')
}
