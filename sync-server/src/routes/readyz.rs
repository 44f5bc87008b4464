//! `GET /readyz`: the writer makes commits, and the relay is not going down.

use crate::{app::App, store::Write};
use axum::{extract::State, http::StatusCode};
use std::time::Duration;
use tokio::time::timeout;

/// A writer that needs longer for an empty commit is stuck.
const HEARTBEAT: Duration = Duration::from_secs(1);

/// Says so, or 503.
pub(super) async fn readyz(State(app): State<App>) -> (StatusCode, &'static str) {
    if app.stopping.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n");
    }
    match timeout(HEARTBEAT, app.journal.write(Write::Beat)).await {
        Ok(Ok(_)) => (StatusCode::OK, "ready\n"),
        Ok(Err(_)) => (StatusCode::SERVICE_UNAVAILABLE, "cannot write\n"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the writer is stuck\n"),
    }
}
