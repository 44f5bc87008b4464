//! Moves an appointment: to another day, time or place. The way back is one tap.

use crate::door::{Answer, use_command};
use crate::locale::use_locale;
use crate::ui::calendar::new_appointment::{AppointmentForm, form::Form};
use crate::ui::kit::dialog::Dialog;
use api::command::{AppointmentDraft, Command};
use api::refusal::Refusal;
use api::view::AppointmentLine;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) line: AppointmentLine,
    pub(crate) on_close: Callback<()>,
    /// Key of the heading.
    #[prop_or("appointment-move")]
    pub(crate) title: &'static str,
}

/// The dialog.
#[component]
pub(crate) fn Reschedule(props: &Props) -> Html {
    let locale = use_locale();
    let act = use_command();
    let refusal = use_state_eq(|| None::<Refusal>);
    let line = &props.line;
    let before = AppointmentDraft {
        case: line.case,
        site: line.site,
        day: line.day,
        start: line.start,
        minutes: line.minutes,
        kind: line.kind.clone(),
        counsellor: line.counsellor,
    };
    let form = use_state_eq(|| Form::of(&before, locale.language()));
    let on_ready = {
        let (before, refusal, on_close, appointment) =
            (before.clone(), refusal.setter(), props.on_close.clone(), line.id);
        Callback::from(move |to: AppointmentDraft| {
            let undo = Command::Reschedule { appointment, from: to.day, to: before.clone() };
            let command = Command::Reschedule { appointment, from: before.day, to };
            let (refusal, on_close, says) = (refusal.clone(), on_close.clone(), act.clone());
            let on_answer = Callback::from(move |answer: Answer| match answer {
                Ok(_) => {
                    says.offer("toast-appointment-moved", undo.clone());
                    on_close.emit(());
                }
                Err(because) => refusal.set(Some(because)),
            });
            act.ask(command, on_answer);
        })
    };
    html! {
        <Dialog title={locale.text(props.title)} on_close={props.on_close.clone()}>
            <AppointmentForm {form} for_whom={before.case.is_none()} refusal={(*refusal).clone()} moved={line.id} action={locale.text("put-appointment")} {on_ready} on_cancel={props.on_close.clone()} />
        </Dialog>
    }
}
