//! The relay from outside: real sockets, one file per endpoint or per part of the socket's protocol.

mod device;
mod socket;
mod world;

mod admission;
mod authentication;
mod bootstrap;
mod chain;
mod durability;
mod events;
mod http;
mod keys;
mod malformed;
mod metrics;
mod push;
mod ready;
mod start;
mod web;
