//! Which cases: open, closed, all; everybody's or the own.

use crate::locale::use_locale;
use crate::ui::kit::button::{Button, Kind};
use api::query::StatusFilter;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) status: StatusFilter,
    pub(crate) mine: bool,
    pub(crate) on_status: Callback<StatusFilter>,
    pub(crate) on_mine: Callback<bool>,
}

/// The filters.
#[component]
pub(crate) fn FilterBar(props: &Props) -> Html {
    let locale = use_locale();
    let states = [
        (StatusFilter::Open, "filter-open"),
        (StatusFilter::Closed, "filter-closed"),
        (StatusFilter::All, "filter-all"),
    ];
    let mine = props.mine;
    html! {
        <div class="FilterBar" role="group" aria-label={locale.text("filters")}>
            { for states.into_iter().map(|(status, key)| html! {
                <Button {key} label={locale.text(key)} kind={Kind::Quiet} pressed={props.status == status} onclick={props.on_status.reform(move |()| status)} />
            }) }
            <Button label={locale.text("filter-mine")} kind={Kind::Quiet} pressed={mine} onclick={props.on_mine.reform(move |()| !mine)} />
        </div>
    }
}
