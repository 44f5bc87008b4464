//! *Heute* and *Kalender*: appointments from the agendas' cards, next steps from the case files' cards.

use super::unit::site_view;
use crate::{
    civil::civil,
    commands::appointments::DAYS_OF_A_WEEK,
    open::Step,
    store::Store,
    translation::case_in,
    views::{
        appointments::{Names, lines},
        steps::own_steps,
        value,
    },
};
use api::{
    command::AppointmentDraft,
    ids::{AppointmentId, Day},
    view::{AppointmentLine, CalendarView, SiteGuess, SiteView, TodayView},
};
use casework::{
    CaseId, EntryId, MemberId,
    agenda::{self, AppointmentCard},
    calendar::holidays::holidays,
};
use jiff::civil::Date;
use rand_core::CryptoRng;
use std::collections::BTreeSet;

impl<S: Store, R: CryptoRng> Step<'_, S, R> {
    /// *Heute*.
    pub(super) fn today_view(&self) -> TodayView {
        let now = civil(self.now);
        let today = now.date();
        let (site, site_guess) = self.todays_site();
        let mut appointments = self.appointments(|card| card.date == today);
        if let Some(site) = &site {
            appointments.retain(|line| line.site.is_none_or(|at| at == site.id));
        }
        let me = self.own_id();
        let rows = self.open.catalogue.to_do(&self.open.index).map(|cards| self.row(&cards));
        let (steps, upcoming) = own_steps(rows, me, today);
        TodayView {
            day: value::day(today),
            now: value::time_of_day(now.time()),
            holiday: self.holidays(today, today).into_iter().next().map(|(_, code)| code),
            site,
            site_guess,
            appointments,
            steps,
            upcoming,
        }
    }

    /// *Kalender*.
    pub(super) fn calendar(&self, from: Day, to: Day) -> CalendarView {
        let today = value::day(self.today());
        let (Some(first), Some(last)) = (value::date(from), value::date(to)) else {
            return CalendarView { from, to, today, appointments: Vec::new(), holidays: Vec::new() };
        };
        let appointments = self.appointments(|card| (first..=last).contains(&card.date));
        let holidays = self.holidays(first, last).into_iter().map(|(date, code)| (value::day(date), code));
        CalendarView { from, to, today, appointments, holidays: holidays.collect() }
    }

    fn holidays(&self, first: Date, last: Date) -> Vec<(Date, String)> {
        let land = self.open.catalogue.settings(&self.open.index).and_then(|card| card.land.clone());
        let years = first.year()..=last.year();
        let all = years.flat_map(|year| holidays(land.as_deref().unwrap_or_default(), year));
        let within = all.filter(|holiday| (first..=last).contains(&holiday.date));
        within.map(|holiday| (holiday.date, holiday.id.to_owned())).collect()
    }

    /// Appointments of a case, by time.
    pub(super) fn appointments_of(&self, case: CaseId) -> Vec<AppointmentLine> {
        self.appointments(|card| card.case == Some(case))
    }

    /// Appointments that one to be would overlap with; none while its day or time is impossible.
    pub(super) fn clashes_with(
        &self,
        draft: &AppointmentDraft,
        moved: Option<AppointmentId>,
    ) -> Vec<AppointmentLine> {
        let (Some(date), Some(start)) = (value::date(draft.day), value::civil_time(draft.start)) else {
            return Vec::new();
        };
        let id = EntryId(moved.map_or([0; 16], |moved| moved.0));
        let to_be = AppointmentCard {
            id,
            case: draft.case.map(case_in),
            counsellor: draft.counsellor.map(|member| MemberId(member.0)),
            site: draft.site.map(|site| EntryId(site.0)),
            date,
            start: Some(start),
            duration_minutes: Some(draft.minutes),
            kind: None,
            status: None,
            has_versions: false,
        };
        self.appointments(|card| card.id != id && to_be.clashes_with(card))
    }

    /// The appointments wanted, each checked against all others of its day.
    fn appointments(&self, wanted: impl Fn(&AppointmentCard) -> bool) -> Vec<AppointmentLine> {
        let agendas = self.open.catalogue.agendas(&self.open.index);
        let all: Vec<&AppointmentCard> = agendas.flat_map(|agenda| &agenda.appointments).collect();
        let days: BTreeSet<Date> = all.iter().filter(|card| wanted(card)).map(|card| card.date).collect();
        let apart = agenda::on_several_days(&all);
        let kept: BTreeSet<_> = all
            .iter()
            .filter(|card| wanted(card))
            .map(|card| (card.id.0, card.case.map(|case| case.0)))
            .collect();
        let mut seen = BTreeSet::new();
        let beside: Vec<AppointmentCard> = all
            .into_iter()
            .filter(|card| {
                days.contains(&card.date) && seen.insert((card.id, card.date, card.start, card.case))
            })
            .cloned()
            .collect();
        let names = Names {
            title: &|case| self.title_of(case),
            site: &|site| self.site_name(site).unwrap_or_default(),
        };
        let mut shown = lines(&beside, &apart, &names);
        shown.retain(|line| kept.contains(&(line.id.0, line.case.map(|case| case.0))));
        shown
    }

    pub(crate) fn site_name(&self, site: EntryId) -> Option<String> {
        let directory = self.open.catalogue.directory(&self.open.index)?;
        directory.sites.iter().find(|known| known.id == site).map(|known| known.name.clone())
    }

    fn own_id(&self) -> MemberId {
        self.open.me().map_or(MemberId([0; 16]), |me| MemberId(*me.as_bytes()))
    }

    /// Where the person works today: as it was said today, else as it may be guessed.
    fn todays_site(&self) -> (Option<SiteView>, Option<SiteGuess>) {
        let today = self.day_number();
        let mut choices = self.open.settings.sites.iter().flatten();
        let last = choices.find(|(_, day)| (today - day) % DAYS_OF_A_WEEK == 0);
        let usual = last.and_then(|(site, _)| site.as_deref().map(|site| EntryId(*site)));
        let (site, guess) = match last {
            Some((_, day)) if *day == today => (usual, None),
            _ => self.guessed_site(usual).map_or((None, None), |(site, guess)| (Some(site), Some(guess))),
        };
        let directory = self.open.catalogue.directory(&self.open.index);
        let card = |id| directory?.sites.iter().find(|card| card.id == id);
        let known = site.and_then(card).map(site_view);
        let guess = guess.filter(|_| known.is_some());
        (known, guess)
    }

    /// Nothing is guessed that would hide an own appointment: those at several sites are shown together.
    fn guessed_site(&self, usual: Option<EntryId>) -> Option<(EntryId, SiteGuess)> {
        let (today, me) = (self.today(), self.own_id());
        let agendas = self.open.catalogue.agendas(&self.open.index);
        let cards = agendas.flat_map(|agenda| &agenda.appointments);
        let own = cards.filter(|card| card.date == today && card.counsellor == Some(me) && card.stands());
        let sites: BTreeSet<EntryId> = own.filter_map(|card| card.site).collect();
        match (sites.first(), sites.len()) {
            (Some(only), 1) => Some((*only, SiteGuess::OwnAppointments)),
            (Some(_), _) => None,
            (None, _) => usual.map(|site| (site, SiteGuess::SameWeekday)),
        }
    }
}
