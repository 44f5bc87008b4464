//! Projects a document onto its card, cutting what does not fit and remembering that it did.

use jiff::civil::Date;

use super::{
    AgendaCard, Card, CaseCard, DirectoryCard, PersonCard, ReachabilityCard, SettingsCard, SiteCard,
    StaffCard, StepCard, TrashCard,
};
use crate::{
    agenda,
    ids::{CaseId, MemberId},
    schema::{Month, Subject},
    value::Value,
    view::{DocumentView, EntryView},
};

/// How much of a document a card keeps.
#[derive(Clone, Copy)]
pub(super) struct Cut {
    pub(super) text_bytes: usize,
    pub(super) n_entries: usize,
}

impl Cut {
    /// From hardly cut to surely small enough.
    pub(super) const LADDER: [Self; 5] = [
        Self { text_bytes: usize::MAX, n_entries: 64 },
        Self { text_bytes: 400, n_entries: 24 },
        Self { text_bytes: 160, n_entries: 12 },
        Self { text_bytes: 80, n_entries: 8 },
        Self { text_bytes: 48, n_entries: 6 },
    ];
}

/// The card of a view, cut as said.
pub(super) fn project(view: &DocumentView, cut: Cut) -> Card {
    let mut shears = Shears { cut, more: false };
    match view.subject {
        Subject::PersonSheet(case) => Card::Person(shears.person(view, case)),
        Subject::CaseFile(case) => Card::Case(shears.case(view, case)),
        Subject::Agenda(month) => Card::Agenda(shears.agenda(view, month)),
        Subject::Directory => Card::Directory(shears.directory(view)),
        Subject::UnitSettings => Card::Settings(shears.settings(view)),
    }
}

/// Cuts, and remembers whether it did.
struct Shears {
    cut: Cut,
    more: bool,
}

impl Shears {
    fn text(&mut self, text: &str) -> String {
        if text.len() <= self.cut.text_bytes {
            return text.to_owned();
        }
        self.more = true;
        let end = (0..=self.cut.text_bytes).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        text.get(..end).unwrap_or("").to_owned()
    }

    fn list<T>(&mut self, mut list: Vec<T>) -> Vec<T> {
        if self.cut.n_entries < list.len() {
            self.more = true;
            list.truncate(self.cut.n_entries);
        }
        list
    }

    fn root(&mut self, view: &DocumentView, id: &str) -> Option<String> {
        let text = view.field(id)?.answer.value()?.as_str()?;
        Some(self.text(text))
    }

    fn of_entry(&mut self, entry: &EntryView, id: &str) -> Option<String> {
        let text = entry.value(id)?.as_str()?;
        Some(self.text(text))
    }

    fn person(&mut self, view: &DocumentView, case: CaseId) -> PersonCard {
        let parts = view.live_entries("name_parts").filter_map(|entry| entry.value("name_part.value"));
        let previous =
            view.live_entries("previous_names").filter_map(|entry| entry.value("previous_name.value"));
        let other_names =
            parts.chain(previous).filter_map(Value::as_str).map(|name| self.text(name)).collect();
        let languages =
            view.live_entries("languages").filter_map(|entry| self.of_entry(entry, "language.code"));
        let languages = languages.collect();
        let reachability = view.live_entries("reachability").filter_map(|entry| self.reachability(entry));
        let reachability = reachability.collect();
        PersonCard {
            case,
            full_name: self.root(view, "person.full_name"),
            pseudonym: self.root(view, "person.pseudonym"),
            name_in_documents: self.root(view, "person.name_in_documents"),
            original_script_name: self.root(view, "person.original_script_name"),
            call_name: self.root(view, "person.call_name"),
            address_form: self.root(view, "person.address_form"),
            sort_key: self.root(view, "person.sort_key"),
            other_names: self.list(other_names),
            languages: self.list(languages),
            counselling_language: self.root(view, "person.counselling_language"),
            interpreter_needed: root_value(view, "person.interpreter_needed").and_then(Value::as_flag),
            reachability: self.list(reachability),
            deleted: view.deleted,
            trash: self.trash(view),
            has_versions: view.has_versions(),
            more: self.more,
        }
    }

    /// What had been in the trash for its whole time when the last entry came cannot be restored any more.
    fn trash(&mut self, view: &DocumentView) -> Vec<TrashCard> {
        let entries =
            view.lists.iter().flat_map(|list| list.entries.iter().map(move |entry| (list.id, entry)));
        let removed = entries.filter_map(|(list, entry)| {
            Some(TrashCard { list: list.to_owned(), id: entry.id, deleted: entry.deleted? })
        });
        let mut removed: Vec<_> = removed.collect();
        removed.sort_by_key(|card| (std::cmp::Reverse(card.deleted.at_ms), card.id));
        let last_ms = removed.first().map_or(0, |card| card.deleted.at_ms);
        removed.retain(|card| card.deleted.is_restorable(last_ms));
        self.list(removed)
    }

