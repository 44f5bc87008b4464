//! Everything one journey needs, and the end of it: relay, driver, people with their browsers.

use crate::{
    app_folder::AppFolder,
    browser::{Browser, Driver},
    locale::Language,
    relay::{RelayProcess, files_below},
};
use anyhow::{Result, bail};

/// A relay and the people around it.
#[derive(Debug)]
pub struct World {
    /// The relay.
    pub relay: RelayProcess,
    /// Its one-time setup link.
    pub setup_link: String,
    driver: Driver,
}

impl World {
    /// A new relay that nobody has used yet.
    ///
    /// # Errors
    /// If relay or driver do not come up.
    pub fn begin() -> Result<Self> {
        let (relay, setup_link) = RelayProcess::start()?;
        Ok(Self { relay, setup_link, driver: Driver::start()? })
    }

    /// The same, with a wiretap between the relay and everybody's browser.
    ///
    /// # Errors
    /// If relay or driver do not come up.
    pub fn begin_overheard() -> Result<Self> {
        let (relay, setup_link) = RelayProcess::start_overheard()?;
        Ok(Self { relay, setup_link, driver: Driver::start()? })
    }

    /// The same, but the relay serves this folder.
    ///
    /// # Errors
    /// If relay or driver do not come up.
    pub fn begin_serving(app: &AppFolder) -> Result<Self> {
        let (relay, setup_link) = RelayProcess::start_serving(app.path().to_owned())?;
        Ok(Self { relay, setup_link, driver: Driver::start()? })
    }

    /// A browser with a fresh profile, of somebody who reads German.
    ///
    /// # Errors
    /// If Chromium does not start.
    pub async fn new_browser(&self) -> Result<Browser> {
        self.new_browser_in(Language::German).await
    }

    /// A browser with a fresh profile, of somebody who reads this language.
    ///
    /// # Errors
    /// If Chromium does not start.
    pub async fn new_browser_in(&self, language: Language) -> Result<Browser> {
        Browser::open(&self.driver, &self.relay.origin(), language).await
    }

    /// Looks for a typed word in everything the relay keeps and said, in the spellings it could hide in.
    ///
    /// # Errors
    /// If it is there.
    pub fn relay_holds_nothing_of(&self, canary: &str) -> Result<()> {
        nothing_of(canary, &self.relay.everything_it_holds()?)
    }

    /// Looks for a typed word in everything that passed between relay and browsers.
    ///
    /// # Errors
    /// If it is there, or nobody listened.
    pub fn traffic_holds_nothing_of(&self, canary: &str) -> Result<()> {
        nothing_of(canary, &[("traffic".into(), self.relay.everything_overheard()?)])
    }
}

/// Looks for a word in a folder, e.g. the profile of a locked tablet.
///
/// # Errors
/// If it is there, or a file cannot be read.
pub fn folder_holds_nothing_of(canary: &str, folder: &std::path::Path) -> Result<()> {
    nothing_of(canary, &files_below(folder)?)
}

fn nothing_of(canary: &str, files: &[(std::path::PathBuf, Vec<u8>)]) -> Result<()> {
    if files.iter().all(|(_, content)| content.is_empty()) {
        bail!("there is nothing to look into");
    }
    let utf16: Vec<u8> = canary.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let hex: String = canary.bytes().map(|byte| format!("{byte:02x}")).collect();
    let spellings =
        [canary.as_bytes(), canary.to_lowercase().as_bytes(), &utf16, hex.as_bytes()].map(<[u8]>::to_vec);
    for (path, content) in files {
        if spellings.iter().any(|spelling| content.windows(spelling.len()).any(|window| window == spelling)) {
            bail!("{} holds a typed word", path.display());
        }
    }
    Ok(())
}
