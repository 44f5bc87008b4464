//! Imprint, privacy, accessibility: texts of the carrier, which every member may read offline.

use super::unit::CARRIER_TEXTS;
use crate::door::use_view;
use crate::locale::use_locale;
use crate::ui::kit::field::words_of;
use crate::ui::kit::loaded::loaded;
use crate::ui::kit::panel::Panel;
use api::query::Query;
use api::view::SheetView;
use yew::prelude::*;

/// The page.
#[component]
pub(crate) fn LegalPage() -> Html {
    let locale = use_locale();
    let settings = use_view::<SheetView>(Query::UnitSettings);
    loaded(&locale, &settings, |settings| {
        CARRIER_TEXTS
            .into_iter()
            .map(|id| {
                let text = match words_of(&settings.root, id) {
                    "" => locale.text("carrier-text-missing"),
                    text => AttrValue::from(text.to_owned()),
                };
                html! { <Panel key={id} title={locale.field(&id.to_owned())}><p class="Panel-row Prose" dir="auto">{ text }</p></Panel> }
            })
            .collect()
    })
}
