//! What the team knows of one of its members beside the role: name, function, telephone. Reception reads it and does not write
//! it, so a colleague who does changes the name for her when she marries or when it was mistyped.

use crate::ui::kit::field::folded::{Folded, standing};
use crate::ui::kit::field::{Desk, entries};
use api::field::{EntryState, FieldState, Place};
use api::ids::{EntryId, MemberId};
use api::view::SheetView;
use std::rc::Rc;
use yew::prelude::*;

const STAFF: &str = "staff";
const ALL: &[&str] = &["staff.name", "staff.role_label", "staff.phone"];

/// What is written about a member; nothing if nobody wrote anything yet.
pub(crate) fn written_of(settings: &SheetView, member: MemberId) -> Vec<FieldState> {
    let is_theirs = |entry: &EntryState| entry.id.0 == member.0;
    entries(settings, STAFF).into_iter().find(is_theirs).map(|entry| entry.fields).unwrap_or_default()
}

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Of the unit's settings.
    pub(crate) desk: Rc<Desk>,
    pub(crate) member: MemberId,
    /// What is written.
    pub(crate) written: Vec<FieldState>,
}

/// The fields.
#[component]
pub(crate) fn StaffFields(props: &Props) -> Html {
    let section = props.desk.section(Some(STAFF)).into_iter().flat_map(|section| &section.fields);
    let fields: Vec<_> = section.map(|schema| standing(schema, &props.written)).collect();
    let place = Place::Entry(STAFF.to_owned(), EntryId(props.member.0));
    html! { <Folded desk={Rc::clone(&props.desk)} {place} {fields} always={ALL} /> }
}
