//! The addresses of the app. An address carries ids and days, never anything a person typed (A10).

use api::ids::{CaseId, Day};

/// A screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// *Heute*.
    Today,
    /// *Schnellnotiz*: for whom?
    QuickNote,
    /// *Fälle*.
    Cases,
    /// A new case.
    NewCase,
    /// *Fall*.
    Case(CaseId, CaseTab),
    /// *Kalender*: what is shown, around which day (today if none).
    Calendar(Span, Option<Day>),
    /// A new appointment, perhaps for a case, perhaps on a day.
    NewAppointment(Option<CaseId>, Option<Day>),
    /// *Abgleich*.
    Sync,
    /// *Mehr*.
    More,
    /// A page of *Mehr*.
    Settings(Section),
}

/// A tab of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseTab {
    /// *Überblick*.
    Overview,
    /// *Kontakte*.
    Contacts,
    /// *Person*.
    Person,
    /// *Hintergrund*.
    Background,
    /// *Abschlüsse*.
    Qualifications,
    /// *Verlauf*.
    History,
}

/// How much of the calendar is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// A list of what comes.
    Agenda,
    /// One day.
    Day,
    /// One week.
    Week,
    /// One month.
    Month,
}

/// A page of *Mehr*.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Language, theme, hand.
    Display,
    /// Passphrase, lock, recovery kit.
    Security,
    /// Members, devices, invitations.
    Team,
    /// Sites.
    Sites,
    /// Unit, Land and texts of the carrier.
    Unit,
    /// The trash.
    Trash,
    /// How to install the app.
    Install,
    /// Imprint, privacy, accessibility.
    Legal,
    /// Version and build.
    About,
    /// Licences.
    Licences,
    /// Keys.
    Shortcuts,
}

impl CaseTab {
    /// All tabs in order.
    pub const ALL: [Self; 6] =
        [Self::Overview, Self::Contacts, Self::Person, Self::Background, Self::Qualifications, Self::History];

    /// Its word in an address; also the end of its label's key.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Overview => "ueberblick",
            Self::Contacts => "kontakte",
            Self::Person => "person",
            Self::Background => "hintergrund",
            Self::Qualifications => "abschluesse",
            Self::History => "verlauf",
        }
    }
}

impl Span {
    /// All spans in order of their tabs.
    pub const ALL: [Self; 4] = [Self::Agenda, Self::Day, Self::Week, Self::Month];

    /// Its word in an address; also the end of its label's key.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Agenda => "liste",
            Self::Day => "tag",
            Self::Week => "woche",
            Self::Month => "monat",
        }
    }
}

impl Section {
    /// All pages in order.
    pub const ALL: [Self; 11] = [
        Self::Display,
        Self::Security,
        Self::Team,
        Self::Sites,
        Self::Unit,
        Self::Trash,
        Self::Install,
        Self::Legal,
        Self::About,
        Self::Licences,
        Self::Shortcuts,
    ];

    /// Its word in an address; also the end of its label's key.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Display => "anzeige",
            Self::Security => "sicherheit",
            Self::Team => "team",
            Self::Sites => "orte",
            Self::Unit => "stelle",
            Self::Trash => "papierkorb",
            Self::Install => "installieren",
            Self::Legal => "rechtliches",
            Self::About => "ueber",
            Self::Licences => "lizenzen",
            Self::Shortcuts => "tasten",
        }
    }
}

/// Stands in [`Route::ALL`] where an address names a case; [`Route::for_case`] puts a real one there.
const SOME_CASE: CaseId = CaseId([0; 16]);

