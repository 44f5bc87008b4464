//! The contacts of a case, newest first: when, where, how, and the note that several people may write at once.

use super::remove::RemoveEntry;
use crate::door::use_command;
use crate::locale::{Locale, use_locale};
use crate::ui::kit::button::{Button, Kind};
use crate::ui::kit::chip::Chip;
use crate::ui::kit::empty_state::EmptyState;
use crate::ui::kit::field::folded::standing;
use crate::ui::kit::field::{Desk, EntryFields, FieldView, value_of};
use crate::ui::kit::panel::Panel;
use crate::ui::wording::{self, Names};
use api::command::Command;
use api::field::{EntryState, Place, Value};
use api::ids::MemberId;
use std::cmp::Reverse;
use std::rc::Rc;
use yew::prelude::*;

/// What is written in nearly every contact: in sight as soon as one looks at the details.
const USUAL: &[&str] = &[
    "contact.mode",
    "contact.language",
    "contact.interpreting",
    "contact.duration_minutes",
    "contact.topics",
];

/// What is said of every conversation by one tap each.
const LAID_OUT: &[&str] = &["contact.mode", "contact.language", "contact.topics"];

/// Shown above the details already.
const NOTE: &[&str] = &["contact.note"];

/// What is shown as chips, in this order.
const CHIPS: [&str; 5] =
    ["contact.mode", "contact.language", "contact.interpreting", "contact.phase", "contact.topics"];

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) desk: Rc<Desk>,
    pub(crate) entries: Vec<EntryState>,
    pub(crate) me: MemberId,
}

/// The contacts.
#[component]
pub(crate) fn Contacts(props: &Props) -> Html {
    let locale = use_locale();
    let act = use_command();
    let mut entries: Vec<&EntryState> = props.entries.iter().collect();
    entries.sort_by_key(|entry| Reverse(when(entry)));
    let newest = entries.first().map(|entry| entry.id);
    let desk = Rc::clone(&props.desk);
    let today = Value::Day(locale.dates().today());
    let me = props.me;
    let onclick = Callback::from(move |()| {
        let fields = vec![
            ("contact.date".to_owned(), today.clone()),
            ("contact.counsellor".to_owned(), Value::Member(me)),
        ];
        act.run(Command::AddEntry { sheet: desk.sheet, list: "contacts".to_owned(), fields });
    });
    html! {
        <>
            if entries.is_empty() {
                <Panel title={locale.text("list-contacts")}>
                    <EmptyState text={locale.text("list-contacts-empty")}>
                        if props.desk.writable { <Button label={locale.text("record-contact")} kind={Kind::Plain} icon="add" {onclick} /> }
                    </EmptyState>
                </Panel>
            }
            { for entries.into_iter().map(|entry| html! {
                <Contact key={entry.id.to_string()} desk={Rc::clone(&props.desk)} entry={entry.clone()} is_newest={newest == Some(entry.id)} />
            }) }
        </>
    }
}

/// Sorts contacts: by day, then by time.
fn when(entry: &EntryState) -> (Option<api::ids::Day>, Option<api::ids::TimeOfDay>) {
    let day = if let Value::Day(day) = value_of(&entry.fields, "contact.date") { Some(*day) } else { None };
    let time =
        if let Value::Time(time) = value_of(&entry.fields, "contact.start") { Some(*time) } else { None };
    (day, time)
}

#[derive(PartialEq, Properties)]
struct ContactProps {
    desk: Rc<Desk>,
    entry: EntryState,
    is_newest: bool,
}

#[component]
fn Contact(props: &ContactProps) -> Html {
    let locale = use_locale();
    let (desk, entry) = (&props.desk, &props.entry);
    let place = Place::Entry("contacts".to_owned(), entry.id);
    let note_is_empty = *value_of(&entry.fields, "contact.note") == Value::NotAsked;
    // Whoever has just begun a conversation writes the note and says how it was held.
    let is_new = props.is_newest && note_is_empty && desk.writable;
    let shows_fields = use_state_eq(|| is_new);
    let toggle = {
        let shows_fields = shows_fields.clone();
        Callback::from(move |()| shows_fields.set(!*shows_fields))
    };
    let aside = html! {
        <Button label={locale.text(if *shows_fields { "contact-hide-fields" } else { "contact-show-fields" })} kind={Kind::Quiet} expanded={*shows_fields} onclick={toggle} />
    };
    html! {
        <Panel title={heading(&locale, desk, entry)} {aside} class="Contact">
            <div class="Note">
                if !*shows_fields { <div class="Note-meta">{ chips(&locale, desk, entry) }</div> }
                if let Some((schema, state)) = desk.field(Some("contacts"), "contact.note").map(|schema| standing(schema, &entry.fields)) {
                    <FieldView desk={Rc::clone(desk)} place={place.clone()} {schema} {state} bare=true open={is_new} />
                }
            </div>
            if *shows_fields {
                <EntryFields desk={Rc::clone(desk)} list="contacts" entry={entry.clone()} without={NOTE} always={USUAL} chips={LAID_OUT}>
                    <RemoveEntry desk={Rc::clone(desk)} list="contacts" entry={entry.id} />
                </EntryFields>
            }
        </Panel>
    }
}

fn heading(locale: &Locale, desk: &Desk, entry: &EntryState) -> AttrValue {
    let names = Names { members: desk.members.as_deref(), sites: &desk.sites };
    let said = |id: &str| wording::value(locale, None, value_of(&entry.fields, id), names);
    let parts: Vec<AttrValue> =
        ["contact.date", "contact.start", "contact.site"].into_iter().filter_map(said).collect();
    if parts.is_empty() {
        return locale.text("contact-without-date");
    }
    parts.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ").into()
}

fn chips(locale: &Locale, desk: &Desk, entry: &EntryState) -> Html {
    let names = Names { members: desk.members.as_deref(), sites: &desk.sites };
    let minutes = if let Value::Number(minutes) = value_of(&entry.fields, "contact.duration_minutes") {
        Some(locale.count("minutes", *minutes))
    } else {
        None
    };
    let said = CHIPS.into_iter().filter_map(|id| {
        let kind = desk.field(Some("contacts"), id).map(|schema| &schema.kind);
        let said = wording::value(locale, kind, value_of(&entry.fields, id), names)?;
        // "nicht nötig" alone tells nobody what was not needed.
        Some(if id == "contact.interpreting" {
            format!("{}: {said}", locale.field(&id.to_owned())).into()
        } else {
            said
        })
    });
    said.chain(minutes).map(|text| html! { <Chip key={text.to_string()} text={text.clone()} /> }).collect()
}
