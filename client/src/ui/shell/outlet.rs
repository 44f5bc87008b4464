//! The screen of the present address.

use crate::route::Route;
use crate::ui::app::Display;
use crate::ui::calendar::CalendarScreen;
use crate::ui::calendar::new_appointment::NewAppointment;
use crate::ui::cases::CasesScreen;
use crate::ui::cases::new_case::NewCase;
use crate::ui::more::MoreScreen;
use crate::ui::sync::SyncScreen;
use crate::ui::today::TodayScreen;
use crate::ui::today::quick_note::QuickNote;
use api::command::Role;
use api::ids::MemberId;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) route: Route,
    pub(crate) me: MemberId,
    pub(crate) role: Role,
    pub(crate) search: AttrValue,
    pub(crate) display: Display,
    pub(crate) on_display: Callback<Display>,
}

/// The screen.
#[component]
pub(crate) fn Outlet(props: &Props) -> Html {
    let case_work = super::places::has_cases(props.role);
    match props.route {
        Route::Sync => html! { <SyncScreen /> },
        Route::More => {
            html! { <MoreScreen section={None} me={props.me} role={props.role} display={props.display.clone()} on_display={props.on_display.clone()} /> }
        }
        Route::Settings(section) => html! {
            <MoreScreen section={Some(section)} me={props.me} role={props.role} display={props.display.clone()} on_display={props.on_display.clone()} />
        },
        // Coordination and administration begin with the people they look after.
        _ if !case_work => html! {
            <MoreScreen section={Some(crate::route::Section::Team)} me={props.me} role={props.role} display={props.display.clone()} on_display={props.on_display.clone()} />
        },
        Route::QuickNote if !super::places::has_files(props.role) => {
            html! { <TodayScreen role={props.role} /> }
        }
        Route::Today => html! { <TodayScreen role={props.role} /> },
        Route::QuickNote => html! { <QuickNote me={props.me} /> },
        Route::NewCase => html! { <NewCase /> },
        Route::Cases => html! { <CasesScreen open={None} me={props.me} search={props.search.clone()} /> },
        Route::Case(case, tab) => {
            html! { <CasesScreen open={Some((case, tab))} me={props.me} search={props.search.clone()} /> }
        }
        Route::Calendar(span, day) => html! { <CalendarScreen {span} {day} /> },
        Route::NewAppointment(case, day) => html! { <NewAppointment {case} {day} me={props.me} /> },
    }
}
