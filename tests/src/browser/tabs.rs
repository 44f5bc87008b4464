//! Several tabs of one browser.

use super::Browser;
use anyhow::Result;
use thirtyfour::WindowHandle;

/// A tab.
#[derive(Clone, Debug)]
pub struct Tab(WindowHandle);

impl Browser {
    /// The tab in front.
    ///
    /// # Errors
    /// If the driver does not answer.
    pub async fn tab(&self) -> Result<Tab> {
        Ok(Tab(self.web.window().await?))
    }

    /// Opens another tab and looks at it.
    ///
    /// # Errors
    /// If the driver refuses.
    pub async fn opens_a_tab(&self) -> Result<Tab> {
        let tab = Tab(self.web.new_tab().await?);
        self.turns_to(&tab).await?;
        Ok(tab)
    }

    /// Looks at a tab.
    ///
    /// # Errors
    /// If it was closed.
    pub async fn turns_to(&self, tab: &Tab) -> Result<()> {
        Ok(self.web.switch_to_window(tab.0.clone()).await?)
    }
}
