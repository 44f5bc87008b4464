//! Page objects: what people do on each screen, in their words.
//!
//! Names of buttons and fields are keys of the German locale; where a screen shows many of a kind, its own marks
//! (`[data-field]`, `#heading`) say which.

mod case;
pub mod day;
pub mod every_field;
pub mod field;
mod gate;
mod paper;
mod places;
mod team;
