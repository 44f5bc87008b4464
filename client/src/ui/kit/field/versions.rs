//! "2 Fassungen": what several people wrote at the same time, side by side, resolved by one tap. In the documents of a case both stay in *Verlauf*.

use super::desk::Desk;
use crate::door::use_command;
use crate::locale::{Locale, use_locale};
use crate::ui::wording::{self, Names};
use api::command::FieldChange;
use api::field::{FieldSchema, FieldVersion, Place};
use std::rc::Rc;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) desk: Rc<Desk>,
    pub(crate) place: Place,
    pub(crate) schema: FieldSchema,
    pub(crate) versions: Vec<FieldVersion>,
}

/// The versions of a field.
#[component]
pub(crate) fn Versions(props: &Props) -> Html {
    let locale = use_locale();
    let act = use_command();
    let count = i64::try_from(props.versions.len()).unwrap_or(i64::MAX);
    let title = format!("{}: {}", locale.field(&props.schema.id), locale.count("versions", count));
    let names = Names { members: props.desk.members.as_deref(), sites: &props.desk.sites };
    html! {
        <div class="Versions" role="group" aria-label={title.clone()}>
            <strong>{ title }</strong>
            { for props.versions.iter().enumerate().map(|(at, version)| {
                let words = wording::value(&locale, Some(&props.schema.kind), &version.value, names)
                    .unwrap_or_else(|| wording::nothing(&locale, &props.schema));
                let command = props.desk.edit(&props.place, &props.schema.id, FieldChange::Choose(version.value.clone()), props.desk.version.clone());
                let (act, writable) = (act.clone(), props.desk.settles);
                html! {
                    <button key={at} type="button" class="Versions-choice" disabled={!writable}
                        onclick={move |_: MouseEvent| act.run(command.clone())}>
                        <span class="Versions-value" dir="auto">{ words }</span>
                        <span class="muted small">{ who_and_when(&locale, props, version) }</span>
                    </button>
                }
            }) }
            <span class="muted small">
                { locale.text("versions-hint") }
                // Of the unit's documents nobody can look up the history; an appointment may have no case.
                if props.desk.sheet.case().is_some() { { " " }{ locale.text("versions-kept") } }
            </span>
        </div>
    }
}

fn who_and_when(locale: &Locale, props: &Props, version: &FieldVersion) -> String {
    let who = match version.by {
        Some(id) => wording::member(locale, props.desk.members.as_deref(), id),
        None => locale.text("somebody"),
    };
    format!("{who}, {}", locale.dates().moment(version.at))
}
