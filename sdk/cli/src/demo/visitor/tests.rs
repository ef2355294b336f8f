//! A visitor of a server that says what the test has written.

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    thread::{self, JoinHandle},
};

use super::{VisitError, Visitor, form_token};

/// Answers one request after another, and returns what was asked.
fn server(answers: Vec<String>) -> (String, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let heard = thread::spawn(move || {
        let answer = |answer: String| {
            let (mut stream, _) = listener.accept().unwrap();
            let asked = read_request(&mut stream);
            stream.write_all(answer.as_bytes()).unwrap();
            asked
        };
        answers.into_iter().map(answer).collect()
    });
    (origin, heard)
}

fn read_request(stream: &mut std::net::TcpStream) -> String {
    let (mut asked, mut buffer) = (String::new(), [0; 4096]);
    loop {
        let read = stream.read(&mut buffer).unwrap();
        asked.push_str(std::str::from_utf8(&buffer[..read]).unwrap());
        let Some((head, body)) = asked.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if body.len() >= length.unwrap_or(0_usize) {
            return asked;
        }
    }
}

fn answer(status: &str, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
}

const FORM: &str =
    r#"<h1>Sign in</h1><form><input type="hidden" name="_csrf" value="t0ken"><input name="login_name"></form>"#;

#[test]
fn a_form_goes_back_with_its_token_and_cookie_and_says_where_it_comes_from() {
    let (origin, heard) = server(vec![
        answer("200 OK", "set-cookie: loadin=abc; HttpOnly; SameSite=Lax\r\n", FORM),
        answer("303 See Other", "location: /s/the-band\r\nset-cookie: loadin=def\r\n", ""),
        answer("201 Created", "location: /api/v1/s/the-band/p/x/1\r\n", "{}"),
    ]);
    let mut visitor = Visitor::new(&origin);
    let answer = visitor.fill_in("/sign-in", "/sign-in", &[("login_name", "a b")]).unwrap();
    assert_eq!(answer.location.as_deref(), Some("/s/the-band"));
    let made = visitor.post("/api/v1/s/the-band/p/x", "text/csv", b"a,b\n").unwrap();
    assert_eq!(made.location.as_deref(), Some("/api/v1/s/the-band/p/x/1"));
    let asked: Vec<String> = heard.join().unwrap().into_iter().map(|text| text.to_lowercase()).collect();
    let wanted: [&[&str]; 3] = [
        &["get /sign-in http"],
        &["cookie: loadin=abc\r\n", &format!("origin: {origin}\r\n"), "_csrf=t0ken&login_name=a+b"],
        &["cookie: loadin=def\r\n", "x-csrf-token: t0ken\r\n", "content-type: text/csv\r\n", "\r\n\r\na,b\n"],
    ];
    for (asked, wanted) in asked.iter().zip(wanted) {
        for text in wanted {
            assert!(asked.contains(text), "{text} in {asked}");
        }
    }
}

#[test]
fn what_the_server_refuses_is_told_in_its_words() {
    let problem = r#"{"title":"This does not fit","detail":"the list has no column for latitude"}"#;
    let (origin, _heard) = server(vec![
        answer("422 Unprocessable Content", "", problem),
        answer("404 Not Found", "", "<h1>There is nothing here</h1>"),
    ]);
    let mut visitor = Visitor::new(&origin);
    let error = visitor.post("/x", "text/csv", b"").unwrap_err().to_string();
    assert_eq!(error, "/x was answered with 422: the list has no column for latitude");
    let error = visitor.page("/y").unwrap_err().to_string();
    assert_eq!(error, "/y was answered with 404: There is nothing here");
}

#[test]
fn a_job_is_followed_to_its_end() {
    let news = |state: &str| format!(r#"data: {{"done":1,"total":2,"message":"half","state":"{state}"}}"#);
    let (origin, _heard) = server(vec![
        answer("200 OK", "", &format!("{}\n\n{}\n\n", news("running"), news("done"))),
        answer("200 OK", "", &format!("{}\n\n", news("failed"))),
    ]);
    let visitor = Visitor::new(&origin);
    let mut heard = Vec::new();
    visitor.follow("/jobs/1/events", &mut |news| heard.push(news.state.clone())).unwrap();
    assert_eq!(heard, ["running", "done"]);
    let error = visitor.follow("/jobs/1/events", &mut |_| {}).unwrap_err();
    assert!(matches!(&error, VisitError::Job { state, said } if state == "failed" && said == "half"), "{error}");
}

#[test]
fn the_token_is_that_of_the_first_form() {
    assert_eq!(form_token(FORM).as_deref(), Some("t0ken"));
    assert_eq!(form_token("<form><input name=\"q\" value=\"1\"></form>"), None);
}
