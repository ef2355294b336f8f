// Shows how far a job is as it goes on, and what came of it once it has ended.
//
// Rule: a stream is open only while its job is shown to somebody: it ends with the page, and while the page is hidden. One that
// breaks off is opened again, ever more slowly.

import { after, again } from './page'
import { wait_ms } from './patience'
import { name_page } from './voice'

type Status = { done: number; total: number; message: string; state: string }
type Stream = { source?: EventSource | undefined; timer?: number | undefined; failures: number }

const streams = new Map<string, Stream>()

const regions = () => [...document.querySelectorAll<HTMLElement>('[data-events]')]

/** Opens the streams of the jobs that are shown, and ends all others. */
const follow = (): void => {
  const wanted = new Set(document.hidden ? [] : regions().map((region) => region.dataset['events'] ?? ''))
  for (const url of streams.keys()) if (!wanted.has(url)) end(url)
  for (const url of wanted) {
    const stream = streams.get(url) ?? { failures: 0 }
    if (stream.source || stream.timer) continue
    streams.set(url, stream)
    if (stream.failures === 0) open(url, stream)
    else later(stream, () => open(url, stream))
  }
}

const end = (url: string): void => {
  const stream = streams.get(url)
  streams.delete(url)
  stream?.source?.close()
  clearTimeout(stream?.timer)
}

const later = (stream: Stream, then: () => void): void => {
  stream.timer = setTimeout(() => {
    stream.timer = undefined
    then()
  }, wait_ms(stream.failures))
}

const open = (url: string, stream: Stream): void => {
  const source = (stream.source = new EventSource(url))
  let is_open = false
  const close = () => {
    source.close()
    stream.source = undefined
    stream.failures += 1
  }
  source.onmessage = ({ data }: MessageEvent<string>) => {
    is_open = true
    const now = JSON.parse(data) as Status
    if (now.state === 'running') {
      stream.failures = 0
      return draw(url, now)
    }
    close()
    look_again(url, stream)
  }
  source.onerror = () => {
    close()
    // A stream that never began may be about a job that nobody knows any more.
    later(stream, is_open ? () => open(url, stream) : () => look_again(url, stream))
  }
}

/** Shows the page as it is now that the job has ended; it tells what came of it. */
const look_again = (url: string, stream: Stream): void => {
  again().then(
    () => {
      if (streams.get(url) === stream) follow()
      else name_page()
    },
    () => {
      if (streams.get(url) !== stream) return
      stream.failures += 1
      later(stream, () => look_again(url, stream))
    },
  )
}

const draw = (url: string, now: Status): void => {
  for (const region of regions()) {
    if (region.dataset['events'] !== url) continue
    const bar = region.querySelector('progress')
    const count = region.querySelector<HTMLElement>('[data-count]')
    const words = region.querySelector('[data-message]')
    if (bar && count && now.total > 0) {
      bar.max = now.total
      bar.value = Math.min(now.done, now.total)
      // How a share is written is core's to say: `# %`.
      count.textContent = (count.dataset['count'] ?? '').replace('#', String(Math.floor((100 * bar.value) / now.total)))
    }
    if (words && words.textContent !== now.message) words.textContent = now.message
  }
}

after.push(follow)
document.addEventListener('visibilitychange', follow)
addEventListener('pageshow', follow)
addEventListener('pagehide', () => {
  for (const url of [...streams.keys()]) end(url)
})
