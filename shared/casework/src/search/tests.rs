//! Names of the counselling stories, found the way people type them; and the time it takes.

use super::*;

fn case(n: u16) -> CaseId {
    let mut bytes = [0; 16];
    bytes[..2].copy_from_slice(&n.to_be_bytes());
    CaseId(bytes)
}

/// The persons of stories F01–F08, all invented.
const STORIES: [&[&str]; 8] = [
    &["Олена Петрівна Прикладенко", "Olena Petrivna Prykladenko"],
    &["أحمد خالد المثال", "Ahmad Khalid al-Mithal"],
    &["Nguyễn Thị Ví Dụ"],
    &["Carmen Lucía Ejemplo de la Muestra"],
    &["Farhad"],
    &["Светлана Ивановна Примерова"],
    &["Işıl Örnek"],
    &["Łukasz Przykładowy"],
];

fn stories() -> SearchIndex {
    let mut index = SearchIndex::new();
    for (n, names) in (1..).zip(STORIES) {
        index.put(case(n), SearchKeys::from_texts(names[0], names));
    }
    index
}

/// Typed letter by letter or at once, the story must be the first hit.
fn check(query: &str, story: u16) {
    let found = stories().find(query, 10);
    assert_eq!(found.first(), Some(&case(story)), "{query} finds {found:?}");
}

#[test]
fn a_name_is_found_in_every_spelling_people_use() {
    for (query, story) in [
        ("Ahmed", 2),
        ("Achmad", 2),
        ("المثال", 2),
        ("mithal", 2),
        ("vi du", 3),
        ("nguyen thi", 3),
        ("isil ornek", 7),
        ("ISIL", 7),
        ("IŞIL", 7),
        ("prykladenko", 1),
        ("Prikladenko Elena Petrovna", 1),
        ("svetlana", 6),
        ("Primerova", 6),
        ("lukasz", 8),
        ("muestra carmen", 4),
        ("FARHAD", 5),
        ("فرهاد", 5),
    ] {
        check(query, story);
    }
}

#[test]
fn the_parts_of_a_name_are_found_in_any_order() {
    check("du nguyen", 3);
    check("la ejemplo de", 4);
}

#[test]
fn a_name_in_another_script_alone_is_found_by_its_sound() {
    let mut index = SearchIndex::new();
    index.put(case(1), SearchKeys::from_texts("", &["Олена Петрівна Прикладенко"]));
    index.put(case(2), SearchKeys::from_texts("", &["أحمد خالد المثال"]));
    assert_eq!(index.find("prykladenko", 10), [case(1)]);
    assert_eq!(index.find("ahmed mithal", 10), [case(2)]);
}

#[test]
fn nothing_is_found_where_nothing_fits() {
    assert!(stories().find("zzz", 10).is_empty());
    assert!(stories().find("Carmen Farhad", 10).is_empty());
}

#[test]
fn a_case_that_is_removed_or_renamed_is_not_found_under_its_old_name() {
    let mut index = stories();
    index.remove(case(5));
    assert!(index.find("farhad", 10).is_empty());
    index.put(case(4), SearchKeys::from_texts("Carmen", &["Carmen Ejemplo"]));
    assert!(index.find("muestra", 10).is_empty());
    assert_eq!(index.find("ejemplo", 10), [case(4)]);
    assert_eq!(index.find("lukasz", 10), [case(8)], "the others are still there");
    assert_eq!(index.len(), 7);
}

#[test]
fn same_letters_come_before_same_sound_and_then_the_alphabet() {
    let mut index = SearchIndex::new();
    for (n, name) in (1..).zip(["Prykladanko", "Zoe Prikladenko", "Prikladenko Anna", "Ämilia Prikladenko"])
    {
        index.put(case(n), SearchKeys::from_texts(name, &[name]));
    }
    assert_eq!(index.find("prikladenko", 10), [case(4), case(3), case(2), case(1)]);
    assert_eq!(index.find("prikladenko", 2), [case(4), case(3)]);
}

#[test]
fn what_is_added_later_is_found_as_if_it_had_been_there_from_the_beginning() {
    let (mut later, mut at_once) = (stories(), stories());
    let (number, place) = ("NRW-2026-014", "Ükendorf");
    later.add(case(7), SearchKeys::from_texts(number, &[number, place]));
    at_once.put(case(7), SearchKeys::from_texts("Işıl Örnek", &["Işıl Örnek", number, place]));
    later.add(case(9), SearchKeys::from_texts(number, &[number, place]));
    at_once.put(case(9), SearchKeys::from_texts(number, &[number, place]));
    later.put(case(10), SearchKeys::from_texts("", &["Örnek"]));
    later.add(case(10), SearchKeys::from_texts("A-7", &["A-7"]));
    at_once.put(case(10), SearchKeys::from_texts("A-7", &["Örnek", "A-7"]));
    for query in ["", "ornek", "014", "ukendorf isil", "ukendorf", "a 7", "lukasz"] {
        assert_eq!(later.find(query, 20), at_once.find(query, 20), "{query}");
    }
    assert_eq!(later.find("ukendorf", 20), [case(7), case(9)]);
}
