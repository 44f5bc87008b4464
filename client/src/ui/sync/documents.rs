//! The three truthful states, counted: on this device, on the relay, arrived at a colleague's.

use crate::locale::use_locale;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) counts: (u32, u32, u32),
}

/// The counts.
#[component]
pub(crate) fn Documents(props: &Props) -> Html {
    let locale = use_locale();
    let (here, relay, arrived) = props.counts;
    html! {
        <dl class="Counts">
            { for [("state-on-this-device", here), ("state-on-the-relay", relay), ("state-arrived", arrived)].into_iter().map(|(key, count)| html! {
                <div {key}><dt>{ locale.text(key) }</dt><dd>{ count }</dd></div>
            }) }
        </dl>
    }
}
