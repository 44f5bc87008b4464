//! A colleague's case: why is it opened? The reason is logged in the case, where the colleague sees it.

use crate::door::{Answer, use_command};
use crate::locale::use_locale;
use crate::ui::kit::button::Button;
use crate::ui::kit::field::codes;
use crate::ui::kit::kept_form::use_kept_lines;
use crate::ui::kit::panel::Panel;
use crate::ui::kit::text_field::TextField;
use api::command::Command;
use api::field::Schema;
use api::ids::CaseId;
use std::rc::Rc;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) case: CaseId,
    pub(crate) schema: Rc<Schema>,
}

/// The question.
#[component]
pub(crate) fn AskReason(props: &Props) -> Html {
    let locale = use_locale();
    let act = use_command();
    let case = props.case;
    let explanation = use_state_eq(String::new);
    let kept = use_kept_lines(&format!("access:{case}"), [("explanation", &explanation)]);
    let on_input = {
        let explanation = explanation.setter();
        Callback::from(move |typed| explanation.set(typed))
    };
    html! {
        <Panel title={locale.text("foreign-title")}>
            <div class="Panel-row">
                <p>{ locale.text("foreign-text") }</p>
                <TextField label={locale.text("field-access-explanation")} hint={locale.text("foreign-explanation")} value={(*explanation).clone()} {on_input} id="access-explanation" />
                <div class="Reasons">
                    { for codes(&props.schema, "access.reason").into_iter().map(|(list, reason)| {
                        let (act, label, key) = (act.clone(), locale.code(&list, &reason), reason.clone());
                        let kept = kept.clone();
                        let explanation = (*explanation).clone();
                        let onclick = move |()| {
                            let (reason, explanation) = (reason.clone(), explanation.clone());
                            let (sent, says) = (kept.clone(), act.clone());
                            let on_answer = Callback::from(move |answer: Answer| {
                                if let Err(because) = answer {
                                    sent.keep_again();
                                    says.show_refusal(because);
                                }
                            });
                            act.ask(Command::OpenForeignCase { case, reason, explanation }, on_answer);
                            kept.forget();
                        };
                        html! { <Button {key} {label} {onclick} /> }
                    }) }
                </div>
            </div>
        </Panel>
    }
}
