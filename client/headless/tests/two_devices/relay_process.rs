//! The relay as a process of its own, so that it can be killed.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command as Process, Stdio},
};

/// A relay that runs; dropping it kills it.
pub(crate) struct RelayProcess {
    child: Child,
    pub(crate) port: u16,
    /// What stands behind `#setup=` in its link; only of a relay on a fresh folder.
    pub(crate) setup_token: Option<String>,
}

impl RelayProcess {
    /// Starts on this port; 0 takes a free one and begins a fresh folder.
    pub(crate) fn start(data: &Path, port: u16) -> Self {
        let mut child = Process::new(relay_program())
            .args(["--listen", &format!("127.0.0.1:{port}"), "--metrics", "off", "--log", "warn", "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let first = lines.next().expect("the relay says where it listens");
        // A relay on a fresh folder goes on to say how to found it.
        let is_fresh = port == 0;
        let port = first.rsplit(':').next().unwrap().parse().expect("a port");
        let token = |line: String| line.split_once("#setup=").map(|(_, token)| token.to_owned());
        let setup_token = if is_fresh { lines.find_map(token) } else { None };
        Self { child, port, setup_token }
    }

    /// Sends a signal and waits until the process is gone.
    pub(crate) fn end(mut self, signal: &str) {
        Process::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for RelayProcess {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The relay's program, built if it is not there yet.
fn relay_program() -> PathBuf {
    static BUILT: std::sync::OnceLock<PathBuf> = std::sync::OnceLock::new();
    BUILT
        .get_or_init(|| {
            let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
            let built =
                Process::new(cargo).args(["build", "--quiet", "--package", "sync-server"]).status().unwrap();
            assert!(built.success(), "the relay does not build");
            let test = std::env::current_exe().unwrap();
            test.ancestors().nth(2).unwrap().join(format!("sync-server{}", std::env::consts::EXE_SUFFIX))
        })
        .clone()
}
