//! The four states of everything that is asked for: nothing yet, this, old data with a hint, and why there is none.

use super::chip::Tone;
use super::notice::Notice;
use crate::locale::Locale;
use crate::ui::wording;
use api::view::Loaded;
use yew::prelude::*;

/// Draws what is there. Old data stays on screen; a grey shape appears only when the answer takes its time.
pub(crate) fn loaded<T>(locale: &Locale, state: &Loaded<T>, draw: impl FnOnce(&T) -> Html) -> Html {
    match state {
        Loaded::Waiting => html! { <div class="Skeleton" aria-busy="true"></div> },
        Loaded::Ready(view) => draw(view),
        Loaded::Stale { last, because } => html! {
            <>
                <Notice tone={Tone::Warn} text={wording::refusal(locale, because)} />
                { draw(last) }
            </>
        },
        Loaded::Failed(because) => {
            html! { <Notice tone={Tone::Warn} text={wording::refusal(locale, because)} /> }
        }
    }
}

/// What is known, old or new.
pub(crate) fn known<T>(state: &Loaded<T>) -> Option<&T> {
    match state {
        Loaded::Ready(view) | Loaded::Stale { last: view, .. } => Some(view),
        Loaded::Waiting | Loaded::Failed(_) => None,
    }
}
