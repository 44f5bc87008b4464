//! This is a demo: said on every screen, because real names typed into it would stay on a computer that others try out.
//!
//! An invitation to a demo says so in its link; nothing below the screen knows about it.

use crate::locale::use_locale;
use crate::platform::preferences;
use yew::prelude::*;

const NAME: &str = "demo";

/// Remembers whether the link that somebody came with leads into a demo.
pub(crate) fn remember(is_demo: bool) {
    preferences::set(NAME, if is_demo { "yes" } else { "no" });
}

/// The notice, if this is a demo.
#[component]
pub(crate) fn DemoNotice() -> Html {
    let locale = use_locale();
    if preferences::get(NAME).as_deref() != Some("yes") {
        return html! {};
    }
    html! { <p class="DemoNotice no-print">{ locale.text("demo-notice") }</p> }
}
