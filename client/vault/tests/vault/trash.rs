//! The trash: thirty days, from cards alone.

use crate::{sharing::new_case, world::World};
use api::{
    command::{Command, Done, Role},
    field::{Sheet, Value},
    refusal::Refusal,
};

const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

#[test]
fn the_trash_lists_entries_of_cases_that_were_never_opened_here_for_thirty_days() {
    let (mut world, vera) = World::founded(53);
    let jonas = world.join_colleague(vera, Role::Counsellor);
    let case = new_case(&mut world, vera, "Nordlicht");
    let step = Command::AddEntry {
        sheet: Sheet::CaseFile(case),
        list: "steps".into(),
        fields: vec![("step.text".into(), Value::Text("anrufen".into()))],
    };
    let Ok(Done::Entry(entry)) = world.command(vera, step) else { panic!("no step") };
    let target = |removed: bool| {
        let list = "steps".into();
        if removed {
            Command::RemoveEntry { sheet: Sheet::CaseFile(case), list, entry }
        } else {
            Command::RestoreEntry { sheet: Sheet::CaseFile(case), list, entry }
        }
    };
    assert_eq!(world.command(vera, target(true)), Ok(Done::Saved));
    world.settle();
    let loaded = world.n_documents_loaded(jonas);
    let lines = world.trash(jonas);
    assert_eq!(lines.len(), 1);
    assert_eq!((lines[0].case, lines[0].title.as_str(), lines[0].days_left), (case, "Nordlicht", 30));
    assert_eq!(world.n_documents_loaded(jonas), loaded, "A11");
    let members = world.members(jonas).members;
    let remover = members.iter().find(|member| member.id == lines[0].removed_by);
    assert_eq!(remover.map(|member| member.name.as_str()), Some("Vera"), "it says who put it there");
    assert!(lines[0].needs_reason, "it is Vera's case");
    assert_eq!(world.command(jonas, target(false)), Err(Refusal::ForeignCase));
    let reason = Command::OpenForeignCase { case, reason: "substitution".into(), explanation: String::new() };
    assert_eq!(world.command(jonas, reason), Ok(Done::Saved));
    assert!(!world.trash(jonas)[0].needs_reason);
    assert_eq!(world.command(jonas, target(false)), Ok(Done::Saved));
    world.settle();
    assert!(world.trash(vera).is_empty() && world.trash(jonas).is_empty());
    assert_eq!(world.command(vera, target(true)), Ok(Done::Saved));
    world.restart(vera);
    world.pass_ms(29 * DAY_MS);
    world.unlock(vera);
    assert_eq!(world.trash(vera).len(), 1);
    world.restart(vera);
    world.pass_ms(DAY_MS + 1);
    world.unlock(vera);
    assert!(world.trash(vera).is_empty(), "thirty days are over");
    assert_eq!(
        world.command(vera, target(false)),
        Err(Refusal::NotFound),
        "and nobody takes it out any more"
    );
}
