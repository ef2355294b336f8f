//! The browsers that somebody is signed in with.

use loadin_profile::page::{Action, Badge, BadgeTone, Card, Cell, Fact, Section, section};

use super::below;
use crate::{paths, words::Words};

/// A browser that somebody is signed in with.
#[derive(Clone, Debug)]
pub struct Device {
    /// The id of its session.
    pub id: String,
    /// What it calls itself, as it came.
    pub user_agent: String,
    /// When it was used last by the reader's clock, `2027-03-05T19:30`.
    pub last_used: String,
    /// Whether it is the one that shows this page.
    pub is_this: bool,
}

/// The browsers as cards; all but this one can be signed out.
pub(super) fn devices(devices: &[Device], words: Words) -> Section {
    let section = section(words.say("account-devices")).list(devices.iter().map(|device| card(device, words)), "");
    if devices.iter().filter(|device| !device.is_this).count() > 1 {
        let all = Action::post(words.say("account-devices-sign-out"), below(paths::SIGN_OUT_OTHERS));
        return section.actions([all]);
    }
    section
}

fn card(device: &Device, words: Words) -> Card {
    let name = name(&device.user_agent, words);
    let used = Fact::new(words.say("account-device-used"), moment(&device.last_used, words));
    let card = Card { title: name, facts: vec![used], ..Card::default() };
    if device.is_this {
        return card.badge(Badge::new(words.say("account-device-this"), BadgeTone::Accent));
    }
    card.action(Action::post(words.say("account-device-sign-out"), below(&paths::sign_out_device(&device.id))))
}

/// Returns a moment, `2027-03-05T19:30`, or a day as a value that pages show.
pub(super) fn moment(at: &str, words: Words) -> Cell {
    if at.contains('T') { Cell::from(words.date_time(at).as_str()) } else { Cell::date(at) }
}

/// Returns browser and system in words, as far as the browser tells: it may tell anything.
fn name(user_agent: &str, words: Words) -> String {
    // The order matters: each claims to be those that follow as well.
    const BROWSERS: [(&str, &str); 6] = [
        ("Firefox/", "Firefox"),
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 7] = [
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("CrOS", "ChromeOS"),
        ("Mac OS X", "Mac"),
        ("Linux", "Linux"),
    ];
    let known = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
    };
    match (known(&BROWSERS), known(&SYSTEMS)) {
        (Some(browser), Some(system)) => {
            words.say_with("account-device-on", &[("browser", browser.into()), ("system", system.into())])
        }
        (Some(browser), None) => browser.to_owned(),
        (None, Some(system)) => words.say_with("account-device-some-on", &[("system", system.into())]),
        (None, None) => words.say("account-device-some").into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::name;
    use crate::catalogue;

    #[test]
    fn browsers_are_named_by_the_most_particular_thing_they_say() {
        for (user_agent, expected) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 \
                 Safari/537.36 Edg/140.0.0.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile \
                 Safari/537.36",
                "Chrome on Android",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile \
                 Safari/604.1",
                "Safari on an iPhone",
            ),
            ("curl/8.9", "A browser"),
            ("<script>Windows", "A browser on Windows"),
        ] {
            assert_eq!(name(user_agent, catalogue().english()), expected);
        }
    }
}
