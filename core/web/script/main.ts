// The one script. Every page is complete without it. It sends forms without leaving the page, asks before what cannot be
// undone, shows how far a job is, renews what says that it changes, and moves the focus to what went wrong.
//
// Rule: it knows forms, regions and jobs, never what a page is about; no words, no looks, nothing that a page needs.

// First those that may keep a form from being sent.
import './confirm'
import './forms'
import './jobs'
import './regions'
import { unfold } from './folds'
import { after } from './page'

document.querySelector<HTMLElement>('[data-focus]')?.focus()
unfold()
for (const each of after) each()
