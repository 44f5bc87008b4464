//! A new appointment: when, where, what for; everything that can be guessed stands there already.

mod clash;
mod for_whom;
pub(crate) mod form;

use crate::door::{Answer, use_command, use_view};
use crate::locale::use_locale;
use crate::route::{CaseTab, Route};
use crate::ui::calendar::marks;
use crate::ui::case_title;
use crate::ui::kit::button::{Button, Kind};
use crate::ui::kit::chip::Tone;
use crate::ui::kit::choice::Choice;
use crate::ui::kit::field::codes;
use crate::ui::kit::go;
use crate::ui::kit::kept_form::{Fields, use_kept_form};
use crate::ui::kit::loaded::known;
use crate::ui::kit::notice::Notice;
use crate::ui::kit::panel::Panel;
use crate::ui::kit::text_field::TextField;
use crate::ui::wording;
use api::command::{AppointmentDraft, Command, Role};
use api::field::Schema;
use api::ids::{AppointmentId, CaseId, Day, MemberId, SiteId};
use api::query::Query;
use api::refusal::Refusal;
use api::view::{AppointmentLine, MemberLine, MembersView, SiteView, TodayView};
use for_whom::ForWhom;
use form::{Form, Guess};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) case: Option<CaseId>,
    pub(crate) day: Option<Day>,
    pub(crate) me: MemberId,
}

/// The screen.
#[component]
pub(crate) fn NewAppointment(props: &Props) -> Html {
    let locale = use_locale();
    let today = use_view::<TodayView>(Query::Today);
    let members = use_view::<MembersView>(Query::Members);
    let site = known(&today).and_then(|today| today.site.as_ref().map(|site| site.id));
    let day = props.day.unwrap_or_else(|| locale.dates().today());
    let counsels = known(&members).is_some_and(|all| counsellors(all).any(|one| one.id == props.me));
    let guess = Guess { case: props.case, day, counsellor: counsels.then_some(props.me), site };
    let form = Form::new(guess, locale.language());
    // The form begins once it is known where one works today, and whether one counsels.
    if known(&today).is_none() || known(&members).is_none() {
        return html! {};
    }
    html! {
        <div class="Page">
            <Panel title={locale.text("new-appointment")}>
                if let Some(case) = props.case { <p class="Panel-row"><case_title::CaseTitle {case} /></p> }
                <NewForm blank={form} case={props.case} day={props.day} />
            </Panel>
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct NewFormProps {
    /// What can be guessed.
    blank: Form,
    /// The case that it is for, if that is settled.
    case: Option<CaseId>,
    /// The day that it was begun from.
    day: Option<Day>,
}

/// The form of an appointment that is not there yet; what is half typed is kept for each case.
#[component]
fn NewForm(props: &NewFormProps) -> Html {
    let locale = use_locale();
    let act = use_command();
    let form = use_state_eq(|| props.blank.clone());
    let refusal = use_state_eq(|| None::<Refusal>);
    let leave = {
        let from = Route::NewAppointment(props.case, props.day);
        let to = props.case.map_or(Route::Today, |case| Route::Case(case, CaseTab::Overview));
        move || go::leave(from, to)
    };
    let kept = {
        let name = props.case.map_or_else(|| "appointment".to_owned(), |case| format!("appointment:{case}"));
        let (setter, blank) = (form.setter(), props.blank.clone());
        let restore = Callback::from(move |fields: Fields| setter.set(blank.clone().with_fields(fields)));
        use_kept_form(&name, form.fields(), restore)
    };
    let on_ready = {
        let (refusal, kept) = (refusal.setter(), kept.clone());
        Callback::from(move |draft: AppointmentDraft| {
            let (refusal, sent, says) = (refusal.clone(), kept.clone(), act.clone());
            let on_answer = Callback::from(move |answer: Answer| match answer {
                Ok(_) => {
                    says.say("toast-appointment-made");
                    leave();
                }
                Err(because) => {
                    sent.keep_again();
                    refusal.set(Some(because));
                }
            });
            act.ask(Command::Schedule(draft), on_answer);
            kept.forget();
        })
    };
    let on_cancel = Callback::from(move |()| {
        kept.forget();
        leave();
    });
    html! {
        <AppointmentForm {form} for_whom={props.case.is_none()} refusal={(*refusal).clone()} action={locale.text("new-appointment-make")} {on_ready} {on_cancel} />
    }
}

#[derive(PartialEq, Properties)]
pub(crate) struct FormProps {
    /// What stands there.
    pub(crate) form: UseStateHandle<Form>,
    /// Is it still open whom it is for?
    pub(crate) for_whom: bool,
    pub(crate) refusal: Option<Refusal>,
    /// The appointment that is moved, if it is there already.
    #[prop_or_default]
    pub(crate) moved: Option<AppointmentId>,
    /// What the button at the end does.
    pub(crate) action: AttrValue,
    pub(crate) on_ready: Callback<AppointmentDraft>,
    pub(crate) on_cancel: Callback<()>,
}

/// The fields of an appointment.
#[component]
pub(crate) fn AppointmentForm(props: &FormProps) -> Html {
    let locale = use_locale();
    let form = props.form.clone();
    let was_sent = use_state_eq(|| false);
    let today = locale.dates().today();
    let read = form.read(today);
    let onsubmit = {
        let (read, on_ready, was_sent) = (read.clone(), props.on_ready.clone(), was_sent.setter());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            was_sent.set(true);
            if let Ok(draft) = &read {
                on_ready.emit(draft.clone());
            }
        })
    };
    let set = |change: fn(Form, String) -> Form| {
        let form = form.clone();
        Callback::from(move |typed: String| form.set(change((*form).clone(), typed)))
    };
    let on_case = {
        let form = form.clone();
        Callback::from(move |case: Option<CaseId>| form.set((*form).clone().with_case(case)))
    };
    let fault = |at: form::At| {
        read.as_ref()
            .err()
            .filter(|fault| *was_sent && fault.at == at)
            .map(|fault| wording::field_fault(&locale, fault.fault))
    };
    let preview = read.as_ref().ok().map(|draft| {
        AttrValue::from(format!("{}, {}", locale.dates().weekday(draft.day), locale.dates().long(draft.day)))
    });
    html! {
        <form class="Form" {onsubmit} autocomplete="off">
            <TextField label={locale.text("appointment-when")} hint={preview.unwrap_or_else(|| locale.text("appointment-when-hint"))} value={form.day.clone()} on_input={set(Form::with_day)} error={fault(form::At::Day)} first=true id="appointment-day" />
            <TextField label={locale.text("appointment-start")} value={form.start.clone()} on_input={set(Form::with_start)} error={fault(form::At::Start)} id="appointment-start" />
            if let Ok(draft) = &read { <Clashes draft={draft.clone()} moved={props.moved} /> }
            <TextField label={locale.text("appointment-minutes")} value={form.minutes.clone()} on_input={set(Form::with_minutes)} error={fault(form::At::Minutes)} id="appointment-minutes" />
            if props.for_whom { <ForWhom case={form.case} on_choose={on_case} /> }
            <WithWhom counsellor={form.counsellor} on_choose={set(Form::with_counsellor)} />
            <KindAndSite kind={form.kind.clone()} site={form.site} on_kind={set(Form::with_kind)} on_site={set(Form::with_site)} />
            if let Some(because) = &props.refusal { <p class="TextField-error" role="alert">{ wording::refusal(&locale, because) }</p> }
            <div class="Row">
                <Button label={props.action.clone()} kind={Kind::Primary} submit=true />
                <Button label={locale.text("cancel")} kind={Kind::Quiet} onclick={props.on_cancel.clone()} />
            </div>
        </form>
    }
}

