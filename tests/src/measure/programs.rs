//! The relay and the colleague without a screen, as processes of their shipped builds.

use super::tablet::PATIENCE;
use crate::relay::{built, repository};
use anyhow::{Context, Result, bail, ensure};
use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc,
    time::Duration,
};

/// A running program and what it says; it ends with its owner.
#[derive(Debug)]
pub(super) struct Program {
    child: Child,
    lines: mpsc::Receiver<String>,
}

impl Program {
    fn start(command: &mut Command) -> Result<Self> {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let stdout = child.stdout.take().context("no stdout")?;
        let (sender, lines) = mpsc::channel();
        std::thread::spawn(move || {
            BufReader::new(stdout).lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
        });
        Ok(Self { child, lines })
    }

    /// The next line that contains `wanted`; those before it go to `passing`.
    ///
    /// # Errors
    /// If the program ends or says nothing for too long.
    pub(super) fn says(&self, wanted: &str, mut passing: impl FnMut(&str)) -> Result<String> {
        loop {
            match self.lines.recv_timeout(PATIENCE.max(Duration::from_secs(600))) {
                Ok(line) if line.contains(wanted) => return Ok(line),
                Ok(line) => passing(&line),
                Err(_) => bail!("nobody says `{wanted}`"),
            }
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A port that is free, below those that the system gives to outgoing connections.
///
/// # Errors
/// If none is.
pub(super) fn free_port() -> Result<u16> {
    let free = (21_000..31_000).find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok());
    free.context("no port is free")
}

/// Where browsers find the relay.
pub(super) fn origin(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}

/// Starts the relay on `data`, at `port`, for browsers that call it `origin`.
///
/// # Errors
/// If it is not built or the port is taken.
pub(super) fn relay(data: &Path, port: u16, origin: &str) -> Result<Program> {
    let web = repository().join("dist");
    ensure!(web.join("index.html").exists(), "the app is not built: `cargo xtask measure` does it");
    let mut command = Command::new(built("sync-server")?);
    command.arg("--data").arg(data).arg("--web").arg(web);
    command.args(["--listen", &format!("127.0.0.1:{port}"), "--origin", origin, "--metrics", "off"]);
    Program::start(&mut command)
}

/// Starts the colleague who writes the cases or, if that was done, lets in whoever accepts.
///
/// # Errors
/// If it is not built.
pub(super) fn colleague(
    folder: &Path,
    origin: &str,
    cases: usize,
    (seed, setup): (u64, &str),
) -> Result<Program> {
    let mut command = Command::new(built("headless")?);
    command.args(["corpus", "--relay", origin, "--setup", setup, "--folder"]).arg(folder);
    command.args(["--cases", &cases.to_string(), "--seed", &seed.to_string(), "--devices", "3"]);
    Program::start(&mut command)
}

/// The address behind what a line says before it.
///
/// # Errors
/// If the line has none.
pub(super) fn link_in(line: &str) -> Result<String> {
    Ok(line.split_whitespace().find(|word| word.starts_with("http")).context("no link is said")?.to_owned())
}
