//! Plausible fictitious cases for measuring: the same seed gives the same cases, byte for byte.
//!
//! Names are made of common given names and invented family names in four scripts; nobody of them exists. Every case has
//! twelve edits beyond its first, four of the person sheet and eight of the case file, as the measures ask for; sealed it weighs
//! about ten kilobytes. The first [`LONG_CASES`] are those of people who came for years: sixty contacts each. One next step in
//! fifty is still to be done.

mod names;
mod notes;

use api::{field::Value, ids::Day};
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};

use crate::plan::{CasePlan, CaseSheet};

const COUNTRIES: [&str; 12] = ["UA", "SY", "AF", "TR", "IR", "VN", "CO", "PL", "KZ", "TN", "GE", "AL"];
const STATUS: [&str; 5] =
    ["permit_24", "permit_humanitarian", "permit_family", "settlement_permit", "eu_eea_swiss"];
const TOWNS: [&str; 10] = [
    "Musterhausen",
    "Beispielstadt",
    "Neudorf an der Probe",
    "Altmusterode",
    "Probsthain",
    "Kleinbeispiel",
    "Groß Muster",
    "Fallbach",
    "Aktenau",
    "Übungen",
];
const OCCUPATIONS: [(&str, &str); 12] = [
    ("медична сестра", "Pflegefachfrau"),
    ("бухгалтер", "Steuerfachangestellte"),
    ("مهندس مدني", "Bauingenieur"),
    ("معلمة", "Lehrerin"),
    ("elektrik teknisyeni", "Elektroniker für Betriebstechnik"),
    ("thợ cắt tóc", "Friseurin"),
    ("técnico en sistemas", "Fachinformatiker Systemintegration"),
    ("mechanik pojazdowy", "Kraftfahrzeugmechatroniker"),
    ("აფთიაქარი", "Apothekerin"),
    ("كهربائي", "Elektroniker für Energie- und Gebäudetechnik"),
    ("повар", "Koch"),
    ("infermiere", "Pflegefachmann"),
];

/// Cases at the beginning that have sixty contacts each.
pub const LONG_CASES: u32 = 40;
/// Contacts of a long case.
const MANY_CONTACTS: u32 = 60;
/// Contacts of any other case.
const CONTACTS: u32 = 2;
/// One step of so many is open.
const OPEN_STEP_IN: u32 = 50;

/// The cases of one seed, one after the other, without end.
#[derive(Debug)]
pub struct Corpus {
    chance: Chance,
    count: u32,
}

impl Corpus {
    /// The corpus of this seed.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self { chance: Chance(ChaCha8Rng::seed_from_u64(seed)), count: 0 }
    }
}

impl Iterator for Corpus {
    type Item = CasePlan;

    fn next(&mut self) -> Option<CasePlan> {
        self.count += 1;
        let name = names::any(&mut self.chance);
        let plan = CasePlan::named(&name.as_used);
        let plan = person_sheet(plan, &name, &mut self.chance, self.count);
        Some(case_file(plan, &mut self.chance, self.count))
    }
}

/// Four edits of the person sheet.
fn person_sheet(plan: CasePlan, name: &names::Name, chance: &mut Chance, count: u32) -> CasePlan {
    let plan = plan
        .person("person.original_script_name", text(&name.original))
        .person("person.counselling_language", code(name.language));
    let language = vec![("language.code", code(name.language)), ("language.level", code("native"))];
    let reached = if chance.one_in(3) {
        reachability("email", format!("fall{count}@example.org"), chance)
    } else {
        reachability("mobile", format!("+49 1579 23{count:05}"), chance)
    };
    plan.entry(CaseSheet::Person, "languages", language).entry(CaseSheet::Person, "reachability", reached)
}

fn reachability(kind: &str, value: String, chance: &mut Chance) -> Vec<(&'static str, Value)> {
    let permissions = if kind == "mobile" { vec!["call", "text"] } else { vec!["email"] };
    vec![
        ("reachability.kind", code(kind)),
        ("reachability.value", Value::Text(value)),
        ("reachability.permission", Value::Codes(permissions.into_iter().map(str::to_owned).collect())),
        (
            "reachability.safe_times",
            text(chance.pick(&["vormittags", "nach 16 Uhr", "immer", "nicht freitags"])),
        ),
    ]
}

