//! One measurement's own copy of a corpus, with the relay behind the toll and browsers in front of it.

use super::{
    corpus::{Corpus, Kept, PROFILES, copy},
    programs::{Program, colleague, origin, relay},
    tablet::Tablet,
    toll::Toll,
};
use crate::relay::repository;
use anyhow::{Context, Result, bail};
use std::{net::TcpListener, path::PathBuf};

/// A copy to play with; it goes with its owner.
#[derive(Debug)]
pub(super) struct Stage {
    kept: Kept,
    folder: tempfile::TempDir,
    relay_port: u16,
    relay: Option<Program>,
    /// What stands between the browsers and the relay.
    pub(super) toll: Toll,
}

impl Stage {
    /// Copies a corpus, with its first `n_profiles` browsers, and starts the relay.
    ///
    /// # Errors
    /// If the corpus' port is taken, e.g. by another measurement.
    pub(super) fn of(kept: Kept, n_profiles: usize) -> Result<Self> {
        let stages = repository().join("target/measure/stage");
        std::fs::create_dir_all(&stages)?;
        let folder = tempfile::tempdir_in(stages)?;
        for part in ["relay", "devices"].iter().chain(PROFILES.iter().take(n_profiles)) {
            copy(&kept.folder.join(part), &folder.path().join(part))?;
        }
        // Any but the corpus' own, which the toll takes.
        let relay_port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let toll = Toll::between(kept.port, relay_port)
            .with_context(|| format!("port {}, which the corpus knows, is taken", kept.port))?;
        let mut stage = Self { kept, folder, relay_port, relay: None, toll };
        stage.relay_starts()?;
        Ok(stage)
    }

    /// What is measured with.
    pub(super) const fn corpus(&self) -> &Corpus {
        &self.kept.corpus
    }

    fn origin(&self) -> String {
        origin(self.kept.port)
    }

    fn relay_starts(&mut self) -> Result<()> {
        let relay = relay(&self.folder.path().join("relay"), self.relay_port, &self.origin())?;
        relay.says("listening on", |_| ())?;
        self.relay = Some(relay);
        self.toll.opens();
        Ok(())
    }

    /// Stops the relay: there is no network any more.
    pub(super) fn relay_stops(&mut self) {
        self.toll.shuts();
        self.relay = None;
    }

    /// Starts the colleague who lets in whoever accepts one of her invitations.
    ///
    /// # Errors
    /// If it is not built.
    pub(super) fn colleague(&self) -> Result<Program> {
        let devices = self.folder.path().join("devices");
        colleague(&devices, &self.origin(), self.kept.corpus.cases, (0, ""))
    }

    /// Where a browser of the corpus keeps what it knows.
    fn profile(&self, which: usize) -> Result<PathBuf> {
        Ok(self.folder.path().join(PROFILES.get(which).context("there are two browsers")?))
    }

    /// Starts a browser of the corpus as a new process.
    ///
    /// # Errors
    /// If Chromium does not start.
    pub(super) async fn tablet(&self, which: usize, slowed: Option<u32>) -> Result<Tablet> {
        Tablet::starts(&self.profile(which)?, &self.origin(), slowed).await
    }

    /// Starts a browser that knows nothing yet.
    ///
    /// # Errors
    /// If Chromium does not start.
    pub(super) async fn fresh_tablet(&self, name: &str, slowed: Option<u32>) -> Result<Tablet> {
        let profile = self.folder.path().join(name);
        std::fs::create_dir(&profile)?;
        Tablet::starts(&profile, &self.origin(), slowed).await
    }

    /// The passphrase of a browser of the corpus.
    ///
    /// # Errors
    /// If there is no such browser.
    pub(super) fn passphrase(&self, which: usize) -> Result<&str> {
        self.kept.passphrases.get(which).map(String::as_str).context("there are two browsers")
    }

    /// Starts a browser of the corpus, goes to *Heute* and unlocks.
    ///
    /// # Errors
    /// If it stays locked.
    pub(super) async fn unlocked(&self, which: usize, slowed: Option<u32>) -> Result<Tablet> {
        let tablet = self.tablet(which, slowed).await?;
        tablet.goes_to("/heute").await?;
        tablet.unlocks(self.passphrase(which)?).await?;
        Ok(tablet)
    }

    /// Lets a browser of the corpus take up the app that was built last, as a tablet does: the new one waits until no page
    /// of the old one is open. Then it gets in step with the relay.
    ///
    /// # Errors
    /// If it keeps an old app.
    pub(super) async fn renews(&self, which: usize) -> Result<()> {
        let worker = std::fs::read_to_string(repository().join("dist/sw.js"))?;
        let build = worker.split_once("const BUILD = \"").and_then(|(_, rest)| rest.split_once('"'));
        let cache = format!("app-{}", build.context("the service worker names no build")?.0);
        for _ in 0..4 {
            let tablet = self.unlocked(which, None).await?;
            tablet.waits_for("document.querySelector('.SyncBadge[data-kind=good]')").await?;
            tablet.waits_for(&format!("await caches.has({cache:?})")).await?;
            let keys = "(await caches.keys()).filter((key) => key.startsWith('app-')).join()";
            let kept: String = tablet.evaluates(keys).await?;
            // Leaves the app without ending the browser: now the new one may take over.
            tablet.leaves().await?;
            tablet.ends().await?;
            if kept == cache {
                return Ok(());
            }
        }
        bail!("the browser keeps an old app")
    }
}