    fn reachability(&mut self, entry: &EntryView) -> Option<ReachabilityCard> {
        let permission = match entry.value("reachability.permission") {
            Some(Value::Codes(codes)) => codes.clone(),
            _ => Vec::new(),
        };
        Some(ReachabilityCard {
            kind: self.of_entry(entry, "reachability.kind"),
            value: self.of_entry(entry, "reachability.value")?,
            permission: self.list(permission),
            preferred: entry.value("reachability.preferred").and_then(Value::as_flag).unwrap_or(false),
        })
    }

    fn case(&mut self, view: &DocumentView, case: CaseId) -> CaseCard {
        let steps = self.open_steps(view);
        let qualification = view.live_entries("qualifications").next();
        let mut of_qualification = |id| qualification.and_then(|entry| self.of_entry(entry, id));
        let occupation = of_qualification("qualification.reference_occupation");
        let occupation = occupation.or_else(|| of_qualification("qualification.title_german"));
        let country_of_qualification = of_qualification("qualification.country");
        let contacts = || view.live_entries("contacts");
        let date = |id| root_value(view, id).and_then(Value::as_date);
        let birth_year = root_value(view, "background.birth_year").and_then(Value::as_number);
        CaseCard {
            case,
            number: self.root(view, "case.number"),
            responsible: root_value(view, "case.responsible").and_then(Value::as_member),
            substitute: root_value(view, "case.substitute").and_then(Value::as_member),
            is_closed: root_value(view, "case.status").and_then(Value::as_str) == Some("closed"),
            opened_on: date("case.opened_on"),
            closed_on: date("case.closed_on"),
            birth_year: birth_year
                .and_then(|year| i16::try_from(year).ok())
                .or_else(|| date("background.birth_date").map(Date::year)),
            nationality: self.root(view, "background.nationality"),
            residence_place: self.root(view, "background.residence_place"),
            german_level: self.root(view, "german.level"),
            occupation,
            country_of_qualification,
            n_open_steps: count(steps.len()),
            open_steps: self.list(steps),
            n_contacts: count(contacts().count()),
            last_contact: contacts().filter_map(|entry| entry.value("contact.date")?.as_date()).max(),
            deleted: view.deleted,
            trash: self.trash(view),
            has_versions: view.has_versions(),
            more: self.more,
        }
    }

    fn open_steps(&mut self, view: &DocumentView) -> Vec<StepCard> {
        let open = view.live_entries("steps").filter(|entry| entry.value("step.done_on").is_none());
        let steps = open.map(|entry| StepCard {
            id: entry.id,
            text: self.of_entry(entry, "step.text").unwrap_or_default(),
            responsible: entry.value("step.responsible").and_then(Value::as_member),
            due: entry.value("step.due").and_then(Value::as_date),
        });
        let mut steps: Vec<_> = steps.collect();
        steps.sort_by_key(|step| (step.due.is_none(), step.due));
        steps
    }

    fn agenda(&mut self, view: &DocumentView, month: Month) -> AgendaCard {
        let joined = agenda::join(&[view]);
        let live = joined.iter().filter(|appointment| appointment.deleted.is_none());
        let cards = live.flat_map(agenda::Appointment::cards).filter(|card| Month::of(card.date) == month);
        let mut appointments: Vec<_> = cards.collect();
        appointments.sort_unstable_by_key(|card| (card.date, card.start, card.id, card.case));
        AgendaCard {
            month,
            n_appointments: count(appointments.len()),
            appointments: self.list(appointments),
            more: self.more,
        }
    }

    fn directory(&mut self, view: &DocumentView) -> DirectoryCard {
        let sites = view.live_entries("sites").map(|entry| SiteCard {
            id: entry.id,
            name: self.of_entry(entry, "site.name").unwrap_or_default(),
            town: self.of_entry(entry, "site.town"),
        });
        let mut sites: Vec<_> = sites.collect();
        sites.sort_unstable_by(|a, b| a.name.cmp(&b.name).then(a.id.cmp(&b.id)));
        DirectoryCard { n_sites: count(sites.len()), sites: self.list(sites), more: self.more }
    }

    fn settings(&mut self, view: &DocumentView) -> SettingsCard {
        let staff = view.live_entries("staff").map(|entry| StaffCard {
            member: MemberId(entry.id.0),
            name: self.of_entry(entry, "staff.name").unwrap_or_default(),
            role_label: self.of_entry(entry, "staff.role_label"),
        });
        let staff = staff.collect();
        SettingsCard {
            name: self.root(view, "unit.name"),
            land: self.root(view, "unit.land"),
            staff: self.list(staff),
            more: self.more,
        }
    }
}

fn root_value<'a>(view: &'a DocumentView, id: &str) -> Option<&'a Value> {
    view.field(id)?.answer.value()
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
