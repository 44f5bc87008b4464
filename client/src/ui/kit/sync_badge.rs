//! Is the work safe? Said in words, with a dot as second signal; offline is nothing to be afraid of.

use super::go::Go;
use crate::locale::{Locale, use_locale};
use crate::route::Route;
use crate::ui::wording;
use api::view::{LinkState, SyncBadge as Badge};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) badge: Option<Badge>,
    pub(crate) current: bool,
}

/// The badge; leads to *Abgleich*.
#[component]
pub(crate) fn SyncBadge(props: &Props) -> Html {
    let locale = use_locale();
    let Some(badge) = &props.badge else { return html! {} };
    html! {
        <Go to={Route::Sync} class="SyncBadge" kind={tone(badge)} current={props.current}>
            <span aria-live="polite">{ words(&locale, badge) }</span>
        </Go>
    }
}

/// "Offline · 3 Änderungen warten".
pub(crate) fn words(locale: &Locale, badge: &Badge) -> AttrValue {
    let waiting = || locale.count("sync-waiting", badge.waiting);
    match (badge.link, badge.waiting) {
        (LinkState::Offline | LinkState::Connecting, 0) => locale.text("sync-offline"),
        (LinkState::Offline | LinkState::Connecting, _) => {
            format!("{} · {}", locale.text("sync-offline"), waiting()).into()
        }
        (LinkState::Syncing, 0) => locale.text("sync-running"),
        (LinkState::Syncing, _) => format!("{} · {}", locale.text("sync-running"), waiting()).into(),
        (LinkState::Live, 0) => match badge.last_contact {
            Some(at) => locale.with("sync-done-at", &[("at", &locale.dates().moment(at))]),
            None => locale.text("sync-done"),
        },
        (LinkState::Live, _) => waiting(),
        (LinkState::Refused(_), _) => locale.text("sync-refused"),
        (LinkState::Rewound, _) => locale.text("sync-rewound"),
        (LinkState::NoRoomHere, _) => locale.text("sync-no-room"),
        (LinkState::NotStored, _) => locale.text("sync-not-stored"),
    }
}

/// Why nothing is exchanged, in a sentence that says what is safe; `None` as long as it only takes a network.
pub(crate) fn why_not(locale: &Locale, link: LinkState) -> Option<AttrValue> {
    match link {
        LinkState::Offline | LinkState::Connecting | LinkState::Syncing | LinkState::Live => None,
        LinkState::Refused(fault) => Some(wording::relay_fault(locale, fault)),
        LinkState::Rewound => Some(locale.text("sync-rewound-text")),
        LinkState::NoRoomHere => Some(locale.text("sync-no-room-text")),
        LinkState::NotStored => Some(locale.text("sync-not-stored-text")),
    }
}

/// Its tone for the dot.
pub(crate) const fn tone(badge: &Badge) -> &'static str {
    match (badge.link, badge.waiting) {
        (LinkState::Refused(_) | LinkState::Rewound | LinkState::NoRoomHere | LinkState::NotStored, _) => {
            "bad"
        }
        (LinkState::Live, 0) => "good",
        (_, 0) => "plain",
        _ => "warn",
    }
}
