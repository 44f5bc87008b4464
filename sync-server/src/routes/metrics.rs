//! `GET /metrics`: totals for Prometheus, on an address of its own.

use crate::app::App;
use axum::{extract::State, http::header::CONTENT_TYPE, response::IntoResponse};

/// The counters as text.
pub(super) async fn metrics(State(app): State<App>) -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/plain; version=0.0.4")], app.metrics.exposition())
}
