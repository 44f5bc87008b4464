//! One person's browser: a Chromium process with a profile folder of its own, driven through ChromeDriver.

use crate::{locale, profile::Profile};
use anyhow::{Context, Result, bail};
use serde_json::json;
use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};
use thirtyfour::prelude::*;

/// Finds by role and accessible name, inside the page, and waits for it frame by frame instead of sleeping.
const FIND: &str = include_str!("find.js");

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

/// Width and height of a window in CSS pixels, as tablets and phones have them.
#[derive(Clone, Copy, Debug)]
pub struct Window(pub u32, pub u32);

/// A browser with one window.
#[derive(Debug)]
pub struct Browser {
    web: WebDriver,
    profile: Profile,
    origin: String,
    driver_url: String,
}

impl Browser {
    /// Opens a browser with a fresh profile.
    ///
    /// # Errors
    /// If Chromium does not start.
    pub async fn open(driver: &Driver, origin: &str) -> Result<Self> {
        let profile = Profile::fresh()?;
        let web = new_window(&driver.url, profile.path()).await?;
        Ok(Self { web, profile, origin: origin.to_owned(), driver_url: driver.url.clone() })
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
        self.web = new_window(&self.driver_url, self.profile.path()).await?;
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
        self.web = new_window(&self.driver_url, self.profile.path()).await?;
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

    /// Gives the page this many CSS pixels.
    ///
    /// # Errors
    /// If the driver refuses.
    pub async fn has_window(&self, Window(width, height): Window) -> Result<()> {
        self.cdp(
            "Emulation.setDeviceMetricsOverride",
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false}),
        )
        .await
    }

    /// Waits until the app itself is kept in the browser, so that it starts without a network.
    ///
    /// # Errors
    /// If its service worker does not come up.
    pub async fn has_the_app(&self) -> Result<()> {
        let kept = "navigator.serviceWorker.ready.then(({ active }) => active !== null)";
        if self.evaluates(kept).await? { Ok(()) } else { bail!("no service worker is active") }
    }

    /// Has no more room than this for what the app keeps.
    ///
    /// # Errors
    /// If the driver refuses.
    pub async fn has_room_for(&self, bytes: u32) -> Result<()> {
        self.cdp("Storage.overrideQuotaForOrigin", json!({"origin": self.origin, "quotaSize": bytes})).await
    }

    /// Prefers a dark or a light page.
    ///
    /// # Errors
    /// If the driver refuses.
    pub async fn prefers(&self, scheme: &str) -> Result<()> {
        self.cdp(
            "Emulation.setEmulatedMedia",
            json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]}),
        )
        .await
    }

    /// Evaluates an expression as the developer tools do, outside the page's content security policy, and returns its JSON.
    ///
    /// # Errors
    /// If it throws.
    pub async fn evaluates<T: serde::de::DeserializeOwned>(&self, expression: &str) -> Result<T> {
        let parameters = json!({"expression": expression, "awaitPromise": true, "returnByValue": true});
        let answer = self.web.cdp().send_raw("Runtime.evaluate", parameters).await?;
        match serde_json::from_value(answer)? {
            Evaluated { exception_details: Some(thrown), .. } => bail!("the page threw: {}", thrown.text),
            Evaluated { result, .. } => result.value.context("the expression has no value"),
        }
    }

    async fn cdp(&self, method: &str, parameters: impl serde::Serialize) -> Result<()> {
        self.web.cdp().send_raw(method, parameters).await?;
        Ok(())
    }

    /// Waits for the element with this role and name. The name is a key of the locale, or a text in `=`.
    ///
    /// # Errors
    /// If it does not appear within ten seconds.
    pub async fn finds(&self, role: &str, name: &str) -> Result<WebElement> {
        let name = spoken(name)?;
        let found = self.web.execute_async(FIND, vec![json!(role), json!(name), json!(true)]).await?;
        match found.element() {
            Ok(element) => Ok(element),
            Err(_) => bail!("no {role} called “{name}”; {}", self.what_is_there().await?),
        }
    }

    /// What the page says instead, for whoever mends a failed journey. Journeys know only invented people.
    async fn what_is_there(&self) -> Result<String> {
        let picture = pictures().join("failed.png");
        std::fs::create_dir_all(pictures())?;
        self.photographs(&picture).await?;
        let text: String = self.runs("return location.pathname + '\\n' + document.body.innerText").await?;
        Ok(format!("{} shows {text}", picture.display()))
    }

    /// Waits until no element with this role and name is there.
    ///
    /// # Errors
    /// If it is still there after ten seconds.
    pub async fn misses(&self, role: &str, name: &str) -> Result<()> {
        let name = spoken(name)?;
        let gone = self.web.execute_async(FIND, vec![json!(role), json!(name), json!(false)]).await?;
        if gone.json().as_bool() == Some(true) {
            Ok(())
        } else {
            bail!("a {role} called “{name}” is there")
        }
    }

    /// Waits for the first element that a selector names, and shows it.
    ///
    /// # Errors
    /// If it does not appear within ten seconds.
    pub async fn appears(&self, selector: &str) -> Result<WebElement> {
        let found = self.web.execute_async(FIND, vec![json!(selector), json!(""), json!(true)]).await?;
        match found.element() {
            Ok(element) => Ok(element),
            Err(_) => bail!("no {selector}; {}", self.what_is_there().await?),
        }
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

    /// Waits until an expression of the page is true.
    ///
    /// # Errors
    /// If it does not become true within ten seconds.
    pub async fn waits_until(&self, expression: &str) -> Result<()> {
        let wait = format!(
            "const done = arguments[0], until = performance.now() + 10000;
            const look = () => ({expression}) ? done(true) : until < performance.now() ? done(false) : setTimeout(look, 16);
            look();"
        );
        if self.web.execute_async(&wait, vec![]).await?.json().as_bool() == Some(true) {
            return Ok(());
        }
        bail!("never {expression}; {}", self.what_is_there().await?)
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

    /// Waits until the page shows this text somewhere, in the page's text or in a field.
    ///
    /// # Errors
    /// If it does not appear within ten seconds.
    pub async fn sees(&self, text: &str) -> Result<()> {
        self.finds("text", &format!("={text}")).await.map(drop)
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

    /// A picture of the page.
    ///
    /// # Errors
    /// If it cannot be taken.
    pub async fn photographs(&self, file: &Path) -> Result<()> {
        Ok(self.web.screenshot(file).await?)
    }
}

/// The answer to `Runtime.evaluate`, as far as journeys read it.
#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Evaluated<T> {
    result: Remote<T>,
    exception_details: Option<Thrown>,
}

#[derive(serde::Deserialize)]
struct Remote<T> {
    value: Option<T>,
}

#[derive(serde::Deserialize)]
struct Thrown {
    text: String,
}

/// The German text of a key, or what stands behind `=`.
fn spoken(name: &str) -> Result<&str> {
    match name.strip_prefix('=') {
        Some(literal) => Ok(literal),
        None => locale::text(name),
    }
}

async fn new_window(driver_url: &str, profile: &Path) -> Result<WebDriver> {
    let mut capabilities = DesiredCapabilities::chrome();
    for argument in [
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
    ] {
        capabilities.add_arg(argument)?;
    }
    // Journeys name what German-speaking people see.
    capabilities.add_experimental_option("prefs", json!({"intl.accept_languages": "de-DE,de"}))?;
    capabilities.add_arg(&format!("--user-data-dir={}", profile.display()))?;
    let web = WebDriver::new(driver_url, capabilities).await?;
    web.set_script_timeout(std::time::Duration::from_secs(20)).await?;
    Ok(web)
}

/// Where pictures of the screens go.
#[must_use]
pub fn pictures() -> PathBuf {
    crate::relay::repository().join("target/screens")
}
