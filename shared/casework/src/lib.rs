//! DOMAIN: the documents of counselling, what people do to them, and what screens, lists and search need of them.
//!
//! ```text
//!                    schema (tables of every field)
//!                         │
//!   Edit ──► Document ──► DocumentView, history ──► cards ──► search, agenda, calendar
//!               ▲ │
//!               │ └──► one change per edit, for the envelope
//!               └───── changes of others
//! ```
//!
//! The crate is pure: no clock, no randomness of its own, no disk, no network; it knows neither envelopes nor keys
//! (A4). Its rules are numbered in `SPEC.md`.

pub mod agenda;
pub mod calendar;
mod canonical;
mod cards;
mod document;
mod edit;
mod fold;
mod history;
mod ids;
mod iso;
mod merging;
mod number;
mod samples;
pub mod schema;
pub mod search;
mod stored;
mod value;
mod view;

pub use cards::{
    AgendaCard, CARD_BYTES, Card, CardError, CaseCard, DirectoryCard, PersonCard, ReachabilityCard,
    SettingsCard, SiteCard, StaffCard, StepCard, TrashCard,
};
pub use document::{Applied, ApplyError, BoundsError, Document, LoadError, SaveError, Version};
pub use edit::{Author, CHANGE_BYTES, Edit, EditRefusal, Place};
pub use fold::{fold, skeletons, sort_key};
pub use history::{Concerns, HistoryChange, HistoryEntry, What};
pub use ids::{Actor, CaseId, DeviceTag, EntryId, IdError, MemberId};
pub use number::case_number;
pub use schema::{DocumentKind, MIN_READER, Month, SCHEMA, Subject};
pub use value::{TEXT_CHARS, Value, ValueError};
pub use view::{Answer, Deletion, DocumentView, EntryView, FieldVersion, FieldView, ListView, TRASH_MS};
