//! The Yew app: it knows the door of the worker and nothing behind it.

pub mod platform;
