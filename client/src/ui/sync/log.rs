//! What delivery did, newest first. Equal lines after one another are one line that says how often, because twenty times
//! "one change synced" hides the one line that matters.

use crate::locale::use_locale;
use crate::ui::kit::empty_state::EmptyState;
use crate::ui::kit::panel::Panel;
use api::ids::Moment;
use api::view::SyncLogLine;
use yew::prelude::*;

/// Lines that say the same.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Folded {
    /// When the newest of them happened.
    at: Moment,
    code: String,
    /// What they count, together.
    count: u32,
    /// How many lines they are.
    lines: u32,
}

/// Folds neighbours with the same code.
fn folded(log: &[SyncLogLine]) -> Vec<Folded> {
    let mut all: Vec<Folded> = Vec::new();
    for line in log {
        match all.last_mut().filter(|last| last.code == line.code) {
            Some(last) => {
                last.count = last.count.saturating_add(line.count);
                last.lines += 1;
            }
            None => {
                all.push(Folded { at: line.at, code: line.code.clone(), count: line.count, lines: 1 });
            }
        }
    }
    all
}

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    pub(crate) log: Vec<SyncLogLine>,
}

/// The log.
#[component]
pub(crate) fn Log(props: &Props) -> Html {
    let locale = use_locale();
    html! {
        <Panel title={locale.text("sync-log")}>
            if props.log.is_empty() { <EmptyState text={locale.text("sync-log-empty")} /> }
            <ol>
                { for folded(&props.log).iter().enumerate().map(|(at, line)| html! {
                    <li key={at} class="Lines-line">
                        <span>
                            { locale.count(&format!("sync-log-{}", line.code), line.count) }
                            if 1 < line.lines { <span class="muted">{ " · " }{ locale.count("times", line.lines) }</span> }
                        </span>
                        <span class="muted">{ locale.dates().moment(line.at) }</span>
                    </li>
                }) }
            </ol>
        </Panel>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(at: u64, code: &str, count: u32) -> SyncLogLine {
        SyncLogLine { at: Moment(at), code: code.to_owned(), count }
    }

    #[test]
    fn equal_neighbours_become_one_line_that_counts() {
        let log = [line(9, "sent", 1), line(8, "sent", 2), line(7, "received", 1), line(6, "sent", 1)];
        let found: Vec<_> = folded(&log).iter().map(|it| (it.at.0, it.count, it.lines)).collect();
        assert_eq!(found, [(9, 3, 2), (7, 1, 1), (6, 1, 1)]);
    }
}
