// The one place where text becomes markup.
//
// Rule: the policy of every page allows no other (`trusted-types loadin`), so whatever else comes to run on a page cannot turn
// text into markup or code; and what is read here is inert until it is put into the page, where the content policy of the
// page holds for it.

type Policy = { createHTML(text: string): string }
type Factory = { createPolicy(name: string, rules: Policy): Policy }

const as_is: Policy = { createHTML: (text) => text }
const factory = (window as unknown as { trustedTypes?: Factory }).trustedTypes
const policy = factory?.createPolicy('loadin', as_is) ?? as_is

/** Reads one of our own answers as a page that does nothing yet. */
export const parse = (text: string): Document => {
  const page = new DOMParser().parseFromString(policy.createHTML(text), 'text/html')
  // Read without scripts, their content would be elements; they are for pages that have none.
  for (const element of page.querySelectorAll('noscript')) element.remove()
  return page
}
