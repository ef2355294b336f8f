//! The venues of a space: uploading, updating, replacing, taking away.

use loadin_guest::{
    Error, Reply,
    ui::{Cell, Page, Piece, Table},
};
use serde_json::{Value, json};

use crate::{
    asking::ROOMS,
    band::{Band, actions, faults, invalid_page, pieces, shown, text},
};

fn figures(report: &Value) -> [u64; 6] {
    ["rows", "added", "updated", "unchanged", "removed", "total"].map(|name| report[name].as_u64().unwrap())
}

#[test]
fn whoever_comes_first_is_led_to_the_upload() {
    let band = Band::new();
    assert_eq!(actions(&band.page("/")), ["go venues"]);
    assert_eq!(actions(&band.page("/plans/new")), ["go venues"]);
    let venues = band.page("/venues");
    assert!(pieces(&venues).iter().any(|piece| matches!(piece, Piece::Form(form) if form.action == "venues/import")));
    assert!(actions(&venues).is_empty());
    assert!(text(&band.page("/plans")).contains("No plans yet"));
    assert_eq!(band.get("/")["venues"], 0);
}

#[test]
fn a_second_upload_updates_and_doubles_nothing() {
    let band = Band::new();
    assert_eq!(figures(&band.import(ROOMS, "?currency=USD").unwrap()), [5, 5, 0, 0, 0, 5]);
    assert_eq!(figures(&band.import(ROOMS, "").unwrap()), [5, 0, 0, 5, 0, 5]);
    let changed = ROOMS.replace("Nectar's,44.4759", "NECTARS,44.4760").replace("260.00", "270.00");
    assert_eq!(figures(&band.import(changed, "").unwrap()), [5, 0, 2, 3, 0, 5]);
    let list = band.get("/venues");
    let names: Vec<&str> = list["venues"].as_array().unwrap().iter().map(|v| v["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Café Lena", "Charlie-O's", "Merchants Hall", "NECTARS", "The Stone Church"]);
    assert_eq!(list["venues"][1]["net"]["friday"], "270.00");
    assert_eq!((&list["venues"][1]["net"]["currency"], &list["venues"][1]["version"]), (&json!("USD"), &json!(2)));
    assert_eq!((&list["next"], list["venues"][0].get("key")), (&Value::Null, None));
}

#[test]
fn the_same_name_in_another_town_is_another_venue() {
    let band = Band::new();
    let csv = "name,city,lat,lon\nTown Hall,Montpelier,44.26,-72.57\nTown Hall,Rutland,43.61,-72.97\n";
    assert_eq!(figures(&band.import(csv, "").unwrap()), [2, 2, 0, 0, 0, 2]);
    let one = "name,city,lat,lon,capacity\nTown Hall,Rutland,43.61,-72.97,120\n";
    assert_eq!(figures(&band.import(one, "").unwrap()), [1, 0, 1, 0, 0, 2]);
    let far = "name,city,lat,lon\nTown Hall,Rutland,43.61,-72.97\nTown Hall,Rutland,43.70,-72.97\n";
    let report = band.import(far, "").unwrap();
    assert_eq!((&report["used"], &report["left_out"]), (&json!(1), &json!(1)));
    let why = report["notes"][0]["detail"].as_str().unwrap();
    assert!(why.contains("same name and town as line 2") && why.ends_with("give one of them another name"), "{why}");
}

#[test]
fn replacing_takes_away_what_the_file_does_not_have() {
    let band = Band::with_rooms();
    let two: String = ROOMS.lines().take(3).map(|line| format!("{line}\n")).collect();
    assert_eq!(figures(&band.import(two, "?mode=replace").unwrap()), [2, 0, 0, 2, 3, 2]);
    assert_eq!(band.get("/venues")["venues"].as_array().unwrap().len(), 2);
}

