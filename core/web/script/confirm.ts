// Asks before a form is sent: `data-confirm="Question?"` on the form or on the button.
//
// Rule: the answer that does nothing has the focus first, Escape gives it, and the focus goes back to where it was.

import { words } from './voice'

const agreed = new WeakSet<HTMLFormElement>()

document.addEventListener('submit', (event) => {
  const { target: form, submitter: button } = event
  if (!(form instanceof HTMLFormElement) || agreed.has(form)) return
  const question = button?.dataset['confirm'] ?? form.dataset['confirm']
  if (!question) return
  event.preventDefault()
  ask(question, button?.textContent?.trim() || words('yes'), () => {
    if (!form.isConnected || (button && !form.contains(button))) return
    agreed.add(form)
    form.requestSubmit(button)
    agreed.delete(form)
  })
})

const ask = (question: string, yes: string, then: () => void): void => {
  const dialog = document.createElement('dialog')
  const text = document.createElement('p')
  const actions = document.createElement('div')
  text.id = 'question'
  text.textContent = question
  dialog.setAttribute('aria-labelledby', text.id)
  actions.className = 'actions'
  const [agree, cancel] = [answer(yes, 'button danger'), answer(words('cancel'), 'button')]
  cancel.autofocus = true
  let is_agreed = false
  agree.onclick = () => {
    is_agreed = true
    dialog.close()
  }
  cancel.onclick = () => dialog.close()
  dialog.onclose = () => {
    dialog.remove()
    if (is_agreed) then()
  }
  actions.append(agree, cancel)
  dialog.append(text, actions)
  document.body.append(dialog)
  dialog.showModal()
}

const answer = (text: string, name: string): HTMLButtonElement => {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = name
  button.textContent = text
  return button
}
