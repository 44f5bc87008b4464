//! A smaller share of the CPU for a whole tree of processes, through the kernel's control groups.
//!
//! The developer tools' throttle reaches the page's main thread and no worker; this reaches everything. Chromium is started
//! inside the group, so that every process it makes belongs to it. Version 2 (`cpu.max`) is used where its CPU controller is
//! mounted, else version 1 (`cpu.cfs_quota_us`); both are the same scheduler.

use anyhow::{Context, Result};
use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

/// The scheduler counts in slices of this length, in µs: short against anything a person notices.
const PERIOD_US: u32 = 20_000;

/// A quarter of all CPUs of this machine, in percent of one.
pub(super) fn quarter() -> u32 {
    let n_cpus = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    25 * u32::try_from(n_cpus).unwrap_or(1)
}

/// A control group; it goes with its owner, after its processes.
#[derive(Debug)]
pub(super) struct Group(PathBuf);

impl Group {
    /// A group whose processes get `percent` of one CPU together.
    ///
    /// # Errors
    /// If this machine lets nobody make groups: a figure that cannot be taken is no figure.
    pub(super) fn with_share(percent: u32) -> Result<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("sprechtag-{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let quota = PERIOD_US / 100 * percent;
        let (folder, settings) = if Path::new("/sys/fs/cgroup/cgroup.controllers").exists() {
            (Path::new("/sys/fs/cgroup").join(name), vec![("cpu.max", format!("{quota} {PERIOD_US}"))])
        } else {
            let settings =
                vec![("cpu.cfs_period_us", PERIOD_US.to_string()), ("cpu.cfs_quota_us", quota.to_string())];
            (Path::new("/sys/fs/cgroup/cpu").join(name), settings)
        };
        std::fs::create_dir(&folder).context("no control group can be made here: measure as root")?;
        let group = Self(folder);
        for (setting, value) in settings {
            let file = group.0.join(setting);
            std::fs::write(&file, value).with_context(|| format!("cannot set {}", file.display()))?;
        }
        Ok(group)
    }

    /// Where a process writes its id to belong to it.
    pub(super) fn door(&self) -> PathBuf {
        self.0.join("cgroup.procs")
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        // A group goes only when the last of its processes has gone, which takes a moment.
        let gone = || std::fs::remove_dir(&self.0).is_ok();
        (0..200).any(|_| {
            gone() || {
                std::thread::sleep(Duration::from_millis(10));
                false
            }
        });
    }
}
