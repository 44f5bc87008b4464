//! Is my work safe? In one sentence.

use crate::door::use_view;
use crate::locale::{Locale, use_locale};
use crate::ui::kit::loaded::loaded;
use crate::ui::kit::panel::Panel;
use crate::ui::kit::sync_badge;
use api::query::Query;
use api::view::SyncBadge;
use yew::prelude::*;

/// The sentence.
#[component]
pub(crate) fn OnThisDevice() -> Html {
    let locale = use_locale();
    let badge = use_view::<SyncBadge>(Query::SyncBadge);
    html! {
        <Panel title={locale.text("on-this-device")} class="no-print">
            <div class="Panel-row">{ loaded(&locale, &badge, |badge| sentence(&locale, badge)) }</div>
        </Panel>
    }
}

fn sentence(locale: &Locale, badge: &SyncBadge) -> Html {
    let why_not = sync_badge::why_not(locale, badge.link);
    let safe = match badge.waiting {
        0 if why_not.is_none() => locale.text("all-saved"),
        0 => locale.text("all-saved-here"),
        n => locale.count("all-saved-waiting", n),
    };
    html! {
        <>
            <p>{ safe }</p>
            if let Some(why_not) = why_not { <p>{ why_not }</p> }
            if let Some(at) = badge.last_contact {
                <p class="muted small">{ locale.with("last-contact-at", &[("at", &locale.dates().moment(at))]) }</p>
            } else {
                <p class="muted small">{ locale.text("no-contact-yet") }</p>
            }
            if 0 < badge.quarantined { <p>{ locale.count("quarantined", badge.quarantined) }</p> }
            if badge.storage_low { <p>{ locale.text("storage-low") }</p> }
        </>
    }
}
