//! Journeys of people through the shipped app: real Chromium, real IndexedDB, a real relay process.
//!
//! [`world::World`] owns the relay, the driver and everybody's browser; page objects in [`pages`] find things the way people
//! and screen readers do, by role and name, and take the names from the German locale. Offline means that the relay process is
//! stopped. The journeys themselves are told in `tests/tests/` and listed in `SCENARIOS.md`.

pub mod app_folder;
pub mod browser;
pub mod colleagues;
pub mod locale;
pub mod measure;
pub mod pages;
pub mod person;
pub mod profile;
pub mod relay;
pub mod screens;
pub mod wiretap;
pub mod world;
