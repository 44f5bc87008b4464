//! Accepting connections with limits, which `axum::serve` does not set: without a timer nobody ever ends a request whose head
//! arrives one byte a minute.

use crate::app::{App, Place};
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use std::{io, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    task::JoinHandle,
};
use tokio_util::task::TaskTracker;

/// Bytes of a request's head, and headers in it.
const MOST_HEAD: usize = 16 * 1024;
const MOST_HEADERS: usize = 64;
/// After "too many open files" the system needs a moment before it can accept again.
const BREATH: Duration = Duration::from_millis(100);

/// Serves connections until the relay stops, then waits for those that are open.
pub(super) fn spawn(listener: TcpListener, router: Router, app: &App, most: usize) -> JoinHandle<()> {
    let app = Arc::clone(app);
    tokio::spawn(async move {
        let (places, tasks) = (Arc::new(Semaphore::new(most)), TaskTracker::new());
        while let Some((stream, place)) = accept(&listener, &places, &app).await {
            tasks.spawn(serve(stream, router.clone(), Arc::clone(&app), place));
        }
        tasks.close();
        tasks.wait().await;
    })
}

/// The next connection as soon as there is a place for it; `None` when the relay stops.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
    app: &App,
) -> Option<(TcpStream, OwnedSemaphorePermit)> {
    loop {
        let accepting = async {
            let place = Arc::clone(places).acquire_owned().await.map_err(io::Error::other)?;
            Ok::<_, io::Error>((listener.accept().await?.0, place))
        };
        let accepted = tokio::select! {
            () = app.stopping.cancelled() => return None,
            accepted = accepting => accepted,
        };
        match accepted {
            Ok(connection) => return Some(connection),
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(BREATH).await;
            }
        }
    }
}

/// The place stays taken until the socket that the connection may become is closed.
async fn serve(stream: TcpStream, router: Router, app: App, place: OwnedSemaphorePermit) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "small frames may wait");
    }
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(app.patience.head)
        .max_headers(MOST_HEADERS)
        .max_header_size(MOST_HEAD)
        .max_buf_size(MOST_HEAD)
        .half_close(false);
    let router = router.layer(axum::Extension(Place::new(place)));
    let connection =
        http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router)).with_upgrades();
    let mut connection = std::pin::pin!(connection);
    let outcome = tokio::select! {
        outcome = connection.as_mut() => outcome,
        () = app.stopping.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = outcome {
        tracing::debug!(%error, "a connection broke off");
    }
}
