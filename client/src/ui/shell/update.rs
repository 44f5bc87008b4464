//! A new version waits: said once, never in the middle of an edit, and taken when it suits.

use crate::locale::use_locale;
use crate::platform::app_update;
use crate::ui::kit::button::{Button, Kind};
use yew::prelude::*;

/// The notice.
#[component]
pub(crate) fn UpdateNotice() -> Html {
    let locale = use_locale();
    let waits = use_state_eq(app_update::update_waits);
    {
        let setter = waits.setter();
        use_effect_with((), move |()| app_update::listen(move || setter.set(true)));
    }
    if !*waits {
        return html! {};
    }
    let later = Callback::from(move |()| waits.set(false));
    html! {
        <div class="UpdateNotice" role="status">
            <p>{ locale.text("update-ready") }<span class="muted">{ locale.text("update-news") }</span></p>
            <Button label={locale.text("update-now")} kind={Kind::Primary} onclick={|()| app_update::apply_update()} />
            <Button label={locale.text("update-later")} kind={Kind::Quiet} onclick={later} />
        </div>
    }
}
