//! Working without a mouse.

use super::Browser;
use anyhow::{Result, bail};
use thirtyfour::prelude::*;

/// Whoever needs more presses than this does not find it.
const MOST_TABS: usize = 60;

impl Browser {
    /// Presses keys wherever the focus is.
    ///
    /// # Errors
    /// If the driver refuses.
    pub async fn presses(&self, keys: impl Into<TypingData>) -> Result<()> {
        Ok(self.web.active_element().await?.send_keys(keys).await?)
    }

    /// Presses Tab until something with this role and name has the focus, and sees where that is.
    ///
    /// # Errors
    /// If it is never reached, or nothing shows that it has the focus.
    pub async fn tabs_to(&self, role: &str, name: &str) -> Result<()> {
        let wanted = self.finds(role, name).await?;
        for _ in 0..MOST_TABS {
            let look = "const [wanted] = arguments; return [document.activeElement === wanted, wanted.matches(':focus-visible') && getComputedStyle(wanted).outlineStyle !== 'none']";
            let (is_there, is_shown): (bool, bool) =
                self.web.execute(look, vec![wanted.to_json()?]).await?.convert()?;
            if is_there {
                return if is_shown {
                    Ok(())
                } else {
                    bail!("nothing shows that “{name}” has the focus")
                };
            }
            self.presses(Key::Tab).await?;
        }
        bail!("the keys do not lead to “{name}”")
    }
}
