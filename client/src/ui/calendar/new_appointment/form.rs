//! The form of an appointment, as typed, and its reading. "Do 14:30" in the first field fills the second one too.

use crate::civil::parse;
use crate::locale::{Language, dates::Dates};
use api::command::AppointmentDraft;
use api::ids::{CaseId, Day, MemberId, SiteId};
use api::refusal::FieldFault;

/// How long a counselling takes if nobody says otherwise.
const USUAL_MINUTES: u16 = 60;
const SHORTEST: u16 = 5;
const LONGEST: u16 = 24 * 60;

/// What stands in the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Form {
    /// For this case, or a free slot.
    pub(crate) case: Option<CaseId>,
    /// With whom, if that is known.
    pub(crate) counsellor: Option<MemberId>,
    /// The day as typed.
    pub(crate) day: String,
    /// The time as typed.
    pub(crate) start: String,
    /// The length as typed.
    pub(crate) minutes: String,
    /// Code of the kind.
    pub(crate) kind: String,
    /// Where.
    pub(crate) site: Option<SiteId>,
}

/// What is known before anybody typed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Guess {
    /// For this case, or a free slot.
    pub(crate) case: Option<CaseId>,
    /// The day that was looked at.
    pub(crate) day: Day,
    /// With whom.
    pub(crate) counsellor: Option<MemberId>,
    /// Where one works today.
    pub(crate) site: Option<SiteId>,
}

/// Which field is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum At {
    /// The day.
    Day,
    /// The time.
    Start,
    /// The length.
    Minutes,
}

/// What is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Where.
    pub(crate) at: At,
    /// Why.
    pub(crate) fault: FieldFault,
}

impl Form {
    /// An empty form with what can be guessed.
    pub(crate) fn new(guess: Guess, language: Language) -> Self {
        let Guess { case, day, counsellor, site } = guess;
        Self {
            case,
            counsellor,
            day: Dates::typed(language, day),
            start: String::new(),
            minutes: USUAL_MINUTES.to_string(),
            kind: "follow_up".to_owned(),
            site,
        }
    }

    /// The form of an appointment that is there.
    pub(crate) fn of(draft: &AppointmentDraft, language: Language) -> Self {
        Self {
            case: draft.case,
            counsellor: draft.counsellor,
            day: Dates::typed(language, draft.day),
            start: Dates::time(draft.start),
            minutes: draft.minutes.to_string(),
            kind: draft.kind.clone(),
            site: draft.site,
        }
    }

    /// Every field by name, as typed.
    pub(crate) fn fields(&self) -> Vec<(String, String)> {
        let id = |id: Option<String>| id.unwrap_or_default();
        [
            ("case", id(self.case.map(|case| case.to_string()))),
            ("counsellor", id(self.counsellor.map(|member| member.to_string()))),
            ("day", self.day.clone()),
            ("start", self.start.clone()),
            ("minutes", self.minutes.clone()),
            ("kind", self.kind.clone()),
            ("site", id(self.site.map(|site| site.to_string()))),
        ]
        .map(|(name, typed)| (name.to_owned(), typed))
        .to_vec()
    }

    /// The form with these of its fields; a name that it does not know says nothing.
    pub(crate) fn with_fields(self, fields: Vec<(String, String)>) -> Self {
        fields.into_iter().fold(self, |form, (name, typed)| match name.as_str() {
            "case" => form.with_case(CaseId::parse(&typed)),
            "counsellor" => form.with_counsellor(typed),
            "day" => form.with_day(typed),
            "start" => form.with_start(typed),
            "minutes" => form.with_minutes(typed),
            "kind" => form.with_kind(typed),
            "site" => form.with_site(typed),
            _ => form,
        })
    }

    pub(crate) fn with_case(self, case: Option<CaseId>) -> Self {
        Self { case, ..self }
    }

    pub(crate) fn with_day(self, day: String) -> Self {
        Self { day, ..self }
    }

    pub(crate) fn with_start(self, start: String) -> Self {
        Self { start, ..self }
    }

    pub(crate) fn with_minutes(self, minutes: String) -> Self {
        Self { minutes, ..self }
    }

    pub(crate) fn with_counsellor(self, member: String) -> Self {
        Self { counsellor: MemberId::parse(&member), ..self }
    }

    pub(crate) fn with_kind(self, kind: String) -> Self {
        Self { kind, ..self }
    }

    pub(crate) fn with_site(self, site: String) -> Self {
        Self { site: SiteId::parse(&site), ..self }
    }

    /// Reads the form; the first fault if it cannot be read.
    pub(crate) fn read(&self, today: Day) -> Result<AppointmentDraft, Fault> {
        let impossible = |at: At| Fault { at, fault: FieldFault::ImpossibleDate };
        let when = parse::when(&self.day, today).ok_or(impossible(At::Day))?;
        let start = match (when.time, self.start.trim().is_empty()) {
            (Some(time), true) => time,
            (_, true) => return Err(Fault { at: At::Start, fault: FieldFault::Blank }),
            (_, false) => parse::time(&self.start).ok_or(impossible(At::Start))?,
        };
        let out_of_range = Fault {
            at: At::Minutes,
            fault: FieldFault::OutOfRange { min: SHORTEST.into(), max: LONGEST.into() },
        };
        let minutes: u16 = self.minutes.trim().parse().map_err(|_| out_of_range)?;
        if !(SHORTEST..=LONGEST).contains(&minutes) {
            return Err(out_of_range);
        }
        let Self { case, counsellor, site, .. } = *self;
        Ok(AppointmentDraft {
            case,
            site,
            day: when.day,
            start,
            minutes,
            kind: self.kind.clone(),
            counsellor,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::ids::TimeOfDay;

    const TODAY: Day = Day { year: 2026, month: 11, day: 24 };

    fn a_form() -> Form {
        let guess = Guess { case: None, day: TODAY, counsellor: Some(MemberId([1; 16])), site: None };
        Form::new(guess, Language::German)
    }

    #[test]
    fn a_day_with_a_time_needs_no_second_field() {
        let draft = a_form().with_day("Do 14:30".to_owned()).read(TODAY).unwrap();
        assert_eq!((draft.day.day, draft.start, draft.minutes), (26, TimeOfDay(870), 60));
    }

    #[test]
    fn the_first_fault_is_named_at_its_field() {
        assert_eq!(a_form().read(TODAY).unwrap_err().at, At::Start);
        assert_eq!(a_form().with_day("31.2.".to_owned()).read(TODAY).unwrap_err().at, At::Day);
        let endless = a_form().with_start("9".to_owned()).with_minutes("9999".to_owned());
        assert_eq!(endless.read(TODAY).unwrap_err().at, At::Minutes);
    }

    #[test]
    fn a_form_that_was_kept_stands_there_as_it_was() {
        let typed = a_form()
            .with_case(Some(CaseId([2; 16])))
            .with_day("übermorgen".to_owned())
            .with_start("halb".to_owned())
            .with_minutes("30".to_owned())
            .with_kind("phone".to_owned())
            .with_site(SiteId([3; 16]).to_string());
        assert_eq!(a_form().with_fields(typed.fields()), typed);
    }

    #[test]
    fn an_appointment_reads_back_as_it_is() {
        let draft = AppointmentDraft {
            case: Some(CaseId([2; 16])),
            site: Some(SiteId([3; 16])),
            day: TODAY,
            start: TimeOfDay(545),
            minutes: 45,
            kind: "phone".to_owned(),
            counsellor: None,
        };
        for language in Language::ALL {
            assert_eq!(Form::of(&draft, language).read(TODAY), Ok(draft.clone()));
        }
    }
}
