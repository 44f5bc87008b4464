//! Which colleagues opened the case, when and why: the person who looks after it may know.

use crate::locale::{Locale, use_locale};
use crate::ui::kit::field::{Desk, value_of};
use crate::ui::kit::panel::Panel;
use crate::ui::wording::{self, Names};
use api::field::{EntryState, Value};
use api::ids::Moment;
use std::cmp::Reverse;
use std::rc::Rc;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) desk: Rc<Desk>,
    pub(crate) entries: Vec<EntryState>,
}

/// The accesses, newest first; nothing if there are none.
#[component]
pub(crate) fn Accesses(props: &Props) -> Html {
    let locale = use_locale();
    if props.entries.is_empty() {
        return html! {};
    }
    let mut entries: Vec<&EntryState> = props.entries.iter().collect();
    entries.sort_by_key(|entry| Reverse(at(entry)));
    html! {
        <Panel title={locale.text("list-accesses")}>
            <ol>
                { for entries.into_iter().map(|entry| html! {
                    <li key={entry.id.to_string()} class="History-line">
                        <span class="muted small">{ locale.dates().moment(at(entry)) }</span>
                        <span class="History-what">{ said(&locale, &props.desk, entry, "access.member") }</span>
                        <span dir="auto">{ wording::beside(["access.reason", "access.explanation"].map(|field| said(&locale, &props.desk, entry, field)).iter().map(AttrValue::as_str)) }</span>
                    </li>
                }) }
            </ol>
        </Panel>
    }
}

fn at(entry: &EntryState) -> Moment {
    let ms = if let Value::Number(ms) = value_of(&entry.fields, "access.at_ms") { *ms } else { 0 };
    Moment(u64::try_from(ms).unwrap_or(0))
}

fn said(locale: &Locale, desk: &Desk, entry: &EntryState, field: &str) -> AttrValue {
    let names = Names { members: desk.members.as_deref(), sites: &desk.sites };
    let kind = desk.field(Some("accesses"), field).map(|schema| &schema.kind);
    wording::value(locale, kind, value_of(&entry.fields, field), names).unwrap_or_default()
}
