//! Links and buttons, and how far a job is.
//!
//! Rule: a button is a small form with its own token. One that asks first is a fold with the question inside, because that
//! works without a script and under every assistive technology alike.

use loadin_profile::page::{Action, Actions, Hidden, Progress, Tone};
use maud::{Markup, html};

use super::{Pen, csrf, icons};
use crate::paths;

impl Pen<'_> {
    pub(super) fn actions(self, actions: &Actions) -> Markup {
        html! { div class="actions" { (self.each_action(&actions.actions)) } }
    }

    /// Links and buttons one after another.
    pub(super) fn each_action(self, actions: &[Action]) -> Markup {
        self.each_of(actions, &|text| html! { (text) })
    }

    /// Links and buttons of a card: each says which card's it is to whoever does not see where it stands.
    pub(super) fn each_action_of(self, title: &str, actions: &[Action]) -> Markup {
        self.each_of(actions, &|text| {
            let of_card =
                html! { span class="unseen" { (self.words.say_with("draw-of-card", &[("title", title.into())])) } };
            html! { (text) (of_card) }
        })
    }

    fn each_of(self, actions: &[Action], said: &dyn Fn(&str) -> Markup) -> Markup {
        html! {
            @for action in actions {
                @match action {
                    Action::Go { text, href, tone, icon } => {
                        (self.linked(html! { (icons::maybe(*icon)) (said(text)) }, href, Some(button(*tone))))
                    }
                    Action::Do { text, action, tone, confirm, values, icon } => {
                        (self.post(&html! { (icons::maybe(*icon)) (said(text)) }, action, *tone, confirm.as_deref(), values))
                    }
                }
            }
        }
    }

    fn post(self, text: &Markup, action: &str, tone: Tone, confirm: Option<&str>, values: &[Hidden]) -> Markup {
        let Some(address) = self.action(action) else { return html! { span { (text) } } };
        let form = |text: &Markup| {
            html! {
                form method="post" action=(address) {
                    (csrf(&self.plugin.csrf))
                    @for hidden in values { input type="hidden" name=(hidden.name) value=(hidden.value); }
                    button type="submit" class=(button(tone)) { (text) }
                }
            }
        };
        html! {
            @match confirm {
                None => { (form(text)) }
                Some(question) => {
                    details class="ask" {
                        summary class=(button(Tone::Plain)) { (text) }
                        div class="sheet" { p { (question) } (form(text)) }
                    }
                }
            }
        }
    }

    pub(super) fn progress(self, progress: &Progress) -> Markup {
        let done = progress.done.min(progress.total);
        let percent = (progress.total > 0)
            .then(|| u32::try_from(u128::from(done) * 100 / u128::from(progress.total)).unwrap_or(100));
        html! {
            div class="progress" data-events=(paths::job_events(&self.plugin.space, &progress.job)) {
                progress aria-label=(self.words.say("draw-progress")) max=[(progress.total > 0).then_some(progress.total)]
                    value=[(progress.total > 0).then_some(done)] {}
                p {
                    b data-count=(self.words.percent_of("#")) {
                        @if let Some(percent) = percent { (self.words.percent(f64::from(percent))) }
                    }
                    " "
                    span data-message role="status" { (progress.message) }
                }
                noscript { p { a class="button" href="" { (self.words.say("draw-look-again")) } } }
            }
        }
    }
}

/// The class of a link or a button.
pub(super) fn button(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "button",
        Tone::Primary => "button primary",
        Tone::Danger => "button danger",
    }
}
