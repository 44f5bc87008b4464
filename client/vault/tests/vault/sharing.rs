//! From keystroke to colleague.

use crate::world::World;
use api::{
    command::{Command, Done, FieldChange, Role},
    field::{Place, Sheet, Value},
    ids::{CaseId, Version},
    view::DocumentSync,
};

pub(crate) fn new_case(world: &mut World, device: usize, name: &str) -> CaseId {
    match world.command(device, Command::NewCase { full_name: name.into(), pseudonym: String::new() }) {
        Ok(Done::Case(case)) => case,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_new_case_reaches_a_colleague() {
    let (mut world, vera) = World::founded(1);
    let jonas = world.join_colleague(vera, Role::Counsellor);
    let case = new_case(&mut world, vera, "Amina Beispiel");
    world.settle();
    let seen = world.cases(jonas, "beisp");
    assert_eq!(seen.total, 1);
    assert_eq!(seen.lines[0].id, case);
    assert_eq!(seen.lines[0].title, "Amina Beispiel");
    world.settle();
    assert_eq!(world.cases(vera, "").lines[0].sync, DocumentSync::Arrived);
}

#[test]
fn what_was_there_before_somebody_joined_reaches_them() {
    let (mut world, vera) = World::founded(2);
    let case = new_case(&mut world, vera, "Nordlicht");
    let edited = world.command(
        vera,
        Command::Edit {
            case,
            sheet: Sheet::CaseFile,
            place: Place::Root,
            field: "case.goal_text".into(),
            change: FieldChange::Set(Value::Text("Anerkennung als Pflegefachkraft".into())),
            seen: Version::default(),
        },
    );
    assert_eq!(edited, Ok(Done::Saved));
    let jonas = world.join_colleague(vera, Role::Counsellor);
    world.settle();
    assert_eq!(world.cases(jonas, "").lines[0].title, "Nordlicht");
}
