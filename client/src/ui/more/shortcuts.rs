//! Keys that work wherever nobody is writing. They can be switched off: whoever speaks to the device, or types with a
//! trembling hand, would go places by accident.

use crate::locale::use_locale;
use crate::ui::app::Display;
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

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) display: Display,
    pub(crate) on_display: Callback<Display>,
}

/// The page.
#[component]
pub(crate) fn ShortcutsPage(props: &Props) -> Html {
    let locale = use_locale();
    let display = props.display.clone();
    let keys = display.keys;
    let onchange =
        props.on_display.reform(move |_: Event| Display { keys: !display.keys, ..display.clone() });
    html! {
        <Panel title={locale.text("section-tasten")}>
            <div class="Panel-row">
                <p class="muted">{ locale.text("shortcuts-explained") }</p>
                <label class="Check"><input type="checkbox" checked={keys} {onchange} autocomplete="off" /><span>{ locale.text("shortcuts-on") }</span></label>
            </div>
            <dl class="Keys">
                if keys {
                    { for KEYS.iter().map(|(key, text)| html! { <div key={*key}><dt><kbd>{ *key }</kbd></dt><dd>{ locale.text(text) }</dd></div> }) }
                }
                <div key="undo"><dt><kbd>{ locale.text("key-undo") }</kbd></dt><dd>{ locale.text("undo") }</dd></div>
                <div key="escape"><dt><kbd>{ locale.text("key-close") }</kbd></dt><dd>{ locale.text("key-escape") }</dd></div>
            </dl>
        </Panel>
    }
}
