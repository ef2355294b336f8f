//! The venue list, uploading one, and what came of it.

use loadin_domain::{Currency, Money};
use loadin_guest::{
    FieldError, Stored,
    collections::Found,
    ui::{Action, Cell, ColumnKind, Fact, Field, Form, Notice, NoticeKind, Page, Table, page},
};

use super::{MAX_UPLOAD, ask::currency, counted, left_out, money, sentence, title, turning};
use crate::{
    importing::{ImportReport, Mode},
    intake::{Note, Severity},
    kept::{VenueDocument, WeekNet},
    views::words,
    wishes::field_of,
};

/// Notes that are shown of an import.
const SHOWN_NOTES: usize = 200;

/// The form to upload a list: what was chosen, and what was wrong.
pub(crate) struct Upload {
    pub(crate) mode: String,
    pub(crate) currency: String,
    pub(crate) last_currency: Option<Currency>,
    pub(crate) errors: Vec<FieldError>,
}

/// Returns a page of the list with the form above it.
pub(crate) fn venues(found: &Found<VenueDocument>, total: usize, upload: &Upload) -> Page {
    let start = page("Venues").text(if total == 0 {
        "Tours are planned over your list of venues. Upload it as a CSV file: a line of titles, then a venue a line. Name, \
         latitude and longitude (name, lat, lon) are enough; town, capacity and net make better plans."
            .to_owned()
    } else {
        format!("Tours are planned over these {}. Upload a list to add venues or to bring them up to date.", counted(total, "venue"))
    });
    let start = details(&upload.errors).into_iter().fold(start, Page::piece);
    let start = start.form(form(total, upload));
    if total == 0 {
        return start;
    }
    let columns = [
        ("Venue", ColumnKind::Text),
        ("Town", ColumnKind::Text),
        ("Holds", ColumnKind::Number),
        ("A show earns", ColumnKind::Text),
    ];
    let table =
        Table::new("Venues by name", columns).rows(found.documents.iter().map(row)).empty("No venues on this page.");
    let mut actions = turning("venues", (found.prev.as_deref(), "Before"), (found.next.as_deref(), "More venues"));
    actions.insert(0, Action::go("Plan a tour", "plans/new").primary());
    let question = format!("Delete all {}? Plans that were made stay.", counted(total, "venue"));
    actions.push(Action::post("Delete all venues", "venues/clear").danger(question));
    start.table(table).actions(actions)
}

fn form(total: usize, upload: &Upload) -> Form {
    let error = |field: Field| {
        let fault = upload.errors.iter().find(|fault| field_of(&fault.pointer) == field.name);
        fault.map(|fault| sentence(&fault.detail)).into_iter().fold(field, Field::error)
    };
    let file = Field::file("venues", "Venue list", [".csv", ".tsv", ".txt", "text/csv"], MAX_UPLOAD).required();
    let mut form = Form::new("upload", "venues/import", "Upload")
        .field(error(file.help("A line of titles, then a venue a line; at most 2,000 venues.")));
    if total > 0 {
        let choices = [
            ("update", "Add and update: keep the others"),
            ("replace", "Replace the list: delete venues that the file does not have"),
        ];
        let mode = if upload.mode == "replace" { "replace" } else { "update" };
        form =
            form.field(error(Field::select("mode", "What to do with the venues here", choices).required().value(mode)));
    }
    let nothing = match upload.last_currency {
        Some(currency) => format!("As before: {currency}"),
        None => "The file says it, or has no amounts".to_owned(),
    };
    let chosen = Some(&upload.currency).filter(|code| !code.is_empty());
    let field = currency("currency", "Currency of amounts without one", &nothing, chosen);
    let field = field.value(&upload.currency);
    form.field(error(field.help("A column “currency” in the file comes first.")))
}

/// Lists what is wrong in single lines of a refused file; its first sentence stands at the field.
fn details(errors: &[FieldError]) -> Option<Notice> {
    let details: Vec<String> = errors.iter().skip(1).map(|fault| sentence(&fault.detail)).collect();
    let text = "The file was not taken, and nothing was changed.".to_owned();
    (!details.is_empty()).then_some(Notice { kind: NoticeKind::Problem, text, details })
}

fn row(venue: &Stored<VenueDocument>) -> Vec<Cell> {
    let data = &venue.data;
    vec![
        Cell::link(title(&data.name), format!("venues/{}", venue.id)),
        town(data).into(),
        data.capacity.map_or(Cell::Empty, Cell::from),
        data.net.as_ref().map_or(Cell::Empty, |net| earns(net).into()),
    ]
}

