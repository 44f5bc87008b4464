//! Public holidays of the sixteen Länder, as dated data with their sources (A12).
//!
//! A rule says which day, in which Länder, since and until which year, and whether the whole Land keeps it. Where only
//! parts of a Land do, the holiday is shown with that remark and no deadline may rest on it without looking.

use jiff::civil::{Date, Weekday};

use super::days_after;

/// When a holiday is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HolidayDay {
    /// The same day of every year.
    Fixed {
        /// 1–12.
        month: i8,
        /// 1–31.
        day: i8,
    },
    /// Days from Easter Sunday.
    Easter {
        /// Negative before Easter.
        offset: i32,
    },
    /// The Wednesday before 23 November.
    Repentance,
}

/// Where in a Land a holiday is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// In all of it.
    Everywhere,
    /// In some municipalities only.
    InParts,
}

/// One rule.
#[derive(Debug, PartialEq, Eq)]
pub struct HolidayRule {
    /// Stable id; its name is in the locales.
    pub id: &'static str,
    /// When.
    pub day: HolidayDay,
    /// Codes of `laender`, separated by spaces; empty for all.
    pub laender: &'static str,
    /// Where in those Länder.
    pub reach: Reach,
    /// First year.
    pub since: i16,
    /// Last year, if it ended or was for one year only.
    pub until: Option<i16>,
}

/// A holiday in a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holiday {
    /// The day.
    pub date: Date,
    /// Stable id of its rule.
    pub id: &'static str,
    /// Where in the Land it is kept.
    pub reach: Reach,
}

/// Where the rules come from, and when they were compared with it.
pub const SOURCE: &str = "holiday acts of the Länder; Unification Treaty Art. 2 Abs. 2";
/// ISO date of the comparison.
pub const CHECKED_ON: &str = "2026-08-19";

const fn rule(id: &'static str, day: HolidayDay, laender: &'static str) -> HolidayRule {
    HolidayRule { id, day, laender, reach: Reach::Everywhere, since: 1995, until: None }
}

const fn fixed(month: i8, day: i8) -> HolidayDay {
    HolidayDay::Fixed { month, day }
}

const fn easter(offset: i32) -> HolidayDay {
    HolidayDay::Easter { offset }
}

/// All rules.
pub static RULES: &[HolidayRule] = &[
    rule("new_year", fixed(1, 1), ""),
    rule("epiphany", fixed(1, 6), "BW BY ST"),
    HolidayRule { since: 2019, ..rule("womens_day", fixed(3, 8), "BE") },
    HolidayRule { since: 2023, ..rule("womens_day", fixed(3, 8), "MV") },
    rule("good_friday", easter(-2), ""),
    rule("easter_sunday", easter(0), "BB"),
    rule("easter_monday", easter(1), ""),
    rule("labour_day", fixed(5, 1), ""),
    HolidayRule { since: 2020, until: Some(2020), ..rule("liberation_day", fixed(5, 8), "BE") },
    HolidayRule { since: 2025, until: Some(2025), ..rule("liberation_day", fixed(5, 8), "BE") },
    rule("ascension", easter(39), ""),
    rule("whit_sunday", easter(49), "BB"),
    rule("whit_monday", easter(50), ""),
    HolidayRule { since: 2028, until: Some(2028), ..rule("uprising_day", fixed(6, 17), "BE") },
    rule("corpus_christi", easter(60), "BW BY HE NW RP SL"),
    HolidayRule { reach: Reach::InParts, ..rule("corpus_christi", easter(60), "SN TH") },
    HolidayRule { reach: Reach::InParts, ..rule("peace_festival", fixed(8, 8), "BY") },
    rule("assumption", fixed(8, 15), "SL"),
    HolidayRule { reach: Reach::InParts, ..rule("assumption", fixed(8, 15), "BY") },
    HolidayRule { since: 2019, ..rule("childrens_day", fixed(9, 20), "TH") },
    rule("unity_day", fixed(10, 3), ""),
    rule("reformation_day", fixed(10, 31), "BB MV SN ST TH"),
    HolidayRule { since: 2018, ..rule("reformation_day", fixed(10, 31), "HB HH NI SH") },
    HolidayRule {
        since: 2017,
        until: Some(2017),
        ..rule("reformation_day", fixed(10, 31), "BW BY BE HB HE HH NI NW RP SL SH")
    },
    rule("all_saints", fixed(11, 1), "BW BY NW RP SL"),
    rule("repentance", HolidayDay::Repentance, "SN"),
    rule("christmas_day", fixed(12, 25), ""),
    rule("boxing_day", fixed(12, 26), ""),
];

impl HolidayRule {
    fn holds_in(&self, land: &str, year: i16) -> bool {
        let in_time = self.since <= year && self.until.is_none_or(|until| year <= until);
        in_time && (self.laender.is_empty() || self.laender.split(' ').any(|code| code == land))
    }

