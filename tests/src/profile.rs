//! What a browser keeps on disk, and the end of the process that works in it.

use anyhow::Result;
use std::{path::Path, process::Command};

/// The folder in which a browser keeps what it knows. Whatever browser still runs in it ends with it.
#[derive(Debug)]
pub struct Profile(tempfile::TempDir);

impl Profile {
    /// An empty one.
    pub(crate) fn fresh() -> Result<Self> {
        Ok(Self(tempfile::tempdir()?))
    }

    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Kills the browser that runs in this folder; says whether there was one.
    pub(crate) fn kill_its_browser(&self) -> bool {
        let Ok(lock) = std::fs::read_link(self.path().join("SingletonLock")) else { return false };
        let lock = lock.to_string_lossy();
        let pid = lock.rsplit_once('-').map(|(_, pid)| pid);
        pid.is_some_and(|pid| {
            Command::new("kill").args(["-9", pid]).status().is_ok_and(|status| status.success())
        })
    }
}

impl Drop for Profile {
    fn drop(&mut self) {
        self.kill_its_browser();
    }
}
