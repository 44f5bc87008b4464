//! A browser as it is measured: a new Chromium process on a profile, the shipped app in it, real key presses and pointer presses.

use super::{
    cdp::{Cdp, Event, Nothing},
    slowness::Group,
};
use crate::browser::ALONE;
use anyhow::{Context, Result, bail, ensure};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::json;
use std::{
    path::Path,
    process::Stdio,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{
    process::{Child, Command},
    sync::{mpsc, watch},
    time::timeout,
};

const STOPWATCH: &str = include_str!("stopwatch.js");
/// Longest that one step of a measurement may take.
pub(super) const PATIENCE: Duration = Duration::from_secs(120);

/// One browser with one window.
#[derive(Debug)]
pub(super) struct Tablet {
    chromium: Child,
    cdp: Arc<Cdp>,
    page: String,
    /// The session of the worker that attached last.
    worker: watch::Receiver<Option<String>>,
    origin: String,
    _group: Option<Group>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Targets {
    target_infos: Vec<Target>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Target {
    target_id: String,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Attached {
    session_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Attachment {
    session_id: String,
    target_info: Target,
}

/// The answer to `Runtime.evaluate` of what [`evaluate`] asks.
#[derive(Deserialize)]
struct Evaluated<T> {
    result: Remote<T>,
}

#[derive(Deserialize)]
struct Remote<T> {
    value: Option<Outcome<T>>,
}

#[derive(Deserialize)]
struct Outcome<T> {
    is: Option<T>,
    thrown: Option<String>,
}

impl Tablet {
    /// Starts a new browser process on `profile`, with a share of one CPU in percent if `slowed`.
    ///
    /// # Errors
    /// If Chromium does not start.
    pub(super) async fn starts(profile: &Path, origin: &str, slowed: Option<u32>) -> Result<Self> {
        let group = slowed.map(Group::with_share).transpose()?;
        let told = profile.join("DevToolsActivePort");
        if told.exists() {
            std::fs::remove_file(&told)?;
        }
        let chromium = command(profile, group.as_ref()).spawn().context("cannot start chromium")?;
        let url = address(&told).await?;
        let (events, happened) = mpsc::unbounded_channel();
        let cdp = Arc::new(Cdp::connect(&url, events).await?);
        let targets: Targets = cdp.call(None, "Target.getTargets", json!({})).await?;
        let page = targets.target_infos.into_iter().find(|target| target.kind == "page");
        let page = page.context("chromium has no page")?.target_id;
        let attach = json!({"targetId": page, "flatten": true});
        let Attached { session_id: page } = cdp.call(None, "Target.attachToTarget", attach).await?;
        let (attached, worker) = watch::channel(None);
        tokio::spawn(welcome_workers(Arc::clone(&cdp), happened, attached));
        let tablet = Self { chromium, cdp, page, worker, origin: origin.to_owned(), _group: group };
        tablet.tell("Page.enable", json!({})).await?;
        tablet.tell("Page.addScriptToEvaluateOnNewDocument", json!({"source": STOPWATCH})).await?;
        let attach = json!({"autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true});
        tablet.tell("Target.setAutoAttach", attach).await?;
        Ok(tablet)
    }

    async fn tell(&self, method: &str, parameters: impl serde::Serialize) -> Result<()> {
        self.cdp.call::<Nothing>(Some(&self.page), method, parameters).await.map(drop)
    }

    /// Goes to a path of the app.
    ///
    /// # Errors
    /// If the browser is gone.
    pub(super) async fn goes_to(&self, path: &str) -> Result<()> {
        self.tell("Page.navigate", json!({"url": format!("{}{path}", self.origin)})).await?;
        self.waits_for("document.readyState === 'complete' && globalThis.stopwatch").await
    }

    /// Evaluates an expression in the page, waits for its promise and returns its JSON.
    ///
    /// # Errors
    /// If it throws or takes too long.
    pub(super) async fn evaluates<T: DeserializeOwned>(&self, expression: &str) -> Result<T> {
        timeout(PATIENCE, evaluate(&self.cdp, &self.page, expression))
            .await
            .with_context(|| format!("the page does not answer {expression}"))?
    }

    /// The same in the worker.
    ///
    /// # Errors
    /// As [`Self::evaluates`], and if there is no worker.
    pub(super) async fn evaluates_in_worker<T: DeserializeOwned>(&self, expression: &str) -> Result<T> {
        let worker = self.worker.borrow().clone().context("no worker is attached")?;
        evaluate(&self.cdp, &worker, expression).await
    }

    /// Resolves with the moment at which the page was painted so that `looks` is true, in ms since 1970.
    ///
    /// # Errors
    /// If that never happens.
    pub(super) async fn paints(&self, looks: &str) -> Result<f64> {
        match self.evaluates(&format!("stopwatch.painted(() => {looks})")).await {
            Ok(at) => Ok(at),
            Err(problem) => Err(problem.context(self.what_is_there().await?)),
        }
    }

    /// What the page says instead, for whoever mends a measurement. A corpus knows only invented people.
    async fn what_is_there(&self) -> Result<String> {
        let text: String = self.evaluates("location.pathname + '\\n' + document.body.innerText").await?;
        Ok(text.chars().take(600).collect())
    }

    /// Waits until an expression is true, also across a reload.
    ///
    /// # Errors
    /// If it does not become true in time.
    pub(super) async fn waits_for(&self, expression: &str) -> Result<()> {
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            // While a page is being replaced there is nothing to evaluate in.
            let is_true = self.evaluates::<bool>(&format!("Boolean({expression})")).await;
            if is_true.is_ok_and(|it| it) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        bail!("never {expression}; {}", self.what_is_there().await?)
    }

    /// Presses and releases the pointer on the first element that a selector names.
    ///
    /// # Errors
    /// If there is none.
    pub(super) async fn presses(&self, selector: &str) -> Result<()> {
        self.waits_for(&format!("document.querySelector({selector:?})?.getClientRects().length")).await?;
        let place = format!(
            "(() => {{ const e = document.querySelector({selector:?}); e.scrollIntoView({{ block: 'center', behavior: 'instant' }});
            const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; }})()"
        );
        let (x, y): (f64, f64) = self.evaluates(&place).await?;
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({"type": kind, "x": x, "y": y, "button": "left", "clickCount": 1});
            self.tell("Input.dispatchMouseEvent", event).await?;
        }
        Ok(())
    }

    /// Types one character, as a key that is pressed and released.
    ///
    /// # Errors
    /// If the browser is gone.
    pub(super) async fn strikes(&self, character: char) -> Result<()> {
        let text = character.to_string();
        self.tell("Input.dispatchKeyEvent", json!({"type": "keyDown", "text": text, "key": text})).await?;
        self.tell("Input.dispatchKeyEvent", json!({"type": "keyUp", "key": text})).await
    }

    /// Types into whatever has the focus.
    ///
    /// # Errors
    /// If the browser is gone.
    pub(super) async fn types(&self, text: &str) -> Result<()> {
        for character in text.chars() {
            self.strikes(character).await?;
        }
        Ok(())
    }

    /// Presses a key that writes nothing visible.
    ///
    /// # Errors
    /// If the browser is gone.
    pub(super) async fn strikes_key(&self, key: NamedKey) -> Result<()> {
        let (name, code, text) = match key {
            NamedKey::Enter => ("Enter", 13, "\r"),
            NamedKey::Escape => ("Escape", 27, ""),
        };
        for kind in ["keyDown", "keyUp"] {
            let text = if kind == "keyDown" { text } else { "" };
            let event =
                json!({"type": kind, "key": name, "code": name, "windowsVirtualKeyCode": code, "text": text});
            self.tell("Input.dispatchKeyEvent", event).await?;
        }
        Ok(())
    }

    /// Writes instead of what stands in a field: selects all of it and types.
    ///
    /// # Errors
    /// If there is no such field.
    pub(super) async fn fills(&self, selector: &str, text: &str) -> Result<()> {
        self.presses(selector).await?;
        self.evaluates::<bool>(&format!("document.querySelector({selector:?}).select() ?? true")).await?;
        self.types(text).await
    }

    /// Unlocks the vault that the lock screen asks for, and waits for *Heute*.
    ///
    /// # Errors
    /// If it stays locked.
    pub(super) async fn unlocks(&self, passphrase: &str) -> Result<()> {
        self.fills("#passphrase", passphrase).await?;
        self.strikes_key(NamedKey::Enter).await?;
        self.waits_for("document.querySelector('.Today')").await
    }

    /// Goes to a screen by its link in the row of places.
    ///
    /// # Errors
    /// If there is none.
    pub(super) async fn goes_to_place(&self, path: &str) -> Result<()> {
        self.presses(&format!(".Places a[href='{path}']")).await
    }

    /// Leaves the app, and waits until the browser has noticed that no page of it is open.
    ///
    /// # Errors
    /// If the browser is gone.
    pub(super) async fn leaves(&self) -> Result<()> {
        self.tell("Page.navigate", json!({"url": "about:blank"})).await?;
        tokio::time::sleep(Duration::from_secs(1)).await;
        Ok(())
    }

    /// Ends in good order, so that the profile is complete.
    ///
    /// # Errors
    /// If Chromium does not end.
    pub(super) async fn ends(mut self) -> Result<()> {
        // The answer may be the end of the connection.
        drop(self.cdp.call::<Nothing>(None, "Browser.close", json!({})).await);
        let status = timeout(PATIENCE, self.chromium.wait()).await.context("chromium does not end")??;
        ensure!(status.success(), "chromium ended with {status}");
        Ok(())
    }
}

/// Keys without a character.
#[derive(Clone, Copy, Debug)]
pub(super) enum NamedKey {
    /// Sends a form.
    Enter,
    /// Leaves a field.
    Escape,
}

/// Evaluates and waits; what is thrown comes back as a word, because an exception has no JSON.
async fn evaluate<T: DeserializeOwned>(cdp: &Cdp, session: &str, expression: &str) -> Result<T> {
    let caught = format!(
        "(async () => {{ try {{ return {{ is: await ({expression}) }}; }} catch (thrown) {{ return {{ thrown: String(thrown) }}; }} }})()"
    );
    let parameters = json!({"expression": caught, "awaitPromise": true, "returnByValue": true});
    let Evaluated { result: Remote { value } } =
        cdp.call(Some(session), "Runtime.evaluate", parameters).await?;
    match value.with_context(|| format!("{expression} is no expression"))? {
        Outcome { thrown: Some(thrown), .. } => bail!("{expression} throws {thrown}"),
        Outcome { is, .. } => is.with_context(|| format!("{expression} has no value")),
    }
}

/// Workers begin paused: each gets the stopwatch before a line of the app runs in it.
async fn welcome_workers(
    cdp: Arc<Cdp>,
    mut happened: mpsc::UnboundedReceiver<Event>,
    attached: watch::Sender<Option<String>>,
) {
    while let Some(event) = happened.recv().await {
        if event.method != "Target.attachedToTarget" {
            continue;
        }
        let Ok(Attachment { session_id, target_info }) = event.parameters() else { continue };
        if target_info.kind == "worker" {
            let script = json!({"expression": STOPWATCH});
            if cdp.call::<Nothing>(Some(&session_id), "Runtime.evaluate", script).await.is_ok() {
                attached.send_replace(Some(session_id.clone()));
            }
        }
        let run = cdp.call::<Nothing>(Some(&session_id), "Runtime.runIfWaitingForDebugger", json!({}));
        // A target that is gone needs not run.
        drop(run.await);
    }
}

fn command(profile: &Path, group: Option<&Group>) -> Command {
    let mut command = match group {
        Some(group) => {
            let mut shell = Command::new("sh");
            shell.args(["-c", "echo $$ > \"$0\" && exec chromium \"$@\""]).arg(group.door());
            shell
        }
        None => Command::new("chromium"),
    };
    command
        .args(ALONE)
        .args(["--lang=de-DE", "--accept-lang=de-DE,de", "--remote-debugging-port=0"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg("about:blank")
        .env("LANGUAGE", "de")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    command
}

/// Where the browser says that it can be spoken to.
async fn address(told: &Path) -> Result<String> {
    let until = Instant::now() + PATIENCE;
    while Instant::now() < until {
        let text = std::fs::read_to_string(told).unwrap_or_default();
        if let Some((port, path)) = text.split_once('\n').filter(|(_, path)| !path.is_empty()) {
            return Ok(format!("ws://127.0.0.1:{port}{path}"));
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    bail!("chromium does not come up")
}
