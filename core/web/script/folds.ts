// What is folded away: a link to something inside opens it, Escape and a look elsewhere close a sheet.

/** Opens what the address leads to. */
export const unfold = (): void => {
  let name = location.hash.slice(1)
  try {
    name = decodeURIComponent(name)
  } catch {
    // Not written as addresses are: then it is the name itself.
  }
  for (let at: Element | null = name ? document.getElementById(name) : null; at; at = at.parentElement) {
    if (at instanceof HTMLDetailsElement) at.open = true
  }
}

addEventListener('hashchange', unfold)

const open_sheets = (kinds: string) => document.querySelectorAll<HTMLDetailsElement>(`:is(${kinds})[open]`)

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || event.defaultPrevented) return
  for (const sheet of open_sheets('.ask')) {
    if (!sheet.contains(document.activeElement)) continue
    sheet.open = false
    sheet.querySelector('summary')?.focus()
  }
})

// A sheet with a question or a form stays until it is answered; a menu is closed by going on.
document.addEventListener('click', ({ target }) => {
  for (const sheet of open_sheets('.menu-of')) {
    if (target instanceof Node && !sheet.contains(target)) sheet.open = false
  }
})
