//! The parts every screen is made of. Name, role and keyboard are part of what each of them promises.

pub(crate) mod button;
pub(crate) mod chip;
pub(crate) mod choice;
pub(crate) mod dialog;
pub(crate) mod empty_state;
pub(crate) mod field;
pub(crate) mod go;
pub(crate) mod icon;
pub(crate) mod kept_form;
pub(crate) mod loaded;
pub(crate) mod menu;
pub(crate) mod name;
pub(crate) mod notice;
pub(crate) mod panel;
pub(crate) mod sync_badge;
pub(crate) mod tabs;
pub(crate) mod text_field;
pub(crate) mod toasts;