#[test]
fn a_browser_uploads_and_sees_what_came_of_it() {
    let band = Band::new();
    let csv = format!("{ROOMS}Nowhere,444.2,-72.5,,,,,,,\n");
    let fields = [("mode", "update"), ("currency", "USD")];
    let page = shown(band.post_with("/venues/import", &fields, Some(("rooms.csv", csv.as_bytes()))));
    let said = text(&page);
    assert!(said.contains("rooms.csv: 5 of 6 lines are used, 1 left out."), "{said}");
    assert!(said.contains("Latitude 444.2 is outside -90 to 90"), "{said}");
    assert_eq!(actions(&page)[0], "go plans/new");
    let venues = band.page("/venues");
    assert!(text(&venues).contains("As before: USD"));
    let Some(Piece::Table(table)) = venues.pieces.iter().find(|piece| matches!(piece, Piece::Table(_))) else {
        panic!("no table")
    };
    assert_eq!(table.rows.len(), 5);
}

#[test]
fn a_refused_upload_writes_nothing_and_says_why() {
    let band = Band::with_rooms();
    let before = band.get("/venues");
    for (csv, said) in [
        ("", "the file is empty"),
        ("town,lat\nA,1\n", "the columns name and lon are missing"),
        ("name,lat,lon\nA,x,y\n", "none of the 1 rows can be used"),
    ] {
        let faults = faults(band.import(csv, "?mode=replace"));
        assert!(faults[0].0 == "/venues" && faults[0].1.contains(said), "{faults:?}");
        let fields = [("mode", "replace"), ("currency", "EUR")];
        let page = invalid_page(band.post_with("/venues/import", &fields, Some(("a.csv", csv.as_bytes()))));
        let all = pieces(&page);
        let Some(Piece::Form(form)) = all.iter().find(|piece| matches!(piece, Piece::Form(_))) else {
            panic!("no form")
        };
        assert!(form.fields[0].error.is_some());
        let chosen: Vec<_> = form.fields.iter().skip(1).map(|field| field.value.as_deref()).collect();
        assert_eq!(chosen, [Some("replace"), Some("EUR")], "what was chosen stays");
    }
    let nothing = invalid_page(band.post("/venues/import", &[("mode", "update")]));
    assert!(text(&nothing).contains("Choose the file first."));
    assert_eq!(band.get("/venues"), before);
}

#[test]
fn amounts_without_a_currency_are_asked_about_and_never_guessed() {
    let band = Band::new();
    assert_eq!(
        faults(band.import(ROOMS, "")),
        [(
            "/currency".to_owned(),
            "5 rows have amounts and no currency: say which one the list is in, or add a column currency".to_owned()
        )]
    );
    let page = invalid_page(band.post_with("/venues/import", &[], Some(("a.csv", ROOMS.as_bytes()))));
    assert!(text(&page).contains("5 rows have amounts and no currency"));
    let own = "name,lat,lon,net,currency\nA,44.4,-73.2,100,EUR\nB,44.5,-73.2,100,usd\nC,44.6,-73.2,,\n";
    assert_eq!(figures(&band.import(own, "").unwrap()), [3, 3, 0, 0, 0, 3]);
    // From now on the space counts as its last list did.
    assert_eq!(figures(&band.import(ROOMS, "").unwrap()), [5, 5, 0, 0, 0, 8]);
    assert_eq!(faults(band.import(ROOMS, "?currency=XYZ"))[0].0, "/currency");
    assert_eq!(faults(band.import(ROOMS, "?mode=add"))[0].0, "/mode");
    let json = band.api("POST", "/venues/import", &json!({ "venues": "x" }));
    assert!(faults(json)[0].1.contains("text/csv"));
}

#[test]
fn a_space_keeps_at_most_what_can_be_planned() {
    let rows = |range: std::ops::Range<usize>| {
        range.fold("name,lat,lon\n".to_owned(), |csv, n| format!("{csv}Room {n},44.{n:04},-72.5\n"))
    };
    let band = Band::new();
    assert_eq!(band.import(rows(0..1_500), "").unwrap()["total"], 1_500);
    let faults = faults(band.import(rows(1_400..2_100), ""));
    assert!(faults[0].1.contains("would have 2,100 venues; at most 2,000"), "{faults:?}");
    assert_eq!(band.get("/")["venues"], 1_500);
    assert_eq!(
        figures(&band.import(rows(1_000..2_500), "?mode=replace").unwrap()),
        [1_500, 1_000, 0, 500, 1_000, 1_500]
    );
}

