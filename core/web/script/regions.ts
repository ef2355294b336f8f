// Parts of a page that renew themselves: `data-region="name" data-refresh="30"`, in seconds, from the page itself or from where
// `data-from` says.
//
// Rules: a page that nobody looks at asks for nothing, and nothing is asked for more often than every ten seconds; what does not
// answer is asked ever more slowly. An answer without the region changes nothing.

import { after, ask, read, renew } from './page'
import { wait_ms } from './patience'

const LEAST_S = 10

type Plan = { at: number; failures: number }
const plans = new WeakMap<Element, Plan>()
let timer: number | undefined

const regions = () => [...document.querySelectorAll<HTMLElement>('[data-region][data-refresh]')]

const every_ms = (region: HTMLElement): number => 1_000 * Math.max(LEAST_S, Number(region.dataset['refresh']) || 0)

const plan_of = (region: HTMLElement): Plan => {
  const plan = plans.get(region) ?? { at: Date.now() + every_ms(region), failures: 0 }
  plans.set(region, plan)
  return plan
}

/** Sets the clock to the next region that is due, if anybody is looking. */
const schedule = (): void => {
  clearTimeout(timer)
  const next = Math.min(...regions().map((region) => plan_of(region).at))
  if (document.hidden || next === Infinity) return
  timer = setTimeout(run, Math.max(0, next - Date.now()))
}

const run = (): void => {
  const due = regions().filter((region) => plan_of(region).at <= Date.now())
  for (const region of due) plan_of(region).at = Infinity
  const from = (region: HTMLElement) => region.dataset['from'] ?? location.href
  for (const url of new Set(due.map(from))) void renew_all(url, due.filter((region) => from(region) === url))
  schedule()
}

/** Asks once for all regions that come from the same address. */
const renew_all = async (from: string, group: HTMLElement[]): Promise<void> => {
  const page = await ask(from).then((response) => (response.ok ? read(response) : undefined)).catch(() => undefined)
  for (const region of group) {
    const plan = plan_of(region)
    const now = page?.querySelector<HTMLElement>(`[data-region="${CSS.escape(region.dataset['region'] ?? '')}"]`)
    plan.failures = now ? 0 : plan.failures + 1
    plan.at = Date.now() + every_ms(region) + (now ? 0 : wait_ms(plan.failures + 3))
    if (now && region.isConnected) renew(region, now)
  }
  schedule()
}

after.push(schedule)
document.addEventListener('visibilitychange', schedule)
addEventListener('pageshow', schedule)
