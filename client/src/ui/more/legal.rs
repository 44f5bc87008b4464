//! Imprint, privacy, accessibility: texts of the carrier, which every member may read offline.

use crate::door::use_view;
use crate::locale::use_locale;
use crate::ui::kit::loaded::loaded;
use crate::ui::kit::panel::Panel;
use api::query::Query;
use api::view::SettingsView;
use yew::prelude::*;

/// The page.
#[component]
pub(crate) fn LegalPage() -> Html {
    let locale = use_locale();
    let settings = use_view::<SettingsView>(Query::Settings);
    loaded(&locale, &settings, |settings| {
        settings
            .carrier_texts
            .iter()
            .map(|(key, text)| {
                let text = if text.is_empty() { locale.text("carrier-text-missing") } else { text.clone().into() };
                html! { <Panel key={key.clone()} title={locale.text(&format!("carrier-{key}"))}><p class="Panel-row Prose" dir="auto">{ text }</p></Panel> }
            })
            .collect()
    })
}
