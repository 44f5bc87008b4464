//! Waiting without sleeping: the page itself looks frame by frame, for a moment, and is asked again until the patience of the
//! journey ends. A page that is just being reloaded gives no answer, or one that never arrives; the next page gives it.

use super::Browser;
use anyhow::{Result, bail};
use std::time::{Duration, Instant};
use thirtyfour::{
    error::{WebDriverErrorInner, WebDriverResult},
    prelude::*,
    session::scriptret::ScriptRet,
};

/// How long a journey waits for anything, unless it says otherwise: long enough for two slow cores that build beside it.
const PATIENCE: Duration = Duration::from_secs(30);

/// After this long, a look that brought no answer is given up and the page is asked again. Longer than `MOMENT`.
pub(super) const ONE_LOOK: Duration = Duration::from_secs(6);

/// How long the page looks each time it is asked, in milliseconds.
const MOMENT: u32 = 1_000;

/// Finds by role and accessible name, as a screen reader announces it.
const FIND: &str = include_str!("find.js");

impl Browser {
    /// Waits for the element with this role and name. The name is a key of the locale, or a text in `=`.
    ///
    /// # Errors
    /// If it does not appear.
    pub async fn finds(&self, role: &str, name: &str) -> Result<WebElement> {
        let name = self.spoken(name)?;
        match self.looks(&find(role, name, true)?, PATIENCE).await? {
            Some(found) => Ok(found.element()?),
            None => bail!("no {role} called “{name}”; {}", self.what_is_there().await?),
        }
    }

    /// Waits until no element with this role and name is there.
    ///
    /// # Errors
    /// If it stays there.
    pub async fn misses(&self, role: &str, name: &str) -> Result<()> {
        let name = self.spoken(name)?;
        match self.looks(&find(role, name, false)?, PATIENCE).await? {
            Some(_) => Ok(()),
            None => bail!("a {role} called “{name}” is there; {}", self.what_is_there().await?),
        }
    }

    /// Waits for the first element that a selector names, and shows it.
    ///
    /// # Errors
    /// If it does not appear.
    pub async fn appears(&self, selector: &str) -> Result<WebElement> {
        match self.looks(&find(selector, "", true)?, PATIENCE).await? {
            Some(found) => Ok(found.element()?),
            None => bail!("no {selector}; {}", self.what_is_there().await?),
        }
    }

    /// Waits until the page shows this text somewhere, in the page's text or in a field.
    ///
    /// # Errors
    /// If it does not appear.
    pub async fn sees(&self, text: &str) -> Result<()> {
        self.finds("text", &format!("={text}")).await.map(drop)
    }

    /// Waits until an expression of the page is true.
    ///
    /// # Errors
    /// If it does not become true.
    pub async fn waits_until(&self, expression: &str) -> Result<()> {
        self.waits_longer_until(expression, PATIENCE.as_secs()).await
    }

    /// Waits until an expression of the page is true, for so many seconds.
    ///
    /// # Errors
    /// If it does not become true.
    pub async fn waits_longer_until(&self, expression: &str, seconds: u64) -> Result<()> {
        let wait = format!(
            "const done = arguments[0], until = performance.now() + {MOMENT};
            const look = () => ({expression}) ? done(true) : until < performance.now() ? done(null) : setTimeout(look, 16);
            look();"
        );
        match self.looks(&wait, Duration::from_secs(seconds)).await? {
            Some(_) => Ok(()),
            None => bail!("never {expression}; {}", self.what_is_there().await?),
        }
    }

    /// Asks the page until it answers anything but null, or until the patience ends.
    async fn looks(&self, script: &str, patience: Duration) -> Result<Option<ScriptRet>> {
        let until = Instant::now() + patience;
        loop {
            let answer = answer_of_a_page(self.web.execute_async(script, vec![]).await)?;
            if answer.is_some() || Instant::now() >= until {
                return Ok(answer);
            }
        }
    }
}

/// The script that finds an element, or waits until there is none.
fn find(role: &str, name: &str, wanted: bool) -> Result<String> {
    let sought = serde_json::to_string(&(role, name, wanted, MOMENT))?;
    Ok(format!("const [role, name, wanted, moment] = {sought}, done = arguments[0];\n{FIND}"))
}

/// What a page said; nothing if it said null or left before it answered.
fn answer_of_a_page(answer: WebDriverResult<ScriptRet>) -> WebDriverResult<Option<ScriptRet>> {
    use WebDriverErrorInner::{JavascriptError, ScriptTimeout, StaleElementReference};
    match answer {
        Ok(answer) => Ok(Some(answer).filter(|answer| !answer.json().is_null())),
        Err(problem)
            if matches!(*problem, ScriptTimeout(_) | JavascriptError(_) | StaleElementReference(_)) =>
        {
            Ok(None)
        }
        Err(problem) => Err(problem),
    }
}
