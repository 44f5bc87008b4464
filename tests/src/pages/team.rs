//! Members: invite, compare, admit.

use crate::{locale::text, pages::field::Fill, person::Person};
use anyhow::{Result, bail};

impl Person {
    /// Invites a colleague and returns the link.
    ///
    /// # Errors
    /// If no link is shown.
    pub async fn invites_a_colleague(&self) -> Result<String> {
        self.invites("role-counsellor").await
    }

    /// Invites somebody for a role and returns the link.
    ///
    /// # Errors
    /// If no link is shown.
    pub async fn invites(&self, role: &str) -> Result<String> {
        self.browser.goes_within("/mehr/team").await?;
        self.browser.chooses("invite-role", role).await?;
        self.browser.clicks("invite-person").await?;
        self.shown_link().await
    }

    /// Asks for a link that connects a further device of one's own.
    ///
    /// # Errors
    /// If no link is shown.
    pub async fn invites_an_own_device(&self) -> Result<String> {
        self.browser.goes_within("/mehr/team").await?;
        self.browser.clicks("invite-own-device").await?;
        self.shown_link().await
    }

    /// Reads the link and puts it away, so that another can be made.
    async fn shown_link(&self) -> Result<String> {
        let link = self.browser.reads(".Invitation-link").await?;
        self.browser.clicks("done").await?;
        Ok(link)
    }

    /// Gives a member another name.
    ///
    /// # Errors
    /// If there is no such member, or the list does not show the new name.
    pub async fn names(&self, member: &str, name: &str) -> Result<()> {
        self.browser.goes_within("/mehr/team").await?;
        self.browser.clicks(&format!("={}: {member}", text("edit")?)).await?;
        self.fills("staff.name", Fill::Types(name)).await?;
        self.browser.clicks(&format!("={}: {name}", text("done")?)).await?;
        self.browser.sees(name).await
    }

    /// Compares the six words and lets the joiner in.
    ///
    /// # Errors
    /// If the words differ or nobody waits.
    pub async fn admits_whoever_says(&self, words: &[String]) -> Result<()> {
        if self.six_words().await? != words {
            bail!("the six words differ");
        }
        self.browser.clicks("joiner-admit").await?;
        self.browser.misses("button", "joiner-admit").await
    }
}
