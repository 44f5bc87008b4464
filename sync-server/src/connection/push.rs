//! `Push`: envelopes are judged by the roster as it is, appended if the chain has not moved since, and acknowledged only
//! when they are durable. (RS2) (RS4) (RS5)

use super::{Connection, Ended};
use crate::{
    judge::{self, Known, Pushed},
    store::{NewRow, RowOutcome, Store, StoreError, Write, Written},
};
use minicbor::bytes::ByteVec;
use protocol::{
    chain::Roster,
    ids::{DeviceId, EnvelopeId},
    message::{Ack, PushOutcome, Refusal, RelayMessage},
    records::KeyRecord,
};
use std::sync::Arc;

/// A chain that moves this often while one push is judged is too busy to wait for.
const MOST_TRIES: usize = 8;

/// A push as it stands after judging: per envelope a verdict, in order.
struct Judged {
    verdicts: Vec<(EnvelopeId, Result<NewRow, PushOutcome>)>,
    records: Vec<KeyRecord>,
}

impl Connection {
    /// Takes a push and acknowledges each of its envelopes.
    pub(super) async fn push(
        &mut self,
        envelopes: Vec<ByteVec>,
        records: Vec<KeyRecord>,
    ) -> Result<(), Ended> {
        let envelopes = Arc::new((envelopes, records));
        for _ in 0..MOST_TRIES {
            let (roster, device, pushed) =
                (self.workspace.roster().await?, self.device, Arc::clone(&envelopes));
            let chain_len = roster.len();
            let judged =
                self.app.journal.read(move |store| judge_all(store, &pushed, device, &roster)).await?;
            if let Some(acks) = self.append(judged, chain_len).await? {
                let refused =
                    acks.iter().filter(|ack| !matches!(ack.outcome, PushOutcome::Stored(_))).count();
                self.app.metrics.envelopes_refused.add(refused);
                return self.frames.send(&RelayMessage::Acks(acks)).await;
            }
        }
        Err(self.refuse(Refusal::Busy).await)
    }

    /// `None` if the chain has moved: judge again.
    async fn append(&mut self, judged: Judged, chain_len: u64) -> Result<Option<Vec<Ack>>, Ended> {
        let rows: Vec<NewRow> =
            judged.verdicts.iter().filter_map(|(_, verdict)| verdict.as_ref().ok().cloned()).collect();
        let mut outcomes = if rows.is_empty() {
            Vec::new()
        } else {
            let (workspace, n_rows, records) = (self.workspace.id, rows.len(), judged.records);
            match self.app.journal.write(Write::Append { workspace, chain_len, records, rows }).await {
                Ok(Written::Rows(outcomes)) => outcomes.into_iter().map(outcome).collect(),
                Ok(_) => return Ok(None),
                Err(StoreError::Full) => {
                    self.app.metrics.writes_without_room.add(1);
                    vec![PushOutcome::Later; n_rows]
                }
                Err(error) => return Err(error.into()),
            }
        }
        .into_iter();
        let stored =
            outcomes.as_slice().iter().filter(|outcome| matches!(outcome, PushOutcome::Stored(_))).count();
        self.app.metrics.envelopes_stored.add(stored);
        let ack = |(envelope, verdict): (EnvelopeId, Result<NewRow, PushOutcome>)| Ack {
            envelope,
            outcome: verdict.err().or_else(|| outcomes.next()).unwrap_or(PushOutcome::Later),
        };
        Ok(Some(judged.verdicts.into_iter().map(ack).collect()))
    }
}

/// Reading and checking signatures takes time, so all of it happens on a blocking thread.
fn judge_all(
    store: &dyn Store,
    (envelopes, records): &(Vec<ByteVec>, Vec<KeyRecord>),
    device: DeviceId,
    roster: &Roster,
) -> Result<Judged, StoreError> {
    let permitted = |record: &&KeyRecord| judge::key_record(record, device, roster);
    let records: Vec<KeyRecord> = records.iter().filter(permitted).cloned().collect();
    let mut verdicts = Vec::with_capacity(envelopes.len());
    for bytes in envelopes {
        let pushed = judge::read(bytes);
        let known = look_up(store, &pushed, &records, roster)?;
        verdicts.push((pushed.id, judge::envelope(pushed, device, roster, &known)));
    }
    Ok(Judged { verdicts, records })
}

fn look_up(
    store: &dyn Store,
    pushed: &Pushed,
    records: &[KeyRecord],
    roster: &Roster,
) -> Result<Known, StoreError> {
    let Ok(envelope) = &pushed.envelope else { return Ok(Known::default()) };
    let (workspace, header) = (roster.workspace(), &envelope.header);
    let place = store.place(workspace, pushed.id)?;
    if place.is_some() {
        return Ok(Known { place, ..Known::default() });
    }
    let of_it = |record: &&KeyRecord| record.claim.doc == header.doc && record.claim.key_id() == header.key;
    let mut of_document = store.records(workspace, header.doc, Some(header.key))?;
    of_document.extend(records.iter().filter(of_it).cloned());
    Ok(Known {
        place,
        records: of_document,
        space: store.space_of(workspace, header.doc)?,
        head: store.head(workspace, header.doc, header.device)?,
    })
}

const fn outcome(row: RowOutcome) -> PushOutcome {
    match row {
        RowOutcome::Stored(seq) => PushOutcome::Stored(seq),
        RowOutcome::Gap(last) => PushOutcome::CtrGap(last),
        RowOutcome::Clone => PushOutcome::Clone,
    }
}
