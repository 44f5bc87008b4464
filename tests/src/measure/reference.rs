//! Three small fixed benchmarks of the machine and the browser, taken in every run, so that runs on different machines compare.
//! Nothing of the product takes part.

use super::stage::Stage;
use anyhow::Result;
use serde::{Deserialize, Serialize};

/// Medians, in ms.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Reference {
    /// One durable put of 600 bytes into IndexedDB.
    idb_put_ms: f64,
    /// One HTTP round trip over loopback.
    echo_ms: f64,
    /// One Ed25519 signature verified by the browser's own cryptography.
    verify_ms: f64,
}

impl Reference {
    /// Takes them in a fresh browser. The relay must run.
    ///
    /// # Errors
    /// If the browser cannot do one of them.
    pub(super) async fn take(stage: &Stage) -> Result<Self> {
        let tablet = stage.fresh_tablet("reference", None).await?;
        tablet.goes_to("/rescue.html").await?;
        let taken = tablet.evaluates(include_str!("reference.js")).await?;
        tablet.ends().await?;
        Ok(taken)
    }
}