impl Route {
    /// Every screen there is, for tests and pictures that must not forget one.
    pub const ALL: [Self; 28] = [
        Self::Today,
        Self::QuickNote,
        Self::Cases,
        Self::NewCase,
        Self::Case(SOME_CASE, CaseTab::Overview),
        Self::Case(SOME_CASE, CaseTab::Contacts),
        Self::Case(SOME_CASE, CaseTab::Person),
        Self::Case(SOME_CASE, CaseTab::Background),
        Self::Case(SOME_CASE, CaseTab::Qualifications),
        Self::Case(SOME_CASE, CaseTab::History),
        Self::Calendar(Span::Agenda, None),
        Self::Calendar(Span::Day, None),
        Self::Calendar(Span::Week, None),
        Self::Calendar(Span::Month, None),
        Self::NewAppointment(None, None),
        Self::Sync,
        Self::More,
        Self::Settings(Section::Display),
        Self::Settings(Section::Security),
        Self::Settings(Section::Team),
        Self::Settings(Section::Sites),
        Self::Settings(Section::Unit),
        Self::Settings(Section::Trash),
        Self::Settings(Section::Install),
        Self::Settings(Section::Legal),
        Self::Settings(Section::About),
        Self::Settings(Section::Licences),
        Self::Settings(Section::Shortcuts),
    ];

    /// The same screen, about this case if it is about one.
    #[must_use]
    pub const fn for_case(self, case: CaseId) -> Self {
        match self {
            Self::Case(_, tab) => Self::Case(case, tab),
            Self::Today
            | Self::QuickNote
            | Self::Cases
            | Self::NewCase
            | Self::Calendar(..)
            | Self::NewAppointment(..)
            | Self::Sync
            | Self::More
            | Self::Settings(_) => self,
        }
    }

    /// The screen at `path`; *Heute* for a path that names none.
    #[must_use]
    pub fn parse(path: &str) -> Self {
        let words: Vec<&str> = path.split('/').filter(|word| !word.is_empty()).collect();
        Self::of_words(&words).unwrap_or(Self::Today)
    }

    fn of_words(words: &[&str]) -> Option<Self> {
        Some(match words {
            ["heute", "notiz"] => Self::QuickNote,
            ["faelle"] => Self::Cases,
            ["faelle", "neu"] => Self::NewCase,
            ["faelle", case] => Self::Case(CaseId::parse(case)?, CaseTab::Overview),
            ["faelle", case, tab] => {
                Self::Case(CaseId::parse(case)?, find(&CaseTab::ALL, |known| known.word() == *tab)?)
            }
            ["kalender"] => Self::Calendar(Span::Agenda, None),
            ["kalender", span] => Self::Calendar(find(&Span::ALL, |known| known.word() == *span)?, None),
            ["kalender", span, day] => {
                Self::Calendar(find(&Span::ALL, |known| known.word() == *span)?, Some(parse_day(day)?))
            }
            ["termine", "neu", rest @ ..] => Self::NewAppointment(
                rest.iter().find_map(|word| CaseId::parse(word)),
                rest.iter().find_map(|word| parse_day(word)),
            ),
            ["abgleich"] => Self::Sync,
            ["mehr"] => Self::More,
            ["mehr", section] => Self::Settings(find(&Section::ALL, |known| known.word() == *section)?),
            _ => return None,
        })
    }

    /// Its address.
    #[must_use]
    pub fn path(&self) -> String {
        match self {
            Self::Today => "/heute".to_owned(),
            Self::QuickNote => "/heute/notiz".to_owned(),
            Self::Cases => "/faelle".to_owned(),
            Self::NewCase => "/faelle/neu".to_owned(),
            Self::Case(case, tab) => format!("/faelle/{case}/{}", tab.word()),
            Self::Calendar(span, None) => format!("/kalender/{}", span.word()),
            Self::Calendar(span, Some(day)) => format!("/kalender/{}/{}", span.word(), day_word(*day)),
            Self::NewAppointment(case, day) => {
                let case = case.map(|case| format!("/{case}")).unwrap_or_default();
                let day = day.map(|day| format!("/{}", day_word(day))).unwrap_or_default();
                format!("/termine/neu{case}{day}")
            }
            Self::Sync => "/abgleich".to_owned(),
            Self::More => "/mehr".to_owned(),
            Self::Settings(section) => format!("/mehr/{}", section.word()),
        }
    }
}

fn find<T: Copy>(all: &[T], is_it: impl Fn(&T) -> bool) -> Option<T> {
    all.iter().copied().find(is_it)
}

fn day_word(day: Day) -> String {
    format!("{:04}-{:02}-{:02}", day.year, day.month, day.day)
}

