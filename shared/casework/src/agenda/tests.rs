//! Moves between months by one and by two people, and bookings that clash.

use jiff::civil::{date, time};

use super::*;
use crate::{
    Subject,
    samples::{Device, NOW_MS, entry, exchange, november},
};

fn december() -> Month {
    november().plus(1)
}

/// A device with the agendas of three months.
#[derive(Clone)]
struct Desk {
    months: Vec<Device>,
}

impl Desk {
    fn new(n: u8) -> Self {
        let months = (0..3).map(|later| Device::new(n, Subject::Agenda(november().plus(later))));
        Self { months: months.collect() }
    }

    fn month(&mut self, month: Month) -> &mut Device {
        let found = self.months.iter_mut().find(|device| device.document.subject() == Subject::Agenda(month));
        found.unwrap()
    }

    fn book(&mut self, day: Date) {
        let fields = [
            ("appointment.case", Value::Case(CaseId([9; 16]))),
            ("appointment.date", Value::Date(day)),
            ("appointment.start", Value::Time(time(9, 0, 0, 0))),
            ("appointment.duration_minutes", Value::Number(60)),
            ("appointment.status", Value::Code("planned".to_owned())),
        ];
        self.month(Month::of(day)).add(LIST, entry(1), &fields);
    }

    fn change(&mut self, changes: &[(&str, Value)]) -> Result<usize, EditRefusal> {
        let views: Vec<_> = self.months.iter().map(|device| device.document.view()).collect();
        let changes: Vec<_> = changes.iter().map(|(id, value)| (*id, Answer::Given(value.clone()))).collect();
        let edits = rewrite(&views.iter().collect::<Vec<_>>(), entry(1), &changes)?;
        let n_edits = edits.len();
        for (month, edit) in edits {
            self.month(month).try_edit(&edit)?;
        }
        Ok(n_edits)
    }

    fn move_to(&mut self, day: Date) -> Result<usize, EditRefusal> {
        self.change(&[(DATE, Value::Date(day))])
    }

    fn appointments(&self) -> Vec<Appointment> {
        let views: Vec<_> = self.months.iter().map(|device| device.document.view()).collect();
        join(&views.iter().collect::<Vec<_>>())
    }

    fn the_one(&self) -> Appointment {
        let mut all = self.appointments();
        assert_eq!(all.len(), 1, "{all:?}");
        all.remove(0)
    }

    fn exchange(&mut self, other: &mut Self) {
        for (mine, theirs) in self.months.iter_mut().zip(&mut other.months) {
            exchange(mine, theirs);
        }
    }
}

fn two_desks() -> (Desk, Desk) {
    let (mut one, mut other) = (Desk::new(1), Desk::new(2));
    one.book(date(2026, 11, 20));
    one.exchange(&mut other);
    (one, other)
}

/// CF11: a moved appointment keeps its id, its answers and the time it was made, and is there once.
#[test]
fn an_appointment_moved_to_another_month_is_the_same_appointment() {
    let (mut desk, _) = two_desks();
    assert_eq!(desk.move_to(date(2026, 12, 3)), Ok(2));
    let moved = desk.the_one();
    assert_eq!((moved.dates(), moved.made_ms), (vec![date(2026, 12, 3)], NOW_MS + 1000));
    assert_eq!(moved.cards()[0].case, Some(CaseId([9; 16])));
    assert!(!moved.cards()[0].has_versions);

    assert_eq!(desk.move_to(date(2026, 11, 23)), Ok(2), "and back");
    assert_eq!(desk.the_one().dates(), [date(2026, 11, 23)]);
    assert_eq!(desk.move_to(date(2026, 11, 24)), Ok(2), "both agendas know it now");
    assert_eq!(desk.the_one().dates(), [date(2026, 11, 24)]);
}

#[test]
fn a_move_within_the_month_leaves_other_answers_alone() {
    let (mut one, mut other) = two_desks();
    assert_eq!(one.move_to(date(2026, 11, 27)), Ok(1));
    other.change(&[("appointment.status", Value::Code("confirmed".to_owned()))]).unwrap();
    one.exchange(&mut other);
    let card = &one.the_one().cards()[0];
    assert_eq!(
        (card.date, card.status.as_deref(), card.has_versions),
        (date(2026, 11, 27), Some("confirmed"), false)
    );
}

