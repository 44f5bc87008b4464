//! Two people write at once, without a network between them (A6).

use crate::{sharing::new_case, world::World};
use api::{
    command::{Command, Done, FieldChange, Role},
    field::{Place, Sheet, Value},
    ids::{CaseId, EntryId, Version},
    view::SheetView,
};

/// Sets a field as a screen does: at the version that it shows.
pub(crate) fn set(
    world: &mut World,
    device: usize,
    case: CaseId,
    (place, field): (Place, &str),
    value: Value,
) {
    let seen = world.case(device, case).file.expect("a case file").version;
    let command = Command::Edit {
        sheet: Sheet::CaseFile(case),
        place,
        field: field.into(),
        change: FieldChange::Set(value),
        seen,
    };
    assert_eq!(world.command(device, command), Ok(Done::Saved));
}

pub(crate) fn field(sheet: &SheetView, id: &str) -> Value {
    sheet.root.iter().find(|field| field.id == id).expect("a field of the schema").value.clone()
}

fn give_reason(world: &mut World, device: usize, case: CaseId) {
    let command =
        Command::OpenForeignCase { case, reason: "substitution".into(), explanation: String::new() };
    assert_eq!(world.command(device, command), Ok(Done::Saved));
}

#[test]
fn the_same_field_edited_offline_by_both_stands_in_two_versions_until_one_is_chosen() {
    let (mut world, vera) = World::founded(11);
    let jonas = world.join_colleague(vera, Role::Counsellor);
    let case = new_case(&mut world, vera, "Nordlicht");
    world.settle();
    give_reason(&mut world, jonas, case);
    world.settle();
    world.set_network(vera, false);
    world.set_network(jonas, false);
    let text = |text: &str| Value::Text(text.into());
    set(&mut world, vera, case, (Place::Root, "background.residence_place"), text("Kiel"));
    set(&mut world, jonas, case, (Place::Root, "background.residence_place"), text("Husum"));
    world.set_network(vera, true);
    world.set_network(jonas, true);
    for _ in 0..10 {
        world.settle();
    }
    for device in [vera, jonas] {
        let view = world.case(device, case);
        assert!(view.line.conflict, "the list says it too");
        let file = view.file.expect("a case file");
        let found = file.root.iter().find(|field| field.id == "background.residence_place").unwrap();
        assert_eq!(found.versions.len(), 2, "both stand side by side");
        assert!(found.versions.iter().all(|version| version.by.is_some()), "who wrote each is known");
    }
    let file = world.case(jonas, case).file.unwrap();
    let choose = Command::Edit {
        sheet: Sheet::CaseFile(case),
        place: Place::Root,
        field: "background.residence_place".into(),
        change: FieldChange::Choose(text("Husum")),
        seen: file.version,
    };
    assert_eq!(world.command(jonas, choose), Ok(Done::Saved));
    world.settle();
    let view = world.case(vera, case);
    assert!(!view.line.conflict);
    assert_eq!(field(&view.file.unwrap(), "background.residence_place"), text("Husum"));
}

#[test]
fn a_note_written_by_both_offline_keeps_the_text_of_both() {
    let (mut world, vera) = World::founded(12);
    let jonas = world.join_colleague(vera, Role::Counsellor);
    let case = new_case(&mut world, vera, "Nordlicht");
    let added = world.command(
        vera,
        Command::AddEntry {
            sheet: Sheet::CaseFile(case),
            list: "contacts".into(),
            fields: vec![("contact.note".into(), Value::Text("Zeugnisse liegen vor.".into()))],
        },
    );
    let Ok(Done::Entry(contact)) = added else { panic!("{added:?}") };
    world.settle();
    give_reason(&mut world, jonas, case);
    world.settle();
    world.set_network(vera, false);
    world.set_network(jonas, false);
    let place = || Place::Entry("contacts".into(), contact);
    let text = |text: &str| Value::Text(text.into());
    set(&mut world, vera, case, (place(), "contact.note"), text("Zeugnisse liegen vor. Termin im März."));
    set(&mut world, jonas, case, (place(), "contact.note"), text("Übersetzt. Zeugnisse liegen vor."));
    world.set_network(vera, true);
    world.set_network(jonas, true);
    for _ in 0..10 {
        world.settle();
    }
    for device in [vera, jonas] {
        let note = note_of(&world.case(device, case).file.unwrap(), contact);
        assert_eq!(note, text("Übersetzt. Zeugnisse liegen vor. Termin im März."));
    }
}

fn note_of(sheet: &SheetView, contact: EntryId) -> Value {
    let (_, entries) = sheet.lists.iter().find(|(list, _)| list == "contacts").unwrap();
    let entry = entries.iter().find(|entry| entry.id == contact).unwrap();
    entry.fields.iter().find(|field| field.id == "contact.note").unwrap().value.clone()
}

#[test]
fn an_edit_of_whatever_stands_needs_no_version() {
    let (mut world, vera) = World::founded(13);
    let case = new_case(&mut world, vera, "Nordlicht");
    let command = Command::Edit {
        sheet: Sheet::Person(case),
        place: Place::Root,
        field: "person.address_form".into(),
        change: FieldChange::Set(Value::Text("Frau".into())),
        seen: Version::default(),
    };
    assert_eq!(world.command(vera, command), Ok(Done::Saved));
    assert_eq!(field(&world.case(vera, case).person, "person.address_form"), Value::Text("Frau".into()));
}
