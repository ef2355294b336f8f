//! What is too large, too slow or too much gets its own clear answer, and the server goes on.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    time::{Duration, Instant},
};

use serde_json::json;

use super::{
    person::{PLANNER, Person},
    server::{Instance, Server},
};

/// Sends the beginning of a request and returns what the server answers to it.
fn begun(server: &Server, head: &str, body: &[u8]) -> String {
    let mut stream = TcpStream::connect(server.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let head = format!("{head}\r\nHost: localhost\r\nOrigin: {}\r\nConnection: close\r\n\r\n", server.origin);
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body).unwrap();
    let (mut answer, mut piece) = (Vec::new(), [0; 4096]);
    // The end of the answer, whatever becomes of the connection afterwards.
    while !answer.ends_with(b"}") {
        match stream.read(&mut piece).unwrap() {
            0 => break,
            length => answer.extend_from_slice(&piece[..length]),
        }
    }
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn fifty_megabytes_are_refused_before_they_were_sent() {
    let instance = Instance::new();
    let server = instance.serve();
    let head = format!("POST {PLANNER}/venues/import HTTP/1.1\r\nContent-Type: text/csv\r\nContent-Length: 52428800");
    let answer = begun(&server, &head, &[b'x'; 64 << 10]);
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert!(answer.contains("/problems/too-large") && answer.contains("10 MiB at most"), "{answer}");
    assert_eq!(Person::at(&server).get("/readyz").status, 200);
}

#[test]
fn a_body_that_does_not_come_is_not_waited_for() {
    let instance = Instance::new().with("LOADIN_SERVER__BODY_TIMEOUT", "300ms");
    let server = instance.serve();
    let ada = Person::set_up(&server, &instance);
    let program = ada.program(&["org.loadin.tour-optimizer/venues:write"]);
    let head = format!(
        "POST {PLANNER}/venues/import HTTP/1.1\r\nContent-Type: text/csv\r\nContent-Length: 100\r\n{}",
        program.authorization()
    );
    let start = Instant::now();
    let answer = begun(&server, &head, b"name,lat");
    assert!(answer.starts_with("HTTP/1.1 408 ") && answer.contains("/problems/slow-request"), "{answer}");
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}

/// A list of so many rooms.
fn rooms(from: usize, count: usize) -> String {
    let row = |number| format!("Room {number} {},44.{:03},-73.2,500\n", "x".repeat(80), number % 1_000);
    format!("name,lat,lon,net\n{}", (from..from + count).map(row).collect::<String>())
}

#[test]
fn a_full_database_refuses_to_write_and_goes_on_reading_until_it_may_grow() {
    let instance = Instance::in_folder().with("LOADIN_DATABASE__MAX_SIZE", "1MiB");
    let server = instance.serve();
    let ada = Person::set_up(&server, &instance);
    let count = |person: &Person| person.get(PLANNER).json()["venues"].as_u64().unwrap();
    let mut kept = 0;
    // Large lists first, then smaller ones, until there is no room for a single venue.
    for size in [400, 50, 5, 1] {
        let refused = (0..100).find_map(|_| {
            let sent = ada.upload(rooms(kept, size));
            kept += if sent.status == 200 { size } else { 0 };
            (sent.status != 200).then_some(sent)
        });
        let said = refused.unwrap().problem(503, "unavailable")["detail"].as_str().unwrap().to_owned();
        assert!(said.contains("full: nothing was written") && said.contains("`database.max_size`"), "{said}");
    }
    assert_eq!(count(&ada), kept as u64, "whole lists, nothing half-written");
    let token = json!({ "name": "x".repeat(60), "scopes": ["plugins:call"] });
    let made = (0..95).map(|_| ada.post("/api/v1/s/night-shift/tokens", &token)).find(|made| made.status != 201);
    let said = made.unwrap().problem(507, "storage-full");
    assert!(said["detail"].as_str().unwrap().contains("raise `database.max_size`"), "{said}");
    assert_eq!(Person::at(&server).get("/readyz").status, 200, "it can still be read");
    assert_eq!(server.stop().code, 0);

    let roomy = instance.with("LOADIN_DATABASE__MAX_SIZE", "64MiB");
    let server = roomy.serve();
    let ada = ada.moved_to(&server);
    assert_eq!(ada.upload(rooms(kept, 400)).status, 200);
    assert_eq!(count(&ada), kept as u64 + 400);
}
