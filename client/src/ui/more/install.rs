//! How to install the app and why it is worth it: on the device at hand first, then on the others, because a unit's
//! tablets are prepared by one person.

use crate::locale::use_locale;
use crate::platform::install::{self, Platform};
use crate::ui::kit::button::{Button, Kind};
use crate::ui::kit::panel::Panel;
use yew::prelude::*;

const ALL: [Platform; 3] = [Platform::Apple, Platform::Android, Platform::Desktop];

/// The page.
#[component]
pub(crate) fn InstallPage() -> Html {
    let locale = use_locale();
    let here = install::platform();
    let installed = install::is_installed();
    html! {
        <>
            <Panel title={locale.text("section-installieren")}>
                <div class="Form">
                    <p>{ locale.text(if installed { "install-done" } else { "install-why" }) }</p>
                    if !installed { <p><strong>{ locale.text(how(here)) }</strong></p> }
                    if !installed && install::is_offered() {
                        <Button label={locale.text("install-now")} kind={Kind::Primary} onclick={|()| install::prompt()} />
                    }
                </div>
            </Panel>
            <Panel title={locale.text("install-elsewhere")}>
                <dl class="Form">
                    { for ALL.into_iter().filter(|platform| *platform != here || installed).map(|platform| html! {
                        <div key={how(platform)}><dt class="TextField-label">{ locale.text(name(platform)) }</dt><dd>{ locale.text(how(platform)) }</dd></div>
                    }) }
                </dl>
            </Panel>
        </>
    }
}

const fn how(platform: Platform) -> &'static str {
    match platform {
        Platform::Apple => "install-apple",
        Platform::Android => "install-android",
        Platform::Desktop => "install-desktop",
    }
}

const fn name(platform: Platform) -> &'static str {
    match platform {
        Platform::Apple => "platform-apple",
        Platform::Android => "platform-android",
        Platform::Desktop => "platform-desktop",
    }
}
