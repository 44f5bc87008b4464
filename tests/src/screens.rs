//! What a screen must be on every device: nothing sticks out sideways, everything to press is large enough for a thumb, axe finds
//! nothing; and a picture of it lies in `target/screens`.

use crate::{
    browser::{Browser, Window, pictures},
    relay::repository,
};
use anyhow::{Context, Result, ensure};

const WINDOWS: [Window; 3] = [Window(360, 800), Window(820, 1180), Window(1180, 820)];
const SCHEMES: [&str; 2] = ["light", "dark"];
/// The narrowest screen: a phone held far away, or a page enlarged to four times its size (WCAG 1.4.10).
const NARROWEST: Window = Window(320, 640);
/// Too small for a thumb, unless it is a link within a sentence, or hidden from sight; with its name and size.
const SMALL_TARGETS: &str = include_str!("screens/small_targets.js");
/// What axe finds: the rule and the elements that break it.
const AXE: &str = include_str!("screens/axe.js");

impl Browser {
    /// Looks at the screen in every size and scheme and returns what is wrong with it. The page has its own size again afterwards.
    ///
    /// # Errors
    /// If it cannot be looked at.
    pub async fn faults_of(&self, name: &str) -> Result<Vec<String>> {
        let axe = std::fs::read_to_string(repository().join("node_modules/axe-core/axe.min.js"))
            .context("axe-core is not installed: run `npm ci`")?;
        self.evaluates::<bool>(&format!("{axe}; true")).await?;
        std::fs::create_dir_all(pictures())?;
        let mut faults = Vec::new();
        for scheme in SCHEMES {
            self.prefers(scheme).await?;
            for window in WINDOWS {
                let Window(width, height) = window;
                self.has_window(window).await?;
                self.paints().await?;
                let picture = format!("{name}-{width}x{height}-{scheme}");
                self.photographs(&pictures().join(format!("{picture}.png"))).await?;
                for look in [SMALL_TARGETS, AXE] {
                    let found: Vec<String> = self.evaluates(look).await?;
                    faults.extend(found.into_iter().map(|fault| format!("{picture}: {fault}")));
                }
            }
        }
        self.has_window(NARROWEST).await?;
        self.paints().await?;
        let found: Vec<String> = self.evaluates(SMALL_TARGETS).await?;
        // Seven days of 44 pixels are wider than 320 beside a scroll bar.
        let narrow = found.into_iter().filter(|fault| !fault.starts_with("a.Month-number"));
        faults.extend(narrow.map(|fault| format!("{name} at 320 pixels: {fault}")));
        self.has_its_own_window().await?;
        Ok(faults)
    }

    /// Fails with everything that is wrong with the screen.
    ///
    /// # Errors
    /// If something is, or it cannot be looked at.
    pub async fn looks_right(&self, name: &str) -> Result<()> {
        nothing_of(&self.faults_of(name).await?)
    }
}

/// Fails with everything that was found.
///
/// # Errors
/// If something was.
pub fn nothing_of(faults: &[String]) -> Result<()> {
    ensure!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    Ok(())
}
