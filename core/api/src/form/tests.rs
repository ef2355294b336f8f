//! Forms: what is read, and what is refused before it is kept.

use axum::{body::Body, extract::Request};

use super::{Posted, read, urlencoded};
use crate::problem::Problem;

const MOST: usize = 4 << 20;

async fn posted(kind: &str, body: impl Into<Body>) -> Result<Posted, Problem> {
    let request = Request::builder().header("content-type", kind).body(body.into()).unwrap();
    read(request, MOST).await
}

async fn refused(kind: &str, body: impl Into<Body>) -> (u16, String) {
    let problem = posted(kind, body).await.unwrap_err();
    (problem.status().as_u16(), problem.detail.unwrap_or_default())
}

fn part(head: &str, content: &str) -> String {
    format!("--x\r\nContent-Disposition: form-data; {head}\r\n\r\n{content}\r\n")
}

const MULTIPART: &str = "multipart/form-data; boundary=x";

#[tokio::test]
async fn fields_keep_their_order_and_the_token_is_taken_out() {
    let posted = posted("application/x-www-form-urlencoded", "a=1&_csrf=t0ken&b=x+y%C3%A4&a=&c&=e").await.unwrap();
    assert_eq!(posted.token.as_deref(), Some("t0ken"));
    let fields: Vec<(&str, &str)> = posted.form.fields.iter().map(|(name, value)| (&**name, &**value)).collect();
    assert_eq!(fields, [("a", "1"), ("b", "x yä"), ("a", ""), ("c", ""), ("", "e")]);
    let twice = urlencoded(b"_csrf=first&_csrf=second").unwrap();
    assert_eq!((twice.token.as_deref(), twice.form.fields.len()), (Some("first"), 0));
}

#[tokio::test]
async fn files_come_with_name_and_kind_and_an_empty_one_is_none() {
    let body = [
        part("name=\"_csrf\"", "t0ken"),
        part("name=\"note\"", "ä\r\nb"),
        part("name=\"list\"; filename=\"Café \\\"x.csv\"\r\nContent-Type: text/csv", "a,b\r\n1,2"),
        part("name=\"list\"; filename=\"b.bin\"", "\u{0}\u{1}"),
        part("name=\"none\"; filename=\"\"\r\nContent-Type: application/octet-stream", ""),
        "--x--\r\n".to_owned(),
    ];
    let Posted { form, token } = posted(MULTIPART, body.concat()).await.unwrap();
    assert_eq!((token.as_deref(), form.fields.len(), form.fields[0].1.as_str()), (Some("t0ken"), 1, "ä\r\nb"));
    let files: Vec<(&str, &str, &[u8])> =
        form.uploads.iter().map(|upload| (&*upload.field, &*upload.mime, &*upload.content)).collect();
    assert_eq!(files, [("list", "text/csv", &b"a,b\r\n1,2"[..]), ("list", "", &[0, 1][..])]);
}

#[tokio::test]
async fn what_is_no_form_is_refused_by_its_kind() {
    for kind in ["application/json", "text/plain", "application/x-www-form-urlencodedx", "multipart/mixed; boundary=x"]
    {
        assert_eq!(refused(kind, "a=1").await.0, 415, "{kind}");
    }
    let none = Request::builder().body(Body::from("a=1")).unwrap();
    assert_eq!(read(none, MOST).await.unwrap_err().status().as_u16(), 415);
    let empty = Request::builder().body(Body::empty()).unwrap();
    assert!(read(empty, MOST).await.unwrap().form.is_empty());
}

#[tokio::test]
async fn what_is_broken_is_malformed() {
    for (kind, body) in [
        ("application/x-www-form-urlencoded", "a=%FF"),
        ("application/x-www-form-urlencoded", "%C3=1"),
        ("multipart/form-data", "--x"),
        (MULTIPART, "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nhalf"),
        (MULTIPART, "--x\r\nContent-Disposition: form-data\r\n\r\nnameless\r\n--x--\r\n"),
    ] {
        assert_eq!(refused(kind, body).await.0, 400, "{kind} {body}");
    }
    let mut bytes = part("name=\"a\"", "?").into_bytes();
    let at = bytes.iter().position(|byte| *byte == b'?').unwrap();
    bytes[at] = 0xff;
    bytes.extend_from_slice(b"--x--\r\n");
    assert_eq!(refused(MULTIPART, bytes).await, (400, "the form is not text in UTF-8".to_owned()));
}

#[tokio::test]
async fn every_limit_is_told() {
    let form = "application/x-www-form-urlencoded";
    let many = vec!["a=1"; 201].join("&");
    assert!(posted(form, vec!["a=1"; 200].join("&")).await.is_ok());
    assert_eq!(refused(form, many).await, (413, "the form has more than 200 fields".to_owned()));
    assert_eq!(refused(form, format!("{}=1", "n".repeat(201))).await.0, 413);
    assert_eq!(refused(form, format!("a={}", "x".repeat((1 << 20) + 1))).await.0, 413);
    assert_eq!(refused(form, "x".repeat(MOST + 1)).await.0, 413);
    let files = |count| part("name=\"f\"; filename=\"a\"", "1").repeat(count) + "--x--\r\n";
    assert!(posted(MULTIPART, files(200)).await.is_ok());
    assert_eq!(refused(MULTIPART, files(201)).await.0, 413);
    let long = part("name=\"a\"", &"x".repeat((1 << 20) + 1)) + "--x--\r\n";
    assert_eq!(refused(MULTIPART, long).await, (413, "a field has more than 1 MiB of text".to_owned()));
    let name = part(&format!("name=\"f\"; filename=\"{}\"", "n".repeat(1_001)), "1") + "--x--\r\n";
    assert_eq!(refused(MULTIPART, name).await.0, 413);
    let large = part("name=\"f\"; filename=\"a\"", &"x".repeat(MOST + 1)) + "--x--\r\n";
    assert_eq!(refused(MULTIPART, large).await.0, 413);
}
