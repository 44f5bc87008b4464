//! The endpoints, one a file, and what they have in common.

mod livez;
mod metrics;
mod readyz;
mod sync;
mod web;

use crate::app::App;
use axum::{Router, routing::get};

/// What everybody can reach.
pub(crate) fn public(app: &App) -> Router {
    let endpoints = Router::new()
        .route("/v1/sync", get(sync::sync))
        .route("/livez", get(livez::livez))
        .route("/readyz", get(readyz::readyz))
        .with_state(App::clone(app));
    web::with_files(endpoints, app.web.as_deref())
}

/// What only this computer can reach.
pub(crate) fn private(app: &App) -> Router {
    Router::new().route("/metrics", get(metrics::metrics)).with_state(App::clone(app))
}
