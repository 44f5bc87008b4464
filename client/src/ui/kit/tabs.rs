//! Tabs that are links: each has its address, so back, reload and a second window work.

use super::go::Go;
use crate::route::Route;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What the tabs are for, read aloud.
    pub(crate) label: AttrValue,
    pub(crate) tabs: Vec<(Route, AttrValue)>,
    pub(crate) current: Route,
}

/// The tabs.
#[component]
pub(crate) fn Tabs(props: &Props) -> Html {
    html! {
        <nav class="Tabs" aria-label={props.label.clone()}>
            { for props.tabs.iter().map(|(to, label)| html! {
                <Go key={label.to_string()} to={*to} class="Tabs-tab" current={*to == props.current}>{ label.clone() }</Go>
            }) }
        </nav>
    }
}
