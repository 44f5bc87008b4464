//! *Fall* and *Verlauf*: the two documents of one case, opened because somebody looks at them.

use crate::{
    open::{Step, space_kind_of},
    store::Store,
    translation::{case_in, member_out, wire_member_out},
    views::{cases::case_line, history, sheet},
};
use api::{
    field::SheetKind,
    ids::{self, CaseId as DoorCase},
    refusal::Refusal,
    view::{Access, CaseView, HistoryLine, HistoryWhat, SheetView},
};
use casework::{
    CaseId, Concerns, DeviceTag, EntryId, HistoryEntry, Month, Subject,
    schema::{Entries, ListSpec},
};
use minicbor::bytes::ByteArray;
use protocol::{
    chain::SpaceKind,
    ids::{DeviceId, DocumentId},
};
use rand_core::CryptoRng;
use std::collections::{BTreeMap, BTreeSet};

impl<S: Store, R: CryptoRng> Step<'_, S, R> {
    /// *Fall*.
    ///
    /// # Errors
    /// `NotFound` if nothing of it is here.
    pub(super) async fn case_view(&mut self, door: DoorCase) -> Result<CaseView, Refusal> {
        let case = case_in(door);
        let needs_reason = self.needs_reason(case);
        let (mut person, mut file) = if needs_reason {
            (SheetView::default(), None)
        } else {
            let person = self.sheet(Subject::PersonSheet(case)).await?.unwrap_or_default();
            (person, self.sheet(Subject::CaseFile(case)).await?)
        };
        self.open.catalogue.follow(&mut self.open.index);
        let cards = self.open.catalogue.get(case, &self.open.index).ok_or(Refusal::NotFound)?;
        let line = case_line(&self.row(&cards));
        let substitute = cards.file.and_then(|card| card.substitute).map(member_out);
        let is_gone = cards.deleted().is_some();
        let writable = self.open.may_write(SpaceKind::Reception) && !needs_reason && !is_gone;
        if !writable {
            person.access = Access::Read;
            file.iter_mut().for_each(|file| file.access = Access::Read);
        } else if !line.open {
            let written = file.iter_mut().filter(|file| file.access == Access::Write);
            written.for_each(|file| file.access = Access::Settle);
        }
        let appointments = self.appointments_of(case);
        Ok(CaseView { line, person, file, appointments, substitute, needs_reason, writable })
    }

    /// A document on screen; `None` if this device may not read it or nothing of it is here.
    pub(super) async fn sheet(&mut self, subject: Subject) -> Result<Option<SheetView>, Refusal> {
        let Some(doc) = self.open.name_of(subject) else { return Ok(None) };
        if self.is_coming(subject) {
            return Err(Refusal::NotHereYet);
        }
        let is_loaded = self.load(doc).await?;
        let too_new = self.open.is_too_new(doc);
        if !is_loaded {
            // Of what a newer version made from the beginning, its being there is all that can be said.
            return Ok(too_new.then(|| SheetView { too_new, ..SheetView::default() }));
        }
        let view = self.open.documents.peek(doc).map(casework::Document::view);
        let access = self.access_to(doc, subject);
        Ok(view.map(|view| SheetView { too_new, access, ..sheet::sheet(&view, &|tag| self.writer(tag)) }))
    }

    /// What the role and the versions of the program allow with a document.
    pub(super) fn access_to(&self, doc: DocumentId, subject: Subject) -> Access {
        let writes = self.open.may_write(space_kind_of(subject)) && !self.open.is_too_new(doc);
        if writes { Access::Write } else { Access::Read }
    }

    /// Whose device a change was written on.
    pub(super) fn writer(&self, tag: DeviceTag) -> Option<ids::MemberId> {
        let standing = self.open.chain.roster()?.device(DeviceId::from_bytes(tag.0))?;
        Some(wire_member_out(standing.member))
    }

    /// A colleague's case, and no reason was given yet today on this device.
    pub(crate) fn needs_reason(&self, case: CaseId) -> bool {
        let Some(cards) = self.open.catalogue.get(case, &self.open.index) else { return false };
        let (Some(file), Some(me)) = (cards.file, self.open.me()) else { return false };
        let me = casework::MemberId(*me.as_bytes());
        file.responsible.is_some_and(|responsible| responsible != me)
            && file.substitute != Some(me)
            && !self.opened_today().contains(&ByteArray::from(case.0))
    }

    /// The colleagues' cases for which a reason was given today.
    pub(crate) fn opened_today(&self) -> &[ByteArray<16>] {
        match &self.open.settings.opened {
            Some((day, cases)) if *day == self.day_number() => cases,
            _ => &[],
        }
    }

    /// *Verlauf*, newest first.
    ///
    /// # Errors
    /// `ForeignCase` before a reason was given.
    pub(super) async fn history(&mut self, door: DoorCase) -> Result<Vec<HistoryLine>, Refusal> {
        let case = case_in(door);
        if self.needs_reason(case) {
            return Err(Refusal::ForeignCase);
        }
        // Who looked into the case, and why, is told by itself.
        let written =
            |_, list: Option<&'static ListSpec>| list.is_none_or(|list| list.entries == Entries::Edited);
        let mut changes = vec![
            (SheetKind::Person, self.changes_of(Subject::PersonSheet(case), &written).await?),
            (SheetKind::CaseFile, self.changes_of(Subject::CaseFile(case), &written).await?),
        ];
        for (month, appointments) in self.months_of(case) {
            let of_the_case = |place: casework::Place, _: Option<&'static ListSpec>| {
                place.is_some_and(|entry| appointments.contains(&entry))
            };
            changes.push((SheetKind::Agenda, self.changes_of(Subject::Agenda(month), &of_the_case).await?));
        }
        let mut lines = history::history(&changes, &|tag| self.writer(tag));
        for line in &mut lines {
            if let HistoryWhat::Answered { before, after, .. } = &mut line.what {
                self.name_the_case_of(before);
                self.name_the_case_of(after);
            }
        }
        Ok(lines)
    }

    /// The months in which the case has appointments, as cards tell them.
    fn months_of(&self, case: CaseId) -> BTreeMap<Month, BTreeSet<EntryId>> {
        let mut months: BTreeMap<Month, BTreeSet<EntryId>> = BTreeMap::new();
        for agenda in self.open.catalogue.agendas(&self.open.index) {
            for card in agenda.appointments.iter().filter(|card| card.case == Some(case)) {
                months.entry(agenda.month).or_default().insert(card.id);
            }
        }
        months
    }

    async fn changes_of(
        &mut self,
        subject: Subject,
        concerns: &Concerns<'_>,
    ) -> Result<Vec<HistoryEntry>, Refusal> {
        let Some(doc) = self.open.name_of(subject) else { return Ok(Vec::new()) };
        if self.is_coming(subject) {
            return Err(Refusal::NotHereYet);
        }
        if !self.load(doc).await? {
            return Ok(Vec::new());
        }
        let document = self.open.documents.peek(doc);
        Ok(document.map(|document| document.history(history::LINES, concerns)).unwrap_or_default())
    }
}
