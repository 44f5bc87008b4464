//! `GET /livez`: the process runs. Whether it can work is `/readyz`'s matter.

/// Says so.
pub(super) async fn livez() -> &'static str {
    "alive\n"
}
