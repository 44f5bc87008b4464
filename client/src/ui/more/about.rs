//! What this is, and exactly which build of it.

use crate::locale::use_locale;
use crate::platform::page;
use crate::ui::kit::panel::Panel;
use yew::prelude::*;

/// The page.
#[component]
pub(crate) fn AboutPage() -> Html {
    let locale = use_locale();
    html! {
        <Panel title={locale.text("section-ueber")}>
            <div class="Form">
                <p>{ locale.text("about-text") }</p>
                <dl class="Counts">
                    <div><dt>{ locale.text("about-version") }</dt><dd>{ env!("CARGO_PKG_VERSION") }</dd></div>
                    <div><dt>{ locale.text("about-build") }</dt><dd>{ page::build() }</dd></div>
                </dl>
                <p><strong>{ locale.text("about-news") }</strong><br />{ locale.text("whats-new") }</p>
                <p class="muted">{ locale.text("about-kern") }</p>
            </div>
        </Panel>
    }
}
