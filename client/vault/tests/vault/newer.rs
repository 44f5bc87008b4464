//! Two builds of different age side by side: the older one shows what it understands, writes nothing into what it does not, and
//! takes it all up once it is updated itself. (A7)

use crate::{
    merging::{field, set},
    sharing::new_case,
    unit::add_site,
    world::World,
};
use api::{
    command::{Command, Done, FieldChange, Role},
    field::{Place, Sheet, Value},
    ids::{CaseId, Version},
    query::Query,
    refusal::Refusal,
};
use vault::Format;

const NEWER: Format =
    Format { schema: Format::CURRENT.schema + 1, min_reader: Format::CURRENT.min_reader + 1 };
/// Knows more, and writes what older builds still understand.
const NEWER_AND_CAREFUL: Format = Format { min_reader: Format::CURRENT.min_reader, ..NEWER };
const PLACE: &str = "background.residence_place";

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

/// Vera's build is updated to this one.
fn update(world: &mut World, device: usize, format: Format) {
    world.format = format;
    world.restart(device);
    world.unlock(device);
    world.settle();
}

/// Vera, whose build was updated, wrote into a case that Jonas knew before.
fn one_is_updated(seed: u64, format: Format) -> (World, [usize; 2], CaseId) {
    let (mut world, vera) = World::founded(seed);
    let jonas = world.join_colleague(vera, Role::Counsellor);
    let case = new_case(&mut world, vera, "Nordlicht");
    set(&mut world, vera, case, (Place::Root, PLACE), text("Husum"));
    world.settle();
    let reason = Command::OpenForeignCase { case, reason: "substitution".into(), explanation: String::new() };
    assert_eq!(world.command(jonas, reason), Ok(Done::Saved));
    update(&mut world, vera, format);
    set(&mut world, vera, case, (Place::Root, PLACE), text("Kiel"));
    world.settle();
    (world, [vera, jonas], case)
}

fn write(case: CaseId, place: &str) -> Command {
    Command::Edit {
        sheet: Sheet::CaseFile(case),
        place: Place::Root,
        field: PLACE.into(),
        change: FieldChange::Set(text(place)),
        seen: Version::default(),
    }
}

#[test]
fn what_a_newer_version_wrote_is_kept_and_its_document_can_only_be_read_until_the_update() {
    let (mut world, [vera, jonas], case) = one_is_updated(90, NEWER);
    let file = world.case(jonas, case).file.expect("a case file");
    assert_eq!((field(&file, PLACE), file.too_new), (text("Husum"), true));
    assert_eq!(world.sync(jonas).quarantine[0].code, "too-new");
    assert_eq!(world.command(jonas, write(case, "Jever")), Err(Refusal::ReadOnly));
    assert!(!world.case(jonas, case).person.too_new, "the other document is not touched");
    let other = new_case(&mut world, jonas, "Südlicht");
    assert!(world.case(jonas, other).file.is_some_and(|file| !file.too_new), "nor is any other case");

    world.restart(jonas);
    world.unlock(jonas);
    world.settle();
    update(&mut world, jonas, NEWER);
    let file = world.case(jonas, case).file.expect("a case file");
    assert_eq!((field(&file, PLACE), file.too_new), (text("Kiel"), false));
    assert!(world.sync(jonas).quarantine.is_empty());
    assert_eq!(world.command(jonas, write(case, "Jever")), Ok(Done::Saved));
    world.settle();
    assert_eq!(field(&world.case(vera, case).file.expect("a case file"), PLACE), text("Jever"));
}

#[test]
fn what_a_newer_version_wrote_for_older_readers_is_shown_and_written_on() {
    let (mut world, [_, jonas], case) = one_is_updated(91, NEWER_AND_CAREFUL);
    let file = world.case(jonas, case).file.expect("a case file");
    assert_eq!((field(&file, PLACE), file.too_new), (text("Kiel"), false));
    assert_eq!(world.command(jonas, write(case, "Jever")), Ok(Done::Saved));
}

#[test]
fn a_case_that_a_newer_version_made_is_said_to_be_there() {
    let (mut world, [vera, jonas], _) = one_is_updated(92, NEWER);
    let made = new_case(&mut world, vera, "Südlicht");
    world.settle();
    assert!(world.cases(jonas, "südlicht").lines.is_empty(), "its card is as new as itself");
    assert!(2 < world.sync(jonas).quarantine.len(), "the list says what is kept");
    update(&mut world, jonas, NEWER);
    assert_eq!(world.cases(jonas, "südlicht").lines[0].id, made);
}

#[test]
fn sites_that_a_newer_version_wrote_can_be_read() {
    let (mut world, [vera, jonas], _) = one_is_updated(93, NEWER);
    assert!(world.command(vera, add_site("Rathaus", "3")).is_ok());
    world.settle();
    let directory = world.unit_document(jonas, Query::Directory);
    assert!(directory.too_new);
    assert_eq!(world.command(jonas, add_site("Bibliothek", "")), Err(Refusal::ReadOnly));
}

#[test]
fn a_build_that_was_set_back_writes_nothing_into_what_it_wrote_when_it_was_newer() {
    let (mut world, [vera, jonas], case) = one_is_updated(94, NEWER);
    assert!(world.command(vera, add_site("Rathaus", "3")).is_ok());
    let made = new_case(&mut world, vera, "Südlicht");
    update(&mut world, jonas, NEWER);
    update(&mut world, vera, Format::CURRENT);
    assert!(world.sync(vera).quarantine.is_empty(), "precondition: nobody opened it yet");
    assert_eq!(world.command(vera, add_site("Bibliothek", "")), Err(Refusal::ReadOnly));
    assert_eq!(
        world.command(vera, write(made, "Jever")),
        Err(Refusal::ReadOnly),
        "nor is it begun a second time"
    );
    world.settle();
    assert!(world.unit_document(vera, Query::Directory).too_new);
    let directory = world.unit_document(jonas, Query::Directory);
    assert_eq!(directory.lists[0].1.len(), 1, "nothing of it came to the colleague");
    assert_eq!(world.case(jonas, case).line.title, "Nordlicht");
}

#[test]
fn a_colleagues_case_can_be_read_with_a_reason_although_a_newer_version_wrote_in_it() {
    let (mut world, [_, jonas], case) = one_is_updated(95, NEWER);
    world.pass_ms(24 * 60 * 60 * 1_000);
    world.unlock(jonas);
    world.settle();
    assert!(world.case(jonas, case).needs_reason);
    let reason = Command::OpenForeignCase { case, reason: "substitution".into(), explanation: String::new() };
    assert_eq!(world.command(jonas, reason), Ok(Done::Saved));
    assert!(world.case(jonas, case).file.is_some_and(|file| file.too_new));
}
