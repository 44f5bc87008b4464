//! The Yew app: it knows the door of the worker and nothing behind it.
//!
//! ```text
//! ui/<feature> ──use_view, use_command──► door ──postcard──► platform::channel ──► worker
//!      └── ui/kit (names, roles, keyboard)        locale (Fluent, Intl)   civil (days and weeks, no clock)
//! ```
//!
//! Invariants: components show and report, they decide nothing; every text comes from `client/locales`; browser
//! APIs are called in `platform` only, one file each. What can go wrong without a browser (routes, dates, drafts,
//! calendar layout) is a plain module with native tests.

mod civil;
mod door;
mod locale;
mod platform;
pub mod route;
mod ui;

/// Puts the app into the page; called once, from `main`.
///
/// A page without an element `#app` is left alone: the boot watchdog of the page tells the person.
pub fn mount() {
    platform::rescue::report_panics();
    if let Some(root) = platform::page::element("app") {
        yew::Renderer::<ui::app::App>::with_root(root).render();
    }
}
