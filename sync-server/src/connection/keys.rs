//! `KeysPut`: boxes and key records that are missing at the relay. All of them are kept, or none.

use super::{Connection, Ended};
use crate::{
    judge,
    store::{Write, Written},
};
use protocol::{
    message::{Refusal, RelayMessage},
    records::{KeyRecord, SpaceBox},
};

impl Connection {
    /// Keeps keys that the roster permits.
    pub(super) async fn put_keys(
        &mut self,
        boxes: Vec<SpaceBox>,
        records: Vec<KeyRecord>,
    ) -> Result<(), Ended> {
        let (roster, device) = (self.workspace.roster().await?, self.device);
        let judging = self.app.journal.read(move |_| {
            let fit = boxes.iter().all(|it| judge::space_box(it, device, &roster))
                && records.iter().all(|it| judge::key_record(it, device, &roster));
            Ok(fit.then_some((boxes, records)))
        });
        let Some((boxes, records)) = judging.await? else {
            return self.decline(Refusal::NotAllowed).await;
        };
        match self.app.journal.write(Write::Keys { workspace: self.workspace.id, boxes, records }).await {
            Ok(Written::Done) => self.frames.send(&RelayMessage::KeysKept).await,
            Ok(_) => self.decline(Refusal::NotAllowed).await,
            Err(error) => self.storage(error).await,
        }
    }
}
