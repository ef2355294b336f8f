//! The small pictures beside words.
//!
//! Rule: a picture is for the eye only, so it is hidden from whoever listens; strokes of one width on a grid of 24.

use loadin_profile::page::Icon;
use maud::{Markup, html};

/// A small picture of the shell's own.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Sign {
    /// The navigation.
    Menu,
    /// The spaces.
    Spaces,
    /// Looking for something.
    Search,
}

/// Draws a small picture.
pub(crate) fn icon(icon: Icon) -> Markup {
    drawn(strokes(icon))
}

/// Draws a small picture of the shell's own.
pub(crate) fn sign(sign: Sign) -> Markup {
    drawn(match sign {
        Sign::Menu => "M4 6h16M4 12h16M4 18h10",
        Sign::Spaces => "M4 4h7v7H4zM13 13h7v7h-7zM13 4h7v7h-7zM4 13h7v7H4z",
        Sign::Search => strokes(Icon::Search),
    })
}

fn drawn(strokes: &str) -> Markup {
    html! { svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" { path d=(strokes) {} } }
}

/// Draws a small picture if there is one.
pub(super) fn maybe(shown: Option<Icon>) -> Markup {
    html! { @if let Some(shown) = shown { (icon(shown)) } }
}

fn strokes(icon: Icon) -> &'static str {
    match icon {
        Icon::Calendar => "M4 6h16v14H4zM4 10h16M8 3v5M16 3v5",
        Icon::Pin => "M12 21c4-5 6-8 6-11a6 6 0 0 0-12 0c0 3 2 6 6 11zM12 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
        Icon::Van => {
            "M2 17V6h12v11M14 9h4l4 4v4h-2M10 17h6M4 17H2M7 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM18 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4z"
        }
        Icon::Money => "M2 6h20v12H2zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM6 10v4M18 10v4",
        Icon::People => {
            "M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM2 20c0-4 3-6 7-6s7 2 7 6M16 4.500a3.500 3.500 0 0 1 0 6M18 14.500c2.500.8 4 2.600 4 5.500"
        }
        Icon::Mic => "M12 14a3 3 0 0 0 3-3V6a3 3 0 0 0-6 0v5a3 3 0 0 0 3 3zM6 11a6 6 0 0 0 12 0M12 17v4M8 21h8",
        Icon::Note => "M9 18V5l11-2v13M9 18a3 3 0 1 1-6 0 3 3 0 0 1 6 0zM20 16a3 3 0 1 1-6 0 3 3 0 0 1 6 0z",
        Icon::Ticket => "M3 7h18v3a2 2 0 0 0 0 4v3H3v-3a2 2 0 0 0 0-4zM14 7v2M14 11v2M14 15v2",
        Icon::Bed => "M3 5v14M3 15h18v4M21 15v-2a4 4 0 0 0-4-4h-6v6M7 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
        Icon::Clock => "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.500 2",
        Icon::File => "M6 3h8l5 5v13H6zM14 3v5h5M9 13h7M9 17h7",
        Icon::Download => "M12 4v11M7 11l5 5 5-5M4 20h16",
        Icon::Upload => "M12 16V5M7 9l5-5 5 5M4 20h16",
        Icon::Search => "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l5 5",
        Icon::Filter => "M3 5h18l-7 8v6l-4 2v-8z",
        Icon::Plus => "M12 5v14M5 12h14",
        Icon::Edit => "M4 20l1-5L16 4l4 4L9 19zM13 7l4 4",
        Icon::Trash => "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5",
        Icon::Check => "M4 13l5 5L20 6",
        Icon::Warning => "M12 3L2 20h20zM12 10v5M12 17.500h.01",
        Icon::Info => "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v6M12 7.500h.01",
        Icon::Mail => "M3 5h18v14H3zM3 7l9 6 9-6",
        Icon::Phone => "M5 3h4l2 5-3 2a12 12 0 0 0 6 6l2-3 5 2v4a2 2 0 0 1-2 2A17 17 0 0 1 3 5a2 2 0 0 1 2-2z",
        Icon::Settings => {
            "M4 7h10M18 7h2M4 17h2M10 17h10M16 9a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM8 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4z"
        }
        Icon::Chart => "M4 4v16h16M8 16v-4M12 16V8M16 16v-6",
        Icon::Link => "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
    }
}

#[cfg(test)]
mod tests {
    use loadin_profile::page::Icon;

    use super::icon;

    #[test]
    fn every_picture_is_small_of_its_own_and_hidden_from_whoever_listens() {
        let mut drawn: Vec<String> = Icon::ALL.iter().map(|each| icon(*each).into_string()).collect();
        assert!(drawn.iter().all(|svg| svg.contains("aria-hidden=\"true\"") && svg.len() < 330), "{drawn:?}");
        drawn.sort();
        drawn.dedup();
        assert_eq!(drawn.len(), Icon::ALL.len());
    }
}
