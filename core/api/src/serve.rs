//! The listener: connections in, requests to the router.
//!
//! Rule: a connection that sends nothing, or its heads too slowly, is dropped; a stop waits for what is under way, but not
//! for ever.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{Router, body::Body, response::Response};
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto, graceful::GracefulShutdown},
};
use tokio::{
    net::{TcpListener, TcpStream},
    time::{sleep, timeout},
};
use tower::ServiceExt as _;

use crate::{App, entry::Peer, router};

/// How long a stop waits for what is under way.
const LAST_ANSWERS: Duration = Duration::from_secs(10);

/// Bytes of a request's head at most.
const HEAD_BYTES: usize = 32 << 10;

/// Requests on one HTTP/2 connection at a time.
const STREAMS: u32 = 100;

/// Answers every request that comes to the listener, until `shutdown` is over; then it finishes what is under way.
///
/// # Errors
///
/// When the listener cannot tell its own address.
pub async fn serve(listener: TcpListener, app: App, shutdown: impl Future<Output = ()> + Send) -> io::Result<()> {
    let head_timeout = app.settings.head_timeout;
    let server = Arc::new(server(head_timeout));
    tracing::info!("answering at {}", listener.local_addr()?);
    let (router, connections) = (router(app), GracefulShutdown::new());
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let stream = tokio::select! {
            accepted = accept(&listener) => accepted,
            () = &mut shutdown => break,
        };
        let Some((stream, peer)) = stream else { continue };
        let (server, router, watcher) = (Arc::clone(&server), router.clone(), connections.watcher());
        tokio::spawn(async move {
            let has_begun = Arc::new(AtomicBool::new(false));
            let service = requests(router, peer, Arc::clone(&has_begun));
            let connection = server.serve_connection(TokioIo::new(stream), service);
            let mut connection = std::pin::pin!(watcher.watch(connection.into_owned()));
            let first = timeout(head_timeout, &mut connection).await;
            // The protocol itself is told by the first bytes, which hyper waits for without a limit.
            let outcome = match first {
                Ok(outcome) => outcome,
                Err(_) if has_begun.load(Ordering::Relaxed) => connection.await,
                Err(_) => return,
            };
            if let Err(error) = outcome {
                tracing::debug!(error, "a connection ended early");
            }
        });
    }
    drop(listener);
    if timeout(LAST_ANSWERS, connections.shutdown()).await.is_err() {
        tracing::warn!("stopped with requests under way after {} s", LAST_ANSWERS.as_secs());
    }
    Ok(())
}

fn server(head_timeout: Duration) -> auto::Builder<TokioExecutor> {
    let mut server = auto::Builder::new(TokioExecutor::new());
    server.http1().timer(TokioTimer::new()).header_read_timeout(head_timeout).max_buf_size(HEAD_BYTES);
    server
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS)
        .max_header_list_size(u32::try_from(HEAD_BYTES).unwrap_or(u32::MAX))
        .keep_alive_interval(head_timeout)
        .keep_alive_timeout(head_timeout);
    server
}

/// Takes the next connection; `None` when it was gone before it was taken.
async fn accept(listener: &TcpListener) -> Option<(TcpStream, Peer)> {
    match listener.accept().await {
        Ok((stream, peer)) => {
            // Answers are written whole; waiting for more to send would only delay them.
            let _ = stream.set_nodelay(true);
            Some((stream, Peer(peer.ip().to_canonical())))
        }
        Err(error) if is_theirs(&error) => None,
        Err(error) => {
            // Usually too many open files: some will be closed soon, and trying at once would only burn time.
            tracing::error!("cannot take a connection: {error}");
            sleep(Duration::from_millis(100)).await;
            None
        }
    }
}

fn is_theirs(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

fn requests(
    router: Router,
    peer: Peer,
    has_begun: Arc<AtomicBool>,
) -> impl hyper::service::Service<
    http::Request<Incoming>,
    Response = Response,
    Error = std::convert::Infallible,
    Future = impl Future<Output = Result<Response, std::convert::Infallible>> + Send + 'static,
> + Send {
    service_fn(move |request: http::Request<Incoming>| {
        has_begun.store(true, Ordering::Relaxed);
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(peer);
        router.clone().oneshot(request)
    })
}
