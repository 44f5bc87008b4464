//! *Schnellnotiz*: two taps from anywhere to a note. The first chooses the screen, the second the person; from the first
//! key on everything is saved in the case, so that no loose slip of paper can get lost.

use super::now;
use crate::door::{use_command, use_view};
use crate::locale::use_locale;
use crate::route::{CaseTab, Route};
use crate::ui::kit::empty_state::EmptyState;
use crate::ui::kit::go::{self, Go};
use crate::ui::kit::icon::Icon;
use crate::ui::kit::loaded::known;
use crate::ui::kit::name::Name;
use crate::ui::kit::panel::Panel;
use crate::ui::kit::text_field::{TextField, Write};
use crate::ui::wording;
use api::command::{Command, Done};
use api::field::{Sheet, Value};
use api::ids::{CaseId, MemberId};
use api::query::{CaseFilter, Query, StatusFilter};
use api::view::{CaseListView, TodayView};
use yew::prelude::*;

/// So many people are offered; whoever is not among them is found by typing.
const OFFERED: u32 = 12;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Who writes.
    pub(crate) me: MemberId,
}

/// The screen.
#[component]
pub(crate) fn QuickNote(props: &Props) -> Html {
    let locale = use_locale();
    let act = use_command();
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
    let day = locale.dates().today();
    let me = props.me;
    let on_choose = Callback::from(move |case: CaseId| {
        let fields = vec![
            ("contact.date".to_owned(), Value::Day(day)),
            ("contact.counsellor".to_owned(), Value::Member(me)),
        ];
        let add = Command::AddEntry { case, sheet: Sheet::CaseFile, list: "contacts".to_owned(), fields };
        let on_done = Callback::from(move |done| {
            if let Done::Entry(_) = done {
                go::go_instead(Route::Case(case, CaseTab::Contacts));
            }
        });
        act.then(add, on_done);
    });
    let people =
        people(known(&today).map(|today| &**today), known(&cases).map(|cases| &**cases), search.is_empty());
    html! {
        <div class="Page">
            <Panel title={locale.text("quick-note-for-whom")}>
                <div class="Panel-row">
                    <TextField label={locale.text("search-label")} value={(*search).clone()} {on_input} write={Write::Search} />
                </div>
                if people.is_empty() { <EmptyState text={locale.text("cases-none-found")} /> }
                <ul class="Lines">
                    { for people.into_iter().map(|(case, title)| {
                        let on_choose = on_choose.clone();
                        html! {
                            <li key={case.to_string()}>
                                <button type="button" class="Lines-line" onclick={move |_: MouseEvent| on_choose.emit(case)}><Name text={wording::title(&locale, &title)} /></button>
                            </li>
                        }
                    }) }
                </ul>
                <div class="Panel-foot"><Go to={Route::NewCase} class="Button"><Icon name="add" /><span>{ locale.text("quick-note-new-case") }</span></Go></div>
            </Panel>
        </div>
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
