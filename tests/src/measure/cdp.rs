//! The Chrome DevTools Protocol over its WebSocket, as far as measuring needs it: calls, their answers, and workers that attach.
//!
//! Journeys go through ChromeDriver, which speaks to pages only. A measurement also has to look into the worker and must not
//! share the machine with a second process that polls, so it talks to Chromium itself.

use anyhow::{Context, Result, bail};
use futures::{SinkExt, StreamExt};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};
use tokio::sync::{mpsc, oneshot};
use tokio_tungstenite::{
    connect_async_with_config,
    tungstenite::{Message, protocol::WebSocketConfig},
};

/// Who waits for which answer.
type Waiting = Arc<Mutex<HashMap<u64, oneshot::Sender<String>>>>;

/// A connection to one Chromium.
#[derive(Debug)]
pub(super) struct Cdp {
    calls: mpsc::UnboundedSender<String>,
    waiting: Waiting,
    next: AtomicU64,
}

/// Something that happened without being asked for, as it came.
#[derive(Debug)]
pub(super) struct Event {
    /// Its name, e.g. `Target.attachedToTarget`.
    pub(super) method: String,
    text: String,
}

impl Event {
    /// Its parameters.
    ///
    /// # Errors
    /// If they have another shape.
    pub(super) fn parameters<T: DeserializeOwned>(&self) -> Result<T> {
        Ok(serde_json::from_str::<Parameters<T>>(&self.text)?.params)
    }
}

#[derive(Deserialize)]
struct Parameters<T> {
    params: T,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Call<'a, P> {
    id: u64,
    method: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    session_id: Option<&'a str>,
    params: P,
}

#[derive(Deserialize)]
struct Head {
    id: Option<u64>,
    method: Option<String>,
}

#[derive(Deserialize)]
struct Answer<T> {
    result: Option<T>,
    error: Option<Problem>,
}

#[derive(Deserialize)]
struct Problem {
    message: String,
}

impl Cdp {
    /// Connects; what happens in the browser goes to `events`.
    ///
    /// # Errors
    /// If nobody listens there.
    pub(super) async fn connect(url: &str, events: mpsc::UnboundedSender<Event>) -> Result<Self> {
        let config = WebSocketConfig::default().max_message_size(None).max_frame_size(None);
        let (socket, _) = connect_async_with_config(url, Some(config), true).await?;
        let (mut to_browser, mut from_browser) = socket.split();
        let (calls, mut outgoing) = mpsc::unbounded_channel::<String>();
        let waiting = Waiting::default();
        tokio::spawn(async move {
            while let Some(call) = outgoing.recv().await {
                if to_browser.send(Message::text(call)).await.is_err() {
                    break;
                }
            }
        });
        let answers = Arc::clone(&waiting);
        tokio::spawn(async move {
            while let Some(Ok(Message::Text(text))) = from_browser.next().await {
                hear(text.to_string(), &answers, &events);
            }
            // Nobody answers any more: whoever waits hears that.
            answers.lock().unwrap_or_else(PoisonError::into_inner).clear();
        });
        Ok(Self { calls, waiting, next: AtomicU64::new(1) })
    }

    /// Calls a method, of a session if one is given, and waits for its answer.
    ///
    /// # Errors
    /// If the browser refuses or is gone.
    pub(super) async fn call<T: DeserializeOwned>(
        &self,
        session: Option<&str>,
        method: &str,
        params: impl Serialize,
    ) -> Result<T> {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let (answer, answered) = oneshot::channel();
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).insert(id, answer);
        self.calls.send(serde_json::to_string(&Call { id, method, session_id: session, params })?)?;
        let text = answered.await.with_context(|| format!("the browser is gone; {method} gets no answer"))?;
        match serde_json::from_str::<Answer<T>>(&text)? {
            Answer { error: Some(problem), .. } => bail!("{method}: {}", problem.message),
            Answer { result, .. } => result.with_context(|| format!("{method} answers nothing")),
        }
    }
}

fn hear(text: String, answers: &Waiting, events: &mpsc::UnboundedSender<Event>) {
    let Ok(head) = serde_json::from_str::<Head>(&text) else { return };
    if let Some(id) = head.id {
        let waits = answers.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
        if let Some(waits) = waits {
            // Who asked may have stopped waiting.
            drop(waits.send(text));
        }
    } else if let Some(method) = head.method {
        // Nobody needs to listen.
        drop(events.send(Event { method, text }));
    }
}

/// An answer that says nothing.
#[derive(Debug, Deserialize)]
pub(super) struct Nothing {}
