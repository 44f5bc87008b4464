//! A new case: a name or a pseudonym is enough, everything else comes when it comes.

use crate::door::{Answer, use_command};
use crate::locale::use_locale;
use crate::route::{CaseTab, Route};
use crate::ui::kit::button::{Button, Kind};
use crate::ui::kit::go;
use crate::ui::kit::kept_form::use_kept_lines;
use crate::ui::kit::panel::Panel;
use crate::ui::kit::text_field::TextField;
use crate::ui::wording;
use api::command::{Command, Done};
use api::refusal::Refusal;
use yew::prelude::*;

/// The screen.
#[component]
pub(crate) fn NewCase() -> Html {
    let locale = use_locale();
    let act = use_command();
    let name = use_state_eq(String::new);
    let pseudonym = use_state_eq(String::new);
    let refusal = use_state_eq(|| None::<Refusal>);
    let on_name = {
        let name = name.setter();
        Callback::from(move |typed| name.set(typed))
    };
    let on_pseudonym = {
        let pseudonym = pseudonym.setter();
        Callback::from(move |typed| pseudonym.set(typed))
    };
    let kept = use_kept_lines("new-case", [("name", &name), ("pseudonym", &pseudonym)]);
    let onsubmit = {
        let (name, pseudonym, refusal) = (name.clone(), pseudonym.clone(), refusal.setter());
        let kept = kept.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let command = Command::NewCase {
                full_name: name.trim().to_owned(),
                pseudonym: pseudonym.trim().to_owned(),
            };
            let (refusal, sent) = (refusal.clone(), kept.clone());
            act.ask(
                command,
                Callback::from(move |answer: Answer| match answer {
                    Ok(Done::Case(case)) => go::go_on(Route::NewCase, Route::Case(case, CaseTab::Overview)),
                    Ok(_) => {}
                    Err(because) => {
                        sent.keep_again();
                        refusal.set(Some(because));
                    }
                }),
            );
            kept.forget();
        })
    };
    let cancel = Callback::from(move |()| {
        kept.forget();
        go::leave(Route::NewCase, Route::Cases);
    });
    let is_empty = name.trim().is_empty() && pseudonym.trim().is_empty();
    html! {
        <div class="Page">
            <Panel title={locale.text("new-case-who")}>
                <form class="Form" {onsubmit} autocomplete="off">
                    <TextField label={locale.text("field-person-full_name")} hint={locale.text("new-case-name-hint")} value={(*name).clone()} on_input={on_name} first=true
                        error={refusal.as_ref().map(|because| wording::refusal(&locale, because))} id="new-case-name" />
                    <TextField label={locale.text("new-case-pseudonym")} hint={locale.text("new-case-pseudonym-hint")} value={(*pseudonym).clone()} on_input={on_pseudonym} id="new-case-pseudonym" />
                    <div class="Row">
                        <Button label={locale.text("new-case-make")} kind={Kind::Primary} submit=true disabled={is_empty} />
                        <Button label={locale.text("cancel")} kind={Kind::Quiet} onclick={cancel} />
                    </div>
                </form>
            </Panel>
        </div>
    }
}
