//! Members and devices: who is here, who is invited, who waits to be let in.

mod invite;
mod joiners;
pub(crate) mod qr;

use super::staff::{StaffFields, staff_entry};
use crate::door::use_view;
use crate::locale::{Locale, use_locale};
use crate::ui::kit::button::{Button, Kind};
use crate::ui::kit::chip::{Chip, Tone};
use crate::ui::kit::field::{Desk, has_versions, use_office, words_of};
use crate::ui::kit::loaded::{known, loaded};
use crate::ui::kit::name::Name;
use crate::ui::kit::notice::Notice;
use crate::ui::kit::panel::Panel;
use crate::ui::wording;
use api::field::{EntryState, Sheet};
use api::query::Query;
use api::view::{DeviceLine, MemberLine, MembersView, SheetView};
use invite::{Invite, OpenInvitations};
use joiners::Joiners;
use std::rc::Rc;
use yew::prelude::*;

/// The page.
#[component]
pub(crate) fn TeamPage() -> Html {
    let locale = use_locale();
    let members = use_view::<MembersView>(Query::Members);
    let settings = use_view::<SheetView>(Query::UnitSettings);
    let office = use_office();
    let settings = known(&settings);
    let desk = settings
        .zip(office)
        .map(|(settings, office)| office.desk(Sheet::UnitSettings, &settings.version, settings.access));
    let written = |member| settings.map(|settings| staff_entry(settings, member));
    loaded(&locale, &members, |view| {
        html! {
            <>
                if settings.is_some_and(|settings| settings.too_new) { <Notice text={locale.text("refusal-read-only")} tone={Tone::Warn} /> }
                if !view.joining.is_empty() { <Joiners joining={view.joining.clone()} /> }
                <Panel title={locale.text("members")}>
                    <ul>
                        { for view.members.iter().map(|member| html! { <Member key={member.id.to_string()} member={member.clone()} desk={desk.clone()} written={written(member.id)} /> }) }
                    </ul>
                </Panel>
                <Invite may_invite={view.may_invite} />
                if !view.invitations.is_empty() { <OpenInvitations invitations={view.invitations.clone()} /> }
            </>
        }
    })
}

#[derive(PartialEq, Properties)]
struct Props {
    member: MemberLine,
    /// Of the unit's settings, once they are known.
    desk: Option<Rc<Desk>>,
    /// What is written about them there.
    written: Option<EntryState>,
}

#[component]
fn Member(props: &Props) -> Html {
    let locale = use_locale();
    let member = &props.member;
    let is_open = use_state_eq(|| false);
    let toggle = {
        let is_open = is_open.clone();
        Callback::from(move |()| is_open.set(!*is_open))
    };
    let written = props.written.as_ref().map(|entry| entry.fields.as_slice()).unwrap_or_default();
    let words = |id: &str| words_of(written, id);
    let about = wording::beside([words("staff.role_label"), words("staff.phone")]);
    let name: AttrValue =
        if member.name.is_empty() { locale.text("somebody") } else { member.name.clone().into() };
    html! {
        <li class="Member">
            <p>
                <strong><Name text={name.clone()} /></strong>{ " " }
                <Chip text={locale.text(wording::role(member.role))} />
                if member.me { <Chip text={locale.text("me")} /> }
                if has_versions(written) { <Chip text={locale.text("case-has-versions")} tone={Tone::Warn} /> }
                if !about.is_empty() { <span class="Member-about muted">{ about }</span> }
            </p>
            if let Some((desk, entry)) = props.desk.as_ref().filter(|desk| desk.writable).zip(props.written.as_ref()) {
                <Button label={locale.text(if *is_open { "done" } else { "edit" })} about={name} kind={Kind::Quiet} expanded={*is_open} onclick={toggle} />
                if *is_open { <div class="Member-fields"><StaffFields desk={Rc::clone(desk)} entry={entry.clone()} /></div> }
            }
            <ul>
                { for member.devices.iter().enumerate().map(|(at, device)| html! { <li key={at} class="muted small">{ said(&locale, device) }</li> }) }
            </ul>
        </li>
    }
}

fn said(locale: &Locale, device: &DeviceLine) -> String {
    let what = match (device.recovery_kit, device.this) {
        (true, _) => locale.text("device-kit"),
        (false, true) => locale.text("device-this"),
        (false, false) => locale.text("device"),
    };
    let short: String = device.id.0.iter().take(3).map(|byte| format!("{byte:02x}")).collect();
    match device.last_contact {
        Some(at) => format!(
            "{what} {short} · {}",
            locale.with("last-contact-at", &[("at", &locale.dates().moment(at))])
        ),
        None => format!("{what} {short}"),
    }
}
