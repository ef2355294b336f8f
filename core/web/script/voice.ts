// What is said about things that change without the page being loaded: seen at the foot of the window, and read out.
//
// Rule: no word of a language stands in this script; they are attributes of the element that core writes into every page
// (`voice` in core/web/src/document.rs).

/** Something that the script says; its words are the attribute `data-<name>` of the voice. */
export type Word = 'sending' | 'sending-file' | 'not-sent' | 'no-answer' | 'yes' | 'cancel'

const voice = (): HTMLElement | null => document.getElementById('voice')

/** Returns the words for something, in the language of the page. */
export const words = (word: Word): string => voice()?.getAttribute(`data-${word}`) ?? ''

/** Says something that stays until the next thing is said; trouble is read out at once. */
export const say = (word: Word, is_trouble = false): void => put(words(word), is_trouble ? 'alert' : 'status')

/** Takes the last word back. */
export const hush = (): void => put('', 'status')

/** Tells the name of the page that took the place of another to those who listen; everybody else sees it. */
export const name_page = (): void => put(document.title, 'status', true)

const put = (text: string, role: string, is_unseen = false): void => {
  const element = voice()
  if (!element) return
  element.role = role
  element.classList.toggle('unseen', is_unseen)
  element.textContent = text
}
