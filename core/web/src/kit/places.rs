//! Where one can go, what happened when, who belongs to it, what waits behind a button, and what to say where there is
//! nothing.

use loadin_profile::page::{
    Action, BadgeTone, Dialog, Empty, Icon, Menu, Moment, NavLink, Notice, NoticeKind, Page, Someone, Timeline, page,
    section,
};

use super::{LEFTWARD, LONG, UNBROKEN};

/// All of it.
pub(super) fn places() -> Page {
    page("Places and moments")
        .trail([("Plans", "plans"), ("Spring tour, Berlin and back", "plans/7")])
        .tabs(
            "Views of the tour",
            [
                NavLink::new("Days", "plans/7").current(),
                NavLink::new("Money", "plans/7/money"),
                NavLink::new("Open questions", "plans/7/questions").count(1_204),
                NavLink::new(LONG, "plans/7/more"),
            ],
        )
        .section(
            section("Messages")
                .piece(message(NoticeKind::Info))
                .piece(message(NoticeKind::Success))
                .piece(message(NoticeKind::Warning))
                .piece(message(NoticeKind::Problem)),
        )
        .section(
            section("Places to go").nav(
                "Settings",
                [
                    NavLink::new("Van and drivers", "settings/van")
                        .icon(Icon::Van)
                        .note("How far, how long, how many seats"),
                    NavLink::new("Beds", "settings/beds").icon(Icon::Bed).current(),
                    NavLink::new("Our website", "https://example.org/").icon(Icon::Link).note(LONG),
                ],
            ),
        )
        .section(section("A day").timeline(day()))
        .section(section("What happened").timeline(history()).timeline(Timeline::new("Payments", [])))
        .section(section("People").people("The band", band()).people("The crew", []))
        .section(section("To be copied").verbatim("Address of the calendar", "https://example.org/calendar/7/feed.ics"))
        .section(section("Behind a button").dialog(sheet()).menu(menu()))
        .section(
            section("Nothing yet")
                .empty(
                    Empty::new("No venues yet", "Bring a list, or write the first one down by hand.")
                        .icon(Icon::Pin)
                        .action(Action::go("Bring a list", "venues/new").primary().icon(Icon::Upload)),
                )
                .empty(Empty::new(LONG, LEFTWARD)),
        )
}

fn message(kind: NoticeKind) -> Notice {
    Notice {
        kind,
        text: "Three venues have no capacity.".into(),
        details: vec!["Line 14: Town Hall".into(), UNBROKEN.into()],
    }
}

fn day() -> Timeline {
    Timeline::new(
        "Friday in Leipzig",
        [
            Moment::new("15:00", "Load-in").text("From the yard; the code for the gate is in the advance."),
            Moment::new("16:30", "Sound check").tone(BadgeTone::Warning).text("Shorter than usual: two supports."),
            Moment::new("19:30", "Doors").tone(BadgeTone::Accent),
            Moment::new("21:15", "Set").tone(BadgeTone::Accent).href("plans/7"),
            Moment::new("23:00", "Curfew").tone(BadgeTone::Bad),
        ],
    )
}

fn history() -> Timeline {
    Timeline::new(
        "What happened with this offer",
        [
            Moment::new("2027-01-04T10:12", "First hold asked for"),
            Moment::new("2027-01-04T18:40", "Second hold given").text(LONG),
            Moment::new("2027-01-19", "Moved up to first hold").tone(BadgeTone::Good),
            Moment::new("2027-02-02T09:05", LEFTWARD).text(UNBROKEN),
        ],
    )
}

fn band() -> [Someone; 4] {
    [
        Someone::new("Ada Lindqvist").role("owner").you(),
        Someone::new("Bo").role("booker"),
        Someone::new(UNBROKEN).role(LONG),
        Someone::new(LEFTWARD),
    ]
}

fn sheet() -> Dialog {
    Dialog::new("share", "Share this plan", "Who may see it")
        .text("Whoever has the link sees days and drives, never money.")
        .actions([Action::post("Make a link", "plans/7/links").primary().icon(Icon::Link)])
}

fn menu() -> Menu {
    Menu::new(
        "More",
        [
            Action::go("Copy", "plans/7/copy").icon(Icon::File),
            Action::go(LONG, "plans/7/export").icon(Icon::Download),
            Action::post("Delete", "plans/7/delete").danger("Delete this plan?").icon(Icon::Trash),
        ],
    )
}
