//! *Fälle* and the trash: cases as their cards tell them.

use crate::{
    catalogue::CaseCards,
    open::{Open, Step},
    store::Store,
    translation::{case_out, wire_member_out},
    views::{
        cases::{CaseRow, case_line},
        trash::{Of, removed_case, removed_entries},
    },
};
use api::{
    field::Sheet,
    ids::MemberId as DoorMember,
    query::CaseFilter,
    view::{CaseListView, DocumentSync, TrashLine},
};
use casework::{CaseId, Deletion};
use protocol::ids::DocumentId;
use rand_core::CryptoRng;
use std::rc::Rc;

impl CaseCards<'_> {
    /// Since when the case lies in the trash.
    pub(crate) fn deleted(&self) -> Option<Deletion> {
        self.person.and_then(|card| card.deleted).max(self.file.and_then(|card| card.deleted))
    }
}

impl<S: Store, R: CryptoRng> Step<'_, S, R> {
    /// *Fälle*: only the rows that are shown read cards.
    pub(super) fn case_list(&self, filter: &CaseFilter) -> CaseListView {
        let Open { catalogue, index, .. } = &*self.open;
        let me = self.open.me().map_or(DoorMember([0; 16]), wire_member_out);
        let fitting = catalogue.find(&filter.search, |standing| standing.fits(filter, me));
        let wanted = fitting.iter().skip(filter.skip as usize).take(filter.take as usize);
        let rows = wanted.filter_map(|case| catalogue.get(*case, index)).map(|cards| self.row(&cards));
        CaseListView {
            total: count(fitting.len()),
            cases: count(catalogue.n_present()),
            is_filling: self.is_list_filling(),
            skip: filter.skip,
            lines: rows.map(|row| Rc::new(case_line(&row))).collect(),
        }
    }

    /// Do cards come that a list lacks? Bodies that come behind them change nothing in it.
    fn is_list_filling(&self) -> bool {
        let status = self.open.engine.status();
        let has_not_begun = !status.bodies_missing && status.has_nothing_yet();
        has_not_begun || self.open.is_filling() || 0 < self.open.n_waiting()
    }

    /// A case as lists need it.
    pub(crate) fn row<'a>(&self, cards: &CaseCards<'a>) -> CaseRow<'a> {
        let CaseCards { case: id, documents, person, file } = *cards;
        let syncs =
            [documents.person, documents.file].into_iter().flatten().map(|doc| self.document_sync(doc));
        CaseRow { id, person, file, sync: syncs.min().unwrap_or(DocumentSync::OnThisDevice) }
    }

    /// What a list calls a case, as far as this device may know it.
    pub(crate) fn title_of(&self, case: CaseId) -> String {
        let cards = self.open.catalogue.get(case, &self.open.index);
        cards.and_then(|cards| cards.person?.title()).unwrap_or_default().to_owned()
    }

    /// The three truthful states of a document (S12).
    pub(crate) fn document_sync(&self, doc: DocumentId) -> DocumentSync {
        let Some(entry) = self.open.index.get(doc) else { return DocumentSync::OnThisDevice };
        if self.open.outbox.waits(doc) {
            return DocumentSync::OnThisDevice;
        }
        let mut reached = self.open.reached.arrived.iter();
        let has_arrived = reached.any(|(space, seq)| *space == entry.home.space && entry.seq <= *seq);
        if has_arrived && 0 < entry.seq.0 { DocumentSync::Arrived } else { DocumentSync::OnTheRelay }
    }

    /// Everything in the trash that can still be taken out, as the cards tell it.
    pub(super) fn trash(&self) -> Vec<TrashLine> {
        let mut lines = Vec::new();
        for cards in self.open.catalogue.cases(&self.open.index) {
            let title = cards.person.and_then(|card| card.title()).unwrap_or_default();
            let of = Of { case: cards.case, title, needs_reason: self.needs_reason(cards.case) };
            lines.extend(cards.deleted().and_then(|gone| removed_case(of, gone, self.now.0)));
            let removed = [
                (Sheet::Person(case_out(cards.case)), cards.person.map(|card| card.trash.as_slice())),
                (Sheet::CaseFile(case_out(cards.case)), cards.file.map(|card| card.trash.as_slice())),
            ];
            for (sheet, removed) in removed {
                let removed = removed.unwrap_or_default();
                lines.extend(removed_entries(of, sheet, removed, self.now.0));
            }
        }
        lines.sort_by_key(|line| std::cmp::Reverse(line.removed_at));
        lines
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