fn town(venue: &VenueDocument) -> String {
    let parts = [&venue.city, &venue.region].into_iter().flatten();
    title(&parts.map(String::as_str).collect::<Vec<_>>().join(", "))
}

/// Returns what a show earns over the days of the week, in words.
fn earns(net: &WeekNet) -> String {
    let days: Vec<Money> = net.days().into_iter().flatten().collect();
    let (least, most) = (days.iter().map(|day| day.minor()).min(), days.iter().map(|day| day.minor()).max());
    let (Some(least), Some(most)) = (least, most) else { return String::new() };
    let (least, most) = (Money::from_minor(least, net.currency), Money::from_minor(most, net.currency));
    if least == most { words::money(most) } else { format!("{} to {}", words::amount(least), words::money(most)) }
}

/// Returns the page of one venue.
pub(crate) fn venue(venue: &Stored<VenueDocument>) -> Page {
    let data = &venue.data;
    let unknown = || Cell::Text("not in your list: estimated in plans".to_owned());
    let mut facts = Vec::new();
    facts.extend(Some(town(data)).filter(|town| !town.is_empty()).map(|town| Fact::new("Town", town)));
    facts.extend(data.country.as_ref().map(|country| Fact::new("Country", title(country))));
    let (lat, lon) = (data.position.lat(), data.position.lon());
    facts.push(Fact::new("Place", Cell::link(format!("{lat:.4}, {lon:.4}"), format!("geo:{lat:.6},{lon:.6}"))));
    facts.push(Fact::new("Holds", data.capacity.map_or_else(unknown, Cell::from)));
    let days = ["Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays"];
    match &data.net {
        None => facts.push(Fact::new("A show earns", unknown())),
        Some(net) => {
            let known = net.days().into_iter().zip(days);
            facts.extend(known.filter_map(|(amount, day)| Some(Fact::new(format!("On {day}"), money(amount?)))));
        }
    }
    facts.extend(data.radius_km.map(|km| Fact::new("Its own radius clause", Cell::Km(f64::from(km)))));
    if !data.dates.is_empty() {
        let dates: String = data.dates.join(", ").replace("..", " to ").chars().take(2_000).collect();
        facts.push(Fact::new("Can be played", dates));
    }
    page(title(&data.name))
        .up("Venues", "venues")
        .facts(facts)
        .text("To change it, upload a list that has this venue: the same name and town are the same venue.")
        .actions([Action::post("Delete this venue", format!("venues/{}/delete", venue.id))
            .danger("Delete this venue? Plans that were made stay.")])
}

/// Returns what came of an upload.
pub(crate) fn imported(report: &ImportReport) -> Page {
    let done = &report.done;
    let count = |number: usize| Cell::from(u32::try_from(number).unwrap_or(u32::MAX));
    let mut headline = vec![
        Fact::new("Venues now", count(report.total)),
        Fact::new("Added", count(done.added)),
        Fact::new("Updated", count(done.updated)),
        Fact::new("Unchanged", count(done.unchanged)),
    ];
    if report.mode == Mode::Replace {
        headline.push(Fact::new("Deleted", count(done.removed)));
    }
    let name = done.file_name.as_deref().unwrap_or("The list");
    let summary = if done.left_out == 0 {
        format!("{name}: all {} are used.", counted(done.rows, "line"))
    } else {
        format!(
            "{name}: {} of {} are used, {} left out.",
            words::count(done.used),
            counted(done.rows, "line"),
            words::count(done.left_out)
        )
    };
    let kind = if done.left_out == 0 { NoticeKind::Success } else { NoticeKind::Warning };
    let mut page = page("Your venues are in")
        .up("Venues", "venues")
        .notice(kind, summary)
        .headline(headline)
        .actions([Action::go("Plan a tour", "plans/new").primary(), Action::go("See the venues", "venues")]);
    if let Some(currency) = done.currency {
        page = page.text(format!("Amounts without a currency of their own count in {currency}."));
    }
    let notes: Vec<&Note> = report.notes.iter().filter(|note| note.line.is_some()).take(SHOWN_NOTES).collect();
    let of_file = report.notes.iter().filter(|note| note.line.is_none() && note.severity != Severity::LeftOut);
    page = of_file.take(20).fold(page, |page, note| page.text(sentence(&note.detail)));
    if notes.is_empty() {
        return page;
    }
    let more = report.notes.iter().filter(|note| note.line.is_some()).count() - notes.len();
    let page = page.table(left_out::table(&notes));
    if more == 0 { page } else { page.text(format!("And {} more.", words::count(more))) }
}
