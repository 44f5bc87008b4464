//! One person's browser: a Chromium process with a profile folder of its own, driven through ChromeDriver.

mod devtools;
mod keys;
mod patience;
mod qr;
mod tabs;

pub use devtools::Window;
pub use tabs::Tab;

use crate::{
    locale::{self, Language},
    profile::Profile,
};
use anyhow::{Context, Result, bail};
use serde_json::json;
use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};
use thirtyfour::prelude::*;

/// The driver process that all browsers of a world share.
#[derive(Debug)]
pub struct Driver {
    child: Child,
    url: String,
}

impl Driver {
    /// Starts ChromeDriver on a free port.
    ///
    /// # Errors
    /// If it is not installed: a browser test that cannot run fails.
    pub fn start() -> Result<Self> {
        let mut child = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("chromedriver is not installed (Debian: chromium-driver)")?;
        let stdout = child.stdout.take().context("no stdout")?;
        let mut lines = BufReader::new(stdout).lines();
        let port = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| {
                line.split_once("successfully on port ")
                    .map(|(_, port)| port.trim_end_matches('.').to_owned())
            })
            .context("chromedriver does not come up")?;
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        Ok(Self { child, url: format!("http://127.0.0.1:{port}") })
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A browser with one window and one tab or more.
#[derive(Debug)]
pub struct Browser {
    // Dropped first: the driver waits for a browser that lives, and not for one that is gone.
    profile: Profile,
    web: WebDriver,
    origin: String,
    driver_url: String,
    language: Language,
}

impl Browser {
    /// Opens a browser with a fresh profile, of somebody who reads this language.
    ///
    /// # Errors
    /// If Chromium does not start.
    pub async fn open(driver: &Driver, origin: &str, language: Language) -> Result<Self> {
        let profile = Profile::fresh()?;
        let web = new_window(&driver.url, profile.path(), language).await?;
        Ok(Self { web, profile, origin: origin.to_owned(), driver_url: driver.url.clone(), language })
    }

    /// The language that the app speaks here.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.language
    }

    /// Goes to a path of the app.
    ///
    /// # Errors
    /// If the page cannot be loaded.
    pub async fn goes_to(&self, path: &str) -> Result<()> {
        Ok(self.web.goto(format!("{}{path}", self.origin)).await?)
    }

    /// Ends the browser in good order and starts it again with the same profile.
    ///
    /// # Errors
    /// If Chromium does not start.
    pub async fn restarts(&mut self) -> Result<()> {
        self.web.clone().quit().await?;
        self.web = new_window(&self.driver_url, self.profile.path(), self.language).await?;
        Ok(())
    }

    /// Kills the whole browser at once, as a crash or an empty battery does, and starts it again with the same profile.
    ///
    /// # Errors
    /// If its process cannot be found or Chromium does not start.
    pub async fn is_killed_and_restarts(&mut self) -> Result<()> {
        if !self.profile.kill_its_browser() {
            bail!("the browser could not be killed");
        }
        drop(self.web.clone().quit().await);
        for left_over in ["SingletonLock", "SingletonSocket", "SingletonCookie"] {
            drop(std::fs::remove_file(self.profile.path().join(left_over)));
        }
        self.web = new_window(&self.driver_url, self.profile.path(), self.language).await?;
        Ok(())
    }

    /// Ends the browser.
    ///
    /// # Errors
    /// If the driver does not answer.
    pub async fn closes(self) -> Result<Profile> {
        self.web.quit().await?;
        Ok(self.profile)
    }

    /// Waits until the app itself is kept in the browser, so that it starts without a network.
    ///
    /// # Errors
    /// If its service worker does not come up.
    pub async fn has_the_app(&self) -> Result<()> {
        let kept = "navigator.serviceWorker.ready.then(({ active }) => active !== null)";
        if self.evaluates(kept).await? { Ok(()) } else { bail!("no service worker is active") }
    }

    /// What the page says instead, for whoever mends a failed journey. Journeys know only invented people.
    async fn what_is_there(&self) -> Result<String> {
        let picture = pictures().join("failed.png");
        std::fs::create_dir_all(pictures())?;
        self.photographs(&picture).await?;
        let text: String = self.runs("return location.pathname + '\\n' + document.body.innerText").await?;
        Ok(format!("{} shows {text}", picture.display()))
    }

    /// Every element that a selector names now.
    ///
    /// # Errors
    /// If the driver does not answer.
    pub async fn all(&self, selector: &str) -> Result<Vec<WebElement>> {
        Ok(self.web.find_all(By::Css(selector)).await?)
    }