/// CF12: two people move it to different months: one appointment with two days, until one is chosen.
#[test]
fn two_moves_at_once_are_two_versions_of_one_appointment() {
    let (mut one, mut other) = two_desks();
    one.move_to(date(2026, 12, 3)).unwrap();
    other.move_to(date(2027, 1, 7)).unwrap();
    one.exchange(&mut other);
    for desk in [&one, &other] {
        let both = desk.the_one();
        assert_eq!(both.dates(), [date(2026, 12, 3), date(2027, 1, 7)]);
        assert!(both.cards().iter().all(|card| card.has_versions));
    }
    one.move_to(date(2026, 12, 3)).unwrap();
    one.exchange(&mut other);
    for desk in [&one, &other] {
        assert_eq!(desk.the_one().dates(), [date(2026, 12, 3)]);
        assert!(!desk.the_one().cards()[0].has_versions);
    }
}

/// CF12: the day comes last, because settling it first would drop what was said in the month that loses.
#[test]
fn two_moves_with_other_answers_are_settled_field_by_field_and_the_day_last() {
    let minutes = |minutes| ("appointment.duration_minutes", Value::Number(minutes));
    let (mut one, mut other) = two_desks();
    one.change(&[(DATE, Value::Date(date(2026, 11, 30))), minutes(45)]).unwrap();
    other.change(&[(DATE, Value::Date(date(2026, 12, 1))), minutes(30)]).unwrap();
    one.exchange(&mut other);
    assert_eq!(one.the_one().field("appointment.duration_minutes").unwrap().versions.len(), 2);
    assert_eq!(one.move_to(date(2026, 11, 30)), Err(EditRefusal::Unresolved));
    assert_eq!(one.change(&[minutes(30)]), Ok(2));
    assert_eq!(one.move_to(date(2026, 11, 30)), Ok(2));
    one.exchange(&mut other);
    for desk in [&one, &other] {
        let cards = desk.the_one().cards();
        assert_eq!((cards.len(), cards[0].duration_minutes, cards[0].has_versions), (1, Some(30), false));
    }
}

/// CF12: two people move it to the same day: nothing to choose.
#[test]
fn the_same_move_made_twice_is_one_move() {
    let (mut one, mut other) = two_desks();
    one.move_to(date(2026, 12, 3)).unwrap();
    other.move_to(date(2026, 12, 3)).unwrap();
    one.exchange(&mut other);
    let cards = one.the_one().cards();
    assert_eq!((cards.len(), cards[0].has_versions), (1, false));
}

/// CF12: what a colleague changes in the month it leaves is not left behind.
#[test]
fn a_change_beside_a_move_is_shown_as_a_version() {
    let (mut one, mut other) = two_desks();
    one.move_to(date(2026, 12, 3)).unwrap();
    other.change(&[("appointment.status", Value::Code("cancelled_by_counselee".to_owned()))]).unwrap();
    one.exchange(&mut other);
    let status = one.the_one().field("appointment.status").unwrap().clone();
    let answers: Vec<_> =
        status.versions.iter().filter_map(|version| version.answer.value()?.as_str()).collect();
    assert_eq!(answers.len(), 2, "{status:?}");
    assert!(answers.contains(&"cancelled_by_counselee"));
    assert_eq!(one.the_one().dates(), [date(2026, 12, 3)]);
    assert_eq!(one.move_to(date(2027, 1, 7)), Err(EditRefusal::Unresolved));
    let decision = ("appointment.status", Value::Code("cancelled_by_counselee".to_owned()));
    one.change(&[decision]).unwrap();
    assert!(!one.the_one().cards()[0].has_versions);
}

/// CF12: nobody who was promised the hour is hidden by the other one.
#[test]
fn a_slot_that_two_people_gave_away_shows_both_and_clashes_until_one_is_chosen() {
    let (mut one, mut other) = two_desks();
    let given_to = |n| [("appointment.case", Value::Case(CaseId([n; 16])))];
    one.change(&given_to(7)).unwrap();
    other.change(&given_to(8)).unwrap();
    one.exchange(&mut other);
    for desk in [&mut one, &mut other] {
        let cards = desk.the_one().cards();
        let cases: Vec<_> = cards.iter().filter_map(|card| card.case).collect();
        assert_eq!(cases, [CaseId([7; 16]), CaseId([8; 16])]);
        assert_eq!(clashes(&cards).len(), 1);
    }
    one.change(&given_to(8)).unwrap();
    assert_eq!(one.the_one().cards().len(), 1);
}