#[test]
fn the_list_turns_its_pages_by_cursors() {
    let csv = (0..120).fold("name,lat,lon\n".to_owned(), |csv, n| format!("{csv}Room {n:03},44.{n:03},-72.5\n"));
    let band = Band::new();
    band.import(csv, "").unwrap();
    let (mut names, mut target) = (Vec::new(), "/venues".to_owned());
    loop {
        let page = band.get(&target);
        names.extend(page["venues"].as_array().unwrap().iter().map(|venue| venue["name"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        target = format!("/venues?cursor={next}");
    }
    assert_eq!((names.len(), names.is_sorted()), (120, true));
    faults(band.api("GET", "/venues?cursor=elsewhere", &Value::Null));
}

fn table(page: &Page) -> Table {
    let table = page.pieces.iter().find_map(|piece| if let Piece::Table(table) = piece { Some(table) } else { None });
    table.unwrap().clone()
}

fn first_cells(table: &Table) -> Vec<String> {
    let name = |row: &Vec<Cell>| match &row[0] {
        Cell::Link(link) => link.text.clone(),
        other => panic!("{other:?} leads nowhere"),
    };
    table.rows.iter().map(name).collect()
}

#[test]
fn somebody_looks_through_the_list_by_its_links() {
    let csv = (0..120).fold(
        "name,lat,lon,city,capacity
"
        .to_owned(),
        |csv, n| {
            let (town, holds) = if n % 2 == 0 { ("Hull", 500 - n) } else { ("Zürich", n) };
            format!("{csv}Room {n:03},44.{n:03},-72.5,{town},{holds}\n")
        },
    );
    let band = Band::new();
    band.import(csv, "").unwrap();
    let first = table(&band.page("/venues"));
    let paging = first.paging.clone().unwrap();
    assert_eq!((paging.first, paging.last, paging.total, paging.previous), (1, 25, Some(120), None));
    let second = table(&band.page(&format!("/{}", paging.next.unwrap())));
    assert_eq!((first_cells(&second)[0].as_str(), second.rows.len()), ("Room 025", 25));
    let last = table(&band.page("/venues?page=99"));
    assert_eq!((last.rows.len(), last.paging.unwrap().next), (20, None));
    let largest = first.columns[2].sort.clone().unwrap();
    assert_eq!((largest.now, largest.href.as_str()), (None, "venues?sort=-holds"));
    assert_eq!(first_cells(&table(&band.page("/venues?sort=-holds")))[..2], ["Room 000", "Room 002"]);
    let found = table(&band.page("/venues?words=zurich&sort=holds"));
    assert_eq!((first_cells(&found)[0].as_str(), found.paging.unwrap().total), ("Room 001", Some(60)));
    assert_eq!(found.filter.unwrap().clear.as_deref(), Some("venues?sort=holds"));
    let columns = table(&band.page("/venues?column=name&column=country&column=dates")).columns;
    assert_eq!(
        columns.iter().map(|column| column.title.as_str()).collect::<Vec<_>>(),
        ["Venue", "Country", "Can be played"]
    );
    let none = table(&band.page("/venues?words=moon"));
    assert!(none.rows.is_empty() && none.empty.contains("No venue is like that"));
}

#[test]
fn the_map_has_every_venue_and_leads_to_each() {
    let band = Band::with_rooms();
    let page = band.page("/venues?tab=map&view=44.2,-72.6,2");
    let Some(Piece::Map(map)) = page.pieces.iter().find(|piece| matches!(piece, Piece::Map(_))) else {
        panic!("no map")
    };
    assert!(map.is_clustered && map.points.len() == 5);
    assert!(map.points.iter().all(|point| point.href.as_ref().is_some_and(|href| href.starts_with("venues/"))));
    assert_eq!(map.zoom.as_ref().and_then(|zoom| zoom.now.as_deref()), Some("44.2,-72.6,2"));
    assert_eq!(map.summary, "5 venues in 5 towns.");
    // A place with its signs confused would show a map of the world.
    band.import("name,lat,lon\nThe Moon,44.4,73.2\n", "").unwrap();
    let page = band.page("/venues?tab=map");
    let Some(Piece::Map(map)) = page.pieces.iter().find(|piece| matches!(piece, Piece::Map(_))) else {
        panic!("no map")
    };
    assert_eq!(map.points.len(), 5);
    assert!(text(&page).contains("One venue lies so far from the others") && text(&page).contains("The Moon"));
}

#[test]
fn the_list_as_a_file_can_be_uploaded_again() {
    let band = Band::with_rooms();
    let Ok(Reply::File(file)) = band.send(&loadin_guest::Request::new("GET", "/venues.csv")) else { panic!("no file") };
    let loadin_guest::Body::Bytes(csv) = file.content else { panic!("no bytes") };
    assert_eq!((file.name.as_str(), csv.split(|byte| *byte == b'\n').count()), ("venues.csv", 7));
    assert_eq!(figures(&band.import(csv, "").unwrap()), [5, 0, 0, 5, 0, 5]);
}

#[test]
fn venues_are_deleted_singly_and_all_at_once() {
    let band = Band::with_rooms();
    let id = |at: usize| band.get("/venues")["venues"][at]["id"].as_str().unwrap().to_owned();
    let first = id(0);
    let page = band.page(&format!("/venues/{first}"));
    assert!(page.title == "Café Lena" && text(&page).contains("On Fridays"));
    assert_eq!(band.get(&format!("/venues/{first}"))["city"], "Saratoga Springs");
    assert_eq!(band.api("DELETE", &format!("/venues/{first}"), &Value::Null), Ok(Value::Null));
    assert_eq!(band.api("DELETE", &format!("/venues/{first}"), &Value::Null), Err(Error::NotFound));
    assert_eq!(band.post(&format!("/venues/{}/delete", id(0)), &[]), Ok(Reply::redirect("/venues")));
    assert_eq!(band.post("/venues/clear", &[]), Ok(Reply::redirect("/venues")));
    assert_eq!(band.get("/")["venues"], 0);
    assert_eq!(band.api("POST", "/venues/clear", &Value::Null).unwrap(), json!({ "deleted": 0 }));
    // A venue that was deleted can come again.
    assert_eq!(figures(&band.import(ROOMS, "").unwrap()), [5, 5, 0, 0, 0, 5]);
}

#[test]
fn another_space_sees_nothing_of_it() {
    let band = Band::with_rooms();
    let venue = band.get("/venues")["venues"][0]["id"].as_str().unwrap().to_owned();
    let plan = band.planned();
    let other = band.elsewhere();
    assert_eq!(other.get("/venues")["venues"], json!([]));
    assert_eq!(other.get("/plans")["plans"], json!([]));
    for (method, target) in [
        ("GET", format!("/venues/{venue}")),
        ("DELETE", format!("/venues/{venue}")),
        ("GET", format!("/plans/{plan}")),
        ("DELETE", format!("/plans/{plan}")),
        ("POST", format!("/plans/{plan}/cancel")),
        ("POST", format!("/plans/{plan}/again")),
        ("GET", format!("/plans/{plan}/tour.ics")),
    ] {
        assert_eq!(other.api(method, &target, &Value::Null), Err(Error::NotFound), "{method} {target}");
    }
    assert_eq!(
        other.api("PUT", &format!("/plans/{plan}"), &json!({ "title": "Mine", "version": 2 })),
        Err(Error::NotFound)
    );
    assert_eq!(actions(&other.page("/")), ["go venues"]);
}