    fn date_in(&self, year: i16) -> Option<Date> {
        match self.day {
            HolidayDay::Fixed { month, day } => Date::new(year, month, day).ok(),
            HolidayDay::Easter { offset } => days_after(easter_sunday(year)?, offset),
            HolidayDay::Repentance => Date::new(year, 11, 23).ok()?.nth_weekday(-1, Weekday::Wednesday).ok(),
        }
    }
}

/// The public holidays of a Land in a year, by date. `land` is a code of `laender`; an unknown one has those that all
/// Länder share.
#[must_use]
pub fn holidays(land: &str, year: i16) -> Vec<Holiday> {
    let holding = RULES.iter().filter(|rule| rule.holds_in(land, year));
    let dated = holding
        .filter_map(|rule| Some(Holiday { date: rule.date_in(year)?, id: rule.id, reach: rule.reach }));
    let mut dated: Vec<_> = dated.collect();
    dated.sort_unstable_by_key(|holiday| holiday.date);
    dated
}

/// Easter Sunday of the Gregorian calendar, by the anonymous algorithm of 1876; `None` outside 1583–4099, for which
/// it is proven.
#[must_use]
pub fn easter_sunday(year: i16) -> Option<Date> {
    if !(1583..=4099).contains(&year) {
        return None;
    }
    let year_number = i32::from(year);
    let golden = year_number % 19;
    let (century, of_century) = (year_number / 100, year_number % 100);
    let lunar = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - century / 4 - lunar + 15) % 30;
    let to_sunday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4) % 7;
    let late = (golden + 11 * epact + 22 * to_sunday) / 451;
    let days = epact + to_sunday - 7 * late + 114;
    Date::new(year, i8::try_from(days / 31).ok()?, i8::try_from(days % 31 + 1).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn ids(land: &str, year: i16) -> Vec<&'static str> {
        holidays(land, year).into_iter().map(|holiday| holiday.id).collect()
    }

    #[test]
    fn easter_falls_on_its_known_sundays() {
        for (year, month, day) in [
            (1818, 3, 22),
            (1943, 4, 25),
            (2000, 4, 23),
            (2008, 3, 23),
            (2024, 3, 31),
            (2026, 4, 5),
            (2038, 4, 25),
        ] {
            assert_eq!(easter_sunday(year), Some(date(year, month, day)));
        }
        assert_eq!(easter_sunday(1500), None);
    }

    #[test]
    fn the_year_2026_in_saxony_anhalt() {
        let expected = [
            (1, 1, "new_year"),
            (1, 6, "epiphany"),
            (4, 3, "good_friday"),
            (4, 6, "easter_monday"),
            (5, 1, "labour_day"),
            (5, 14, "ascension"),
            (5, 25, "whit_monday"),
            (10, 3, "unity_day"),
            (10, 31, "reformation_day"),
            (12, 25, "christmas_day"),
            (12, 26, "boxing_day"),
        ];
        let found: Vec<_> = holidays("ST", 2026).into_iter().map(|h| (h.date, h.id)).collect();
        assert_eq!(found, expected.map(|(month, day, id)| (date(2026, month, day), id)));
    }

    #[test]
    fn the_days_of_the_stories_are_holidays_where_they_say_so() {
        assert!(ids("SL", 2026).contains(&"assumption"), "F06: 15 August in Saarland");
        assert!(ids("RP", 2026).contains(&"labour_day"), "F08: 1 May in Rheinland-Pfalz");
        assert!(!ids("ST", 2026).contains(&"assumption"));
    }

    #[test]
    fn holidays_of_parts_of_a_land_say_so() {
        let reach =
            |land: &str, id: &str| holidays(land, 2026).into_iter().find(|h| h.id == id).map(|h| h.reach);
        assert_eq!(reach("BY", "assumption"), Some(Reach::InParts));
        assert_eq!(reach("SN", "corpus_christi"), Some(Reach::InParts));
        assert_eq!(reach("BY", "corpus_christi"), Some(Reach::Everywhere));
        assert_eq!(reach("BY", "peace_festival"), Some(Reach::InParts));
    }

    #[test]
    fn holidays_begin_and_end_with_their_years() {
        assert!(!ids("BE", 2018).contains(&"womens_day"));
        assert!(ids("BE", 2019).contains(&"womens_day"));
        assert!(ids("BE", 2025).contains(&"liberation_day") && !ids("BE", 2026).contains(&"liberation_day"));
        assert!(
            ids("NW", 2017).contains(&"reformation_day") && !ids("NW", 2018).contains(&"reformation_day")
        );
        let repentance = holidays("SN", 2026).into_iter().find(|h| h.id == "repentance").map(|h| h.date);
        assert_eq!(repentance, Some(date(2026, 11, 18)));
    }

    #[test]
    fn every_land_keeps_the_nine_common_days() {
        for land in "BW BY BE BB HB HH HE MV NI NW RP SL SN ST SH TH XX".split(' ') {
            let ids = ids(land, 2026);
            assert!(9 <= ids.len(), "{land}: {ids:?}");
            let mut once = ids.clone();
            once.dedup();
            assert_eq!(ids, once, "{land}");
        }
    }
}
