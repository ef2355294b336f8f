//! The venue list: looking through it, on a map, and uploading one.
//!
//! Rule: every look at the list has an address of its own, so that it can be kept and the way back leads there.

mod look;
mod rows;

use std::collections::BTreeSet;

use loadin_domain::{Currency, LatLon};
use loadin_guest::{
    FieldError, Stored, text,
    ui::{
        Action, Dialog, Empty, Field, Form, Icon, Map, NavLink, Notice, NoticeKind, Page, Piece, Point, Span, Tabs,
        Text, page,
    },
};
use loadin_tour_engine::roads::great_circle_metres;

pub(crate) use look::Look;

use super::{MAX_UPLOAD, ask::currency, home::plan_a_tour, sentence, title};
use crate::{kept::VenueDocument, wishes::field_of};

/// The form to upload a list: what was chosen, and what was wrong.
pub(crate) struct Upload {
    pub(crate) mode: String,
    pub(crate) currency: String,
    pub(crate) last_currency: Option<Currency>,
    pub(crate) errors: Vec<FieldError>,
}

/// The list and how it is looked at.
pub(crate) struct Venues<'a> {
    pub(crate) all: &'a [Stored<VenueDocument>],
    pub(crate) look: &'a Look,
    pub(crate) upload: &'a Upload,
}

/// Returns the page of the list.
pub(crate) fn venues(venues: &Venues<'_>) -> Page {
    let (total, upload) = (venues.all.len(), venues.upload);
    let start = page(text("venues-title"));
    let start = details(&upload.errors).into_iter().fold(start, Page::piece);
    if total == 0 {
        return start
            .empty(Empty::new(text("venues-empty-title"), text("venues-empty")).icon(Icon::Pin))
            .form(form(total, upload));
    }
    let sheet = Dialog::new("bring", text("venues-upload"), text("venues-upload"))
        .text(text("venues-upload-why"))
        .form(form(total, upload));
    let start = start.dialog(sheet).piece(views(venues.look));
    let start = if venues.look.is_map {
        let (near, far) = apart(venues.all);
        far_away(&far).into_iter().fold(start.map(map(&near, venues.look)), Page::piece)
    } else {
        start.table(rows::table(venues.all, venues.look))
    };
    start.actions([
        plan_a_tour(),
        Action::post(text("venues-clear"), "venues/clear")
            .danger(text!("venues-clear-question", venues = total))
            .icon(Icon::Trash),
    ])
}

fn views(look: &Look) -> Tabs {
    let links = [
        NavLink::new(text("venues-as-list"), "venues").current_if(!look.is_map),
        NavLink::new(text("venues-as-map"), "venues?tab=map").current_if(look.is_map),
    ];
    Tabs { label: text("venues-views"), links: links.into() }
}

type Kept<'a> = Vec<&'a Stored<VenueDocument>>;

/// Parts the venues that lie together from those so far away that a map with them would show nothing of the others.
fn apart(all: &[Stored<VenueDocument>]) -> (Kept<'_>, Kept<'_>) {
    let middle = |of: fn(&Stored<VenueDocument>) -> f64| {
        let mut degrees: Vec<f64> = all.iter().map(of).collect();
        degrees.sort_by(f64::total_cmp);
        degrees.get(degrees.len() / 2).copied().unwrap_or_default()
    };
    let centre = LatLon::new(middle(|venue| venue.data.position.lat()), middle(|venue| venue.data.position.lon()));
    let Ok(centre) = centre else { return (all.iter().collect(), Vec::new()) };
    let km = |venue: &Stored<VenueDocument>| great_circle_metres(centre, venue.data.position) / 1_000;
    let mut distances: Vec<_> = all.iter().map(km).collect();
    distances.sort_unstable();
    let usual = distances.get(distances.len() * 3 / 4).copied().unwrap_or_default();
    all.iter().partition(|venue| km(venue) <= usual.saturating_mul(4).max(100))
}

fn map(near: &Kept<'_>, look: &Look) -> Map {
    /// Places on one map.
    const MOST: usize = 2_000;
    let points = near.iter().take(MOST).map(|venue| {
        let position = venue.data.position;
        Point::dot(title(&venue.data.name), position.lat(), position.lon()).href(format!("venues/{}", venue.id))
    });
    let towns: BTreeSet<&str> = near.iter().filter_map(|venue| venue.data.city.as_deref()).collect();
    let summary = match towns.len() {
        0 => text!("venues-map-summary", venues = near.len()),
        towns => text!("venues-map-towns", venues = near.len(), towns = towns),
    };
    Map::new(text("venues-map"), summary).points(points).clustered().zoom(
        "where",
        "venues?tab=map",
        look.view.as_deref(),
    )
}

/// Says which venues are not on the map because they lie far away: mostly by a mistake in the list.
fn far_away(far: &Kept<'_>) -> Option<Piece> {
    const SHOWN: usize = 10;
    if far.is_empty() {
        return None;
    }
    let links = far.iter().take(SHOWN).enumerate().flat_map(|(at, venue)| {
        let comma = (at > 0).then(|| Span::plain(", "));
        comma.into_iter().chain([Span::link(title(&venue.data.name), format!("venues/{}", venue.id))])
    });
    let said = format!("{} ", text!("venues-far", venues = far.len()));
    let spans: Vec<Span> = [Span::plain(said)].into_iter().chain(links).collect();
    Some(Text { paragraphs: vec![spans.into()] }.into())
}

fn form(total: usize, upload: &Upload) -> Form {
    let error = |field: Field| {
        let fault = upload.errors.iter().find(|fault| field_of(&fault.pointer) == field.name);
        fault.map(|fault| sentence(&fault.detail)).into_iter().fold(field, Field::error)
    };
    let file = Field::file("venues", text("field-venues"), [".csv", ".tsv", ".txt", "text/csv"], MAX_UPLOAD);
    let mut form = Form::new("upload", "venues/import", text("upload"))
        .field(error(file.required().help(text!("field-venues-help", most = crate::intake::MAX_ROWS))));
    if total > 0 {
        let (update, replace) = (text("mode-update"), text("mode-replace"));
        let mode = if upload.mode == "replace" { "replace" } else { "update" };
        let choices = [("update", update.as_str()), ("replace", replace.as_str())];
        form = form.field(error(Field::radio("mode", text("field-mode"), choices).required().value(mode)));
    }
    let nothing = match upload.last_currency {
        Some(currency) => text!("field-list-currency-before", currency = currency.code()),
        None => text("field-list-currency-none"),
    };
    let chosen = Some(&upload.currency).filter(|code| !code.is_empty());
    let field = currency("currency", &text("field-list-currency"), &nothing, chosen);
    form.field(error(field.value(&upload.currency).help(text("field-list-currency-help"))))
}

/// Lists what is wrong in single lines of a refused file; its first sentence stands at the field.
fn details(errors: &[FieldError]) -> Option<Piece> {
    let details: Vec<String> = errors.iter().skip(1).map(|fault| sentence(&fault.detail)).collect();
    (!details.is_empty()).then(|| Notice { kind: NoticeKind::Problem, text: text("venues-refused"), details }.into())
}
