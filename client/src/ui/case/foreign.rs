//! A colleague's case: why is it opened? The reason is logged in the case, where the colleague sees it.

use crate::door::use_command;
use crate::locale::use_locale;
use crate::ui::kit::button::Button;
use crate::ui::kit::panel::Panel;
use api::command::Command;
use api::field::{FieldKind, Schema};
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
    html! {
        <Panel title={locale.text("foreign-title")}>
            <div class="Panel-row">
                <p>{ locale.text("foreign-text") }</p>
                <div class="Reasons">
                    { for codes(&props.schema, "access.reason").into_iter().map(|(list, reason)| {
                        let (act, label, key) = (act.clone(), locale.code(&list, &reason), reason.clone());
                        let onclick = move |()| act.run(Command::OpenForeignCase { case, reason: reason.clone() });
                        html! { <Button {key} {label} {onclick} /> }
                    }) }
                </div>
            </div>
        </Panel>
    }
}

/// The codes that a field offers, each with its list.
pub(crate) fn codes(schema: &Schema, field: &str) -> Vec<(String, String)> {
    let found = schema.sections.iter().flat_map(|section| &section.fields).find(|known| known.id == field);
    match found.map(|field| &field.kind) {
        Some(FieldKind::Code { list, codes }) => {
            codes.iter().map(|code| (list.clone(), code.clone())).collect()
        }
        _ => Vec::new(),
    }
}
