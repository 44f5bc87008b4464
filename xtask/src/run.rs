//! `cargo xtask run`: from a fresh clone to a link that opens the app.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, anyhow};
use clap::Args;

use crate::{demo, prerequisites, step, web};

/// Where the relay listens and what it keeps.
#[derive(Args)]
pub(crate) struct Options {
    /// Show the app with fictitious cases and colleagues, in ./data/demo, on this computer only.
    #[arg(long, conflicts_with = "origin")]
    demo: bool,
    /// The port on 127.0.0.1.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The folder for the relay's databases [default: data, with --demo data/demo].
    #[arg(long)]
    data: Option<PathBuf>,
    /// The address that browsers use, if it is not http://127.0.0.1:PORT (behind a proxy with TLS).
    #[arg(long, value_parser = parse_origin)]
    origin: Option<String>,
}

/// Builds PWA and relay and runs the relay until it is stopped.
///
/// # Errors
/// One sentence: a taken port, a folder that cannot be written, a missing tool, a failed build.
pub(crate) fn start(root: &Path, options: &Options) -> Result<()> {
    let usual = if options.demo { "data/demo" } else { "data" };
    let data = root.join(options.data.as_deref().unwrap_or(Path::new(usual)));
    build(root, options.port, &data, if options.demo { &["headless"] } else { &[] })?;
    if options.demo {
        return demo::show_week(root, options.port, &data);
    }
    let origin = options.origin.clone().unwrap_or_else(|| origin(options.port));
    println!(
        "Open {origin} in the browser; Ctrl+C stops the relay. A new relay prints its one-time setup link."
    );
    step::perform("Relay", &mut relay(root, options.port, &origin, &data))
}

/// Builds what runs, after looking whether it will be able to.
///
/// # Errors
/// As [`start`].
pub(crate) fn build(root: &Path, port: u16, data: &Path, programs: &[&str]) -> Result<()> {
    port_is_free(port)?;
    folder_is_writable(data)?;
    prerequisites::for_relay()?;
    web::build(root, false)?;
    let mut cargo = step::cargo(root);
    cargo.args(["build", "--release", "--locked", "--package", "sync-server"]);
    cargo.args(programs.iter().flat_map(|program| ["--package", program])).arg("--bins");
    step::perform("Building the relay", &mut cargo)?;
    port_is_free(port)
}

/// The address at which a browser on this computer finds the relay.
pub(crate) fn origin(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}

/// The relay on its port, not started yet.
fn relay(root: &Path, port: u16, origin: &str, data: &Path) -> Command {
    let mut relay = Command::new(root.join("target/release/sync-server"));
    relay.current_dir(root).arg("--data").arg(data).arg("--web").arg(root.join("dist"));
    relay.args(["--listen", &format!("127.0.0.1:{port}"), "--origin", origin, "--metrics", "127.0.0.1:0"]);
    relay
}

/// A relay beside which something else runs; it ends with its owner.
pub(crate) struct RunningRelay(Child);

impl RunningRelay {
    /// Starts it and reads what it says up to the line that contains `awaited`, which is given back.
    ///
    /// # Errors
    /// If it cannot be started or ends before.
    pub(crate) fn start(root: &Path, port: u16, data: &Path, awaited: &str) -> Result<(Self, String)> {
        let mut relay = relay(root, port, &origin(port), data);
        let mut child = relay.stdout(Stdio::piped()).spawn().context("cannot start the relay")?;
        let output = child.stdout.take().context("the relay has no output")?;
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        let running = Self(child);
        let line = lines.find(|line| line.contains(awaited)).context("the relay does not come up")?;
        std::thread::spawn(move || lines.for_each(drop));
        Ok((running, line))
    }
}

impl Drop for RunningRelay {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Refuses what is surely no origin, minutes before the relay would. What exactly one is, the relay says.
fn parse_origin(text: &str) -> Result<String> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let host =
        host.filter(|host| !host.is_empty() && !host.trim_end_matches('/').contains(['/', '?', '#', ' ']));
    host.map(|_| text.to_owned()).context("it is scheme, host and port alone, like https://relay.example.org")
}

fn port_is_free(port: u16) -> Result<()> {
    TcpListener::bind(("127.0.0.1", port))
        .map(drop)
        .map_err(|_| anyhow!("port {port} is taken or not allowed; choose another one with --port"))
}

fn folder_is_writable(folder: &Path) -> Result<()> {
    let sentence =
        || format!("the folder {} cannot be written; choose another one with --data", folder.display());
    let probe = folder.join(".writable");
    let write = || std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&probe, []));
    write().and_then(|()| std::fs::remove_file(&probe)).map_err(|_| anyhow!(sentence()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_said_in_one_sentence() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = taken.local_addr().unwrap().port();
        let problem = port_is_free(port).unwrap_err().to_string();
        assert_eq!(problem, format!("port {port} is taken or not allowed; choose another one with --port"));
    }

    #[test]
    fn what_is_surely_no_origin_is_refused_before_anything_is_built() {
        for fine in ["https://relay.example.org", "http://127.0.0.1:8080", "https://relay.example.org/"] {
            assert_eq!(parse_origin(fine).unwrap(), fine);
        }
        for wrong in ["relay.example.org", "htp:/x", "https://", "https://relay.example.org/app"] {
            let problem = parse_origin(wrong).unwrap_err().to_string();
            assert_eq!(problem, "it is scheme, host and port alone, like https://relay.example.org");
        }
    }

    #[test]
    fn a_folder_that_is_a_file_is_said_in_one_sentence() {
        let problem = folder_is_writable(Path::new("/dev/null/data")).unwrap_err().to_string();
        assert_eq!(problem, "the folder /dev/null/data cannot be written; choose another one with --data");
    }
}
