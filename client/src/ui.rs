//! The screens. `kit` holds the parts they are made of; only the kit writes roles and states for screen readers.

pub(crate) mod app;
pub(crate) mod calendar;
pub(crate) mod case;
pub(crate) mod case_picker;
pub(crate) mod case_title;
pub(crate) mod cases;
pub(crate) mod gate;
pub(crate) mod kit;
pub(crate) mod more;
pub(crate) mod shell;
pub(crate) mod sync;
pub(crate) mod today;
pub(crate) mod wording;