/// Who may hold an appointment.
fn counsellors(members: &MembersView) -> impl Iterator<Item = &MemberLine> {
    members.members.iter().filter(|one| matches!(one.role, Role::UnitLead | Role::Counsellor))
}

#[derive(PartialEq, Properties)]
struct WithWhomProps {
    counsellor: Option<MemberId>,
    on_choose: Callback<String>,
}

/// With whom. Whoever counsels alone has nothing to choose.
#[component]
fn WithWhom(props: &WithWhomProps) -> Html {
    let locale = use_locale();
    let members = use_view::<MembersView>(Query::Members);
    let Some(members) = known(&members) else { return html! {} };
    let mut options = vec![(AttrValue::default(), locale.text("with-nobody-yet"))];
    let choice = |one: &MemberLine| {
        (AttrValue::from(one.id.to_string()), wording::member(&locale, Some(members.as_ref()), one.id))
    };
    options.extend(counsellors(members).map(choice));
    let value = props.counsellor.map(|id| AttrValue::from(id.to_string())).unwrap_or_default();
    if options.len() == 2 && !value.is_empty() {
        return html! {};
    }
    html! { <Choice label={locale.text("field-appointment-counsellor")} {options} {value} on_change={props.on_choose.clone()} /> }
}

#[derive(PartialEq, Properties)]
struct ClashesProps {
    draft: AppointmentDraft,
    moved: Option<AppointmentId>,
}

/// What else stands at that time, said and not refused.
#[component]
fn Clashes(props: &ClashesProps) -> Html {
    let locale = use_locale();
    let draft = &props.draft;
    let query = Query::Clashes { draft: draft.clone(), moved: props.moved };
    let clashes = use_view::<Vec<AppointmentLine>>(query);
    let members = use_view::<MembersView>(Query::Members);
    let Some(clashes) = known(&clashes) else { return html! {} };
    let members = known(&members).map(|members| &**members);
    html! {
        { for clashes.iter().map(|line| html! {
            <Notice key={marks::key(line)} text={clash::said(&locale, draft, line, members)} tone={Tone::Warn} urgent=true />
        }) }
    }
}

#[derive(PartialEq, Properties)]
struct ChoicesProps {
    kind: String,
    site: Option<SiteId>,
    on_kind: Callback<String>,
    on_site: Callback<String>,
}

#[component]
fn KindAndSite(props: &ChoicesProps) -> Html {
    let locale = use_locale();
    let schema = use_view::<Schema>(Query::Schema);
    let sites = use_view::<Vec<SiteView>>(Query::Sites);
    let kinds = known(&schema).map(|schema| codes(schema, "appointment.kind")).unwrap_or_default();
    let kinds: Vec<(AttrValue, AttrValue)> = kinds
        .into_iter()
        .map(|(list, code)| (AttrValue::from(code.clone()), locale.code(&list, &code)))
        .collect();
    let mut places = vec![(AttrValue::default(), locale.text("no-site"))];
    places.extend(
        known(&sites)
            .into_iter()
            .flat_map(|sites| sites.iter())
            .map(|site| (AttrValue::from(site.id.to_string()), AttrValue::from(site.name.clone()))),
    );
    let site = props.site.map(|id| AttrValue::from(id.to_string())).unwrap_or_default();
    html! {
        <>
            <Choice label={locale.text("field-appointment-kind")} options={kinds} value={props.kind.clone()} on_change={props.on_kind.clone()} />
            <Choice label={locale.text("field-appointment-site")} options={places} value={site} on_change={props.on_site.clone()} />
        </>
    }
}
