//! The vault as a page and a relay see it: commands in, views out, frames between; memory stores, no browser.

mod durability;
mod entitlement;
mod merging;
mod sharing;
mod simulation;
mod world;
