//! *Verlauf*: who changed what, and when; newest first, day by day.

use crate::door::use_view;
use crate::locale::{Locale, use_locale};
use crate::ui::kit::empty_state::EmptyState;
use crate::ui::kit::field::Desk;
use crate::ui::kit::loaded::loaded;
use crate::ui::kit::panel::Panel;
use crate::ui::wording::{self, Names};
use api::field::{FieldId, Place, SectionSchema, Value};
use api::ids::CaseId;
use api::query::Query;
use api::view::{HistoryLine, HistoryWhat};
use std::rc::Rc;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) case: CaseId,
    /// For the names of people, sites and codes.
    pub(crate) desk: Rc<Desk>,
}

/// The history.
#[component]
pub(crate) fn History(props: &Props) -> Html {
    let locale = use_locale();
    let history = use_view::<Vec<HistoryLine>>(Query::History(props.case));
    html! {
        <Panel title={locale.text("tab-verlauf")}>
            { loaded(&locale, &history, |lines| if lines.is_empty() {
                html! { <EmptyState text={locale.text("history-empty")} /> }
            } else {
                html! { <ol>{ for lines.iter().map(|line| drawn(&locale, &props.desk, line)) }</ol> }
            }) }
        </Panel>
    }
}

fn drawn(locale: &Locale, desk: &Desk, line: &HistoryLine) -> Html {
    let who = match line.by {
        Some(id) => wording::member(locale, desk.members.as_deref(), id),
        None => locale.text("somebody"),
    };
    let list = if let Place::Entry(list, _) = &line.place { Some(list.as_str()) } else { None };
    let whole = || list.map_or_else(|| locale.text("case"), |list| locale.text(&format!("list-{list}")));
    let (what, change) = match &line.what {
        HistoryWhat::Answered { field, before, after } => {
            (locale.field(field), answered(locale, desk, line, (field, before, after)))
        }
        HistoryWhat::Wrote { field, added, removed: 0 } => {
            (locale.field(field), locale.count("history-wrote-only", *added).into())
        }
        HistoryWhat::Wrote { field, added, removed } => {
            let counts = [("added", added.to_string()), ("removed", removed.to_string())];
            let counts: Vec<(&'static str, &str)> =
                counts.iter().map(|(name, count)| (*name, count.as_str())).collect();
            (locale.field(field), locale.with("history-wrote", &counts).into())
        }
        HistoryWhat::Made => (whole(), locale.text("history-made").into()),
        HistoryWhat::Removed => (whole(), locale.text("history-removed").into()),
        HistoryWhat::Restored => (whole(), locale.text("history-restored").into()),
    };
    html! {
        <li class="History-line">
            <span class="muted small">{ format!("{} · {who}", locale.dates().moment(line.at)) }</span>
            <span class="History-what">{ what }</span>
            <span class="History-change" dir="auto">{ change }</span>
        </li>
    }
}

/// An answer before and since.
fn answered(
    locale: &Locale,
    desk: &Desk,
    line: &HistoryLine,
    (field, before, after): (&FieldId, &Value, &Value),
) -> Html {
    let list = if let Place::Entry(list, _) = &line.place { Some(list.as_str()) } else { None };
    let in_sheet = |section: &&SectionSchema| section.sheet == line.sheet && section.list.as_deref() == list;
    let fields = desk
        .schema
        .sections
        .iter()
        .find(in_sheet)
        .map(|section| section.fields.as_slice())
        .unwrap_or_default();
    let schema = fields.iter().find(|known| known.id == *field);
    let names = Names { members: desk.members.as_deref(), sites: &desk.sites };
    let said = |value: &Value| {
        let nothing = || schema.map_or_else(AttrValue::default, |schema| wording::nothing(locale, schema));
        wording::value(locale, schema.map(|schema| &schema.kind), value, names).unwrap_or_else(nothing)
    };
    html! { <><del>{ said(before) }</del>{ " → " }<ins>{ said(after) }</ins></> }
}
