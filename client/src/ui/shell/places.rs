//! The five places: a rail beside the work, a bar below it on a narrow screen.

use crate::locale::use_locale;
use crate::route::{Route, Span};
use crate::ui::kit::go::Go;
use crate::ui::kit::icon::Icon;
use api::command::Role;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) route: Route,
    pub(crate) role: Role,
}

/// The places. Coordination and administration see no cases, because their devices hold no key of any.
#[component]
pub(crate) fn Places(props: &Props) -> Html {
    let locale = use_locale();
    let route = props.route;
    let places = [
        (Route::Today, "home", "today", matches!(route, Route::Today | Route::QuickNote)),
        (
            Route::Cases,
            "account-circle",
            "cases",
            matches!(route, Route::Cases | Route::NewCase | Route::Case(..)),
        ),
        (
            Route::Calendar(Span::Week, None),
            "calendar-today",
            "calendar",
            matches!(route, Route::Calendar(..) | Route::NewAppointment(..)),
        ),
        (Route::Sync, "autorenew", "sync", matches!(route, Route::Sync)),
        (Route::More, "dehaze", "more", matches!(route, Route::More | Route::Settings(_))),
    ];
    let with_cases = has_cases(props.role);
    html! {
        <nav class="Places" aria-label={locale.text("places")}>
            { for places.into_iter().filter(|(to, ..)| with_cases || matches!(to, Route::Sync | Route::More)).map(|(to, icon, key, current)| html! {
                <Go {key} {to} class="Places-place" {current}><Icon name={icon} /><span>{ locale.text(key) }</span></Go>
            }) }
        </nav>
    }
}

/// Does this role read and write case files? Reception holds no key of any.
pub(crate) const fn has_files(role: Role) -> bool {
    matches!(role, Role::UnitLead | Role::Counsellor)
}

/// Does this role work with cases and appointments?
pub(crate) const fn has_cases(role: Role) -> bool {
    matches!(role, Role::UnitLead | Role::Counsellor | Role::Reception)
}
