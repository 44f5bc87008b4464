//! Members and devices: who is here, who is invited, who waits to be let in.

mod invite;
mod joiners;
pub(crate) mod qr;
mod rename;

use crate::door::use_view;
use crate::locale::{Locale, use_locale};
use crate::ui::kit::chip::Chip;
use crate::ui::kit::loaded::{known, loaded};
use crate::ui::kit::name::Name;
use crate::ui::kit::panel::Panel;
use crate::ui::wording;
use api::query::Query;
use api::view::{DeviceLine, MemberLine, MembersView, SettingsView};
use invite::{Invite, OpenInvitations};
use joiners::Joiners;
use yew::prelude::*;

/// The page.
#[component]
pub(crate) fn TeamPage() -> Html {
    let locale = use_locale();
    let members = use_view::<MembersView>(Query::Members);
    let settings = use_view::<SettingsView>(Query::Settings);
    let may_name = known(&settings).is_some_and(|settings| settings.may_write);
    loaded(&locale, &members, |view| {
        html! {
            <>
                if !view.joining.is_empty() { <Joiners joining={view.joining.clone()} /> }
                <Panel title={locale.text("members")}>
                    <ul>
                        { for view.members.iter().map(|member| html! { <Member key={member.id.to_string()} member={member.clone()} {may_name} /> }) }
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
    /// May whoever looks at the list write names?
    may_name: bool,
}

#[component]
fn Member(props: &Props) -> Html {
    let locale = use_locale();
    let member = &props.member;
    let name = if member.name.is_empty() { locale.text("somebody") } else { member.name.clone().into() };
    html! {
        <li class="Member">
            <p>
                <strong><Name text={name} /></strong>{ " " }
                <Chip text={locale.text(wording::role(member.role))} />
                if member.me { <Chip text={locale.text("me")} /> }
            </p>
            if props.may_name { <rename::Rename member={member.id} name={member.name.clone()} /> }
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
