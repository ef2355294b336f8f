// Serving the gallery of pages with the headers that the program sends, and answering whatever is asked of a page in it:
// with a page that says what has arrived. So a component is proven by what it sends, whoever would handle it.
//
// Rule: nothing here knows a component. `arrived` reads the answer's page, which holds with a script and without.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { createServer } from 'node:http'
import { basename, join } from 'node:path'
import { expect } from '@playwright/test'
import { built } from './machine.js'

const folder = built('gallery')
const TYPES = { html: 'text/html; charset=utf-8', js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8', svg: 'image/svg+xml' }

/** Returns the names of the pages. */
export function galleryPages() {
  if (!existsSync(folder)) return []
  return readdirSync(folder).filter((name) => name.endsWith('.html')).map((name) => name.slice(0, -'.html'.length))
}

/** Serves the gallery until it is stopped. */
export async function serveGallery() {
  const server = createServer((request, answer) => respond(request, answer).catch((error) => answer.destroy(error)))
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${server.address().port}`
  return {
    origin,
    page: (name) => `${origin}/gallery/${name}`,
    stop: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Waits for the page that says what has arrived, and returns it: `{ method, path, fields }`, each field as `[name, value]`. */
export async function arrived(page) {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Arrived')
  return JSON.parse(await page.locator('#arrived').textContent())
}

async function respond(request, answer) {
  const url = new URL(request.url, 'http://gallery')
  const body = await whole(request)
  const headers = { ...pageHeaders(), 'cache-control': 'no-store' }
  const file = basename(url.pathname)
  const name = [file, `${file}.html`].find((name) => /\.\w+$/.test(name) && existsSync(join(folder, name)))
  if (/\/jobs\/.*events/.test(url.pathname)) return answer.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
  if (name && (url.pathname === `/gallery/${file}` || !name.endsWith('.html'))) {
    answer.writeHead(200, { ...headers, 'content-type': TYPES[name.split('.').pop()] ?? 'application/octet-stream' })
    return answer.end(readFileSync(join(folder, name)))
  }
  if (file.endsWith('.csv')) {
    return answer.writeHead(200, { ...headers, 'content-type': 'text/csv', 'content-disposition': 'attachment' }).end('a,b\n')
  }
  const fields = [...url.searchParams, ...(await sent(request, body))]
  answer.writeHead(200, { ...headers, 'content-type': TYPES.html }).end(said({ method: request.method, path: url.pathname, fields }))
}

async function whole(request) {
  const parts = []
  for await (const part of request) parts.push(part)
  return Buffer.concat(parts)
}

async function sent(request, body) {
  if (!body.length) return []
  const form = await new Response(body, { headers: { 'content-type': request.headers['content-type'] } }).formData()
  return [...form].map(([name, value]) => [name, typeof value === 'string' ? value : `${value.name} (${value.size} bytes)`])
}

const said = (what) => '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Arrived</title></head><body>'
  + `<main id="main" tabindex="-1"><h1>Arrived</h1><pre id="arrived">${escaped(JSON.stringify(what))}</pre></main></body></html>`

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

function pageHeaders() {
  const lines = readFileSync(join(folder, 'headers.txt'), 'utf8').trim().split('\n')
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]))
}
