//! The listener, over real connections on the loopback.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
};

use crate::{ApiSettings, serve, testing::House};

struct Server {
    address: std::net::SocketAddr,
    stop: oneshot::Sender<()>,
    stopped: JoinHandle<std::io::Result<()>>,
    house: House,
}

async fn server(change: impl FnOnce(&mut ApiSettings)) -> Server {
    let house = House::with(change).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, (stop, stopping)) = (listener.local_addr().unwrap(), oneshot::channel());
    let shutdown = async {
        stopping.await.unwrap();
    };
    let stopped = tokio::spawn(serve(listener, house.app.clone(), shutdown));
    Server { address, stop, stopped, house }
}

/// Sends bytes and returns all that comes back until the other side closes.
async fn exchange(server: &Server, sent: &[u8]) -> String {
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(sent).await.unwrap();
    let mut got = Vec::new();
    stream.read_to_end(&mut got).await.unwrap();
    String::from_utf8_lossy(&got).into_owned()
}

#[tokio::test]
async fn a_request_is_answered_and_a_stop_waits_for_it() {
    let server = server(|_| {}).await;
    let got = exchange(&server, b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
    assert!(got.starts_with("HTTP/1.1 200 OK\r\n") && got.ends_with(r#"{"status":"ok"}"#), "{got}");
    // A connection that only waits does not hold the stop up.
    let _idle = TcpStream::connect(server.address).await.unwrap();
    server.stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(8), server.stopped).await.unwrap().unwrap().unwrap();
    assert!(TcpStream::connect(server.address).await.is_err(), "nobody listens any more");
}

#[tokio::test]
async fn whoever_sends_no_head_is_let_go() {
    let server = server(|settings| settings.head_timeout = Duration::from_millis(50)).await;
    assert_eq!(exchange(&server, b"").await, "", "nothing at all");
    assert_eq!(exchange(&server, b"PRI").await, "", "the beginning of HTTP/2, and no more");
    let half = exchange(&server, b"GET /healthz HTTP/1.1\r\nhost: x\r\nx-slow: ").await;
    assert!(!half.contains("200 OK"), "{half}");
    let after = exchange(&server, b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").await;
    assert!(after.starts_with("HTTP/1.1 200 OK"), "answered, then closed while it is idle: {after}");
}

#[tokio::test]
async fn a_head_that_is_too_long_is_refused() {
    let server = server(|_| {}).await;
    let long = format!("GET /healthz HTTP/1.1\r\nhost: x\r\nx-long: {}\r\n\r\n", "x".repeat(60_000));
    let got = exchange(&server, long.as_bytes()).await;
    assert!(got.starts_with("HTTP/1.1 431"), "{got}");
}

/// Whoever has a large file under way reads the refusal instead of seeing the connection break.
#[tokio::test]
async fn a_large_upload_is_refused_in_words() {
    let server = server(|_| {}).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let size = 50 << 20;
    let head = format!(
        "POST /api/v1/s/foundry/tokens HTTP/1.1\r\nhost: x\r\ncontent-length: {size}\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let chunk = vec![b'x'; 1 << 20];
    for _ in 0..50 {
        stream.write_all(&chunk).await.unwrap();
    }
    let mut got = Vec::new();
    stream.read_to_end(&mut got).await.unwrap();
    let got = String::from_utf8(got).unwrap();
    assert!(got.starts_with("HTTP/1.1 413") && got.contains("a request may bring 10 MiB at most"), "{got}");
}

#[tokio::test]
async fn http_2_is_spoken_without_tls_too() {
    let server = server(|_| {}).await;
    let stream = hyper_util::rt::TokioIo::new(TcpStream::connect(server.address).await.unwrap());
    let executor = hyper_util::rt::TokioExecutor::new();
    let (mut sender, connection) = hyper::client::conn::http2::handshake(executor, stream).await.unwrap();
    tokio::spawn(connection);
    let request = http::Request::get(format!("http://{}/healthz", server.address)).body(axum::body::Body::empty());
    let answer = sender.send_request(request.unwrap()).await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.version()), (200, http::Version::HTTP_2));
    drop(server.house);
}
