//! `GET /v1/sync`: the socket. Everything that is said on it is in [`crate::connection`].
//!
//! A browser says from which page it comes: a page of another origin gets no socket. Programs that are no browser say
//! nothing, and prove themselves by their signature like everybody else.

use crate::{
    app::{App, Place},
    connection,
};
use axum::{
    Extension,
    extract::{State, ws::WebSocketUpgrade},
    http::{HeaderMap, StatusCode, header::ORIGIN},
    response::{IntoResponse, Response},
};
use protocol::limits;

/// tungstenite reserves this much per socket; frames grow beyond it only while they are read.
const READ_BUFFER: usize = 4 * 1024;
/// A frame of our own and a little: what does not fit is waited for, not queued.
const WRITE_BUFFER: usize = 2 * limits::FRAME;

/// Opens a socket.
pub(super) async fn sync(
    State(app): State<App>,
    Extension(place): Extension<Place>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    if headers.get(ORIGIN).is_some_and(|origin| origin.as_bytes() != app.origin.as_str().as_bytes()) {
        return (StatusCode::FORBIDDEN, "this page belongs to another relay\n").into_response();
    }
    if app.stopping.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n").into_response();
    }
    let token = app.sockets.token();
    upgrade
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(0)
        .max_write_buffer_size(WRITE_BUFFER)
        .max_message_size(limits::FRAME)
        .max_frame_size(limits::FRAME)
        .on_upgrade(async move |socket| {
            connection::serve(socket, app).await;
            drop((token, place));
        })
}
