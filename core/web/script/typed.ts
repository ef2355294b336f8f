// What somebody has typed, ticked or chosen and not sent yet.
//
// Rule: it is theirs. A part of a page that renews itself leaves it alone, and whoever comes back to a form by the back button
// finds it there; passwords, files and tokens are not kept.

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement
/** What a field holds: its text, whether it is ticked, which options are chosen. */
type Held = string | boolean | boolean[]
/** A form as it was left. */
export type Typed = { action: string; fields: [name: string, held: Held][] }

const FIELDS = 'input, textarea, select'
const NOT_KEPT = ['hidden', 'password', 'file', 'submit', 'reset', 'button', 'image']

const touched = new WeakSet<Element>()
document.addEventListener('input', ({ target }) => target instanceof Element && touched.add(target))
document.addEventListener('reset', ({ target }) => {
  if (target instanceof HTMLFormElement) for (const field of fields(target)) touched.delete(field)
})

const is_ticked = (field: Field): boolean => field.type === 'checkbox' || field.type === 'radio'

/** Returns whether an element is a field (or an option of one) that somebody has filled in otherwise than the page did. */
export const is_typed = (element: Element): boolean => {
  const field = element instanceof HTMLOptionElement ? element.closest('select') : element
  if (!field?.matches(FIELDS)) return false
  if (touched.has(field)) return true
  if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue
  if (!(field instanceof HTMLInputElement)) return false
  return is_ticked(field) ? field.checked !== field.defaultChecked : field.value !== field.defaultValue
}

/** Returns whether an element is or holds such a field. */
export const holds_typed = (element: Element): boolean =>
  is_typed(element) || [...element.querySelectorAll(FIELDS)].some(is_typed)

/** Forgets what was typed: it was sent, and the page that follows is another. */
export const forget = (): void => {
  for (const form of document.forms) form.reset()
}

/** Returns what a form holds. */
export const taken = (form: HTMLFormElement): Typed => ({
  action: form.action,
  fields: fields(form).map((field) => [field.name, held(field)]),
})

/** Puts it back into the same form of the page that is shown. */
export const put_back = ({ action, fields: kept }: Typed): void => {
  const form = [...document.forms].find((form) => form.action === action)
  if (!form) return
  fields(form).forEach((field, index) => {
    const [name, value] = kept[index] ?? []
    if (name === field.name && value !== undefined) hold(field, value)
  })
}

const fields = (form: HTMLFormElement): Field[] =>
  ([...form.elements] as Field[]).filter((field) => field.matches(FIELDS) && !NOT_KEPT.includes(field.type))

const held = (field: Field): Held => {
  if (field instanceof HTMLSelectElement) return Array.from(field.options, (option) => option.selected)
  return field instanceof HTMLInputElement && is_ticked(field) ? field.checked : field.value
}

const hold = (field: Field, value: Held): void => {
  if (JSON.stringify(held(field)) === JSON.stringify(value)) return
  touched.add(field)
  if (field instanceof HTMLSelectElement && Array.isArray(value)) {
    value.forEach((is_chosen, index) => {
      const option = field.options[index]
      if (option) option.selected = is_chosen
    })
  } else if (field instanceof HTMLInputElement && is_ticked(field)) field.checked = value === true
  else field.value = String(value)
}
