//! Which appointment is the one to turn to now.

use api::ids::{AppointmentId, TimeOfDay};
use api::view::AppointmentLine;

/// Codes of the list `appointment_status` after which nothing more is expected of an appointment.
const OVER: [&str; 4] = ["attended", "no_show", "cancelled_by_counselee", "cancelled_by_unit"];

/// Is nothing more expected of it?
pub(crate) fn is_over(status: &str) -> bool {
    OVER.contains(&status)
}

/// The appointment that runs now, else the next one to come.
pub(crate) fn next(day: &[AppointmentLine], now: TimeOfDay) -> Option<AppointmentId> {
    let expected = day.iter().filter(|line| !is_over(&line.status));
    expected
        .filter(|line| now.0 < line.start.0 + line.minutes)
        .min_by_key(|line| line.start)
        .map(|line| line.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::ids::Day;

    fn at(n: u8, start: u16, status: &str) -> AppointmentLine {
        AppointmentLine {
            id: AppointmentId([n; 16]),
            case: None,
            title: String::new(),
            day: Day { year: 2026, month: 11, day: 24 },
            start: TimeOfDay(start),
            minutes: 60,
            site: None,
            site_name: String::new(),
            kind: "follow_up".to_owned(),
            status: status.to_owned(),
            counsellor: None,
            overlaps: false,
            conflict: false,
        }
    }

    #[test]
    fn the_running_appointment_comes_before_the_next_one() {
        let day = [at(1, 540, "planned"), at(2, 600, "planned"), at(3, 660, "planned")];
        assert_eq!(next(&day, TimeOfDay(610)), Some(AppointmentId([2; 16])));
        assert_eq!(next(&day, TimeOfDay(500)), Some(AppointmentId([1; 16])));
        assert_eq!(next(&day, TimeOfDay(720)), None);
    }

    #[test]
    fn what_is_done_or_cancelled_is_not_next() {
        let day = [at(1, 540, "attended"), at(2, 540, "cancelled_by_counselee"), at(3, 660, "confirmed")];
        assert_eq!(next(&day, TimeOfDay(545)), Some(AppointmentId([3; 16])));
    }
}
