//! Reads the link somebody came with: from the address's fragment, or pasted as a whole.

use api::command::Entry;

/// What a link is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Link {
    /// The relay's one-time link: the first member of a new workspace.
    Setup(String),
    /// An invitation.
    Invitation(String),
}

/// Stands before the rest of a link's fragment if it leads into a demo.
const DEMO: &str = "demo&";

/// Does this link lead into a demo?
pub(crate) fn is_demo(text: &str) -> bool {
    text.trim().rsplit('#').next().is_some_and(|fragment| fragment.starts_with(DEMO))
}

/// Reads a fragment or a whole link; `None` if it is neither.
pub(crate) fn link(text: &str) -> Option<Link> {
    let fragment = text.trim().rsplit('#').next()?;
    let fragment = fragment.strip_prefix(DEMO).unwrap_or(fragment);
    let whole =
        |value: &str| (!value.is_empty() && !value.contains(char::is_whitespace)).then(|| value.to_owned());
    match fragment.split_once('=')? {
        ("setup", token) => whole(token).map(Link::Setup),
        ("join", link) => whole(link).map(Link::Invitation),
        _ => None,
    }
}

/// What somebody said of themselves at the first start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Person {
    /// The own name.
    pub(crate) name: String,
    /// The unit's name; only asked with the setup link.
    pub(crate) unit: String,
}

/// The vault's beginning.
pub(crate) fn entry(link: &Link, person: &Person) -> Entry {
    let name = person.name.trim().to_owned();
    match link {
        Link::Setup(token) => {
            Entry::Setup { token: token.clone(), name, unit: person.unit.trim().to_owned() }
        }
        Link::Invitation(link) => Entry::Invitation { link: link.clone(), name },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_read_from_the_address_or_pasted_whole() {
        let setup = Some(Link::Setup("00ff".to_owned()));
        assert_eq!(link("setup=00ff"), setup);
        assert_eq!(link(" https://relay.example/#setup=00ff\n"), setup);
        assert_eq!(link("https://relay.example/#join=AbC_-1"), Some(Link::Invitation("AbC_-1".to_owned())));
    }

    #[test]
    fn a_link_into_a_demo_says_so() {
        let text = "http://127.0.0.1:8080/#demo&join=AbC_-1";
        assert_eq!(link(text), Some(Link::Invitation("AbC_-1".to_owned())));
        assert!(is_demo(text) && !is_demo("https://relay.example/#join=AbC_-1"));
    }

    #[test]
    fn other_texts_are_no_links() {
        for text in ["", "setup=", "join", "https://relay.example/", "#other=1", "join=a b"] {
            assert_eq!(link(text), None, "{text}");
        }
    }

    #[test]
    fn names_are_kept_as_written_but_for_blanks_around_them() {
        let person = Person { name: " Vera ".to_owned(), unit: " Nord ".to_owned() };
        let expected =
            Entry::Setup { token: "1".to_owned(), name: "Vera".to_owned(), unit: "Nord".to_owned() };
        assert_eq!(entry(&Link::Setup("1".to_owned()), &person), expected);
    }
}
