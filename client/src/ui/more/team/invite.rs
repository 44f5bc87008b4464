//! Invites a person or a further device: a link and a QR code, single use, shown once.

use super::qr::QrCode;
use crate::door::use_command;
use crate::locale::use_locale;
use crate::platform::{clipboard, page};
use crate::ui::kit::button::{Button, Kind};
use crate::ui::kit::choice::Choice;
use crate::ui::kit::name::Name;
use crate::ui::kit::panel::Panel;
use crate::ui::kit::text_field::TextField;
use crate::ui::wording;
use api::command::{Command, Done, Invitee, Role};
use api::ids::Moment;
use api::view::InvitationLine;
use yew::prelude::*;

/// Who can be invited, the most frequent first.
const ROLES: [Role; 5] = [Role::Counsellor, Role::Reception, Role::Coordination, Role::UnitLead, Role::Admin];

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) may_invite: bool,
}

/// A link that was made, until it is put away.
#[derive(Clone, PartialEq)]
struct Made {
    link: AttrValue,
    expires: Moment,
}

/// The panel.
#[component]
pub(crate) fn Invite(props: &Props) -> Html {
    let locale = use_locale();
    let act = use_command();
    let role = use_state_eq(|| Role::Counsellor);
    let name = use_state_eq(String::new);
    let made = use_state_eq(|| None::<Made>);
    let on_name = {
        let name = name.setter();
        Callback::from(move |typed| name.set(typed))
    };
    let invite = |invitee: Invitee| {
        let (act, made) = (act.clone(), made.setter());
        let whom = if matches!(invitee, Invitee::Person(_)) { name.trim().to_owned() } else { String::new() };
        let name = name.setter();
        Callback::from(move |()| {
            let (made, names, whom, name) = (made.clone(), act.clone(), whom.clone(), name.clone());
            let on_done = Callback::from(move |done| {
                if let Done::Invitation { link, expires, invitation } = done {
                    if !whom.is_empty() {
                        names.run(Command::NameInvitation { invitation, name: whom.clone() });
                    }
                    name.set(String::new());
                    made.set(Some(Made { link: format!("{}/#join={link}", page::origin()).into(), expires }));
                }
            });
            act.then(Command::Invite(invitee), on_done);
        })
    };
    let on_role = {
        let role = role.setter();
        Callback::from(move |key: String| {
            if let Some(chosen) = ROLES.into_iter().find(|role| wording::role(*role) == key) {
                role.set(chosen);
            }
        })
    };
    let put_away = {
        let made = made.setter();
        Callback::from(move |()| made.set(None))
    };
    let roles = ROLES.map(|role| (AttrValue::from(wording::role(role)), locale.text(wording::role(role))));
    html! {
        <Panel title={locale.text("invite")}>
            if let Some(made) = &*made {
                <Link made={made.clone()} on_close={put_away} />
            } else {
                <div class="Form">
                    if props.may_invite {
                        <TextField label={locale.text("invite-name")} hint={locale.text("invite-name-hint")} value={(*name).clone()} on_input={on_name} id="invite-name" />
                        <Choice label={locale.text("invite-role")} options={roles.to_vec()} value={wording::role(*role)} on_change={on_role} />
                        <Button label={locale.text("invite-person")} icon="add" onclick={invite(Invitee::Person(*role))} />
                    }
                    <Button label={locale.text("invite-own-device")} icon="add" onclick={invite(Invitee::OwnDevice)} />
                    <p class="muted">{ locale.text("invite-explained") }</p>
                </div>
            }
        </Panel>
    }
}

#[derive(PartialEq, Properties)]
struct LinkProps {
    made: Made,
    on_close: Callback<()>,
}

#[component]
fn Link(props: &LinkProps) -> Html {
    let locale = use_locale();
    let act = use_command();
    let link = props.made.link.clone();
    let copy = Callback::from(move |()| {
        let (link, act) = (link.clone(), act.clone());
        wasm_bindgen_futures::spawn_local(async move {
            act.say(if clipboard::copy(&link).await { "toast-copied" } else { "toast-not-copied" });
        });
    });
    html! {
        <div class="Form">
            <p>{ locale.with("invite-link-text", &[("at", &locale.dates().day_of(props.made.expires))]) }</p>
            <QrCode text={props.made.link.clone()} label={locale.text("invite-qr")} />
            <p class="Invitation-link" translate="no">{ props.made.link.clone() }</p>
            <div class="Row">
                <Button label={locale.text("copy-link")} icon="content-copy" onclick={copy} />
                <Button label={locale.text("done")} kind={Kind::Primary} onclick={props.on_close.clone()} />
            </div>
        </div>
    }
}

#[derive(PartialEq, Properties)]
pub(crate) struct OpenProps {
    pub(crate) invitations: Vec<InvitationLine>,
}

/// Invitations that nobody used yet.
#[component]
pub(crate) fn OpenInvitations(props: &OpenProps) -> Html {
    let locale = use_locale();
    let act = use_command();
    html! {
        <Panel title={locale.text("invitations-open")}>
            <ul>
                { for props.invitations.iter().map(|line| {
                    let (act, id) = (act.clone(), line.id);
                    let what = line.role.map_or("invite-own-device-word", wording::role);
                    html! {
                        <li key={id.to_string()} class="Lines-line">
                            <span>if !line.name.is_empty() { <strong><Name text={line.name.clone()} /></strong>{ " · " } }{ locale.text(what) }{ " · " }{ locale.with("expires-on", &[("at", &locale.dates().day_of(line.expires))]) }</span>
                            <Button label={locale.text("invitation-cancel")} kind={Kind::Quiet} onclick={move |()| act.run(Command::CancelInvitation(id))} />
                        </li>
                    }
                }) }
            </ul>
        </Panel>
    }
}
