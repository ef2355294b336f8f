// How long to wait before asking again what did not answer.

const FIRST_MS = 1_000
const MOST_MS = 60_000

/** Returns a wait that doubles with each failure, shortened by up to half at random so that not all come at once. */
export const wait_ms = (failures: number): number => Math.min(MOST_MS, FIRST_MS * 2 ** failures) * (1 - Math.random() / 2)
