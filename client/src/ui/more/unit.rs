//! The unit: its name, its Land, the own name, and the texts its carrier must show.

use crate::door::{Act, Answer, use_command, use_view};
use crate::locale::use_locale;
use crate::ui::kit::button::Button;
use crate::ui::kit::choice::Choice;
use crate::ui::kit::loaded::loaded;
use crate::ui::kit::panel::Panel;
use crate::ui::kit::text_field::{TextField, Write};
use crate::ui::wording;
use api::command::Command;
use api::ids::MemberId;
use api::query::Query;
use api::refusal::Refusal;
use api::view::SettingsView;
use std::rc::Rc;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct PageProps {
    /// Who reads it.
    pub(crate) me: MemberId,
}

/// The page.
#[component]
pub(crate) fn UnitPage(props: &PageProps) -> Html {
    let locale = use_locale();
    let settings = use_view::<SettingsView>(Query::Settings);
    loaded(&locale, &settings, |settings| {
        if !settings.may_write {
            return html! { <ReadOnly settings={Rc::clone(settings)} /> };
        }
        html! {
            <>
                <UnitForm settings={Rc::clone(settings)} />
                <OneText title={locale.text("own-name")} text={settings.own_name.clone()} write={Write::Line} place={Place::OwnName(props.me)} />
                { for settings.carrier_texts.iter().map(|(key, text)| html! {
                    <OneText key={key.clone()} title={locale.text(&format!("carrier-{key}"))} text={text.clone()} write={Write::Lines} place={Place::Carrier(key.clone())} />
                }) }
            </>
        }
    })
}

/// For roles that read the directory and do not write it: what stands there, and who can change it.
#[component]
fn ReadOnly(props: &Props) -> Html {
    let locale = use_locale();
    let settings = &props.settings;
    let land = if settings.land.is_empty() {
        locale.text("value-empty")
    } else {
        locale.code("laender", &settings.land)
    };
    html! {
        <Panel title={locale.text("section-stelle")}>
            <dl class="Panel-row">
                <div><dt class="muted small">{ locale.text("own-name") }</dt><dd>{ settings.own_name.clone() }</dd></div>
                <div><dt class="muted small">{ locale.text("unit-name") }</dt><dd>{ settings.unit.clone() }</dd></div>
                <div><dt class="muted small">{ locale.text("unit-land") }</dt><dd>{ land }</dd></div>
            </dl>
            <p class="Panel-row">{ locale.text("unit-read-only") }</p>
        </Panel>
    }
}

/// Where a text stands.
#[derive(Clone, PartialEq)]
enum Place {
    OwnName(MemberId),
    /// Key of a text of the carrier.
    Carrier(String),
}

impl Place {
    /// Keys of the label and of the button: the heading names the text already.
    const fn words(&self) -> (&'static str, &'static str) {
        match self {
            Self::OwnName(_) => ("own-name-shown", "take-over-name"),
            Self::Carrier(_) => ("carrier-text", "put-in-place"),
        }
    }

    fn put(&self, text: String) -> Command {
        match self {
            Self::OwnName(member) => Command::PutName { member: *member, name: text },
            Self::Carrier(key) => Command::PutCarrierText { key: key.clone(), text },
        }
    }
}

/// Does it, says so once it is done, and keeps what stands in the way for the field.
fn put(act: &Act, command: Command, refusal: UseStateSetter<Option<Refusal>>) {
    let says = act.clone();
    let on_answer = Callback::from(move |answer: Answer| {
        if answer.is_ok() {
            says.say("toast-changed");
        }
        refusal.set(answer.err());
    });
    act.ask(command, on_answer);
}

#[derive(PartialEq, Properties)]
struct Props {
    settings: Rc<SettingsView>,
}

#[component]
fn UnitForm(props: &Props) -> Html {
    let locale = use_locale();
    let act = use_command();
    let settings = &props.settings;
    let name = use_state_eq(|| settings.unit.clone());
    let refusal = use_state_eq(|| None::<Refusal>);
    let on_name = {
        let name = name.setter();
        Callback::from(move |typed| name.set(typed))
    };
    let onclick = {
        let (act, name, land) = (act.clone(), name.clone(), settings.land.clone());
        let refusal = refusal.setter();
        Callback::from(move |()| {
            let command = Command::PutUnit { name: name.trim().to_owned(), land: land.clone() };
            put(&act, command, refusal.clone());
        })
    };
    let on_land = {
        let (act, unit) = (act, settings.unit.clone());
        Callback::from(move |land| act.run(Command::PutUnit { name: unit.clone(), land }))
    };
    let mut lands = vec![(AttrValue::default(), locale.text("please-choose"))];
    lands.extend(
        settings.lands.iter().map(|code| (AttrValue::from(code.clone()), locale.code("laender", code))),
    );
    html! {
        <Panel title={locale.text("section-stelle")}>
            <div class="Form">
                <TextField label={locale.text("unit-name")} value={(*name).clone()} on_input={on_name} error={refusal.as_ref().map(|because| wording::refusal(&locale, because))} />
                <Button label={locale.text("take-over-name")} disabled={name.trim().is_empty() || *name == settings.unit} {onclick} />
                <Choice label={locale.text("unit-land")} options={lands} value={settings.land.clone()} on_change={on_land} />
                <p class="muted">{ locale.text("unit-land-why") }</p>
            </div>
        </Panel>
    }
}

#[derive(PartialEq, Properties)]
struct TextProps {
    title: AttrValue,
    text: AttrValue,
    write: Write,
    place: Place,
}

/// One text, and the button that puts it in place: it is public, so it does not change with every key.
#[component]
fn OneText(props: &TextProps) -> Html {
    let locale = use_locale();
    let act = use_command();
    let text = use_state_eq(|| props.text.to_string());
    let refusal = use_state_eq(|| None::<Refusal>);
    let on_input = {
        let text = text.setter();
        Callback::from(move |typed| text.set(typed))
    };
    let onclick = {
        let (text, place, refusal) = (text.clone(), props.place.clone(), refusal.setter());
        Callback::from(move |()| put(&act, place.put(text.trim().to_owned()), refusal.clone()))
    };
    let (label, button) = props.place.words();
    html! {
        <Panel title={props.title.clone()}>
            <div class="Form">
                <TextField label={locale.text(label)} value={(*text).clone()} {on_input} write={props.write} error={refusal.as_ref().map(|because| wording::refusal(&locale, because))} />
                <Button label={locale.text(button)} about={props.title.clone()} disabled={text.as_str() == props.text.as_str()} {onclick} />
            </div>
        </Panel>
    }
}
