//! The last step of setting up: the recovery kit is printed, and its words are typed from paper. Until somebody did that, a lost
//! tablet would be a lost workspace; so work begins afterwards.

use crate::locale::use_locale;
use crate::ui::kit::button::{Button, Kind};
use crate::ui::more::kit_words::KitSteps;
use api::refusal::Refusal;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) on_later: Callback<()>,
}

/// The step.
#[component]
pub(crate) fn FirstKit(props: &Props) -> Html {
    let locale = use_locale();
    let is_offline = use_state_eq(|| false);
    let on_refused = {
        let is_offline = is_offline.setter();
        Callback::from(move |because: Refusal| is_offline.set(because == Refusal::Offline))
    };
    html! {
        <section class="Gate-card RecoveryKit">
            <h1>{ locale.text("kit") }</h1>
            <p class="no-print">{ locale.text("kit-first") }</p>
            <KitSteps {on_refused} />
            if *is_offline {
                <p class="no-print" role="alert">{ locale.text("kit-first-offline") }</p>
                <Button label={locale.text("kit-later")} kind={Kind::Quiet} onclick={props.on_later.clone()} />
            }
        </section>
    }
}
