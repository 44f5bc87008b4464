//! A new version waits: said with what it brings, and taken when it suits. It never comes in the middle of an edit: what was
//! written is saved first, and a field that could not be saved keeps the present version.

use crate::door::use_command;
use crate::locale::use_locale;
use crate::platform::{app_update, page};
use crate::ui::kit::button::{Button, Kind};
use yew::prelude::*;

/// A field whose words are not saved, because they were refused.
const UNSAVED: &str = ".Field .Input[aria-invalid]";

/// The notice.
#[component]
pub(crate) fn UpdateNotice() -> Html {
    let locale = use_locale();
    let act = use_command();
    let waits = use_state_eq(app_update::update_waits);
    let news = use_state_eq(String::new);
    {
        let setter = waits.setter();
        use_effect_with((), move |()| app_update::listen(move || setter.set(true)));
    }
    {
        let setter = news.setter();
        use_effect_with((*waits, locale.language()), move |(waits, language)| {
            let language = language.word();
            if *waits {
                wasm_bindgen_futures::spawn_local(
                    async move { setter.set(app_update::news(language).await) },
                );
            }
        });
    }
    if !*waits {
        return html! {};
    }
    let now = Callback::from(move |()| {
        let says = act.clone();
        act.when_at_rest(Callback::from(move |()| {
            if page::has(UNSAVED) {
                says.say("toast-update-not-now");
            } else {
                app_update::apply_update();
            }
        }));
    });
    let later = Callback::from(move |()| waits.set(false));
    html! {
        <div class="UpdateNotice" role="status">
            <p>
                <strong>{ locale.text("update-ready") }</strong>
                if !news.is_empty() { <span>{ (*news).clone() }</span> }
                <span class="muted">{ locale.text("update-news") }</span>
            </p>
            <Button label={locale.text("update-now")} kind={Kind::Primary} onclick={now} />
            <Button label={locale.text("update-later")} kind={Kind::Quiet} onclick={later} />
        </div>
    }
}
