//! *Fälle*: the list, and beside it the case that is open. On a narrow screen one of both.

mod filter_bar;
mod line;
pub(crate) mod new_case;

use super::case::CaseScreen;
use super::kit::button::Button;
use super::kit::empty_state::EmptyState;
use super::kit::go::Go;
use super::kit::icon::Icon;
use super::kit::loaded::loaded;
use crate::door::use_view;
use crate::locale::use_locale;
use crate::route::{CaseTab, Route};
use api::ids::{CaseId, MemberId};
use api::query::{CaseFilter, Query, StatusFilter};
use api::view::CaseListView;
use filter_bar::FilterBar;
use line::Line;
use std::rc::Rc;
use yew::prelude::*;

/// As many rows as a tall screen shows, and as many more each time.
const ROWS: u32 = 50;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The case that is open, and its tab.
    pub(crate) open: Option<(CaseId, CaseTab)>,
    pub(crate) search: AttrValue,
    pub(crate) me: MemberId,
}

/// The screen.
#[component]
pub(crate) fn CasesScreen(props: &Props) -> Html {
    let locale = use_locale();
    html! {
        <div class="Split" data-open={props.open.map(|_| "true")}>
            <CaseList search={props.search.clone()} open={props.open.map(|(case, _)| case)} />
            if let Some((case, tab)) = props.open {
                <CaseScreen key={case.to_string()} {case} {tab} me={props.me} />
            } else {
                <div class="Split-empty"><EmptyState text={locale.text("cases-choose")} /></div>
            }
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct ListProps {
    search: AttrValue,
    open: Option<CaseId>,
}

#[component]
fn CaseList(props: &ListProps) -> Html {
    let locale = use_locale();
    let status = use_state_eq(StatusFilter::default);
    let mine = use_state_eq(|| false);
    let rows = use_state_eq(|| ROWS);
    let filter =
        CaseFilter { search: props.search.to_string(), status: *status, mine: *mine, skip: 0, take: *rows };
    let list = use_view::<CaseListView>(Query::CaseList(filter));
    {
        let rows = rows.setter();
        use_effect_with((props.search.clone(), *status, *mine), move |_| rows.set(ROWS));
    }
    let on_status = {
        let status = status.setter();
        use_callback((), move |wanted, ()| status.set(wanted))
    };
    let on_mine = {
        let mine = mine.setter();
        use_callback((), move |wanted, ()| mine.set(wanted))
    };
    let is_narrow = *mine || *status != StatusFilter::All;
    let on_everywhere = is_narrow.then(|| {
        let (on_status, on_mine) = (on_status.clone(), on_mine.clone());
        Callback::from(move |()| {
            on_status.emit(StatusFilter::All);
            on_mine.emit(false);
        })
    });
    let on_more = Callback::from(move |()| rows.set(*rows + 4 * ROWS));
    html! {
        <section class="CaseList" aria-label={locale.text("cases")}>
            <FilterBar status={*status} mine={*mine} {on_status} {on_mine} />
            { loaded(&locale, &list, |list| html! { <Rows list={Rc::clone(list)} open={props.open} is_filtered={!props.search.is_empty() || *mine || *status != StatusFilter::Open} {on_more} {on_everywhere} /> }) }
            <div class="CaseList-foot">
                <Go to={Route::NewCase} class="Button" kind="primary"><Icon name="add" /><span>{ locale.text("new-case") }</span></Go>
            </div>
        </section>
    }
}

#[derive(PartialEq, Properties)]
struct RowsProps {
    list: Rc<CaseListView>,
    open: Option<CaseId>,
    is_filtered: bool,
    on_more: Callback<()>,
    /// Takes every filter away but the search, if there is one to take away.
    on_everywhere: Option<Callback<()>>,
}

#[component]
fn Rows(props: &RowsProps) -> Html {
    let locale = use_locale();
    let list = &props.list;
    if list.lines.is_empty() {
        let key = match (list.cases, props.is_filtered) {
            _ if list.is_filling => "cases-none-yet",
            (0, _) => "cases-empty",
            (_, true) => "cases-none-found",
            (_, false) => "cases-none-open",
        };
        let everywhere = props.on_everywhere.clone().filter(|_| list.cases != 0);
        return html! {
            <div role="status">
                <EmptyState text={locale.text(key)}>
                    if let Some(onclick) = everywhere { <Button label={locale.text("cases-everywhere")} {onclick} /> }
                </EmptyState>
            </div>
        };
    }
    let shown = u32::try_from(list.lines.len()).unwrap_or(u32::MAX);
    html! {
        <>
            <p class="CaseList-count muted small" role="status">{ locale.count("cases-count", list.total) }</p>
            if list.is_filling { <p class="CaseList-filling small" role="status">{ locale.text("cases-filling") }</p> }
            <ul>
                { for list.lines.iter().map(|line| html! {
                    <Line key={line.id.to_string()} line={Rc::clone(line)} is_open={props.open == Some(line.id)} />
                }) }
            </ul>
            if shown < list.total { <div class="Panel-foot"><Button label={locale.text("show-more")} onclick={props.on_more.clone()} /></div> }
        </>
    }
}
