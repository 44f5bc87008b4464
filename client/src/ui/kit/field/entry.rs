//! The fields of one entry of a list.

use super::Desk;
use super::folded::{Folded, is_known, standing};
use api::field::{EntryState, Place};
use std::rc::Rc;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) desk: Rc<Desk>,
    pub(crate) list: AttrValue,
    pub(crate) entry: EntryState,
    /// Fields that the surroundings show already.
    #[prop_or_default]
    pub(crate) without: &'static [&'static str],
    /// Fields that are in sight even if nobody asked yet.
    #[prop_or_default]
    pub(crate) always: &'static [&'static str],
    /// Those among `always` whose answers are laid out as chips.
    #[prop_or_default]
    pub(crate) chips: &'static [&'static str],
    /// Begin with the first field opened for writing.
    #[prop_or_default]
    pub(crate) opens_first: bool,
    /// What else can be done with it.
    #[prop_or_default]
    pub(crate) children: Html,
}

/// The fields. An entry of which nothing is known was just made: everything is in sight.
#[component]
pub(crate) fn EntryFields(props: &Props) -> Html {
    let Some(section) = props.desk.section(Some(&props.list)) else { return html! {} };
    let fields: Vec<_> = section
        .fields
        .iter()
        .filter(|schema| !props.without.contains(&schema.id.as_str()))
        .map(|schema| standing(schema, &props.entry.fields))
        .collect();
    let place = Place::Entry(props.list.to_string(), props.entry.id);
    let unfolded = !props.entry.fields.iter().any(is_known);
    html! {
        <Folded desk={Rc::clone(&props.desk)} {place} {fields} {unfolded} always={props.always} chips={props.chips} opens_first={props.opens_first}>
            { props.children.clone() }
        </Folded>
    }
}
