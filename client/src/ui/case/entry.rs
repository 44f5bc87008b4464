//! The fields of one entry: those with something in them first, the others one press away.

use super::facts::empty;
use crate::door::use_command;
use crate::locale::use_locale;
use crate::ui::kit::button::{Button, Kind};
use crate::ui::kit::field::{Desk, FieldView};
use api::command::Command;
use api::field::{EntryState, FieldSchema, FieldState, Place, Value};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) desk: Rc<Desk>,
    pub(crate) list: AttrValue,
    pub(crate) entry: EntryState,
    /// Fields that the surroundings show already.
    #[prop_or_default]
    pub(crate) without: Vec<AttrValue>,
    /// Show the icon of the trash without its words.
    #[prop_or_default]
    pub(crate) bare: bool,
}

/// The fields.
#[component]
pub(crate) fn EntryFields(props: &Props) -> Html {
    let locale = use_locale();
    let shows_all = use_state_eq(|| props.entry.fields.iter().all(|field| field.value == Value::NotAsked));
    let Some(section) = props.desk.section(Some(&props.list)) else { return html! {} };
    let fields: Vec<(&FieldSchema, FieldState)> = section
        .fields
        .iter()
        .filter(|schema| !props.without.iter().any(|id| id == schema.id.as_str()))
        .map(|schema| (schema, state_of(&props.entry, &schema.id)))
        .collect();
    let n_hidden = fields.iter().filter(|(_, state)| !is_shown(state)).count();
    let place = Place::Entry(props.list.to_string(), props.entry.id);
    let toggle = {
        let shows_all = shows_all.clone();
        Callback::from(move |()| shows_all.set(!*shows_all))
    };
    let label = if *shows_all {
        locale.text("show-less")
    } else {
        locale.count("more-fields", i64::try_from(n_hidden).unwrap_or(0))
    };
    html! {
        <>
            <div class="Fields">
                { for fields.iter().filter(|(_, state)| *shows_all || is_shown(state)).map(|(schema, state)| html! {
                    <FieldView key={schema.id.clone()} desk={Rc::clone(&props.desk)} place={place.clone()} schema={(*schema).clone()} state={state.clone()} />
                }) }
            </div>
            <div class="Entry-foot no-print">
                if 0 < n_hidden && props.desk.writable { <Button {label} kind={Kind::Quiet} onclick={toggle} /> }
                if props.desk.writable { <RemoveEntry ..props.clone() /> }
            </div>
        </>
    }
}

fn is_shown(state: &FieldState) -> bool {
    state.value != Value::NotAsked || !state.versions.is_empty()
}

/// The state of a field of an entry.
pub(crate) fn state_of(entry: &EntryState, id: &str) -> FieldState {
    entry.fields.iter().find(|state| state.id == id).cloned().unwrap_or_else(|| empty(id))
}

/// Puts the entry into the trash; one tap takes it back.
#[component]
pub(crate) fn RemoveEntry(props: &Props) -> Html {
    let locale = use_locale();
    let act = use_command();
    let (case, sheet, list, entry) =
        (props.desk.case, props.desk.sheet, props.list.to_string(), props.entry.id);
    let onclick = Callback::from(move |()| {
        let remove = Command::RemoveEntry { case, sheet, list: list.clone(), entry };
        let restore = Command::RestoreEntry { case, sheet, list: list.clone(), entry };
        act.undoable(remove, "toast-removed", restore);
    });
    html! { <Button label={locale.text("remove")} kind={Kind::Quiet} icon="delete" bare={props.bare} {onclick} /> }
}
