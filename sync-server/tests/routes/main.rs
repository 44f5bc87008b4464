//! The relay from outside: real sockets, one file per endpoint or per part of the socket's protocol.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test fails by panicking, and waits for one message among many"
)]

mod device;
mod socket;
mod world;

mod admission;
mod authentication;
mod bootstrap;
mod chain;
mod documents;
mod durability;
mod events;
mod http;
mod keys;
mod limits;
mod livez;
mod malformed;
mod metrics;
mod push;
mod readyz;
mod start;
mod web;
