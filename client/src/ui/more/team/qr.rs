//! A QR code, drawn as squares: no picture, no markup from text.

use fast_qr::{ECL, QRBuilder};
use std::fmt::Write as _;
use yew::prelude::*;

/// The quiet zone that readers need.
const MARGIN: usize = 4;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) text: AttrValue,
    /// What it is, read aloud.
    pub(crate) label: AttrValue,
}

/// The code.
#[component]
pub(crate) fn QrCode(props: &Props) -> Html {
    let Some((size, path)) = squares(&props.text) else { return html! {} };
    let whole = size + 2 * MARGIN;
    html! {
        <svg class="QrCode" viewBox={format!("0 0 {whole} {whole}")} role="img" aria-label={props.label.clone()} shape-rendering="crispEdges">
            <rect class="QrCode-ground" width={whole.to_string()} height={whole.to_string()} />
            <path class="QrCode-dark" d={path} />
        </svg>
    }
}

/// Side length in squares and the path of the dark ones; `None` if the text is too long for any code.
fn squares(text: &str) -> Option<(usize, String)> {
    let code = QRBuilder::new(text).ecl(ECL::M).build().ok()?;
    let mut path = String::new();
    for (at, _) in
        code.data.iter().take(code.size * code.size).enumerate().filter(|(_, square)| square.value())
    {
        let (x, y) = (at % code.size + MARGIN, at / code.size + MARGIN);
        write!(path, "M{x} {y}h1v1h-1z").ok()?;
    }
    Some((code.size, path))
}

#[cfg(test)]
mod tests {
    use super::squares;

    #[test]
    fn the_corner_marks_stand_where_readers_look_for_them() {
        let (size, path) = squares("https://relay.example/#join=abc").unwrap();
        assert!(21 <= size && size % 4 == 1);
        assert!(path.starts_with("M4 4h1v1h-1z"), "the first square of the first mark is dark");
    }

    #[test]
    fn what_is_too_long_for_any_code_gives_none() {
        assert_eq!(squares(&"x".repeat(5000)), None);
    }
}