    /// Waits until the page has been painted as it is now.
    ///
    /// # Errors
    /// If the driver does not answer.
    pub async fn paints(&self) -> Result<()> {
        let painted =
            "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done(true)))";
        self.web.execute_async(painted, vec![]).await?;
        Ok(())
    }

    /// Is there such an element now?
    ///
    /// # Errors
    /// If the driver does not answer.
    pub async fn has(&self, selector: &str) -> Result<bool> {
        self.runs(&format!("return document.querySelector({selector:?}) !== null")).await
    }

    /// Goes to another screen of the app that is open, without loading the page again.
    ///
    /// # Errors
    /// If the driver does not answer.
    pub async fn goes_within(&self, path: &str) -> Result<()> {
        let script =
            format!("history.pushState(null, '', {path:?}); dispatchEvent(new PopStateEvent('popstate'))");
        self.web.execute(&script, vec![]).await?;
        Ok(())
    }

    /// Clicks the button with this name.
    ///
    /// # Errors
    /// If there is none.
    pub async fn clicks(&self, name: &str) -> Result<()> {
        Ok(self.finds("button", name).await?.click().await?)
    }

    /// Follows the link with this name.
    ///
    /// # Errors
    /// If there is none.
    pub async fn follows(&self, name: &str) -> Result<()> {
        Ok(self.finds("link", name).await?.click().await?)
    }

    /// Types into the field with this label, behind what stands there.
    ///
    /// # Errors
    /// If there is none.
    pub async fn types(&self, label: &str, text: &str) -> Result<()> {
        Ok(self.finds("textbox", label).await?.send_keys(text).await?)
    }

    /// Chooses an option of the list with this label.
    ///
    /// # Errors
    /// If there is no such list or no such option in it.
    pub async fn chooses(&self, label: &str, option: &str) -> Result<()> {
        let list = self.finds("listbox", label).await?;
        let option = format!("./option[normalize-space(.)='{}']", self.spoken(option)?);
        Ok(list.find(By::XPath(option)).await?.click().await?)
    }

    /// Everything that stands in the page: markup, text, field values and title.
    ///
    /// # Errors
    /// If the driver does not answer.
    pub async fn page_content(&self) -> Result<String> {
        let script = "return document.title + document.documentElement.outerHTML + [...document.querySelectorAll('input,textarea')].map(f => f.value).join(' ')";
        Ok(self.web.execute(script, vec![]).await?.convert()?)
    }

    /// Runs a script in the page and returns its JSON.
    ///
    /// # Errors
    /// If it throws.
    pub async fn runs<T: serde::de::DeserializeOwned>(&self, script: &str) -> Result<T> {
        Ok(self.web.execute(script, vec![]).await?.convert()?)
    }

    /// The text of the first element that a selector names.
    ///
    /// # Errors
    /// If it does not appear.
    pub async fn reads(&self, selector: &str) -> Result<String> {
        self.appears(selector).await?;
        self.runs(&format!("return document.querySelector(`{selector}`).textContent")).await
    }

    /// The text of a key in the language of this browser, or what stands behind `=`.
    fn spoken<'a>(&self, name: &'a str) -> Result<&'a str> {
        match name.strip_prefix('=') {
            Some(literal) => Ok(literal),
            None => locale::text_in(self.language, name),
        }
    }

    /// A picture of the page.
    ///
    /// # Errors
    /// If it cannot be taken.
    pub async fn photographs(&self, file: &Path) -> Result<()> {
        Ok(self.web.screenshot(file).await?)
    }
}

/// Chromium without a screen, as root, and without asking anybody but the relay.
pub(crate) const ALONE: [&str; 10] = [
    "--headless=new",
    "--window-size=820,1180",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

async fn new_window(driver_url: &str, profile: &Path, language: Language) -> Result<WebDriver> {
    let mut capabilities = DesiredCapabilities::chrome();
    for argument in ALONE {
        capabilities.add_arg(argument)?;
    }
    let wanted = match language {
        Language::German => "de-DE,de",
        Language::English => "en-GB,en",
    };
    capabilities.add_experimental_option("prefs", json!({"intl.accept_languages": wanted}))?;
    capabilities.add_arg(&format!("--user-data-dir={}", profile.display()))?;
    let web = WebDriver::new(driver_url, capabilities).await?;
    web.set_script_timeout(patience::ONE_LOOK).await?;
    Ok(web)
}

/// Where pictures of the screens go.
#[must_use]
pub fn pictures() -> PathBuf {
    crate::relay::repository().join("target/screens")
}
