//! What everybody in the unit shares: sites, settings, staff, appointments, written field by field like a case (A6).

use crate::{sharing::new_case, world::World};
use api::{
    command::{AppointmentDraft, Command, Done, FieldChange, Rescheduling, Role},
    field::{EntryState, FieldState, Place, Sheet, SheetKind, Value},
    ids::{AppointmentId, CaseId, Day, EntryId, SiteId, TimeOfDay, Version},
    query::Query,
    refusal::Refusal,
    view::{Access, AppointmentView, Gate, HistoryWhat, Loaded, View},
};

/// A new site.
pub(crate) fn add_site(name: &str, room: &str) -> Command {
    let fields = [("site.name", name), ("site.room", room)];
    let fields = fields.map(|(field, text)| (field.to_owned(), Value::Text(text.to_owned())));
    Command::AddEntry { sheet: Sheet::Directory, list: "sites".into(), fields: fields.into() }
}

fn write(sheet: Sheet, place: Place, field: &str, text: &str, seen: Version) -> Command {
    let change = FieldChange::Set(Value::Text(text.into()));
    Command::Edit { sheet, place, field: field.into(), change, seen }
}

fn choose(sheet: Sheet, place: Place, field: &str, chosen: Value) -> Command {
    let (field, seen) = (field.into(), Version::default());
    Command::Edit { sheet, place, field, change: FieldChange::Choose(chosen), seen }
}

fn state<'a>(fields: &'a [FieldState], id: &str) -> &'a FieldState {
    fields.iter().find(|field| field.id == id).expect("a field of the schema")
}

/// The only site.
fn the_site(world: &mut World, device: usize) -> EntryState {
    let view = world.unit_document(device, Query::Directory);
    view.lists.into_iter().find(|(list, _)| list == "sites").expect("a list").1.remove(0)
}

/// Vera and Jonas without a network between them, and what to call to bring it back.
fn two_apart(seed: u64) -> (World, usize, usize) {
    let (mut world, vera) = World::founded(seed);
    let jonas = world.join_colleague(vera, Role::Counsellor);
    world.settle();
    (world, vera, jonas)
}

fn meet(world: &mut World, devices: [usize; 2]) {
    devices.iter().for_each(|device| world.set_network(*device, true));
    for _ in 0..10 {
        world.settle();
    }
}

fn part(world: &mut World, devices: [usize; 2]) {
    devices.iter().for_each(|device| world.set_network(*device, false));
}

fn day(month: u8, day: u8) -> Day {
    Day { year: 2026, month, day }
}

fn draft(case: Option<CaseId>, on: Day, hour: u16) -> AppointmentDraft {
    let (site, counsellor, kind) = (None, None, "follow_up".to_owned());
    AppointmentDraft { case, site, day: on, start: TimeOfDay(hour * 60), minutes: 60, kind, counsellor }
}

fn schedule(world: &mut World, device: usize, draft: AppointmentDraft) -> AppointmentId {
    match world.command(device, Command::Schedule(draft)) {
        Ok(Done::Appointment(appointment)) => appointment,
        other => panic!("{other:?}"),
    }
}

/// Moves it as a form does that shows the appointment as it stands here now.
fn move_it(
    world: &mut World,
    device: usize,
    id: AppointmentId,
    was: &AppointmentDraft,
    to: AppointmentDraft,
) {
    let (from, was) = (was.day, was.clone());
    let seen = appointment(world, device, id, from).version;
    let moved = Rescheduling { appointment: id, from, was, to, seen };
    assert_eq!(world.command(device, Command::Reschedule(Box::new(moved))), Ok(Done::Appointment(id)));
}

