//! Sends every greeted device what is new: chain, keys, acceptances, checkpoints, rows; in this order.

use super::{Greeted, KeyRow, LinkId, Outgoing, Replies, Session, SimulatedRelay};
use protocol::{
    chain::Standing,
    codec,
    ids::{DeviceId, MemberId, Seq, SpaceId},
    message::{LogRow, RelayMessage},
    records::{Checkpoint, KeyRecord, SpaceBox},
};
use std::collections::BTreeSet;

/// Rows in one frame: few, so that tests see several.
const ROWS: usize = 32;
/// Frames ahead of `Applied`.
const WINDOW: usize = 4;

impl SimulatedRelay {
    pub(super) fn pump(&mut self, replies: &mut Replies) {
        let links: Vec<LinkId> = self.sessions.keys().copied().collect();
        for link in links {
            match self.sessions.get(&link).cloned() {
                Some(Session::Greeted(greeted)) => self.pump_greeted(link, *greeted, replies),
                Some(Session::Joining(challenge, accept)) => {
                    let device = accept.claim.device.id();
                    if self.disk.roster.as_ref().is_some_and(|roster| roster.active_device(device).is_some())
                    {
                        self.sessions.insert(link, Session::Challenged(challenge));
                        replies.send(link, RelayMessage::Admitted);
                    }
                }
                Some(Session::Challenged(_) | Session::Authenticated(_)) | None => (),
            }
        }
    }

    fn pump_greeted(&mut self, link: LinkId, mut greeted: Greeted, replies: &mut Replies) {
        let len = self.disk.chain.len() as u64;
        if greeted.chain_sent < len {
            replies.send(link, self.chain_from(greeted.chain_sent));
            greeted.chain_sent = len;
        }
        let standing = self.disk.roster.as_ref().and_then(|roster| roster.device(greeted.device));
        let Some(member) =
            standing.filter(|device| device.standing == Standing::Active).map(|device| device.member)
        else {
            replies.send(link, RelayMessage::Revoked);
            self.sessions.remove(&link);
            return replies.0.push(Outgoing::Close(link));
        };
        self.pump_keys(link, member, &mut greeted, replies);
        self.pump_people(link, &mut greeted, replies);
        self.pump_rows(link, &mut greeted, replies);
        self.sessions.insert(link, Session::Greeted(Box::new(greeted)));
    }

    /// Boxes, and key records except to a newcomer that has not chosen yet: its bundles bring them.
    fn pump_keys(&self, link: LinkId, member: MemberId, greeted: &mut Greeted, replies: &mut Replies) {
        let to = self.disk.keys.len() as u64;
        let (boxes_since, records_since) = (greeted.boxes_sent, greeted.keys_sent);
        greeted.boxes_sent = if self.adversary.holds_boxes { boxes_since } else { to };
        greeted.keys_sent = if greeted.chooses { records_since } else { to };
        let readable = self.disk.readable(greeted.device);
        let is_new = |place: usize, since: u64, sent: u64| since <= place as u64 && (place as u64) < sent;
        let granted = |space: SpaceId| {
            let rows = self.disk.keys.iter().enumerate();
            let new = rows.filter(|(place, _)| is_new(*place, records_since, greeted.keys_sent));
            new.into_iter().any(|(_, row)| *row == KeyRow::Grant(space, member))
        };
        let granted: BTreeSet<SpaceId> = readable.iter().copied().filter(|space| granted(*space)).collect();
        let mut boxes: Vec<SpaceBox> = Vec::new();
        let mut records: Vec<KeyRecord> = Vec::new();
        for (place, row) in self.disk.keys.iter().enumerate() {
            match row {
                KeyRow::Box(space_box)
                    if is_new(place, boxes_since, greeted.boxes_sent)
                        && space_box.claim.recipient == greeted.device =>
                {
                    boxes.push(space_box.clone());
                }
                KeyRow::Record(record)
                    if readable.contains(&record.claim.space)
                        && (is_new(place, records_since, greeted.keys_sent)
                            || granted.contains(&record.claim.space)) =>
                {
                    records.push(record.clone());
                }
                KeyRow::Box(_) | KeyRow::Record(_) | KeyRow::Grant(..) => (),
            }
        }
        if !boxes.is_empty() || !records.is_empty() {
            let to = greeted.boxes_sent.min(greeted.keys_sent);
            let from = Seq(greeted.keys_told.min(to));
            greeted.keys_told = to;
            replies.send(link, RelayMessage::Keys { from, to: Seq(to), boxes, records });
        }
    }

    fn pump_people(&self, link: LinkId, greeted: &mut Greeted, replies: &mut Replies) {
        let Some(roster) = &self.disk.roster else { return };
        let open = self.disk.accepts.iter().filter(|(name, _)| {
            let invitation = roster.invitation(**name).filter(|invitation| invitation.open);
            invitation.is_some_and(|invitation| {
                roster.may_administer(greeted.device) || invitation.inviter == greeted.device
            })
        });
        let new = open.filter(|(name, _)| greeted.joining_sent.insert(**name));
        let accepts: Vec<_> = new.map(|(_, accept)| accept.clone()).collect();
        if !accepts.is_empty() {
            replies.send(link, RelayMessage::Joining(accepts));
        }
        let readable = self.disk.readable(greeted.device);
        let others = self.disk.checkpoints.values().filter(|checkpoint| {
            checkpoint.claim.device != greeted.device && readable.contains(&checkpoint.claim.space)
        });
        let new = others.filter(|checkpoint| greeted.checkpoints_sent.insert(codec::encode(*checkpoint)));
        let checkpoints: Vec<Checkpoint> = new.cloned().collect();
        if !checkpoints.is_empty() {
            replies.send(link, RelayMessage::Checkpoints(checkpoints));
        }
    }

    fn pump_rows(&self, link: LinkId, greeted: &mut Greeted, replies: &mut Replies) {
        let readable = self.disk.readable(greeted.device);
        while !greeted.chooses && greeted.unapplied.len() < WINDOW {
            let from = greeted.sent;
            let rows = self.disk.log.iter().filter(|row| from < row.seq && readable.contains(&row.space));
            let rows: Vec<LogRow> = rows.take(ROWS).map(|row| self.served_row(row, greeted.device)).collect();
            let Some(to) = rows.last().map(|row| row.seq) else { return };
            greeted.sent = to;
            greeted.unapplied.push_back(to);
            let withheld = &self.adversary.withheld;
            let rows = rows.into_iter().filter(|row| !withheld.contains(&row.envelope_id)).collect();
            replies.send(link, RelayMessage::Events { from, to, rows });
        }
    }

    fn served_row(&self, row: &super::Row, reader: DeviceId) -> LogRow {
        let own = row.envelope.header.device == reader;
        let envelope = if own { None } else { Some(self.as_served(&row.envelope).encode().into()) };
        LogRow { seq: row.seq, space: row.space, envelope_id: row.id, envelope }
    }
}
