//! Waiting for the relay: it goes on by itself, unless there is no network or the relay says no.

use crate::locale::use_locale;
use crate::ui::kit::chip::Tone;
use crate::ui::kit::notice::Notice;
use crate::ui::wording;
use api::refusal::RelayFault;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What the relay said last, if it said no.
    pub(crate) refused: Option<RelayFault>,
    /// Is it reachable?
    pub(crate) connected: bool,
    /// Key of what is said while it works.
    pub(crate) waiting: &'static str,
}

/// What one waits for.
#[component]
pub(crate) fn RelayWait(props: &Props) -> Html {
    let locale = use_locale();
    if let Some(fault) = props.refused {
        return html! { <Notice tone={Tone::Warn} urgent=true text={wording::relay_fault(&locale, fault)} /> };
    }
    let said = locale.text(if props.connected { props.waiting } else { "joining-offline" });
    html! { <p class="muted" role="status">{ said }</p> }
}
