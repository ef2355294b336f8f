//! Venue lists that are not what they should be: each gets its own sentence, and nothing is half-written.

use super::binary::{Loadin, Said};

const WINDOW: [&str; 8] =
    ["--home", "44.4759,-73.2121", "--from", "2027-03-05", "--to", "2027-03-10", "--seconds", "0.3"];

fn plan(content: impl AsRef<[u8]>) -> Said {
    let loadin = Loadin::new();
    loadin.file("list.csv", content);
    let said =
        loadin.run(&[&["plan", "--venues", "list.csv", "--output", "plan.txt", "--quiet"][..], &WINDOW].concat());
    let written = std::fs::read_to_string(loadin.path("plan.txt"));
    match said.code {
        0 | 3 => Said { out: written.unwrap(), ..said },
        _ => {
            assert!(written.is_err(), "a refused run left a file");
            said
        }
    }
}

#[test]
fn files_that_hold_no_list_are_refused_whole() {
    let big = [b"name,lat,lon\n".to_vec(), b"A,44.4,-73.2\n".repeat(900_000)].concat();
    for (content, sentence) in [
        (Vec::new(), "--venues: the file is empty: write a first line with the titles name, lat, lon"),
        (b"name,lat,lon\n".to_vec(), "the file has a header line and no venues"),
        (b"name,capacity\nA,100\n".to_vec(), "lat and lon are missing"),
        (b"PK\x03\x04aaaaaaaaaaaaaaaaaaaaaaaa".to_vec(), "this is a spreadsheet (.xlsx, .ods)"),
        (b"name,lat,lon\nA\0,44.4,-73.2\n".to_vec(), "the file holds NUL bytes"),
        (big, "list.csv is 11.2 MiB; --venues takes at most 10 MiB"),
    ] {
        plan(content).refused(2, sentence);
    }
}

#[test]
fn a_spreadsheet_is_told_how_to_become_csv() {
    plan(b"PK\x03\x04xxxxxxxxxxxxxxxxx").refused(2, "CSV UTF-8");
}

#[test]
fn rows_with_a_flaw_are_left_out_and_named_by_line() {
    for (row, sentence) in [
        ("A,,-73.2,500", "line 2: latitude is empty"),
        ("A,44.4,,500", "line 2: longitude is empty"),
        ("A,-120.5,44.4,500", "latitude -120.5 is outside -90 to 90: latitude and longitude look swapped"),
        ("B,43.6,-72.9,400", "line 3: B is listed before, in line 2"),
        ("A,44.4,-73.2,-500", "line 2: net -500 is negative"),
    ] {
        let said = plan(format!("name,lat,lon,net\n{row}\nB,43.6,-72.9,400\n"));
        assert_eq!(said.code, 0, "{row}: {}", said.err);
        assert!(said.out.contains("left out"), "{row}");
        let flat = said.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(sentence), "{row}: {}", said.out);
    }
}

#[test]
fn swapped_coordinates_are_seen_by_the_town_they_name() {
    let said = plan(
        "name,lat,lon,city,region,country,net\nA,-73.2121,44.4759,Burlington,VT,US,500\nB,43.6,-72.9,Rutland,VT,US,400\n",
    );
    assert!(said.out.contains("latitude and longitude look swapped"), "{}", said.out);
}

#[test]
fn semicolons_decimal_commas_marks_and_old_encodings_are_read() {
    let semicolons = plan("name;lat;lon;net\nCafé;44,4759;-73,2121;500\n");
    assert!(semicolons.code == 0 && semicolons.out.contains("Café"), "{semicolons:?}");
    let marked = plan(b"\xef\xbb\xbfname,lat,lon,net\nA Room,44.4,-73.2,500\n");
    assert!(marked.code == 0 && marked.out.contains("A Room"), "{marked:?}");
    let latin = plan(b"name,lat,lon,net\nCaf\xe9,44.4,-73.2,500\n");
    assert!(latin.out.contains("Café") && latin.out.contains("was read as Windows-1252"), "{latin:?}");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let loadin = Loadin::new();
    let run = |file: &str| loadin.run(&[&["plan", "--venues", file][..], &WINDOW].concat());
    run("gone.csv").refused(2, "--venues: there is no file gone.csv");
    run(".").refused(2, "--venues:");
}

#[test]
fn an_output_that_cannot_be_written_leaves_nothing() {
    let loadin = Loadin::new();
    loadin.file("list.csv", "name,lat,lon,net\nA,44.4,-73.2,500\n");
    let arguments = [&["plan", "--venues", "list.csv", "--output", "no/such/folder/x.txt"][..], &WINDOW].concat();
    loadin.run(&arguments).refused(2, "--output: there is no folder");
}
