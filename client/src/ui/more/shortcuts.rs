//! Keys that work wherever nobody is writing.

use crate::locale::use_locale;
use crate::ui::kit::panel::Panel;
use yew::prelude::*;

/// Each key with the key of its text.
const KEYS: [(&str, &str); 9] = [
    ("h", "today"),
    ("f", "cases"),
    ("k", "calendar"),
    ("a", "sync"),
    ("n", "new-case"),
    ("t", "new-appointment"),
    ("s", "quick-note"),
    ("/", "search-label"),
    ("?", "section-tasten"),
];

/// The page.
#[component]
pub(crate) fn ShortcutsPage() -> Html {
    let locale = use_locale();
    html! {
        <Panel title={locale.text("section-tasten")}>
            <p class="Panel-row muted">{ locale.text("shortcuts-explained") }</p>
            <dl class="Keys">
                { for KEYS.iter().map(|(key, text)| html! { <div key={*key}><dt><kbd>{ *key }</kbd></dt><dd>{ locale.text(text) }</dd></div> }) }
            </dl>
        </Panel>
    }
}
