//! Running text such as counsellors write: sentences of the field, put together by chance.

use super::Chance;

const CONTACT: [&str; 14] = [
    "Zeugnis und Fächerübersicht liegen im Original vor, die beglaubigte Übersetzung fehlt noch.",
    "Zuständig ist nach dem angegebenen Wohnort voraussichtlich das Landesverwaltungsamt.",
    "Die Kosten der Übersetzung sollen vor der Beauftragung beim Jobcenter beantragt werden.",
    "Ratsuchende möchte so bald wie möglich im erlernten Beruf arbeiten.",
    "Der Unterschied zwischen Gleichwertigkeit und Zeugnisbewertung wurde erklärt.",
    "Ein Sprachkurs B2 wird parallel besucht, die Prüfung ist für den Herbst geplant.",
    "Berufserfahrung wird durch Arbeitsbücher belegt, die noch aus der Heimat kommen.",
    "Die Frist der Behörde läuft erst ab Vollständigkeit der Unterlagen.",
    "Ein Termin bei der Kammer wurde gemeinsam telefonisch vereinbart.",
    "Übersetzt hat eine Sprachmittlerin aus dem Pool, die Verständigung war gut.",
    "Kinderbetreuung ist nur vormittags gesichert, das schränkt die Kurswahl ein.",
    "Auf die freiwillige und kostenlose Beratung wurde hingewiesen.",
    "Die Schreibweise des Namens im Diplom weicht vom Pass ab, ein Nachweis wird gebraucht.",
    "Eine Anpassungsqualifizierung im Betrieb wäre möglich, der Arbeitgeber ist interessiert.",
];
const GOAL: [&str; 5] = [
    "Anerkennung im erlernten Beruf und danach Arbeit in Vollzeit.",
    "Zuerst Deutsch B2, dann Antrag auf Gleichwertigkeit.",
    "Qualifizierte Arbeit auch ohne volle Anerkennung, Teilzeit wegen der Kinder.",
    "Neue Orientierung im kaufmännischen Bereich.",
    "Studium fortsetzen oder Zeugnisbewertung für den Arbeitsmarkt.",
];
const STEP: [&str; 6] = [
    "Übersetzung der Zeugnisse beauftragen",
    "Antrag auf Kostenübernahme beim Jobcenter stellen",
    "Arbeitszeugnisse nachreichen",
    "Rückfrage der Kammer beantworten",
    "Termin zur Sprachberatung vereinbaren",
    "Bescheid gemeinsam lesen",
];

/// A note of a counselling contact.
pub(super) fn contact(chance: &mut Chance) -> String {
    let count = 4 + chance.below(4);
    sentences(&CONTACT, count, chance)
}

/// A note on a qualification.
pub(super) fn qualification(chance: &mut Chance) -> String {
    sentences(&CONTACT, 2, chance)
}

/// What somebody wants to reach.
pub(super) fn goal(chance: &mut Chance) -> String {
    sentences(&GOAL, 1, chance)
}

/// What is to be done next.
pub(super) fn step(chance: &mut Chance) -> String {
    sentences(&STEP, 1, chance)
}

fn sentences(from: &[&str], count: u32, chance: &mut Chance) -> String {
    let sentences: Vec<&str> = (0..count).map(|_| chance.pick(from)).collect();
    sentences.join(" ")
}
