//! A counsellor's day: where one works, as it was said or as the day suggests, and what stands in an appointment's way.

use crate::{sharing::new_case, unit::add_site, world::World};
use api::{
    command::{AppointmentDraft, Command, Done, Role},
    ids::{AppointmentId, Day, MemberId, SiteId, TimeOfDay},
    query::Query,
    view::{Gate, Loaded, SiteGuess, TodayView, View},
};

const WEEK_MS: u64 = 7 * 24 * 60 * 60 * 1_000;

fn today(world: &mut World, device: usize) -> TodayView {
    match world.query(device, Query::Today) {
        Loaded::Ready(View::Today(view)) => view,
        other => panic!("{other:?}"),
    }
}

fn site(world: &mut World, device: usize, name: &str) -> SiteId {
    match world.command(device, add_site(name, "")) {
        Ok(Done::Entry(site)) => SiteId(site.0),
        other => panic!("{other:?}"),
    }
}

fn me(world: &mut World, device: usize) -> MemberId {
    match world.gate(device) {
        Gate::Open { me, .. } => me,
        other => panic!("{other:?}"),
    }
}

fn schedule(world: &mut World, device: usize, site: Option<SiteId>, counsellor: MemberId, hour: u16) {
    let day: Day = today(world, device).day;
    let start = TimeOfDay(hour * 60);
    let kind = "follow_up".into();
    let draft =
        AppointmentDraft { case: None, site, day, start, minutes: 60, kind, counsellor: Some(counsellor) };
    assert!(matches!(world.command(device, Command::Schedule(draft)), Ok(Done::Appointment(_))));
}

fn guess(world: &mut World, device: usize) -> (Option<SiteId>, Option<SiteGuess>) {
    let today = today(world, device);
    (today.site.map(|site| site.id), today.site_guess)
}

#[test]
fn own_appointments_at_one_site_suggest_it_until_somebody_says_otherwise() {
    let (mut world, vera) = World::founded(61);
    let jonas = world.join_colleague(vera, Role::Counsellor);
    let (me, other) = (me(&mut world, vera), me(&mut world, jonas));
    let hall = site(&mut world, vera, "Rathaus");
    let library = site(&mut world, vera, "Bücherei");
    assert_eq!(guess(&mut world, vera), (None, None), "nothing suggests anything");
    schedule(&mut world, vera, Some(library), other, 9);
    assert_eq!(guess(&mut world, vera), (None, None), "a colleague's day is not mine");
    schedule(&mut world, vera, Some(hall), me, 10);
    schedule(&mut world, vera, None, me, 12);
    assert_eq!(guess(&mut world, vera), (Some(hall), Some(SiteGuess::OwnAppointments)));
    assert_eq!(today(&mut world, vera).appointments.len(), 2, "there, and nowhere in particular");
    assert_eq!(world.command(vera, Command::SetTodaysSite(None)), Ok(Done::Saved));
    assert_eq!(guess(&mut world, vera), (None, None), "all sites were asked for");
    assert_eq!(today(&mut world, vera).appointments.len(), 3);
    assert_eq!(world.command(vera, Command::SetTodaysSite(Some(library))), Ok(Done::Saved));
    assert_eq!(guess(&mut world, vera), (Some(library), None));
}

#[test]
fn own_appointments_at_two_sites_are_shown_together() {
    let (mut world, vera) = World::founded(62);
    let me = me(&mut world, vera);
    let hall = site(&mut world, vera, "Rathaus");
    let library = site(&mut world, vera, "Bücherei");
    schedule(&mut world, vera, Some(hall), me, 9);
    schedule(&mut world, vera, Some(library), me, 14);
    assert_eq!(guess(&mut world, vera), (None, None));
    assert_eq!(today(&mut world, vera).appointments.len(), 2);
}

#[test]
fn the_site_of_the_last_such_weekday_is_suggested_and_no_other_days() {
    let (mut world, vera) = World::founded(63);
    let hall = site(&mut world, vera, "Rathaus");
    assert_eq!(world.command(vera, Command::SetTodaysSite(Some(hall))), Ok(Done::Saved));
    world.restart(vera);
    world.pass_ms(WEEK_MS / 7);
    world.unlock(vera);
    assert_eq!(guess(&mut world, vera), (None, None), "another weekday");
    world.restart(vera);
    world.pass_ms(WEEK_MS - WEEK_MS / 7);
    world.unlock(vera);
    assert_eq!(guess(&mut world, vera), (Some(hall), Some(SiteGuess::SameWeekday)));
}

/// What a form is told about an appointment to be: when each begins that it would overlap with.
fn clashes(
    world: &mut World,
    device: usize,
    draft: &AppointmentDraft,
    moved: Option<AppointmentId>,
) -> Vec<u16> {
    match world.query(device, Query::Clashes { draft: draft.clone(), moved }) {
        Loaded::Ready(View::Clashes(lines)) => lines.iter().map(|line| line.start.0 / 60).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_form_is_told_what_the_calendar_would_mark() {
    let (mut world, vera) = World::founded(64);
    let jonas = world.join_colleague(vera, Role::Counsellor);
    let (me, other) = (me(&mut world, vera), me(&mut world, jonas));
    let amina = new_case(&mut world, vera, "Amina");
    let farhad = new_case(&mut world, vera, "Farhad");
    let hall = site(&mut world, vera, "Rathaus");
    let day = today(&mut world, vera).day;
    let draft = |case, counsellor, minute| AppointmentDraft {
        case,
        site: None,
        day,
        start: TimeOfDay(minute),
        minutes: 60,
        kind: "follow_up".into(),
        counsellor,
    };
    let there = draft(Some(amina), Some(me), 600);
    let Ok(Done::Appointment(at_ten)) = world.command(vera, Command::Schedule(there.clone())) else {
        panic!("not scheduled");
    };
    for (case, counsellor, minute, expected) in [
        (Some(farhad), Some(me), 630, vec![10]),
        (Some(amina), Some(other), 570, vec![10]),
        (Some(amina), Some(me), 600, vec![10]),
        (Some(farhad), Some(other), 600, vec![]),
        (Some(farhad), Some(me), 540, vec![]),
        (Some(farhad), Some(me), 660, vec![]),
        (None, None, 600, vec![]),
    ] {
        assert_eq!(clashes(&mut world, vera, &draft(case, counsellor, minute), None), expected, "{minute}");
    }
    assert!(clashes(&mut world, vera, &draft(Some(amina), Some(me), 615), Some(at_ten)).is_empty());
    let tomorrow = AppointmentDraft { day: Day { day: day.day + 1, ..day }, ..there.clone() };
    assert!(clashes(&mut world, vera, &tomorrow, None).is_empty());
    // Where nobody is named yet, the desk is what both want.
    let desk = AppointmentDraft { site: Some(hall), ..draft(None, None, 840) };
    assert!(matches!(world.command(vera, Command::Schedule(desk.clone())), Ok(Done::Appointment(_))));
    assert_eq!(clashes(&mut world, vera, &desk, None), [14]);
    let cancelled =
        Command::SetAppointmentStatus { appointment: at_ten, day, status: "cancelled_by_unit".into() };
    assert!(world.command(vera, cancelled).is_ok());
    assert!(clashes(&mut world, vera, &there, None).is_empty(), "a cancelled one frees its time");
}
