//! Somebody waits to be let in: said wherever one is, because the other person sits there and waits.

use crate::door::use_view;
use crate::locale::use_locale;
use crate::route::{Route, Section};
use crate::ui::kit::go::Go;
use crate::ui::kit::loaded::known;
use api::query::Query;
use api::view::MembersView;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) route: Route,
}

/// The notice; not where the six words are on screen anyway.
#[component]
pub(crate) fn WaitingNotice(props: &Props) -> Html {
    let locale = use_locale();
    let members = use_view::<MembersView>(Query::Members);
    let waits = known(&members).is_some_and(|members| !members.joining.is_empty());
    let team = Route::Settings(Section::Team);
    html! {
        <div role="status">
            if waits && props.route != team {
                <div class="UpdateNotice">
                    <p>{ locale.text("joiner-waits") }</p>
                    <Go to={team} class="Button" kind="primary">{ locale.text("joiner-compare") }</Go>
                </div>
            }
        </div>
    }
}