fn appointment(world: &mut World, device: usize, appointment: AppointmentId, day: Day) -> AppointmentView {
    match world.query(device, Query::Appointment { appointment, day }) {
        Loaded::Ready(View::Appointment(view)) => view,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_site_renamed_by_two_stands_in_two_versions_until_one_is_chosen() {
    let (mut world, vera, jonas) = two_apart(70);
    assert!(world.command(vera, add_site("Rathaus", "3")).is_ok());
    world.settle();
    let site = the_site(&mut world, vera).id;
    let place = || Place::Entry("sites".into(), site);
    part(&mut world, [vera, jonas]);
    for (device, name) in [(vera, "Rathaus Süd"), (jonas, "Rathaus Nord")] {
        let seen = world.unit_document(device, Query::Directory).version;
        let renamed = world.command(device, write(Sheet::Directory, place(), "site.name", name, seen));
        assert_eq!(renamed, Ok(Done::Saved));
    }
    meet(&mut world, [vera, jonas]);
    for device in [vera, jonas] {
        let entry = the_site(&mut world, device);
        assert_eq!(state(&entry.fields, "site.name").versions.len(), 2);
        assert_eq!(state(&entry.fields, "site.room").value, Value::Text("3".into()));
    }
    let name = |name: &str| choose(Sheet::Directory, place(), "site.name", Value::Text(name.into()));
    assert_eq!(world.command(jonas, name("Rathaus West")), Err(Refusal::NotFound), "nobody wrote that");
    assert_eq!(world.command(jonas, name("Rathaus Süd")), Ok(Done::Saved));
    world.settle();
    let (one, other) = (the_site(&mut world, vera), the_site(&mut world, jonas));
    assert_eq!(one, other);
    assert!(state(&one.fields, "site.name").versions.is_empty());
}

#[test]
fn a_form_that_was_opened_earlier_reverts_no_colleagues_words() {
    let (mut world, vera, jonas) = two_apart(71);
    let seen = world.unit_document(vera, Query::UnitSettings).version;
    let now = world.unit_document(jonas, Query::UnitSettings).version;
    let set =
        |field: &str, text: &str, seen: Version| write(Sheet::UnitSettings, Place::Root, field, text, seen);
    assert_eq!(world.command(jonas, set("unit.name", "Anerkennung Nord", now)), Ok(Done::Saved));
    world.settle();
    assert_eq!(world.command(vera, set("unit.carrier", "Träger e.V.", seen.clone())), Ok(Done::Saved));
    let view = world.unit_document(vera, Query::UnitSettings);
    assert_eq!(state(&view.root, "unit.name").value, Value::Text("Anerkennung Nord".into()));
    assert_eq!(world.command(vera, set("unit.name", "Anerkennung Süd", seen)), Ok(Done::Saved));
    let view = world.unit_document(vera, Query::UnitSettings);
    assert_eq!(
        state(&view.root, "unit.name").versions.len(),
        2,
        "a stale form does not win, it stands beside"
    );
}

#[test]
fn nobody_adds_staff_that_is_no_member_and_nothing_the_unit_shares_is_removed() {
    let (mut world, vera) = World::founded(72);
    assert!(world.command(vera, add_site("Rathaus", "3")).is_ok());
    let site = the_site(&mut world, vera).id;
    let remove = Command::RemoveEntry { sheet: Sheet::Directory, list: "sites".into(), entry: site };
    assert_eq!(world.command(vera, remove), Err(Refusal::NotAllowed));
    let staff = Command::AddEntry { sheet: Sheet::UnitSettings, list: "staff".into(), fields: Vec::new() };
    assert_eq!(world.command(vera, staff), Err(Refusal::NotAllowed));
    let stranger = Place::Entry("staff".into(), EntryId([9; 16]));
    let named = write(Sheet::UnitSettings, stranger, "staff.phone", "0441", Version::default());
    assert_eq!(world.command(vera, named), Err(Refusal::NotFound));
    let Gate::Open { me, .. } = world.gate(vera) else { panic!("it is open") };
    let own = Place::Entry("staff".into(), EntryId(me.0));
    let phone = write(Sheet::UnitSettings, own, "staff.phone", "0441 12345", Version::default());
    assert_eq!(world.command(vera, phone), Ok(Done::Saved));
}

#[test]
fn reception_reads_what_the_unit_shares_and_writes_only_appointments() {
    let (mut world, vera) = World::founded(73);
    let rana = world.join_colleague(vera, Role::Reception);
    world.settle();
    let view = world.unit_document(rana, Query::UnitSettings);
    assert_eq!(view.access, Access::Read);
    let write = write(Sheet::UnitSettings, Place::Root, "unit.name", "Anders", view.version);
    assert_eq!(world.command(rana, write), Err(Refusal::NotAllowed));
    let id = schedule(&mut world, rana, draft(None, day(11, 24), 9));
    assert_eq!(appointment(&mut world, rana, id, day(11, 24)).access, Access::Write);
}

#[test]
fn moving_an_appointment_writes_only_what_was_changed_in_the_form() {
    let (mut world, vera, jonas) = two_apart(74);
    let on = day(11, 24);
    let id = schedule(&mut world, vera, draft(None, on, 9));
    assert!(world.command(vera, add_site("Rathaus", "3")).is_ok());
    let site = SiteId(the_site(&mut world, vera).id.0);
    world.settle();
    part(&mut world, [vera, jonas]);
    let was = draft(None, on, 9);
    for (device, to) in [
        (vera, AppointmentDraft { start: TimeOfDay(600), ..was.clone() }),
        (jonas, AppointmentDraft { site: Some(site), ..was.clone() }),
    ] {
        move_it(&mut world, device, id, &was, to);
    }
    meet(&mut world, [vera, jonas]);
    for device in [vera, jonas] {
        let view = appointment(&mut world, device, id, on);
        assert_eq!(state(&view.fields, "appointment.start").value, Value::Time(TimeOfDay(600)));
        assert_eq!(state(&view.fields, "appointment.site").value, Value::Site(site));
        assert!(view.fields.iter().all(|field| field.versions.is_empty()), "{view:?}");
    }
}

#[test]
fn an_appointment_that_two_people_gave_away_says_to_whom_and_is_settled_by_one_tap() {
    let (mut world, vera, jonas) = two_apart(75);
    let on = day(11, 24);
    let id = schedule(&mut world, vera, draft(None, on, 9));
    let (amina, farhad) = (new_case(&mut world, vera, "Amina"), new_case(&mut world, vera, "Farhad"));
    world.settle();
    part(&mut world, [vera, jonas]);
    let was = draft(None, on, 9);
    for (device, case) in [(vera, amina), (jonas, farhad)] {
        let to = AppointmentDraft { case: Some(case), ..was.clone() };
        move_it(&mut world, device, id, &was, to);
    }
    meet(&mut world, [vera, jonas]);
    let view = appointment(&mut world, vera, id, on);
    let versions = &state(&view.fields, "appointment.case").versions;
    let titles: Vec<&str> = versions
        .iter()
        .map(|version| match &version.value {
            Value::Case(_, title) => title.as_str(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert!(titles.contains(&"Amina") && titles.contains(&"Farhad"), "{titles:?}");
    let another_month = AppointmentDraft { day: day(12, 1), ..was.clone() };
    let moved = |to| {
        Command::Reschedule(Box::new(Rescheduling {
            appointment: id,
            from: on,
            was: was.clone(),
            to,
            seen: Version::default(),
        }))
    };
    assert_eq!(world.command(vera, moved(another_month.clone())), Err(Refusal::Unresolved));
    let place = Place::Entry("appointments".into(), EntryId(id.0));
    let chosen = choose(Sheet::Agenda(on), place, "appointment.case", Value::Case(farhad, "Farhad".into()));
    assert_eq!(world.command(vera, chosen), Ok(Done::Saved));
    assert_eq!(world.command(vera, moved(another_month)), Ok(Done::Appointment(id)));
    world.settle();
    let view = appointment(&mut world, jonas, id, day(12, 1));
    assert!(view.fields.iter().all(|field| field.versions.is_empty()), "{view:?}");
}

#[test]
fn an_appointment_that_two_people_moved_into_different_months_says_so_in_both_and_is_settled() {
    // At the line of either day, the other one may be chosen.
    for (seed, at, chosen) in [(81, day(12, 3), day(9, 1)), (83, day(9, 1), day(12, 3))] {
        settles_two_months(seed, at, chosen);
    }
}

fn settles_two_months(seed: u64, at: Day, chosen: Day) {
    let (mut world, vera, jonas) = two_apart(seed);
    let on = day(11, 24);
    let id = schedule(&mut world, vera, draft(None, on, 9));
    world.settle();
    part(&mut world, [vera, jonas]);
    let was = draft(None, on, 9);
    for (device, to) in [(vera, day(9, 1)), (jonas, day(12, 3))] {
        move_it(&mut world, device, id, &was, draft(None, to, 9));
    }
    meet(&mut world, [vera, jonas]);
    for shown in [day(9, 1), day(12, 3)] {
        let Loaded::Ready(View::Calendar(view)) =
            world.query(jonas, Query::Calendar { from: shown, to: shown })
        else {
            panic!("no calendar")
        };
        assert!(view.appointments.len() == 1 && view.appointments[0].conflict, "{view:?}");
        let view = appointment(&mut world, jonas, id, shown);
        assert_eq!(state(&view.fields, "appointment.date").versions.len(), 2);
    }
    let place = Place::Entry("appointments".into(), EntryId(id.0));
    let choice = choose(Sheet::Agenda(at), place, "appointment.date", Value::Day(chosen));
    assert_eq!(world.command(jonas, choice), Ok(Done::Saved));
    world.settle();
    let whole = Query::Calendar { from: day(8, 1), to: day(12, 31) };
    let Loaded::Ready(View::Calendar(view)) = world.query(vera, whole) else { panic!("no calendar") };
    assert!(view.appointments.len() == 1 && !view.appointments[0].conflict, "{view:?}");
    let view = appointment(&mut world, vera, id, chosen);
    assert!(
        state(&view.fields, "appointment.date").versions.is_empty(),
        "a month between knows of both days"
    );
}

#[test]
fn a_way_back_reverts_no_colleague_who_moved_it_meanwhile() {
    let (mut world, vera, jonas) = two_apart(82);
    let on = day(11, 24);
    let id = schedule(&mut world, vera, draft(None, on, 9));
    world.settle();
    let at = |hour| draft(None, on, hour);
    let moved = |was, to, seen: &Version| {
        Command::Reschedule(Box::new(Rescheduling { appointment: id, from: on, was, to, seen: seen.clone() }))
    };
    let seen = appointment(&mut world, vera, id, on).version;
    assert!(world.command(vera, moved(at(9), at(10), &seen)).is_ok());
    world.settle();
    let later = appointment(&mut world, jonas, id, on).version;
    assert!(world.command(jonas, moved(at(10), at(11), &later)).is_ok());
    world.settle();
    assert!(world.command(vera, moved(at(10), at(9), &seen)).is_ok());
    let view = appointment(&mut world, vera, id, on);
    let versions = &state(&view.fields, "appointment.start").versions;
    assert!(versions.iter().any(|version| version.value == Value::Time(TimeOfDay(660))), "{versions:?}");
}

#[test]
fn a_slot_that_is_taken_from_somebody_is_free_again() {
    let (mut world, vera) = World::founded(76);
    let (case, on) = (new_case(&mut world, vera, "Amina"), day(11, 24));
    let id = schedule(&mut world, vera, draft(Some(case), on, 9));
    let (was, to, seen) = (draft(Some(case), on, 9), draft(None, on, 9), Version::default());
    let freed = Command::Reschedule(Box::new(Rescheduling { appointment: id, from: on, was, to, seen }));
    assert_eq!(world.command(vera, freed), Ok(Done::Appointment(id)));
    let view = appointment(&mut world, vera, id, on);
    assert_eq!(state(&view.fields, "appointment.case").value, Value::NotAsked);
    assert!(world.case(vera, case).appointments.is_empty());
}

#[test]
fn the_history_of_a_case_tells_of_its_appointments_and_of_no_others() {
    let (mut world, vera) = World::founded(77);
    let (case, on) = (new_case(&mut world, vera, "Amina"), day(11, 24));
    let id = schedule(&mut world, vera, draft(Some(case), on, 9));
    schedule(&mut world, vera, draft(None, on, 14));
    let status = "attended".to_owned();
    assert!(world.command(vera, Command::SetAppointmentStatus { appointment: id, day: on, status }).is_ok());
    let Loaded::Ready(View::History(lines)) = world.query(vera, Query::History(case)) else {
        panic!("no history")
    };
    let of_agenda: Vec<_> = lines.iter().filter(|line| line.sheet == SheetKind::Agenda).collect();
    let place = Place::Entry("appointments".into(), EntryId(id.0));
    assert!(of_agenda.iter().all(|line| line.place == place), "{of_agenda:?}");
    assert!(of_agenda.iter().any(|line| line.what == HistoryWhat::Made));
    let attended = Value::Code("attended".into());
    let is_attended = |what: &HistoryWhat| matches!(what, HistoryWhat::Answered { field, after, .. } if field == "appointment.status" && *after == attended);
    assert!(of_agenda.iter().any(|line| is_attended(&line.what)), "{of_agenda:?}");
}

#[test]
fn a_history_that_stands_open_follows_what_it_names() {
    let (mut world, vera, jonas) = two_apart(84);
    let (amina, on) = (new_case(&mut world, vera, "Amina"), day(11, 24));
    let farhad = new_case(&mut world, jonas, "Farhad");
    let id = schedule(&mut world, vera, draft(Some(farhad), on, 9));
    world.settle();
    move_it(&mut world, vera, id, &draft(Some(farhad), on, 9), draft(Some(amina), on, 9));
    world.watch(vera, 7, Query::History(amina));
    let first = world.take_view(vera, 7);
    assert!(format!("{first:?}").contains("Farhad"), "{first:?}");
    let seen = world.case(jonas, farhad).person.version;
    let renamed = write(Sheet::Person(farhad), Place::Root, "person.full_name", "Farid", seen);
    assert_eq!(world.command(jonas, renamed), Ok(Done::Saved));
    world.settle();
    let then = world.take_view(vera, 7);
    assert!(format!("{then:?}").contains("Farid"), "{then:?}");
}

#[test]
fn a_case_is_closed_with_a_reason_and_never_by_writing_into_a_field() {
    let (mut world, vera) = World::founded(79);
    let case = new_case(&mut world, vera, "Amina");
    for field in ["case.status", "case.closing_reason"] {
        let change = FieldChange::Set(Value::Code("closed".into()));
        let (sheet, place, seen) = (Sheet::CaseFile(case), Place::Root, Version::default());
        let written = world.command(vera, Command::Edit { sheet, place, field: field.into(), change, seen });
        assert_eq!(written, Err(Refusal::NotAllowed), "{field}");
    }
}

#[test]
fn a_new_case_bears_a_number_that_begins_as_the_unit_says() {
    let (mut world, vera) = World::founded(78);
    let number = |world: &mut World, case| world.case(vera, case).line.number;
    let before = new_case(&mut world, vera, "Amina");
    assert_eq!(number(&mut world, before).len(), 7, "no prefix was given");
    let seen = world.unit_document(vera, Query::UnitSettings).version;
    let prefix = write(Sheet::UnitSettings, Place::Root, "unit.case_prefix", "MD", seen);
    assert_eq!(world.command(vera, prefix), Ok(Done::Saved));
    let after = new_case(&mut world, vera, "Farhad");
    let said = number(&mut world, after);
    assert!(said.starts_with("MD-"), "{said}");
    assert_eq!(world.cases(vera, &said).lines[0].id, after, "it is found by its number");
}

/// More than any card holds.
const BUSY: u8 = 90;

fn in_november(world: &mut World, device: usize) -> usize {
    match world.query(device, Query::Calendar { from: day(11, 1), to: day(11, 30) }) {
        Loaded::Ready(View::Calendar(view)) => view.appointments.len(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_month_and_a_directory_that_fit_no_card_are_whole_on_every_device() {
    let (mut world, vera, jonas) = two_apart(80);
    let mut newest = None;
    for n in 0..BUSY {
        newest = Some(schedule(&mut world, vera, draft(None, day(11, 1 + n % 28), 8 + u16::from(n) / 28)));
        assert!(
            world
                .command(vera, add_site(&format!("Beratungsstelle im Rathaus von Musterort {n}"), ""))
                .is_ok()
        );
    }
    world.settle();
    assert_eq!((in_november(&mut world, vera), in_november(&mut world, jonas)), (90, 90));
    let Loaded::Ready(View::Sites(sites)) = world.query(jonas, Query::Sites) else { panic!("no sites") };
    assert_eq!(sites.len(), 90);
    let (appointment, status) = (newest.expect("the last one"), "attended".to_owned());
    let on = day(11, 1 + (BUSY - 1) % 28);
    assert!(world.command(vera, Command::SetAppointmentStatus { appointment, day: on, status }).is_ok());
    for _ in 0..400 {
        world.pass_ms(1);
        assert_eq!(in_november(&mut world, jonas), 90, "nothing goes away meanwhile");
    }
    world.settle();
    let sent = world.net.relay.log().len();
    for _ in 0..10 {
        world.settle();
    }
    assert_eq!(world.net.relay.log().len(), sent, "nobody sends cards for it");
    world.restart(jonas);
    world.unlock(jonas);
    assert_eq!(in_november(&mut world, jonas), 90);
    assert_eq!(world.n_documents_loaded(jonas), 0, "A11");
    let newcomer = world.join_colleague(vera, Role::Counsellor);
    for _ in 0..5 {
        world.settle();
    }
    assert_eq!(in_november(&mut world, newcomer), 90);
}