/// CF12: the same for the hour itself.
#[test]
fn an_appointment_that_two_people_moved_within_a_day_stands_at_both_hours() {
    let (mut one, mut other) = two_desks();
    let moved_to = |hour| [("appointment.start", Value::Time(time(hour, 0, 0, 0)))];
    one.change(&moved_to(10)).unwrap();
    other.change(&moved_to(14)).unwrap();
    one.exchange(&mut other);
    let starts: Vec<_> = one.the_one().cards().iter().filter_map(|card| card.start).collect();
    assert_eq!(starts, [time(10, 0, 0, 0), time(14, 0, 0, 0)]);
}

/// CF12: where the month it went to has not arrived yet, it is not lost.
#[test]
fn a_move_that_arrives_in_halves_loses_nothing() {
    let (mut one, mut other) = two_desks();
    one.move_to(date(2026, 12, 3)).unwrap();
    let sent = one.month(november()).clone();
    other.month(november()).receive(&sent);
    assert_eq!(other.the_one().dates(), [date(2026, 12, 3)]);

    let (_, mut third) = two_desks();
    let sent = one.month(december()).clone();
    third.month(december()).receive(&sent);
    assert_eq!(
        third.the_one().dates(),
        [date(2026, 11, 20), date(2026, 12, 3)],
        "shown as versions meanwhile"
    );
}

#[test]
fn a_deleted_appointment_stays_deleted_wherever_it_was_moved() {
    let (mut one, mut other) = two_desks();
    one.move_to(date(2026, 12, 3)).unwrap();
    other.month(november()).edit(&Edit::RemoveEntry { list: LIST.to_owned(), entry: entry(1) });
    one.exchange(&mut other);
    assert!(one.the_one().deleted.is_some());
    assert_eq!(one.move_to(date(2026, 11, 20)), Err(EditRefusal::InTrash));
}

#[test]
fn nothing_is_rewritten_that_no_agenda_knows() {
    let mut desk = Desk::new(1);
    assert_eq!(desk.move_to(date(2026, 12, 3)), Err(EditRefusal::NoSuchEntry));
}

fn card(n: u8, start: Option<(i8, i8)>, minutes: u16) -> AppointmentCard {
    AppointmentCard {
        id: entry(n),
        case: Some(CaseId([n; 16])),
        counsellor: Some(MemberId([1; 16])),
        site: Some(EntryId([5; 16])),
        date: date(2026, 11, 20),
        start: start.map(|(hour, minute)| time(hour, minute, 0, 0)),
        duration_minutes: Some(minutes),
        kind: None,
        status: Some("planned".to_owned()),
        has_versions: false,
    }
}

#[test]
fn bookings_clash_where_one_person_or_room_is_wanted_twice() {
    let nine = card(1, Some((9, 0)), 60);
    let half_past = card(2, Some((9, 30)), 60);
    let ten = card(3, Some((10, 0)), 30);
    let all_day = card(4, None, 60);
    assert_eq!(
        clashes(&[nine.clone(), half_past.clone(), ten, all_day]),
        [(entry(1), entry(2)), (entry(2), entry(3))]
    );
    let cancelled = AppointmentCard { status: Some("cancelled_by_unit".to_owned()), ..half_past.clone() };
    let elsewhere = AppointmentCard { counsellor: Some(MemberId([2; 16])), ..half_past.clone() };
    let next_day = AppointmentCard { date: date(2026, 11, 21), ..half_past.clone() };
    for harmless in [cancelled, elsewhere.clone(), next_day] {
        assert!(clashes(&[nine.clone(), harmless]).is_empty());
    }
    let same_counselee = AppointmentCard { case: nine.case, ..elsewhere };
    let same_room = AppointmentCard { counsellor: None, ..half_past };
    for clashing in [same_counselee, same_room] {
        assert_eq!(clashes(&[nine.clone(), clashing]), [(entry(1), entry(2))]);
    }
}
