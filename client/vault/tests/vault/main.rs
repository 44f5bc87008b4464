//! The vault as a page and a relay see it: commands in, views out, frames between; memory stores, no browser.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm,
    reason = "tests fail by panicking; clippy's exception for tests does not reach their helpers"
)]

mod cards;
mod compact;
mod days;
mod drafts;
mod durability;
mod entitlement;
mod first_sync;
mod hostile;
mod merging;
mod newcomers;
mod newer;
mod recovery;
mod screening;
mod sharing;
mod simulation;
mod trash;
mod unit;
mod world;
