//! What the app wants from the browser, one file per API.
//!
//! Components never call these; the hooks (`use_view`, `use_command`), the kit and the app's root do. Each module turns
//! one browser API into plain Rust and says what happens where a browser lacks it.

pub(crate) mod app_update;
pub(crate) mod channel;
pub(crate) mod clipboard;
pub(crate) mod download;
pub(crate) mod install;
pub(crate) mod intl;
pub(crate) mod page;
pub(crate) mod preferences;
pub(crate) mod rescue;
pub(crate) mod storage;
pub(crate) mod visibility;
