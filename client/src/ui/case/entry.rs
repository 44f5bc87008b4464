//! The fields of one entry of a list, and the way into the trash.

use crate::door::use_command;
use crate::locale::use_locale;
use crate::ui::kit::button::{Button, Kind};
use crate::ui::kit::field::Desk;
use crate::ui::kit::field::folded::{Folded, is_known, standing};
use api::command::Command;
use api::field::{EntryState, Place};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
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
    /// Show the icon of the trash without its words.
    #[prop_or_default]
    pub(crate) bare: bool,
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
        <Folded desk={Rc::clone(&props.desk)} {place} {fields} {unfolded} always={props.always} chips={props.chips}>
            <RemoveEntry ..props.clone() />
        </Folded>
    }
}

/// Puts the entry into the trash; one tap takes it back.
#[component]
pub(crate) fn RemoveEntry(props: &Props) -> Html {
    let locale = use_locale();
    let act = use_command();
    let (sheet, list, entry) = (props.desk.sheet, props.list.to_string(), props.entry.id);
    let onclick = Callback::from(move |()| {
        let remove = Command::RemoveEntry { sheet, list: list.clone(), entry };
        let restore = Command::RestoreEntry { sheet, list: list.clone(), entry };
        act.undoable(remove, "toast-removed", restore);
    });
    html! { <Button label={locale.text("remove")} kind={Kind::Quiet} icon="delete" bare={props.bare} {onclick} /> }
}
