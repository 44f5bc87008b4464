//! `cargo xtask run`: from a fresh clone to a link that opens the app.

use std::net::TcpListener;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use clap::Args;

use crate::{prerequisites, step, web};

/// Where the relay listens and what it keeps.
#[derive(Args)]
pub(crate) struct Options {
    /// The port on 127.0.0.1.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The folder for the relay's databases.
    #[arg(long, default_value = "data")]
    data: PathBuf,
    /// The address that browsers use, if it is not http://127.0.0.1:PORT (behind a proxy with TLS).
    #[arg(long)]
    origin: Option<String>,
}

/// Builds PWA and relay and runs the relay until it is stopped.
///
/// # Errors
/// One sentence: a taken port, a folder that cannot be written, a missing tool, a failed build.
pub(crate) fn start(root: &Path, options: &Options) -> Result<()> {
    port_is_free(options.port)?;
    let data = root.join(&options.data);
    folder_is_writable(&data)?;
    prerequisites::for_relay()?;
    web::build(root, false)?;
    let build = ["build", "--release", "--locked", "--package", "sync-server", "--bin", "sync-server"];
    step::perform("Building the relay", step::cargo(root).args(build))?;
    port_is_free(options.port)?;
    let listen = format!("127.0.0.1:{}", options.port);
    let origin = options.origin.clone().unwrap_or_else(|| format!("http://{listen}"));
    let mut relay = std::process::Command::new(root.join("target/release/sync-server"));
    relay.current_dir(root).arg("--data").arg(&data).arg("--web").arg(root.join("dist"));
    relay.args(["--listen", &listen, "--origin", &origin, "--metrics", "127.0.0.1:0"]);
    println!(
        "Open {origin} in the browser; Ctrl+C stops the relay. A new relay prints its one-time setup link."
    );
    step::perform("Relay", &mut relay)
}

fn port_is_free(port: u16) -> Result<()> {
    TcpListener::bind(("127.0.0.1", port))
        .map(drop)
        .map_err(|_| anyhow!("port {port} is taken or not allowed; choose another one with --port"))
}

fn folder_is_writable(folder: &Path) -> Result<()> {
    let sentence =
        || format!("the folder {} cannot be written; choose another one with --data", folder.display());
    std::fs::create_dir_all(folder).with_context(sentence)?;
    let probe = folder.join(".writable");
    std::fs::write(&probe, []).with_context(sentence)?;
    std::fs::remove_file(&probe).with_context(sentence)
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
    fn a_folder_that_is_a_file_is_said_in_one_sentence() {
        let problem = folder_is_writable(Path::new("/dev/null/data")).unwrap_err().to_string();
        assert_eq!(problem, "the folder /dev/null/data cannot be written; choose another one with --data");
    }
}
