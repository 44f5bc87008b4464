//! What a case is called, where only its id is at hand.

use super::kit::loaded::known;
use super::kit::name::Name;
use super::wording;
use crate::door::use_view;
use crate::locale::use_locale;
use api::ids::CaseId;
use api::query::Query;
use api::view::CaseView;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) case: CaseId,
}

/// The title.
#[component]
pub(crate) fn CaseTitle(props: &Props) -> Html {
    let locale = use_locale();
    let case = use_view::<CaseView>(Query::Case(props.case));
    match known(&case) {
        Some(view) => html! { <strong><Name text={wording::title(&locale, &view.line.title)} /></strong> },
        None => html! {},
    }
}
