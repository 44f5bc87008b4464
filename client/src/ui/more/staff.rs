//! What the team knows of one of its members beside the role: name, function, telephone. Reception reads it and does not write
//! it, so a colleague who does changes the name for her when she marries or when it was mistyped.

use crate::ui::kit::field::{Desk, EntryFields};
use api::field::EntryState;
use api::ids::{EntryId, MemberId};
use api::view::SheetView;
use std::rc::Rc;
use yew::prelude::*;

const STAFF: &str = "staff";
const ALL: &[&str] = &["staff.name", "staff.role_label", "staff.phone"];

/// What is written about a member, under the member's own id; an empty entry if nobody wrote anything yet.
pub(crate) fn staff_entry(settings: &SheetView, member: MemberId) -> EntryState {
    let id = EntryId(member.0);
    let mut entries =
        settings.lists.iter().filter(|(list, _)| list == STAFF).flat_map(|(_, entries)| entries);
    let nothing = || EntryState { id, fields: Vec::new(), removed_at: None };
    entries.find(|entry| entry.id == id).cloned().unwrap_or_else(nothing)
}

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Of the unit's settings.
    pub(crate) desk: Rc<Desk>,
    pub(crate) entry: EntryState,
}

/// The fields.
#[component]
pub(crate) fn StaffFields(props: &Props) -> Html {
    html! { <EntryFields desk={Rc::clone(&props.desk)} list={STAFF} entry={props.entry.clone()} always={ALL} /> }
}
