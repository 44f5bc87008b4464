//! How to install the app, on the device at hand, and why it is worth it.

use crate::locale::use_locale;
use crate::platform::install::{self, Platform};
use crate::ui::kit::button::{Button, Kind};
use crate::ui::kit::panel::Panel;
use yew::prelude::*;

/// The page.
#[component]
pub(crate) fn InstallPage() -> Html {
    let locale = use_locale();
    let key = match install::platform() {
        Platform::Apple => "install-apple",
        Platform::Android => "install-android",
        Platform::Desktop => "install-desktop",
    };
    html! {
        <Panel title={locale.text("section-installieren")}>
            <div class="Form">
                if install::is_installed() {
                    <p>{ locale.text("install-done") }</p>
                } else {
                    <p>{ locale.text("install-why") }</p>
                    <p>{ locale.text(key) }</p>
                    if install::is_offered() {
                        <Button label={locale.text("install-now")} kind={Kind::Primary} onclick={|()| install::prompt()} />
                    }
                }
            </div>
        </Panel>
    }
}
