//! The licences of everything that is in the app.

use crate::locale::use_locale;
use crate::ui::kit::panel::Panel;
use yew::prelude::*;

/// File and name of each.
const LICENCES: [(&str, &str); 4] = [
    ("/licenses/sprechtag.txt", "Sprechtag (EUPL-1.2)"),
    ("/licenses/kern-ux.md", "KERN-UX (EUPL-1.2)"),
    ("/licenses/fira-sans.txt", "Fira Sans (OFL-1.1)"),
    ("/licenses/crates.txt", "Rust crates"),
];

/// The page.
#[component]
pub(crate) fn LicencesPage() -> Html {
    let locale = use_locale();
    html! {
        <Panel title={locale.text("section-lizenzen")}>
            <ul>
                { for LICENCES.iter().map(|(file, name)| html! { <li key={*file} class="Lines-line"><a href={*file} target="_blank" rel="noopener">{ *name }</a></li> }) }
            </ul>
        </Panel>
    }
}
