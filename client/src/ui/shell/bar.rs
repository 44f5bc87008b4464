//! The bar above the work: where one is, the search, and whether the work is safe.

use super::places::has_cases;
use crate::locale::use_locale;
use crate::route::Route;
use crate::ui::kit::icon::Icon;
use crate::ui::kit::sync_badge::SyncBadge;
use crate::ui::kit::text_field::written;
use api::command::Role;
use api::view::SyncBadge as Badge;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) route: Route,
    pub(crate) title: AttrValue,
    pub(crate) search: AttrValue,
    pub(crate) on_search: Callback<String>,
    pub(crate) badge: Option<Badge>,
    pub(crate) role: Role,
}

/// The bar. On a case the case's name is the heading of the page, and the bar only says where one is.
#[component]
pub(crate) fn Bar(props: &Props) -> Html {
    let locale = use_locale();
    let oninput = props.on_search.reform(|event: InputEvent| written(&event));
    let today = locale.dates().today();
    let day = format!(
        "{} · {}",
        locale.dates().short(today),
        locale.count("calendar-week", crate::civil::calendar::iso_week(today))
    );
    html! {
        <header class="Bar" data-search={matches!(props.route, Route::Cases).then_some("here")}>
            <div class="Bar-title">
                if matches!(props.route, Route::Case(..)) {
                    <p>{ locale.text("cases") }</p>
                } else {
                    <h1 id="heading" tabindex="-1">{ props.title.clone() }</h1>
                }
                if props.route == Route::Today { <p class="Bar-day">{ day }</p> }
            </div>
            if has_cases(props.role) {
                <label class="Bar-search">
                    <Icon name="search" />
                    <input id="search" type="search" value={props.search.clone()} {oninput} dir="auto" autocomplete="off"
                        autocapitalize="off" spellcheck="false" aria-label={locale.text("search-label")}
                        placeholder={locale.text("search-hint")} />
                </label>
            }
            <SyncBadge badge={props.badge.clone()} current={props.route == Route::Sync} />
        </header>
    }
}
