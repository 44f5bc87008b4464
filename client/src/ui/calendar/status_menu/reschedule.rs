//! Moves an appointment: to another day, time or place. The way back is one tap. What was not touched in the form is not written,
//! and what was is written on the state that the form was opened on (A6).

use crate::door::{Answer, use_command, use_view};
use crate::locale::use_locale;
use crate::ui::calendar::new_appointment::{AppointmentForm, form::Form};
use crate::ui::kit::dialog::Dialog;
use crate::ui::kit::loaded::known;
use api::command::{AppointmentDraft, Command, Rescheduling};
use api::ids::Version;
use api::query::Query;
use api::refusal::Refusal;
use api::view::{AppointmentLine, AppointmentView};
use std::rc::Rc;
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
    // As it stood when the form was opened, whatever colleagues do meanwhile.
    let before = use_memo((), |()| AppointmentDraft {
        case: line.case,
        site: line.site,
        day: line.day,
        start: line.start,
        minutes: line.minutes,
        kind: line.kind.clone(),
        counsellor: line.counsellor,
    });
    let form = use_state_eq(|| Form::of(&before, locale.language()));
    let appointment = use_view::<AppointmentView>(Query::Appointment { appointment: line.id, day: line.day });
    let seen = use_mut_ref(|| None::<Version>);
    if let Some(appointment) = known(&appointment) {
        seen.borrow_mut().get_or_insert_with(|| appointment.version.clone());
    }
    let on_ready = {
        let (before, refusal, on_close, appointment) =
            (Rc::clone(&before), refusal.setter(), props.on_close.clone(), line.id);
        Callback::from(move |to: AppointmentDraft| {
            let seen = (*seen.borrow()).clone().unwrap_or_default();
            let (was, from) = ((*before).clone(), before.day);
            // The own change is seen, a colleague's that comes before the way back is not; in another month there is no version yet.
            let stays = (from.year, from.month) == (to.day.year, to.day.month);
            let seen_before = seen.clone();
            let back = Rescheduling {
                appointment,
                from: to.day,
                was: to.clone(),
                to: was.clone(),
                seen: if stays { seen_before } else { Version::default() },
            };
            let undo = Command::Reschedule(Box::new(back));
            let command = Command::Reschedule(Box::new(Rescheduling { appointment, from, was, to, seen }));
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
