//! What the app wants from the browser, one file per API.
//!
//! Components never call these; the hooks (`use_view`, `use_command`) and the app's root do. Each module turns one
//! browser API into plain Rust and says what happens where a browser lacks it.

pub mod app_update;
pub mod channel;
pub mod clipboard;
pub mod download;
pub mod install;
pub mod storage;
pub mod visibility;
