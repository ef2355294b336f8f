//! Venue files that people really send: each has its own sentence, and good ones in odd forms are read.

use loadin_domain::Currency;
use loadin_tour_optimizer::intake::{self, Intake, MAX_BYTES, Severity};
use serde_json::json;

use crate::asking::{ROOMS, host, planned, refusal, refused, request, with};

const EXPORT: &str = "save it as CSV first (Excel: File, Save As, \"CSV UTF-8\"; LibreOffice: File, Save As, \"Text CSV\"; \
                      Google Sheets: File, Download, \"Comma-separated values\")";

fn read(bytes: impl AsRef<[u8]>) -> Intake {
    intake::read(bytes.as_ref(), Currency::USD).unwrap()
}

/// Returns what the file as a whole is told.
fn told(bytes: impl AsRef<[u8]>) -> String {
    let (pointer, detail) = refusal(&request(bytes));
    assert_eq!(pointer, "/venues");
    detail
}

/// Returns the notes of one severity with their lines, in English.
fn notes(intake: &Intake, severity: Severity) -> Vec<(u64, String)> {
    let notes = intake.report.notes.iter().filter(|note| note.severity == severity);
    host().run(|| notes.map(|note| (note.line.unwrap_or(0), note.say())).collect()).1
}

/// Returns notes as they are compared.
fn are<const N: usize>(notes: [(u64, &str); N]) -> Vec<(u64, String)> {
    notes.into_iter().map(|(line, said)| (line, said.to_owned())).collect()
}

