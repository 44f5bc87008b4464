//! Tabs that are links: each has its address, so back, reload and a second window work. On a narrow screen they move
//! sideways, and the present one is always in sight.

use super::go::Go;
use crate::platform::page;
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
    let node = use_node_ref();
    {
        let node = node.clone();
        use_effect_with(props.current, move |_| {
            if let Some(tabs) = node.cast::<web_sys::HtmlElement>() {
                page::bring_to_the_middle(&tabs, "[aria-current]");
            }
        });
    }
    html! {
        <nav ref={node} class="Tabs" aria-label={props.label.clone()}>
            { for props.tabs.iter().map(|(to, label)| html! {
                <Go key={label.to_string()} to={*to} class="Tabs-tab" current={*to == props.current}>{ label.clone() }</Go>
            }) }
        </nav>
    }
}
