//! *Fall* and *Verlauf*: the two documents of one case, opened because somebody looks at them.

use crate::{
    open::Step,
    store::Store,
    translation::{case_in, member_out, wire_member_out},
    views::{cases::case_line, history, sheet},
};
use api::{
    ids::{self, CaseId as DoorCase},
    refusal::Refusal,
    view::{CaseView, HistoryLine, SheetView},
};
use casework::{CaseId, DeviceTag, HistoryEntry, Subject};
use minicbor::bytes::ByteArray;
use protocol::{chain::SpaceKind, ids::DeviceId};
use rand_core::CryptoRng;

impl<S: Store, R: CryptoRng> Step<'_, S, R> {
    /// *Fall*.
    ///
    /// # Errors
    /// `NotFound` if nothing of it is here.
    pub(super) async fn case_view(&mut self, door: DoorCase) -> Result<CaseView, Refusal> {
        let case = case_in(door);
        let needs_reason = self.needs_reason(case);
        let (person, file) = if needs_reason {
            (SheetView::default(), None)
        } else {
            let person = self.sheet(Subject::PersonSheet(case)).await?.unwrap_or_default();
            (person, self.sheet(Subject::CaseFile(case)).await?)
        };
        self.open.catalogue.follow(&mut self.open.index);
        let cards = self.open.catalogue.get(case, &self.open.index).ok_or(Refusal::NotFound)?;
        let line = case_line(&self.row(&cards));
        let substitute = cards.file.and_then(|card| card.substitute).map(member_out);
        let writable =
            self.open.may_write(SpaceKind::Reception) && !needs_reason && cards.deleted().is_none();
        let appointments = self.appointments_of(case);
        Ok(CaseView { line, person, file, appointments, substitute, needs_reason, writable })
    }

    /// A document on screen; `None` if this device may not read it or nothing of it is here.
    async fn sheet(&mut self, subject: Subject) -> Result<Option<SheetView>, Refusal> {
        let Some(doc) = self.open.name_of(subject) else { return Ok(None) };
        if self.is_coming(subject) {
            return Err(Refusal::NotHereYet);
        }
        if !self.load(doc).await? {
            return Ok(None);
        }
        let view = self.open.documents.peek(doc).map(casework::Document::view);
        Ok(view.map(|view| sheet::sheet(&view, &|tag| self.writer(tag))))
    }

    /// Whose device a change was written on.
    fn writer(&self, tag: DeviceTag) -> Option<ids::MemberId> {
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
        let person = self.changes_of(Subject::PersonSheet(case)).await?;
        let file = self.changes_of(Subject::CaseFile(case)).await?;
        Ok(history::history(&person, &file, &|tag| self.writer(tag)))
    }

    async fn changes_of(&mut self, subject: Subject) -> Result<Vec<HistoryEntry>, Refusal> {
        let Some(doc) = self.open.name_of(subject) else { return Ok(Vec::new()) };
        if self.is_coming(subject) {
            return Err(Refusal::NotHereYet);
        }
        if !self.load(doc).await? {
            return Ok(Vec::new());
        }
        Ok(self.open.documents.peek(doc).map(|document| document.history(history::LINES)).unwrap_or_default())
    }
}