/// Eight edits of the case file, of a long case more.
fn case_file(plan: CasePlan, chance: &mut Chance, count: u32) -> CasePlan {
    let day = Day { year: 2026, month: chance.between(1, 12), day: chance.between(1, 28) };
    let plan = plan
        .file("case.number", Value::Text(format!("MUSTER-{count:05}")))
        .file("background.residence_place", text(chance.pick(&TOWNS)))
        .file("background.residence_status", code(chance.pick(&STATUS)))
        .file("case.goal_text", text(&notes::goal(chance)));
    let plan = plan.entry(CaseSheet::File, "qualifications", qualification(chance));
    let n_contacts = if count <= LONG_CASES { MANY_CONTACTS } else { CONTACTS };
    let plan =
        (0..n_contacts).fold(plan, |plan, _| plan.entry(CaseSheet::File, "contacts", contact(day, chance)));
    let mut step = vec![("step.text", text(&notes::step(chance))), ("step.due", Value::Day(day))];
    if !chance.one_in(OPEN_STEP_IN) {
        step.push(("step.done_on", Value::Day(day)));
    }
    plan.entry(CaseSheet::File, "steps", step)
}

fn qualification(chance: &mut Chance) -> Vec<(&'static str, Value)> {
    let (original, german) = chance.pick(&OCCUPATIONS);
    vec![
        ("qualification.degree_kind", code(chance.pick(&["vocational", "higher_education"]))),
        ("qualification.title_original", text(original)),
        ("qualification.title_german", text(german)),
        ("qualification.country", code(chance.pick(&COUNTRIES))),
        ("qualification.reference_occupation", text(german)),
        ("qualification.year_completed", Value::Number(i64::from(1990 + chance.below(34)))),
        ("qualification.note", text(&notes::qualification(chance))),
    ]
}

fn contact(day: Day, chance: &mut Chance) -> Vec<(&'static str, Value)> {
    vec![
        ("contact.date", Value::Day(day)),
        ("contact.duration_minutes", Value::Number(i64::from(15 * (1 + chance.below(5))))),
        ("contact.mode", code(chance.pick(&["in_person", "phone", "video"]))),
        ("contact.topics", Value::Codes(vec!["documents".to_owned(), "procedure_and_authority".to_owned()])),
        ("contact.note", text(&notes::contact(chance))),
    ]
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn code(code: &str) -> Value {
    Value::Code(code.to_owned())
}

/// Chance that a seed decides.
#[derive(Debug)]
struct Chance(ChaCha8Rng);

impl Chance {
    /// A number below `n`, which is not 0; the tiny bias of the remainder does not matter here.
    fn below(&mut self, n: u32) -> u32 {
        self.0.next_u32() % n.max(1)
    }

    fn between(&mut self, least: u8, most: u8) -> u8 {
        let span = u32::from(most.saturating_sub(least)) + 1;
        least + u8::try_from(self.below(span)).unwrap_or(0)
    }

    fn one_in(&mut self, n: u32) -> bool {
        self.below(n) == 0
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        let index = self.below(u32::try_from(from.len()).unwrap_or(u32::MAX));
        let index = usize::try_from(index).unwrap_or(0);
        // `below` keeps the index inside; an empty list is none of ours.
        #[expect(clippy::indexing_slicing, reason = "the index is below the length")]
        from[index]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_same_seed_gives_the_same_cases() {
        let some = |seed| Corpus::seeded(seed).take(50).collect::<Vec<_>>();
        assert_eq!(some(7), some(7));
        assert_ne!(some(7), some(8));
    }

    #[test]
    fn ten_thousand_cases_have_many_names_in_four_scripts() {
        let names: BTreeSet<String> = Corpus::seeded(1).take(10_000).map(|plan| plan.full_name).collect();
        assert!(5_000 < names.len(), "{} names", names.len());
        let has = |first: char, last: char| {
            Corpus::seeded(1).take(200).any(|plan| {
                plan.steps.iter().any(|step| {
                    matches!(step, crate::plan::Step::Set(_, "person.original_script_name", Value::Text(name))
                        if name.chars().any(|letter| (first..=last).contains(&letter)))
                })
            })
        };
        assert!(has('а', 'я') && has('ا', 'ي') && has('ა', 'ჰ') && has('a', 'z'));
    }

    #[test]
    fn each_case_gets_twelve_edits() {
        let plan = Corpus::seeded(3).nth(LONG_CASES as usize).unwrap();
        let count = |wanted| {
            let of = |step: &&crate::plan::Step| match step {
                crate::plan::Step::Set(sheet, ..) | crate::plan::Step::Add(sheet, ..) => *sheet == wanted,
            };
            plan.steps.iter().filter(of).count()
        };
        assert_eq!((count(CaseSheet::Person), count(CaseSheet::File)), (4, 8));
    }

    #[test]
    fn the_first_cases_have_sixty_contacts() {
        let contacts = |plan: CasePlan| {
            let is_contact =
                |step: &&crate::plan::Step| matches!(step, crate::plan::Step::Add(_, "contacts", _));
            plan.steps.iter().filter(is_contact).count()
        };
        let counts: Vec<usize> = Corpus::seeded(3).take(LONG_CASES as usize + 1).map(contacts).collect();
        assert!(
            counts[..LONG_CASES as usize].iter().all(|count| *count == 60)
                && counts[LONG_CASES as usize] == 2
        );
    }
}