fn parse_day(word: &str) -> Option<Day> {
    let mut parts = word.split('-');
    let day = Day {
        year: parts.next()?.parse().ok()?,
        month: parts.next()?.parse().ok()?,
        day: parts.next()?.parse().ok()?,
    };
    (parts.next().is_none() && crate::civil::calendar::exists(day) && (1900..2200).contains(&day.year))
        .then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASE: CaseId = CaseId([0xab; 16]);
    const DAY: Day = Day { year: 2026, month: 11, day: 24 };

    #[test]
    fn every_screen_is_found_at_its_address() {
        let more = [
            Route::Calendar(Span::Week, Some(DAY)),
            Route::NewAppointment(Some(CASE), None),
            Route::NewAppointment(None, Some(DAY)),
            Route::NewAppointment(Some(CASE), Some(DAY)),
        ];
        for route in Route::ALL.into_iter().map(|route| route.for_case(CASE)).chain(more) {
            assert_eq!(Route::parse(&route.path()), route);
        }
    }

    /// The screen behind this one. Whoever adds a screen, a tab or a page has to name its place here, or this does not compile.
    const fn next(route: Route) -> Option<Route> {
        Some(match route {
            Route::Today => Route::QuickNote,
            Route::QuickNote => Route::Cases,
            Route::Cases => Route::NewCase,
            Route::NewCase => Route::Case(SOME_CASE, CaseTab::Overview),
            Route::Case(case, CaseTab::Overview) => Route::Case(case, CaseTab::Contacts),
            Route::Case(case, CaseTab::Contacts) => Route::Case(case, CaseTab::Person),
            Route::Case(case, CaseTab::Person) => Route::Case(case, CaseTab::Background),
            Route::Case(case, CaseTab::Background) => Route::Case(case, CaseTab::Qualifications),
            Route::Case(case, CaseTab::Qualifications) => Route::Case(case, CaseTab::History),
            Route::Case(_, CaseTab::History) => Route::Calendar(Span::Agenda, None),
            Route::Calendar(Span::Agenda, day) => Route::Calendar(Span::Day, day),
            Route::Calendar(Span::Day, day) => Route::Calendar(Span::Week, day),
            Route::Calendar(Span::Week, day) => Route::Calendar(Span::Month, day),
            Route::Calendar(Span::Month, _) => Route::NewAppointment(None, None),
            Route::NewAppointment(..) => Route::Sync,
            Route::Sync => Route::More,
            Route::More => Route::Settings(Section::Display),
            Route::Settings(Section::Display) => Route::Settings(Section::Security),
            Route::Settings(Section::Security) => Route::Settings(Section::Team),
            Route::Settings(Section::Team) => Route::Settings(Section::Sites),
            Route::Settings(Section::Sites) => Route::Settings(Section::Unit),
            Route::Settings(Section::Unit) => Route::Settings(Section::Trash),
            Route::Settings(Section::Trash) => Route::Settings(Section::Install),
            Route::Settings(Section::Install) => Route::Settings(Section::Legal),
            Route::Settings(Section::Legal) => Route::Settings(Section::About),
            Route::Settings(Section::About) => Route::Settings(Section::Licences),
            Route::Settings(Section::Licences) => Route::Settings(Section::Shortcuts),
            Route::Settings(Section::Shortcuts) => return None,
        })
    }

    #[test]
    fn all_names_every_screen_tab_span_and_section_once() {
        let walked: Vec<Route> = std::iter::successors(Some(Route::Today), |route| next(*route)).collect();
        assert_eq!(walked, Route::ALL);
        let pages = |fits: fn(&Route) -> bool| walked.iter().filter(|route| fits(route)).count();
        assert_eq!(pages(|route| matches!(route, Route::Case(..))), CaseTab::ALL.len());
        assert_eq!(pages(|route| matches!(route, Route::Calendar(..))), Span::ALL.len());
        assert_eq!(pages(|route| matches!(route, Route::Settings(_))), Section::ALL.len());
    }

    #[test]
    fn an_unknown_or_impossible_address_leads_to_the_day() {
        for path in ["/", "", "/nirgends", "/faelle/xyz", "/kalender/tag/2026-02-30", "/mehr/geheim"] {
            assert_eq!(Route::parse(path), Route::Today, "{path}");
        }
    }
}
