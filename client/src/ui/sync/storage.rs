//! Room on this device, and whether the browser promises to keep what is there.

use crate::door::use_command;
use crate::locale::{Locale, use_locale};
use crate::platform::storage;
use crate::ui::kit::button::Button;
use crate::ui::kit::panel::Panel;
use api::command::Command;
use api::view::Storage;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) storage: Storage,
}

/// The panel.
#[component]
pub(crate) fn StoragePanel(props: &Props) -> Html {
    let locale = use_locale();
    let act = use_command();
    let report = Callback::from(move |()| {
        let act = act.clone();
        wasm_bindgen_futures::spawn_local(async move {
            act.run(Command::ReportStorage(storage::estimate().await))
        });
    });
    {
        let report = report.clone();
        use_effect_with((), move |()| report.emit(()));
    }
    let keep = Callback::from(move |()| {
        let report = report.clone();
        wasm_bindgen_futures::spawn_local(async move {
            storage::persist().await;
            report.emit(());
        });
    });
    let Storage { used, quota, persistent } = props.storage;
    html! {
        <Panel title={locale.text("storage-title")}>
            <dl class="Counts">
                <div><dt>{ locale.text("storage-used") }</dt><dd>{ room(&locale, used) }</dd></div>
                <div><dt>{ locale.text("storage-quota") }</dt><dd>{ room(&locale, quota) }</dd></div>
                <div><dt>{ locale.text("storage-kept") }</dt><dd>{ locale.text(kept(persistent)) }</dd></div>
            </dl>
            if persistent == Some(false) {
                <div class="Panel-row"><p>{ locale.text("storage-not-kept") }</p><Button label={locale.text("storage-keep")} onclick={keep} /></div>
            }
        </Panel>
    }
}

const fn kept(persistent: Option<bool>) -> &'static str {
    match persistent {
        Some(true) => "storage-kept-yes",
        Some(false) => "storage-kept-no",
        None => "unknown",
    }
}

/// "10,7 GB".
fn room(locale: &Locale, bytes: Option<u64>) -> AttrValue {
    bytes.map_or_else(|| locale.text("unknown"), |bytes| locale.bytes(bytes).into())
}
