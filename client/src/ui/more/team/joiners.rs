//! Who accepted an invitation and waits: let in once the six words agree, read out by voice.

use crate::door::use_command;
use crate::locale::use_locale;
use crate::ui::gate::joining::SixWords;
use crate::ui::kit::button::{Button, Kind};
use crate::ui::kit::panel::Panel;
use crate::ui::wording;
use api::command::Command;
use api::view::JoiningLine;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) joining: Vec<JoiningLine>,
}

/// The waiting ones.
#[component]
pub(crate) fn Joiners(props: &Props) -> Html {
    let locale = use_locale();
    let act = use_command();
    html! {
        { for props.joining.iter().map(|line| {
            let role = locale.text(line.role.map_or("invite-own-device-word", wording::role));
            let (act, cancel) = (act.clone(), act.clone());
            let (invitation, device) = (line.invitation, line.device);
            let known = Some(line.invited.as_str()).filter(|invited| !invited.is_empty());
            let title = match known.or(line.name.as_deref()) {
                None => locale.with("joiner-title", &[("what", &role)]),
                Some(name) => locale.with("joiner-title-named", &[("name", name), ("what", &role)]),
            };
            let other_name = line.name.as_deref().filter(|name| known.is_some_and(|known| known != *name));
            html! {
                <Panel key={invitation.to_string()} {title}>
                    <div class="Form">
                        if let Some(name) = other_name {
                            <p>{ locale.with("joiner-calls-themselves", &[("name", name)]) }</p>
                        }
                        <p>{ locale.text("joiner-text") }</p>
                        <SixWords words={line.words.clone()} />
                        <div class="Row">
                            <Button label={locale.text("joiner-admit")} kind={Kind::Primary} onclick={move |()| act.run(Command::Admit { invitation, device })} />
                            <Button label={locale.text("joiner-refuse")} kind={Kind::Danger} onclick={move |()| cancel.run(Command::CancelInvitation(invitation))} />
                        </div>
                    </div>
                </Panel>
            }
        }) }
    }
}
