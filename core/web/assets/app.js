// The one script. Every page is complete without it: it keeps a form from being sent twice, moves the focus to what went
// wrong, and shows how far a job is without loading the page again. It puts text into the page, never markup.

// Whatever else comes: text that becomes markup stays inert, and text never becomes code.
if (window.trustedTypes) {
    const refused = (what) => {
        throw new TypeError(`${what} refused`)
    }
    window.trustedTypes.createPolicy('default', {
        createHTML: (text) => text,
        createScript: (text) => (text === '' ? text : refused('script')),
        createScriptURL: (url) => (new URL(url, location.href).origin === location.origin ? url : refused(url)),
    })
}

// A form is sent once; coming back to the page by the back button frees it again.
document.addEventListener('submit', (event) => {
    const form = event.target
    if (form.dataset.sent) {
        event.preventDefault()
        return
    }
    form.dataset.sent = 'yes'
    event.submitter?.setAttribute('aria-busy', 'true')
})
addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent
    for (const button of document.querySelectorAll('[aria-busy]')) button.removeAttribute('aria-busy')
})

document.querySelector('[data-focus]')?.focus()

// A link from the map or from a folded place opens what it leads to.
const open = () => {
    const there = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)))
    for (let at = there || null; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true
}
addEventListener('hashchange', open)
open()

const again = () => location.reload()
for (const region of document.querySelectorAll('[data-events]')) {
    const bar = region.querySelector('progress')
    const [count, words] = ['[data-count]', '[data-message]'].map((part) => region.querySelector(part))
    const events = new EventSource(region.dataset.events)
    events.onmessage = ({ data }) => {
        const now = JSON.parse(data)
        if (now.state !== 'running') {
            events.close()
            again()
            return
        }
        if (now.total > 0) {
            bar.max = now.total
            bar.value = Math.min(now.done, now.total)
            count.textContent = `${Math.floor((100 * bar.value) / now.total)} %`
        }
        if (words.textContent !== now.message) words.textContent = now.message
    }
    // The browser connects again by itself unless it was told not to.
    events.onerror = () => {
        if (events.readyState === EventSource.CLOSED) setTimeout(again, 10000)
    }
}