#[test]
fn a_spreadsheet_is_told_how_to_export() {
    assert_eq!(
        told(b"PK\x03\x04 and the rest"),
        format!("this is a spreadsheet (.xlsx, .ods) or another zip file, not CSV: {EXPORT}")
    );
    assert_eq!(
        told(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        format!("this is an old spreadsheet (.xls), not CSV: {EXPORT}")
    );
}

#[test]
fn other_kinds_of_file_are_named() {
    let pdf = "this is a PDF, not CSV: ask for the list as a spreadsheet and save that as CSV";
    let page = "this is a web page or XML, not CSV: download the list itself (look for \"Export\" or \"Download CSV\")";
    let json = "this is JSON, not CSV: write one line for each venue, under the titles name, lat, lon";
    for (bytes, sentence) in [
        (b"%PDF-1.7".as_slice(), pdf),
        (b"\n<!DOCTYPE html><html>", page),
        (b"<?xml version=\"1.0\"?>", page),
        (b" [{\"name\":\"x\"}]", json),
        (b"\x1f\x8b\x08\x00", "this file is compressed (gzip): unpack it first"),
    ] {
        assert_eq!(told(bytes), sentence);
    }
}

#[test]
fn an_empty_file_and_one_with_only_a_header_are_told_what_to_write() {
    let empty = "the file is empty: write a first line with the titles name, lat, lon and then one line for each venue";
    for bytes in [b"".as_slice(), b" \n\r\n ", b"\xef\xbb\xbf", b"\xff\xfe\r\0\n\0"] {
        assert_eq!(told(bytes), empty);
    }
    assert_eq!(
        told("name,lat,lon\n\n,,\n"),
        "the file has a header line and no venues: add one line for each venue, with its name, lat and lon"
    );
}

#[test]
fn a_file_of_more_than_ten_mebibytes_is_refused_before_it_is_read() {
    let mut bytes = b"name,lat,lon\n".to_vec();
    bytes.resize(MAX_BYTES + MAX_BYTES / 4, b'x');
    let refusal = intake::read(&bytes, Currency::USD).unwrap_err();
    assert_eq!(
        host().run(|| refusal.what.say()).1,
        "the file has 12.5 MiB; at most 10 MiB are read: leave out columns and regions that are not needed"
    );
}

#[test]
fn more_venues_than_can_be_planned_are_counted() {
    let mut csv = String::from("name,lat,lon\n");
    csv.extend((0..2_431).map(|index| format!("Room {index},44.{index},-73.2\n")));
    assert_eq!(
        told(csv),
        "the file has 2,431 venues; at most 2,000 are planned at once: keep the region and the sizes of room that matter"
    );
}

#[test]
fn nul_bytes_and_broken_utf_16_are_not_text() {
    assert_eq!(told(b"name,lat,lon\nA\0,1,2\n"), format!("the file holds NUL bytes, so it is not text: {EXPORT}"));
    assert_eq!(told(b"\xff\xfen\0\xd8"), format!("the file says it is UTF-16 and is broken: {EXPORT}"));
}

#[test]
fn missing_columns_are_named_with_those_that_are_there() {
    assert_eq!(
        told("Venue,Town,Latitude\nNectar's,Burlington,44.4\n"),
        "the column lon is missing (the first line has: Venue, Town, Latitude): every venue needs name, lat and lon, the \
         coordinates in degrees such as 44.4759 and -73.2121"
    );
    assert_eq!(
        told("Artist,City\nX,Y\n"),
        "the columns name, lat and lon are missing (the first line has: Artist, City): every venue needs name, lat and \
         lon, the coordinates in degrees such as 44.4759 and -73.2121"
    );
    assert_eq!(
        told("44.47,-73.21\n44.26,-72.57\n"),
        "the first line must hold the column titles, such as name, lat, lon: it holds numbers"
    );
}

#[test]
fn missing_coordinates_leave_the_row_out_with_its_line() {
    let intake = read("name,lat,lon\nA,44.4,-73.2\nB,,-73.2\n\nC,44.4,\nD,north,-73.2\n");
    assert_eq!(intake.report.used, 1);
    assert_eq!(
        notes(&intake, Severity::LeftOut),
        are([
            (3, "latitude is empty"),
            (5, "longitude is empty"),
            (6, "latitude `north` is not a number: write degrees with a decimal point, such as 44.4759 or -73.2121"),
        ])
    );
}

#[test]
fn swapped_coordinates_are_seen_by_their_range() {
    let rows = read("name,lat,lon\nA,-118.24,34.05\nB,34.05,-118.24\n");
    assert_eq!(
        notes(&rows, Severity::LeftOut),
        are([(2, "latitude -118.24 is outside -90 to 90: latitude and longitude look swapped")])
    );
    let errors = refused(&request("name,lat,lon\nA,-118.24,34.05\nB,-118.25,34.06\n"));
    assert_eq!(
        errors[0].detail,
        "latitude and longitude are swapped in every row: exchange the two column titles in the first line"
    );
    assert_eq!(errors[2].detail, "line 3: latitude -118.25 is outside -90 to 90: latitude and longitude look swapped");
}

#[test]
fn swapped_coordinates_are_seen_by_their_town() {
    let csv = format!("{ROOMS}Turned,-73.2,44.47,Burlington,VT,US,100,900,,\n");
    let planned = planned(&request(csv));
    let left_out: Vec<&str> =
        planned.intake.notes.iter().filter(|n| n.severity == Severity::LeftOut).map(|n| n.detail.as_str()).collect();
    assert_eq!(
        left_out,
        ["Turned: latitude and longitude look swapped: turned round, they are in Burlington, Vermont (US)"]
    );
    assert_eq!((planned.intake.rows, planned.intake.used, planned.asked.venues), (6, 5, 5));
}

#[test]
fn one_venue_listed_twice_counts_once_and_one_name_elsewhere_is_told_apart() {
    let intake = read(
        "name,lat,lon,city\nThe Hall,44.4759,-73.2121,Burlington\nTHE  HALL,44.4760,-73.2120,Burlington\n\
         the hall,43.6106,-72.9726,Rutland\n",
    );
    let names: Vec<&str> = intake.venues.iter().map(|venue| venue.name.as_str()).collect();
    assert_eq!(names, ["The Hall (Burlington)", "the hall (Rutland)"]);
    assert_eq!(
        notes(&intake, Severity::LeftOut),
        are([(3, "THE HALL is listed before, in line 2; the first row counts")])
    );
    assert_eq!(
        notes(&intake, Severity::Note)[0].1,
        "2 venues are called The Hall; this one is called The Hall (Burlington) here"
    );
}

#[test]
fn bad_figures_leave_the_row_out_with_the_reason() {
    let intake = read(
        "name,lat,lon,capacity,net,net_fri,currency,dates\n\
         A,44.1,-73.1,ca. 300,,,,\nB,44.2,-73.1,,-50,,,\nC,44.3,-73.1,,,12.505,,\nD,44.4,-73.1,,100,,EUR,\n\
         E,44.5,-73.1,,,,,05/03/2027\nF,44.6,-73.1,,,,EUR,\nG,44.7,-73.1,1,2,3,4,5,6\n",
    );
    assert_eq!(
        notes(&intake, Severity::LeftOut),
        are([
            (2, "capacity `ca. 300` is not a whole number of people, such as 250; leave it empty if unknown"),
            (3, "net -50 is negative: write what a show there earns, at least 0"),
            (4, "net_fri: `12.505` has 3 decimals, USD has 2"),
            (5, "its net is in EUR and the plan counts in USD: convert it first"),
            (6, "`05/03/2027` is not a date: write year-month-day, such as 2027-03-05"),
            (
                8,
                "the row has 9 fields, the first line 8: a comma inside a value needs quotes round it, and a decimal comma too"
            ),
        ])
    );
    assert_eq!(intake.venues[0].name, "F");
    assert_eq!(intake.report.notes[0].column.as_deref(), Some("capacity"));
}

#[test]
fn a_file_without_one_usable_row_is_refused_with_its_lines() {
    let errors = refused(&request("name,lat,lon\nA,,\n,44.4,-73.2\n"));
    let details: Vec<&str> = errors.iter().map(|error| error.detail.as_str()).collect();
    assert_eq!(
        details,
        ["none of the 2 rows can be used", "line 2: latitude is empty", "line 3: the venue has no name"]
    );
}

#[test]
fn a_quote_that_is_not_closed_is_suspected() {
    let tail = "B,44.2,-73.1\n".repeat(40);
    let intake = read(format!("name,lat,lon\nA,44.1,-73.1\n\"Open,44.2,-73.1\n{tail}"));
    assert_eq!(intake.report.used, 1);
    assert_eq!(notes(&intake, Severity::LeftOut), are([(3, "latitude is empty")]));
}

#[test]
fn semicolons_tabs_and_a_separator_line_are_understood() {
    for csv in [
        "Name;Lat;Lon;Capacity\nNectar's;44,4759;-73,2121;300\n",
        "sep=;\r\nName;Lat;Lon;Capacity\r\nNectar's;44,4759;-73,2121;300\r\n",
        "Name\tLat\tLon\tCapacity\nNectar's\t44.4759\t-73.2121\t300\n",
        "\"Name, of the room\",name,lat,lon,cap\nx,Nectar's,\"44,4759\",\"-73,2121\",300\n",
    ] {
        let intake = read(csv);
        let venue = &intake.venues[0];
        assert_eq!((venue.name.as_str(), venue.capacity), ("Nectar's", Some(300)), "{csv}");
        assert_eq!((venue.position.lat(), venue.position.lon()), (44.4759, -73.2121), "{csv}");
    }
    let bad = read("sep=;\nname;lat;lon\nA;1;2\nB;;2\n");
    assert_eq!(notes(&bad, Severity::LeftOut), are([(4, "latitude is empty")]));
}

#[test]
fn every_usual_encoding_is_read() {
    let csv = "name,lat,lon\nCafé Léna,43.08,-73.78\n";
    let with_mark = [b"\xef\xbb\xbf", csv.as_bytes()].concat();
    let utf_16 = |order: fn(u16) -> [u8; 2], mark: [u8; 2]| {
        mark.into_iter().chain(csv.encode_utf16().flat_map(order)).collect::<Vec<u8>>()
    };
    for bytes in [
        csv.as_bytes().to_vec(),
        with_mark,
        utf_16(u16::to_le_bytes, [0xff, 0xfe]),
        utf_16(u16::to_be_bytes, [0xfe, 0xff]),
    ] {
        let intake = read(bytes);
        assert_eq!(intake.venues[0].name, "Café Léna");
        assert!(intake.report.notes.is_empty());
    }
    let latin: Vec<u8> = csv.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let intake = read(latin);
    assert_eq!(intake.venues[0].name, "Café Léna");
    assert_eq!(
        notes(&intake, Severity::Warning),
        are([(0, "the file is not UTF-8 and was read as Windows-1252 (Latin-1): check the accents in the names")])
    );
}

#[test]
fn titles_in_other_words_are_understood_and_unused_columns_are_named() {
    let intake =
        read("ID,Venue Name,LATITUDE,Lng,Town,State,Max Capacity,Phone\n7,Nectar's,44.47,-73.21,Burlington,VT,300,5\n");
    let venue = &intake.venues[0];
    assert_eq!(
        (venue.name.as_str(), venue.city.as_deref(), venue.region.as_deref()),
        ("Nectar's", Some("Burlington"), Some("VT"))
    );
    assert_eq!(venue.capacity, Some(300));
    assert_eq!(notes(&intake, Severity::Note), are([(0, "the columns ID, Phone are not used")]));
}

#[test]
fn names_are_shown_without_what_a_terminal_would_obey() {
    let intake = read("name,lat,lon\n\"\u{1b}[31mRed\u{202e} Room\",44.4,-73.2\n");
    assert_eq!(intake.venues[0].name, "[31mRed Room");
}

#[test]
fn dates_and_a_radius_of_its_own_reach_the_plan() {
    let planned = planned(&with(request(ROOMS), json!({ "radius_km": 0 })));
    let hall = planned.plan.stops.iter().find(|stop| stop.name == "Merchants Hall").unwrap();
    assert!(("2027-03-08"..="2027-03-10").contains(&hall.date.to_string().as_str()));
}
