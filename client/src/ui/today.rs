//! *Heute*: who is next, what is due, is my work safe.

mod device;
pub(crate) mod now;
pub(crate) mod quick_note;
mod slot;
mod steps;

use super::calendar::marks;
use super::calendar::versions::{AppointmentVersions, is_first};
use super::kit::button::{Button, Kind};
use super::kit::chip::{Chip, Tone};
use super::kit::choice::Choice;
use super::kit::empty_state::EmptyState;
use super::kit::go::Go;
use super::kit::icon::Icon;
use super::kit::loaded::{known, loaded};
use super::kit::panel::Panel;
use crate::door::{use_command, use_view};
use crate::locale::{Locale, use_locale};
use crate::platform::page;
use crate::route::Route;
use crate::ui::shell::places::has_files;
use api::command::{Command, Role};
use api::ids::SiteId;
use api::query::Query;
use api::view::{AppointmentLine, MembersView, SiteGuess, SiteView, TodayView};
use device::OnThisDevice;
use slot::Slot;
use std::rc::Rc;
use steps::Steps;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct ScreenProps {
    /// Who looks at it.
    pub(crate) role: Role,
}

/// The screen. Next steps and notes are for those who read case files.
#[component]
pub(crate) fn TodayScreen(props: &ScreenProps) -> Html {
    let locale = use_locale();
    let today = use_view::<TodayView>(Query::Today);
    let with_files = has_files(props.role);
    html! {
        <>
            { loaded(&locale, &today, |today| html! {
                <div class="Today">
                    <Appointments today={Rc::clone(today)} {with_files} />
                    <div class="Today-side">
                        if with_files { <Steps title={locale.text("steps-due")} steps={today.steps.clone()} empty={locale.text("steps-none-due")} /> }
                        if !today.upcoming.is_empty() {
                            <Steps title={locale.text("steps-upcoming")} steps={today.upcoming.clone()} empty={AttrValue::default()} />
                        }
                        <OnThisDevice />
                    </div>
                </div>
            }) }
            if with_files { <Go to={Route::QuickNote} class="Fab"><Icon name="add" /><span>{ locale.text("quick-note") }</span></Go> }
        </>
    }
}

#[derive(PartialEq, Properties)]
struct Props {
    today: Rc<TodayView>,
    with_files: bool,
}

#[component]
fn Appointments(props: &Props) -> Html {
    let locale = use_locale();
    let today = &props.today;
    let members = use_view::<MembersView>(Query::Members);
    let next = now::next(&today.appointments, today.now);
    let aside = html! {
        <>
            if let Some(holiday) = &today.holiday { <Chip text={locale.code("holidays", holiday)} tone={Tone::Warn} /> }
            <Chip text={locale.count("appointments-count", i64::try_from(today.appointments.len()).unwrap_or(0))} />
        </>
    };
    html! {
        <Panel title={heading(&locale, today)} {aside}>
            <ChooseSite chosen={today.site.as_ref().map(|site| site.id)} guess={today.site_guess} />
            if today.appointments.is_empty() {
                <EmptyState text={locale.text(if today.site.is_some() { "today-empty-here" } else { "today-empty" })} />
            } else {
                <ol>
                    { for today.appointments.iter().map(|line| html! {
                        <Slot key={marks::key(line)} line={line.clone()} is_next={next == Some(line.id)} with_site={today.site.is_none()} with_files={props.with_files} with={with(&locale, known(&members).map(|all| &**all), line)}>
                            if is_first(&today.appointments, line) { <AppointmentVersions line={line.clone()} /> }
                        </Slot>
                    }) }
                </ol>
            }
            <div class="Panel-foot">
                <Go to={Route::NewAppointment(None, Some(today.day))} class="Button"><Icon name="add" /><span>{ locale.text("new-appointment") }</span></Go>
                <Go to={Route::NewCase} class="Button"><Icon name="add" /><span>{ locale.text("new-case") }</span></Go>
                <Button label={locale.text("print")} kind={Kind::Quiet} onclick={|()| page::print()} />
            </div>
        </Panel>
    }
}

/// With whom it is, if that is a colleague.
fn with(locale: &Locale, members: Option<&MembersView>, line: &AppointmentLine) -> Option<AttrValue> {
    let id = line.counsellor?;
    let colleague = members?.members.iter().find(|one| one.id == id && !one.me)?;
    Some(locale.with("with-colleague", &[("who", &colleague.name)]))
}

fn heading(locale: &Locale, today: &TodayView) -> AttrValue {
    match &today.site {
        Some(site) if site.town.is_empty() => site.name.clone().into(),
        Some(site) => format!("{}, {}", site.name, site.town).into(),
        None => locale.text("today-appointments"),
    }
}

#[derive(PartialEq, Properties)]
struct SiteProps {
    chosen: Option<SiteId>,
    guess: Option<SiteGuess>,
}

/// Where one works today.
#[component]
fn ChooseSite(props: &SiteProps) -> Html {
    let locale = use_locale();
    let act = use_command();
    let sites = use_view::<Vec<SiteView>>(Query::Sites);
    let Some(sites) = known(&sites).filter(|sites| !sites.is_empty()) else { return html! {} };
    let mut options = vec![(AttrValue::default(), locale.text("all-sites"))];
    options.extend(
        sites.iter().map(|site| (AttrValue::from(site.id.to_string()), AttrValue::from(site.name.clone()))),
    );
    let value = props.chosen.map(|id| AttrValue::from(id.to_string())).unwrap_or_default();
    let on_change = Callback::from(move |id: String| act.run(Command::SetTodaysSite(SiteId::parse(&id))));
    let show_all = on_change.reform(|()| String::new());
    let why = props.guess.map(|guess| {
        locale.text(match guess {
            SiteGuess::OwnAppointments => "site-guess-own",
            SiteGuess::SameWeekday => "site-guess-weekday",
        })
    });
    html! {
        <div class="Panel-row Today-site">
            <Choice label={locale.text("todays-site")} {options} {value} {on_change} />
            if let Some(why) = why {
                <p class="Today-guess"><span class="muted small">{ why }</span><Button label={locale.text("site-guess-not")} onclick={show_all} /></p>
            }
        </div>
    }
}
