// What a page weighs over the wire when somebody opens it for the first time.
//
// Rule: which files a page asks for is what a browser has asked for; what each weighs is the body with brotli, counted once
// more without a browser, because a cache or a decoder in between would change it.
import { request as httpRequest } from 'node:http'
import { brotliCompressSync } from 'node:zlib'

/** Opens the page in a context without a cache, and returns what its first view consists of. */
export async function firstView(context, url) {
  const page = await context.newPage()
  const asked = []
  page.on('request', (request) => {
    // The icon in the page and that of the window are one file, which comes over the wire once.
    const isNew = request.url().startsWith('http') && !asked.some(({ url }) => url === request.url())
    if (isNew) asked.push({ url: request.url(), kind: request.resourceType() })
  })
  await page.goto(url, { waitUntil: 'networkidle' })
  await page.close()
  const cookie = await cookieFor(context, url)
  const answers = []
  for (const { url, kind } of asked) answers.push({ kind, ...(await fetched(url, cookie)) })
  const sum = (answers) => answers.reduce((bytes, answer) => bytes + answer.bytes, 0)
  const html = (await fetched(url, cookie, 'identity')).text
  return {
    answers,
    count: answers.length,
    first: answers[0].bytes,
    script: sum(answers.filter(({ kind }) => kind === 'script')),
    all: sum(answers),
    css: packed(between(html, '<style>', '</style>')),
    map: packed(between(html, '<figure class="map', '</figure>')),
  }
}

/** Returns the header that says who is signed in. */
export async function cookieFor(context, url) {
  return (await context.cookies(url)).map(({ name, value }) => `${name}=${value}`).join('; ')
}

function between(text, from, to) {
  const start = text.indexOf(from)
  return start < 0 ? '' : text.slice(start, text.indexOf(to, start) + to.length)
}

const packed = (text) => (text ? brotliCompressSync(text).length : 0)

/** Gets an address as a browser would, and counts what comes over the wire. */
function fetched(url, cookie, encoding = 'br') {
  return new Promise((resolve, reject) => {
    const headers = { cookie, accept: 'text/html,application/xhtml+xml,*/*', 'accept-encoding': encoding, 'accept-language': 'en-GB' }
    const request = httpRequest(url, { headers }, (answer) => {
      const parts = []
      answer.on('data', (part) => parts.push(part))
      answer.on('end', () => {
        const body = Buffer.concat(parts)
        const text = encoding === 'identity' ? body.toString() : ''
        resolve({ url, status: answer.statusCode, encoding: answer.headers['content-encoding'], bytes: body.length, text })
      })
    })
    request.on('error', reject)
    request.end()
  })
}
