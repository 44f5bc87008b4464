//! Whom an appointment is for: somebody, or nobody yet.

use crate::locale::use_locale;
use crate::ui::case_picker::CasePicker;
use crate::ui::case_title::CaseTitle;
use crate::ui::kit::button::{Button, Kind};
use api::ids::CaseId;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) case: Option<CaseId>,
    pub(crate) on_choose: Callback<Option<CaseId>>,
}

/// The choice.
#[component]
pub(crate) fn ForWhom(props: &Props) -> Html {
    let locale = use_locale();
    let is_open = use_state_eq(|| false);
    let open = |value: bool| {
        let is_open = is_open.setter();
        Callback::from(move |()| is_open.set(value))
    };
    let on_choose = {
        let (close, on_choose) = (open(false), props.on_choose.clone());
        Callback::from(move |case| {
            on_choose.emit(Some(case));
            close.emit(());
        })
    };
    html! {
        <div class="ForWhom">
            <span class="TextField-label">{ locale.text("appointment-for") }</span>
            if let Some(case) = props.case {
                <div class="Row">
                    <CaseTitle key={case.to_string()} {case} />
                    <Button label={locale.text("remove-choice")} kind={Kind::Quiet} icon="close" bare=true onclick={props.on_choose.reform(|()| None)} />
                </div>
            } else if *is_open {
                <CasePicker {on_choose} />
            } else {
                <div class="Row">
                    <span class="muted">{ locale.text("appointment-for-nobody") }</span>
                    <Button label={locale.text("appointment-choose-case")} icon="search" onclick={open(true)} />
                </div>
            }
        </div>
    }
}
