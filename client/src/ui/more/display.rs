//! Language, theme, hand.

use crate::locale::{Language, use_locale};
use crate::ui::app::Display;
use crate::ui::kit::choice::Choice;
use crate::ui::kit::panel::Panel;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) display: Display,
    pub(crate) on_display: Callback<Display>,
}

/// The page.
#[component]
pub(crate) fn DisplayPage(props: &Props) -> Html {
    let locale = use_locale();
    let display = props.display.clone();
    // A language is found by somebody who reads only that one.
    let languages = vec![
        (AttrValue::from("de"), AttrValue::from("Deutsch")),
        (AttrValue::from("en-GB"), AttrValue::from("English")),
    ];
    let themes = ["system", "light", "dark"]
        .map(|theme| (AttrValue::from(theme), locale.text(&format!("theme-{theme}"))));
    let hands = ["right", "left"].map(|hand| (AttrValue::from(hand), locale.text(&format!("hand-{hand}"))));
    let set = |change: fn(Display, String) -> Display| {
        let display = display.clone();
        props.on_display.reform(move |chosen: String| change(display.clone(), chosen))
    };
    let language = AttrValue::from(display.language.tag());
    let theme = display.theme.clone().unwrap_or_else(|| AttrValue::from("system"));
    html! {
        <Panel title={locale.text("section-anzeige")}>
            <div class="Form">
                <Choice label={locale.text("language")} options={languages} value={language} on_change={set(with_language)} />
                <Choice label={locale.text("theme")} options={themes.to_vec()} value={theme} on_change={set(with_theme)} />
                <Choice label={locale.text("hand")} options={hands.to_vec()} value={if display.left_hand { "left" } else { "right" }} on_change={set(with_hand)} />
            </div>
        </Panel>
    }
}

fn with_language(display: Display, tag: String) -> Display {
    Display { language: Language::best_of([tag]), ..display }
}

fn with_theme(display: Display, theme: String) -> Display {
    Display { theme: Some(theme).filter(|theme| theme != "system").map(AttrValue::from), ..display }
}

fn with_hand(display: Display, hand: String) -> Display {
    Display { left_hand: hand == "left", ..display }
}
