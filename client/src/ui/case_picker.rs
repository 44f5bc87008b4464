//! Finds a person among the cases: whoever is here today stands first, everybody else is found by typing.

use super::kit::empty_state::EmptyState;
use super::kit::loaded::known;
use super::kit::name::Name;
use super::kit::text_field::{TextField, Write};
use super::today::now;
use super::wording;
use crate::door::use_view;
use crate::locale::use_locale;
use api::ids::CaseId;
use api::query::{CaseFilter, Query, StatusFilter};
use api::view::{CaseListView, TodayView};
use yew::prelude::*;

/// So many people are offered; whoever is not among them is found by typing.
const OFFERED: u32 = 12;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) on_choose: Callback<CaseId>,
}

/// The picker.
#[component]
pub(crate) fn CasePicker(props: &Props) -> Html {
    let locale = use_locale();
    let search = use_state_eq(String::new);
    let today = use_view::<TodayView>(Query::Today);
    let filter = CaseFilter {
        search: (*search).clone(),
        status: StatusFilter::Open,
        take: OFFERED,
        ..CaseFilter::default()
    };
    let cases = use_view::<CaseListView>(Query::CaseList(filter));
    let on_input = {
        let search = search.setter();
        Callback::from(move |typed| search.set(typed))
    };
    let people =
        people(known(&today).map(|today| &**today), known(&cases).map(|cases| &**cases), search.is_empty());
    let is_filling = known(&cases).is_some_and(|cases| cases.is_filling);
    html! {
        <div class="CasePicker" onkeydown={keep_enter}>
            <div class="Panel-row">
                <TextField label={locale.text("search-label")} value={(*search).clone()} {on_input} write={Write::Search} />
            </div>
            if people.is_empty() {
                <EmptyState text={locale.text(if is_filling { "cases-none-yet" } else { "cases-none-found" })} />
            }
            <ul>
                { for people.into_iter().map(|(case, title)| {
                    let on_choose = props.on_choose.clone();
                    html! {
                        <li key={case.to_string()}>
                            <button type="button" class="Lines-line" onclick={move |_: MouseEvent| on_choose.emit(case)}>
                                <Name text={wording::title(&locale, &title)} />
                            </button>
                        </li>
                    }
                }) }
            </ul>
        </div>
    }
}

/// Enter looks for somebody; it must not send the form that the picker may stand in.
fn keep_enter(event: KeyboardEvent) {
    let in_a_field = event.target_dyn_into::<web_sys::HtmlInputElement>().is_some();
    if event.key() == "Enter" && in_a_field {
        event.prevent_default();
    }
}

/// Whoever is here now or comes next stands first, then the rest of today, then the others.
fn people(
    today: Option<&TodayView>,
    cases: Option<&CaseListView>,
    with_today: bool,
) -> Vec<(CaseId, String)> {
    let mut people: Vec<(CaseId, String)> = Vec::new();
    if let Some(today) = today.filter(|_| with_today) {
        let next = now::next(&today.appointments, today.now);
        let mut day: Vec<_> = today.appointments.iter().collect();
        day.sort_by_key(|line| (Some(line.id) != next, line.start));
        people.extend(day.iter().filter_map(|line| Some((line.case?, line.title.clone()))));
    }
    people
        .extend(cases.iter().flat_map(|cases| cases.lines.iter()).map(|line| (line.id, line.title.clone())));
    let mut seen = Vec::new();
    people.retain(|(case, _)| {
        let is_new = !seen.contains(case);
        seen.push(*case);
        is_new
    });
    people
}
