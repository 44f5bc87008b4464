//! The frame around the work: five places, the bar with search and badge, and the screen of the present address.

mod bar;
pub(crate) mod demo;
mod outlet;
pub(crate) mod places;
mod room;
pub(crate) mod update;
mod waiting;

use super::app::Display;
use super::kit::go;
use crate::door::use_view;
use crate::locale::{Locale, use_locale};
use crate::platform::page;
use crate::route::{Route, Span};
use api::command::Role;
use api::ids::MemberId;
use api::query::Query;
use api::view::SyncBadge;
use bar::Bar;
use demo::DemoNotice;
use outlet::Outlet;
use places::Places;
use room::RoomNotice;
use update::UpdateNotice;
use waiting::WaitingNotice;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) me: MemberId,
    pub(crate) role: Role,
    pub(crate) display: Display,
    pub(crate) on_display: Callback<Display>,
}

/// The frame.
#[component]
pub(crate) fn Shell(props: &Props) -> Html {
    let locale = use_locale();
    let route = use_route();
    let search = use_state_eq(String::new);
    let badge = use_view::<SyncBadge>(Query::SyncBadge);
    use_arrival(&locale, route);
    use_shortcuts(props.display.keys);
    let on_search = {
        let search = search.clone();
        use_callback(route, move |text: String, route| {
            search.set(text);
            if !matches!(route, Route::Cases) {
                go::go(Route::Cases);
            }
        })
    };
    let badge = super::kit::loaded::known(&badge).map(|badge| (**badge).clone());
    let is_low = badge.as_ref().is_some_and(|badge| badge.storage_low);
    let title = locale.text(title(route));
    html! {
        <div class="Shell">
            <a class="SkipLink" href="#main">{ locale.text("skip-to-content") }</a>
            <Places {route} role={props.role} />
            <div class="Shell-work">
                <Bar {route} title={title.clone()} search={AttrValue::from((*search).clone())} {on_search} {badge} role={props.role} />
                <DemoNotice />
                <UpdateNotice />
                <RoomNotice {route} {is_low} />
                <WaitingNotice {route} />
                <main id="main" class="Shell-main" tabindex="-1" aria-label={title}>
                    <Outlet {route} me={props.me} role={props.role} search={AttrValue::from((*search).clone())}
                        display={props.display.clone()} on_display={props.on_display.clone()} />
                </main>
            </div>
        </div>
    }
}

/// The present address.
#[hook]
fn use_route() -> Route {
    let route = use_state_eq(|| Route::parse(&page::path()));
    {
        let setter = route.setter();
        use_effect_with((), move |()| {
            let listener = page::on_navigation(move || setter.set(Route::parse(&page::path())));
            move || drop(listener)
        });
    }
    *route
}

/// Says where one is: the tab's title, and the focus on the heading, unless one merely turned a page within a place or
/// is writing: whoever searches from another screen types on.
#[hook]
fn use_arrival(locale: &Locale, route: Route) {
    let said = format!("{} – Sprechtag", locale.text(title(route)));
    let is_first = use_mut_ref(|| true);
    use_effect_with((title(route), said), move |(_, said)| {
        page::set_title(said);
        // Whoever types in the search comes to the list with the first letter, and goes on typing.
        if !is_first.replace(false) && !page::is_writing() {
            page::focus("heading");
        }
    });
}

/// Keys that work wherever nobody is writing, unless somebody switched them off.
#[hook]
fn use_shortcuts(are_on: bool) {
    use_effect_with(are_on, |are_on| {
        let are_on = *are_on;
        let listener = page::on_key(move |key| {
            let plain = are_on && !key.ctrl_key() && !key.meta_key() && !key.alt_key();
            if let Some(route) = shortcut(&key.key()).filter(|_| plain && !page::is_writing()) {
                key.prevent_default();
                match route {
                    Some(route) => go::go(route),
                    None => page::focus("search"),
                }
            }
        });
        move || drop(listener)
    });
}

/// Where a key leads; the search field if nowhere.
fn shortcut(key: &str) -> Option<Option<Route>> {
    Some(match key {
        "h" => Some(Route::Today),
        "f" => Some(Route::Cases),
        "k" => Some(Route::Calendar(Span::Week, None)),
        "a" => Some(Route::Sync),
        "n" => Some(Route::NewCase),
        "t" => Some(Route::NewAppointment(None, None)),
        "s" => Some(Route::QuickNote),
        "?" => Some(Route::Settings(crate::route::Section::Shortcuts)),
        "/" => None,
        _ => return None,
    })
}

/// Key of a screen's title.
const fn title(route: Route) -> &'static str {
    use crate::route::Section;
    match route {
        Route::Today => "today",
        Route::QuickNote => "quick-note",
        Route::Cases => "cases",
        Route::NewCase => "new-case",
        Route::Case(..) => "case",
        Route::Calendar(..) => "calendar",
        Route::NewAppointment(..) => "new-appointment",
        Route::Sync => "sync",
        Route::More => "more",
        Route::Settings(section) => match section {
            Section::Display => "section-anzeige",
            Section::Security => "section-sicherheit",
            Section::Team => "section-team",
            Section::Sites => "section-orte",
            Section::Unit => "section-stelle",
            Section::Trash => "section-papierkorb",
            Section::Install => "section-installieren",
            Section::Legal => "section-rechtliches",
            Section::About => "section-ueber",
            Section::Licences => "section-lizenzen",
            Section::Shortcuts => "section-tasten",
        },
    }
}
