//! *Abgleich*: the three truthful states, what waits, what happened, what could not be opened (S12, A3, A8).

use crate::{
    open::Step,
    store::Store,
    translation::{case_out, wire_member_out},
};
use api::{
    ids::Moment,
    refusal::RelayFault,
    view::{DocumentLine, DocumentSync, LinkState, QuarantineLine, SyncBadge, SyncLogLine, SyncView},
};
use casework::{CaseId, DocumentKind};
use protocol::{ids::DocumentId, message::NackReason};
use rand_core::CryptoRng;
use std::collections::BTreeMap;
use sync_engine::{Pause, Phase, StoreFault, SyncStatus};

/// Documents on the relay that are named.
const LISTED: usize = 20;

impl<S: Store, R: CryptoRng> Step<'_, S, R> {
    /// The badge in the bar.
    pub(super) fn badge(&self) -> SyncBadge {
        let status = self.open.engine.status();
        SyncBadge {
            link: self.link_state(&status),
            waiting: count(self.open.outbox.len()),
            last_contact: status.last_contact.map(|at| Moment(at.0)),
            quarantined: count(self.open.quarantine.len()),
            storage_low: self.is_storage_low(),
        }
    }

    fn link_state(&self, status: &SyncStatus) -> LinkState {
        match status.phase {
            Phase::Idle => LinkState::Offline,
            Phase::Offline { .. } => self.open.refused.map_or(LinkState::Offline, LinkState::Refused),
            Phase::Connecting
            | Phase::Founding
            | Phase::Joining
            | Phase::Authenticating
            | Phase::Greeting => LinkState::Connecting,
            Phase::Live
                if 0 < status.waiting
                    || status.bodies_missing
                    || status.cursor < status.relay_seq
                    || self.open.intentions.are_pending() =>
            {
                LinkState::Syncing
            }
            Phase::Live => LinkState::Live,
            Phase::Paused(Pause::Rewound) => LinkState::Rewound,
            Phase::Paused(Pause::NotAdmitted) => {
                LinkState::Refused(self.open.refused.unwrap_or(RelayFault::Invitation))
            }
            Phase::Paused(Pause::AppTooOld) => LinkState::Refused(RelayFault::Version),
            Phase::Paused(Pause::NotStored(StoreFault::Full)) => LinkState::NoRoomHere,
            Phase::Paused(Pause::NotStored(StoreFault::Failed)) => LinkState::NotStored,
            Phase::Paused(Pause::ChainBroken) => LinkState::Refused(RelayFault::Other),
        }
    }

    fn is_storage_low(&self) -> bool {
        let storage = self.open.space_left;
        storage.used.zip(storage.quota).is_some_and(|(used, quota)| quota / 10 * 9 < used)
    }

    /// *Abgleich*.
    pub(super) fn sync_view(&self) -> SyncView {
        let mut documents = (0, 0, 0);
        let mut on_the_relay = Vec::new();
        for (doc, entry) in self.open.index.iter() {
            match self.document_sync(doc) {
                DocumentSync::OnThisDevice => documents.0 += 1,
                DocumentSync::OnTheRelay => on_the_relay.push((entry.seq, doc)),
                DocumentSync::Arrived => documents.2 += 1,
            }
        }
        documents.1 = count(on_the_relay.len());
        on_the_relay.sort_unstable_by(|one, other| other.cmp(one));
        let log = self.open.log.iter().map(|line| SyncLogLine {
            at: Moment(line.at.0),
            code: line.code.clone(),
            count: line.count,
        });
        SyncView {
            badge: self.badge(),
            documents,
            waiting: self.waiting(),
            on_the_relay: on_the_relay
                .iter()
                .take(LISTED)
                .map(|(_, doc)| self.document_line(*doc, 0))
                .collect(),
            log: log.collect(),
            storage: self.open.space_left,
            waiting_for_keys: count(self.open.n_waiting()),
            quarantine: self.quarantined(),
        }
    }

    fn waiting(&self) -> Vec<DocumentLine> {
        let mut envelopes: BTreeMap<DocumentId, u32> = BTreeMap::new();
        self.open.outbox.iter().for_each(|row| *envelopes.entry(row.doc).or_default() += 1);
        envelopes.into_iter().map(|(doc, envelopes)| self.document_line(doc, envelopes)).collect()
    }

    fn document_line(&self, doc: DocumentId, envelopes: u32) -> DocumentLine {
        let case = self.case_of(doc);
        let kind = self.open.index.get(doc).and_then(|entry| entry.kind);
        DocumentLine {
            case: case.map(case_out),
            title: case.map(|case| self.title_of(case)).unwrap_or_default(),
            kind: kind.map_or("", code_of).to_owned(),
            envelopes,
        }
    }

    fn quarantined(&self) -> Vec<QuarantineLine> {
        let line = |record: &crate::rows::QuarantineRecord| {
            let case = record.doc.and_then(|doc| self.case_of(doc));
            let roster = self.open.chain.roster();
            let by = record.device.and_then(|device| Some(roster?.device(device)?.member));
            QuarantineLine {
                at: Moment(record.at.0),
                case: case.map(case_out),
                title: case.map(|case| self.title_of(case)).unwrap_or_default(),
                by: by.map(wire_member_out),
                code: code_of_reason(record.reason).to_owned(),
            }
        };
        self.open.quarantine.values().map(line).collect()
    }

    fn case_of(&self, doc: DocumentId) -> Option<CaseId> {
        let entry = self.open.index.get(doc)?;
        match entry.kind? {
            DocumentKind::PersonSheet | DocumentKind::CaseFile => Some(CaseId(*entry.home.salt.as_bytes())),
            DocumentKind::Agenda | DocumentKind::Directory | DocumentKind::UnitSettings => None,
        }
    }
}

const fn code_of(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::PersonSheet => "person-sheet",
        DocumentKind::CaseFile => "case-file",
        DocumentKind::Agenda => "agenda",
        DocumentKind::Directory => "directory",
        DocumentKind::UnitSettings => "unit-settings",
    }
}

const fn code_of_reason(reason: NackReason) -> &'static str {
    match reason {
        NackReason::NoKey => "no-key",
        NackReason::Tampered => "tampered",
        NackReason::Malformed => "malformed",
        NackReason::NotAllowed => "not-allowed",
        NackReason::TooNew => "too-new",
        NackReason::Trapped => "trapped",
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
