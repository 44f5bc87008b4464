//! The one writer, and everybody's way to the store.
//!
//! ```text
//! connections ──Write──► queue ──► writer thread: takes all that waits ──► one durable commit ──► tips, then answers
//! connections ──read───► blocking threads, a few at once
//! ```
//!
//! While one commit is on its way to the disk the next writes gather, so a slow disk makes batches larger and not the queue
//! longer (group commit). An answer is given only after the commit that covers it (S2, RS2); the tips that wake the other
//! connections are published by the writer itself, so nobody who leaves early can swallow a wake-up.

use crate::store::{Store, StoreError, Tip, Write, Written};
use protocol::ids::WorkspaceId;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
    thread::JoinHandle,
};
use tokio::sync::{Semaphore, mpsc, oneshot, watch};

/// Writes that may wait; whoever comes then waits for a place.
const QUEUE: usize = 1024;
/// Writes that one commit covers.
const BATCH: usize = 256;
/// Reads that run at once.
const READERS: usize = 8;

struct Job {
    write: Write,
    answer: oneshot::Sender<Result<Written, StoreError>>,
}

/// Handle to the store; cheap to clone.
#[derive(Clone)]
pub(crate) struct Journal {
    store: Arc<dyn Store>,
    queue: mpsc::Sender<Job>,
    readers: Arc<Semaphore>,
    tips: Arc<Tips>,
    failed: watch::Receiver<bool>,
}

/// How far each workspace has come, for those who wait.
#[derive(Default)]
struct Tips(Mutex<BTreeMap<WorkspaceId, watch::Sender<Tip>>>);

/// The writer thread. It ends when the last [`Journal`] is gone.
#[derive(Debug)]
pub(crate) struct WriterThread(JoinHandle<()>);

impl WriterThread {
    /// Waits until everything that was queued is durable and the files are closed.
    pub(crate) fn join(self) {
        if self.0.join().is_err() {
            tracing::error!("the writer thread panicked");
        }
    }
}

impl Tips {
    fn publish(&self, workspace: WorkspaceId, tip: Tip) {
        let mut tips = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tips.entry(workspace).or_insert_with(|| watch::Sender::new(tip)).send_replace(tip);
    }
}

impl Journal {
    /// Starts the writer.
    ///
    /// # Errors
    /// If the system has no thread to give.
    pub(crate) fn start(store: Arc<dyn Store>) -> std::io::Result<(Self, WriterThread)> {
        let (queue, jobs) = mpsc::channel(QUEUE);
        let tips = Arc::new(Tips::default());
        let (failing, failed) = watch::channel(false);
        let writer = Writer { store: Arc::clone(&store), tips: Arc::clone(&tips), failing };
        let thread = std::thread::Builder::new().name("writer".to_owned()).spawn(move || writer.run(jobs))?;
        let journal = Self { store, queue, readers: Arc::new(Semaphore::new(READERS)), tips, failed };
        Ok((journal, WriterThread(thread)))
    }

    /// Writes durably.
    pub(crate) async fn write(&self, write: Write) -> Result<Written, StoreError> {
        let (answer, answered) = oneshot::channel();
        self.queue.send(Job { write, answer }).await.map_err(|_| StoreError::Closed)?;
        answered.await.map_err(|_| StoreError::Closed)?
    }

    /// Reads what is durable.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&dyn Store) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let permit = Arc::clone(&self.readers).acquire_owned().await.map_err(|_| StoreError::Closed)?;
        let store = Arc::clone(&self.store);
        let reading = tokio::task::spawn_blocking(move || {
            let outcome = read(store.as_ref());
            drop(permit);
            outcome
        });
        reading.await.map_err(|_| StoreError::Closed)?
    }

    /// Follows a workspace.
    pub(crate) async fn follow(&self, workspace: WorkspaceId) -> Result<watch::Receiver<Tip>, StoreError> {
        let tip = self.read(move |store| store.tip(workspace)).await?;
        let mut tips = self.tips.0.lock().unwrap_or_else(PoisonError::into_inner);
        let sender = tips.entry(workspace).or_insert_with(|| watch::Sender::new(tip));
        Ok(sender.subscribe())
    }

    /// Resolves when the database has failed for good.
    pub(crate) async fn failed(&self) {
        if self.failed.clone().wait_for(|failed| *failed).await.is_err() {
            // The writer ended in good order, so it will never fail.
            std::future::pending::<()>().await;
        }
    }
}

struct Writer {
    store: Arc<dyn Store>,
    tips: Arc<Tips>,
    failing: watch::Sender<bool>,
}

impl Writer {
    fn run(self, mut jobs: mpsc::Receiver<Job>) {
        let mut waiting = Vec::with_capacity(BATCH);
        while 0 < jobs.blocking_recv_many(&mut waiting, BATCH) {
            let (batch, answers): (Vec<_>, Vec<_>) =
                waiting.drain(..).map(|job| (job.write, job.answer)).unzip();
            match self.store.commit(&batch).and_then(|written| self.publish(&batch).map(|()| written)) {
                Ok(written) => {
                    answers.into_iter().zip(written).for_each(|(answer, it)| reply(answer, Ok(it)))
                }
                Err(StoreError::Full) => {
                    answers.into_iter().for_each(|answer| reply(answer, Err(StoreError::Full)))
                }
                Err(error) => {
                    // After a failed sync nobody knows what is on the disk: no answer, no second try, no more service.
                    tracing::error!(%error, "the database failed; the relay stops");
                    self.failing.send_replace(true);
                    return;
                }
            }
        }
    }

    fn publish(&self, batch: &[Write]) -> Result<(), StoreError> {
        let touched: BTreeSet<WorkspaceId> = batch.iter().filter_map(moves_a_tip).collect();
        touched.into_iter().try_for_each(|workspace| {
            self.tips.publish(workspace, self.store.tip(workspace)?);
            Ok(())
        })
    }
}

fn reply(answer: oneshot::Sender<Result<Written, StoreError>>, written: Result<Written, StoreError>) {
    if answer.send(written).is_err() {
        // Its connection is gone; the device will ask again and be told the same (S5).
        tracing::debug!("nobody waits for this answer any more");
    }
}

fn moves_a_tip(write: &Write) -> Option<WorkspaceId> {
    match write {
        Write::Found { workspace, .. }
        | Write::Operation { workspace, .. }
        | Write::Keys { workspace, .. }
        | Write::Append { workspace, .. }
        | Write::Checkpoint { workspace, .. } => Some(*workspace),
        Write::Accept { accept } => Some(accept.claim.workspace),
        Write::Beat | Write::SetupToken { .. } | Write::Nack { .. } | Write::Contact { .. } => None,
    }
}
