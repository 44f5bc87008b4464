//! The first start: with which link, who, and how the vault is locked. One question after the other.

use super::entry::{Link, Person, entry, is_demo, link};
use super::passphrase::Passphrase;
use crate::door::use_command;
use crate::locale::use_locale;
use crate::platform::page;
use crate::ui::kit::button::{Button, Kind};
use crate::ui::kit::chip::Tone;
use crate::ui::kit::notice::Notice;
use crate::ui::kit::text_field::{TextField, Write};
use crate::ui::shell::demo;
use crate::ui::wording;
use api::command::{Command, Entry};
use api::refusal::Refusal;
use yew::prelude::*;

/// Where one stands in the first start.
#[derive(Clone, PartialEq)]
enum Step {
    /// Without a link: paste one, or use the words on paper.
    Ask,
    /// With a link: who are you?
    Who(Link),
    /// How is the vault locked?
    Lock { entry: Entry, label: String },
}

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Are there other vaults on this device to go back to?
    pub(crate) others: bool,
    #[prop_or_default]
    pub(crate) on_back: Callback<()>,
}

/// The first start.
#[component]
pub(crate) fn Begin(props: &Props) -> Html {
    let locale = use_locale();
    let step = use_state_eq(|| arrived(&page::fragment()).unwrap_or(Step::Ask));
    {
        let step = step.setter();
        use_effect_with((), move |()| {
            let listener = page::on_fragment(move || {
                if let Some(next) = arrived(&page::fragment()) {
                    step.set(next);
                }
            });
            move || drop(listener)
        });
    }
    let on_step = {
        let step = step.setter();
        use_callback((), move |next: Step, ()| step.set(next))
    };
    html! {
        <section class="Gate-card">
            { match &*step {
                Step::Ask => html! { <AskLink {on_step} /> },
                Step::Who(link) => html! { <Who link={link.clone()} {on_step} /> },
                Step::Lock { entry, label } => html! { <Lock entry={entry.clone()} label={label.clone()} /> },
            } }
            if props.others {
                <Button label={locale.text("back")} kind={Kind::Quiet} onclick={props.on_back.clone()} />
            }
        </section>
    }
}

/// Somebody came with a link, if `text` is one.
fn arrived(text: &str) -> Option<Step> {
    let link = link(text)?;
    demo::remember(is_demo(text));
    Some(Step::Who(link))
}

#[derive(PartialEq, Properties)]
struct StepProps {
    on_step: Callback<Step>,
    #[prop_or_else(|| Link::Setup(String::new()))]
    link: Link,
}

#[component]
fn AskLink(props: &StepProps) -> Html {
    let locale = use_locale();
    let text = use_state_eq(String::new);
    let words = use_state_eq(String::new);
    let is_wrong = !text.is_empty() && link(&text).is_none();
    let on_input = {
        let (text, on_step) = (text.setter(), props.on_step.clone());
        Callback::from(move |typed: String| {
            if let Some(next) = arrived(&typed) {
                on_step.emit(next);
            }
            text.set(typed);
        })
    };
    let on_words = {
        let words = words.setter();
        Callback::from(move |typed| words.set(typed))
    };
    let with_words = {
        let (words, on_step, label) =
            (words.clone(), props.on_step.clone(), locale.text("recovered-vault").to_string());
        Callback::from(move |()| {
            let entry = Entry::Recovery { words: words.trim().to_owned() };
            on_step.emit(Step::Lock { entry, label: label.clone() });
        })
    };
    html! {
        <>
            <h1>{ locale.text("begin-title") }</h1>
            <p>{ locale.text("begin-text") }</p>
            <TextField label={locale.text("begin-link")} value={(*text).clone()} {on_input} first=true
                error={is_wrong.then(|| locale.text("refusal-bad-link"))} />
            <details class="Gate-more">
                <summary>{ locale.text("begin-with-kit") }</summary>
                <p>{ locale.text("begin-kit-text") }</p>
                <TextField label={locale.text("kit-words")} value={(*words).clone()} on_input={on_words} write={Write::Lines} />
                <Button label={locale.text("continue")} disabled={words.trim().is_empty()} onclick={with_words} />
            </details>
        </>
    }
}

#[component]
fn Who(props: &StepProps) -> Html {
    let locale = use_locale();
    let person = use_state_eq(Person::default);
    let is_setup = matches!(props.link, Link::Setup(_));
    let on_name = {
        let person = person.clone();
        Callback::from(move |name| person.set(Person { name, ..(*person).clone() }))
    };
    let on_unit = {
        let person = person.clone();
        Callback::from(move |unit| person.set(Person { unit, ..(*person).clone() }))
    };
    let is_complete = !person.name.trim().is_empty() && (!is_setup || !person.unit.trim().is_empty());
    let onsubmit = {
        let (person, link, on_step) = (person.clone(), props.link.clone(), props.on_step.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if is_complete {
                let label = person.name.trim().to_owned();
                on_step.emit(Step::Lock { entry: entry(&link, &person), label });
            }
        })
    };
    let (title, text) = if is_setup { ("setup-title", "setup-text") } else { ("join-title", "join-text") };
    html! {
        <form class="Gate-form" {onsubmit} autocomplete="off">
            <h1>{ locale.text(title) }</h1>
            <p>{ locale.text(text) }</p>
            <TextField label={locale.text("own-name")} hint={locale.text("own-name-hint")} value={person.name.clone()} on_input={on_name} first=true />
            if is_setup {
                <TextField label={locale.text("unit-name")} hint={locale.text("unit-name-hint")} value={person.unit.clone()} on_input={on_unit} />
            }
            <Button label={locale.text("continue")} kind={Kind::Primary} submit=true disabled={!is_complete} />
        </form>
    }
}

#[derive(PartialEq, Properties)]
struct LockProps {
    entry: Entry,
    label: String,
}

#[component]
fn Lock(props: &LockProps) -> Html {
    let locale = use_locale();
    let act = use_command();
    let refusal = use_state_eq(|| None::<Refusal>);
    let is_working = use_state_eq(|| false);
    let on_chosen = {
        let (entry, label) = (props.entry.clone(), props.label.clone());
        let (refusal, is_working) = (refusal.setter(), is_working.setter());
        Callback::from(move |passphrase: String| {
            is_working.set(true);
            let (refusal, is_working) = (refusal.clone(), is_working.clone());
            let command = Command::CreateVault { label: label.clone(), passphrase, entry: entry.clone() };
            let on_answer = Callback::from(move |answer: crate::door::Answer| {
                is_working.set(false);
                match answer {
                    // The link is used up: it must not stay in the address or the history.
                    Ok(_) => page::replace("/heute"),
                    Err(because) => refusal.set(Some(because)),
                }
            });
            act.ask(command, on_answer);
        })
    };
    html! {
        <>
            <h1>{ locale.text("passphrase-title") }</h1>
            <p>{ locale.text("passphrase-text") }</p>
            if let Some(because) = &*refusal { <Notice tone={Tone::Warn} urgent=true text={wording::refusal(&locale, because)} /> }
            <Passphrase {on_chosen} is_working={*is_working} action={locale.text("passphrase-done")} />
        </>
    }
}
