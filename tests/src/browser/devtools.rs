//! What the developer tools give and no person can do: sizes, colours, paper, little room, and a look into the page from outside
//! its content security policy.

use super::Browser;
use anyhow::{Context, Result, bail, ensure};
use serde_json::json;
use thirtyfour::{common::print::PrintParameters, prelude::*};

/// Width and height of a window in CSS pixels, as tablets and phones have them.
#[derive(Clone, Copy, Debug)]
pub struct Window(pub u32, pub u32);

/// Looks at every file on its way out from now on; what went out before is no answer to what is asked next.
const KEEPS_FILES: &str = "(() => {
    const make = URL.createObjectURL;
    window.offered = null;
    URL.createObjectURL = (blob) => { window.offered = blob.text(); return make.call(URL, blob); };
    return true;
})()";

impl Browser {
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

    /// Gives the page the size and the scheme back that it had before [`Self::has_window`] and [`Self::prefers`].
    ///
    /// # Errors
    /// If the driver refuses.
    pub async fn has_its_own_window(&self) -> Result<()> {
        self.cdp("Emulation.clearDeviceMetricsOverride", json!({})).await?;
        self.cdp("Emulation.setEmulatedMedia", json!({"features": []})).await
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

    /// Pastes into whatever has the focus, from the clipboard and by the keys, as people do. (What the developer tools call
    /// inserting a text is typing it line by line, for minutes.)
    ///
    /// # Errors
    /// If the driver refuses.
    pub async fn pastes(&self, text: &str) -> Result<()> {
        let permissions = ["clipboardReadWrite", "clipboardSanitizedWrite"];
        self.cdp("Browser.grantPermissions", json!({"origin": self.origin, "permissions": permissions}))
            .await?;
        let copies =
            format!("navigator.clipboard.writeText({}).then(() => true)", serde_json::to_string(text)?);
        self.evaluates::<bool>(&copies).await?;
        Ok(self.web.active_element().await?.send_keys(Key::Control + "v").await?)
    }

    /// The page as it comes out of the printer, as a PDF.
    ///
    /// # Errors
    /// If the driver refuses.
    pub async fn prints(&self) -> Result<Vec<u8>> {
        Ok(self.web.print_page(PrintParameters::default()).await?)
    }

    /// Shows the page as it lies on paper, or on the screen again.
    ///
    /// # Errors
    /// If the driver refuses.
    pub async fn looks_at_paper(&self, paper: bool) -> Result<()> {
        self.cdp("Emulation.setEmulatedMedia", json!({"media": if paper { "print" } else { "" }})).await
    }

    /// Is a browser that lacks something from the next page on.
    ///
    /// # Errors
    /// If the driver refuses.
    pub async fn lacks(&self, global: &str) -> Result<()> {
        let source = format!("Object.defineProperty(window, '{global}', {{ value: undefined }})");
        self.cdp("Page.addScriptToEvaluateOnNewDocument", json!({"source": source})).await
    }

    /// Never gets an answer to a request for such an address.
    ///
    /// # Errors
    /// If the driver refuses.
    pub async fn waits_for_ever_for(&self, pattern: &str) -> Result<()> {
        self.cdp("Fetch.enable", json!({"patterns": [{"urlPattern": pattern}]})).await
    }

    /// Why the browser would not offer to install the app, by its own words.
    ///
    /// # Errors
    /// If the driver refuses.
    pub async fn faults_of_installing(&self) -> Result<Vec<String>> {
        let manifest = self.web.cdp().send_raw("Page.getAppManifest", json!({})).await?;
        let installability = self.web.cdp().send_raw("Page.getInstallabilityErrors", json!({})).await?;
        let Manifest { url, errors } = serde_json::from_value(manifest)?;
        let Installability { installability_errors } = serde_json::from_value(installability)?;
        ensure!(!url.is_empty(), "there is no manifest");
        let in_the_manifest = errors.into_iter().map(|error| error.message);
        Ok(in_the_manifest.chain(installability_errors.into_iter().map(|error| error.error_id)).collect())
    }

    /// Keeps, from now on, what this page offers as a file.
    ///
    /// # Errors
    /// If the driver refuses.
    pub async fn keeps_what_it_offers(&self) -> Result<()> {
        self.evaluates::<bool>(KEEPS_FILES).await.map(drop)
    }

    /// The text of the file that was offered since [`Self::keeps_what_it_offers`].
    ///
    /// # Errors
    /// If none is offered within ten seconds.
    pub async fn offered(&self) -> Result<String> {
        self.waits_until("window.offered").await?;
        self.evaluates("window.offered").await
    }

    async fn cdp(&self, method: &str, parameters: impl serde::Serialize) -> Result<()> {
        self.web.cdp().send_raw(method, parameters).await?;
        Ok(())
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

/// The answer to `Page.getAppManifest`, as far as journeys read it.
#[derive(serde::Deserialize)]
struct Manifest {
    url: String,
    errors: Vec<ManifestError>,
}

#[derive(serde::Deserialize)]
struct ManifestError {
    message: String,
}

/// The answer to `Page.getInstallabilityErrors`.
#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Installability {
    installability_errors: Vec<InstallabilityError>,
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct InstallabilityError {
    error_id: String,
}
