//! The relay's command line: flags and environment in, one relay until it is told to stop.

use anyhow::{Context, bail};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::{
    io::{self, Write},
    net::SocketAddr,
    path::PathBuf,
};
use sync_server::{Config, Origin, Relay, Storage, make_setup_link};
use tracing_subscriber::EnvFilter;

/// Stores and forwards sealed envelopes, and serves the app.
#[derive(Debug, Parser)]
#[command(version)]
struct Command {
    #[command(subcommand)]
    task: Option<Task>,
    #[command(flatten)]
    flags: Flags,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Prints a new one-time link that founds another workspace. The relay may be running.
    SetupLink,
}

#[derive(Debug, Args)]
struct Flags {
    /// Directory of the databases; made if it is missing.
    #[arg(long, env = "SPRECHTAG_DATA", default_value = "data", global = true)]
    data: PathBuf,
    /// Address and port of the app and its socket.
    #[arg(long, env = "SPRECHTAG_LISTEN", default_value = "127.0.0.1:8080", global = true)]
    listen: SocketAddr,
    /// What browsers have in their address line, like https://relay.example.org. Without it: http:// and the address.
    #[arg(long, env = "SPRECHTAG_ORIGIN", global = true)]
    origin: Option<Origin>,
    /// Directory of the built app. Without it only the socket is served.
    #[arg(long, env = "SPRECHTAG_WEB")]
    web: Option<PathBuf>,
    /// Address and port of /metrics, or "off".
    #[arg(long, env = "SPRECHTAG_METRICS", default_value = "127.0.0.1:9464")]
    metrics: String,
    /// Connections at once.
    #[arg(long, env = "SPRECHTAG_MOST_CONNECTIONS", default_value_t = 4096)]
    most_connections: usize,
    /// How log lines look.
    #[arg(long, env = "SPRECHTAG_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text, global = true)]
    log_format: LogFormat,
    /// What is logged: error, warn, info, debug.
    #[arg(long, env = "SPRECHTAG_LOG", default_value = "info", global = true)]
    log: String,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum LogFormat {
    Text,
    Json,
}

impl Flags {
    fn config(&self) -> anyhow::Result<Config> {
        let metrics = match self.metrics.as_str() {
            "off" => None,
            address => Some(address.parse().context("--metrics is an address and port, or \"off\"")?),
        };
        Ok(Config {
            storage: Storage::Directory(self.data.clone()),
            listen: self.listen,
            origin: self.origin.clone(),
            web: self.web.clone(),
            metrics,
            most_connections: self.most_connections,
            ..Config::in_memory()
        })
    }

    fn start_log(&self) -> anyhow::Result<()> {
        let filter = EnvFilter::try_new(&self.log).context("--log is a level: error, warn, info or debug")?;
        let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).with_ansi(false);
        match self.log_format {
            LogFormat::Text => log.init(),
            LogFormat::Json => log.json().init(),
        }
        Ok(())
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let command = Command::parse();
    command.flags.start_log()?;
    match command.task {
        Some(Task::SetupLink) => {
            let origin = command.flags.origin.unwrap_or_else(|| Origin::of_address(command.flags.listen));
            let link = make_setup_link(&command.flags.data, &origin).await?;
            writeln!(io::stdout(), "{link}")?;
            Ok(())
        }
        None => serve(command.flags.config()?).await,
    }
}

async fn serve(config: Config) -> anyhow::Result<()> {
    // Before anybody hears that the relay is there: whoever does may want it to stop at once.
    let told_to_stop = told_to_stop()?;
    let relay = Relay::start(config).await?;
    announce(&relay)?;
    tokio::select! {
        outcome = told_to_stop => {
            outcome?;
            tracing::info!("stopping");
            relay.stop().await;
            Ok(())
        }
        () = relay.failed() => {
            relay.stop().await;
            bail!("the database failed; see the log");
        }
    }
}

/// Tells programs and people that wait for it where the relay is.
fn announce(relay: &Relay) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "listening on {}", relay.local_addr())?;
    if let Some(address) = relay.metrics_addr() {
        writeln!(out, "metrics on {address}")?;
    }
    if let Some(link) = relay.setup_link() {
        writeln!(out, "to found a workspace, open once: {link}")?;
    }
    out.flush()?;
    Ok(())
}

/// Resolves when the process is told to stop. Listens from now on, not from when it is first awaited.
#[cfg(unix)]
fn told_to_stop() -> io::Result<impl Future<Output = io::Result<()>>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupted, mut terminated) =
        (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupted.recv() => (),
            _ = terminated.recv() => (),
        }
        Ok(())
    })
}

/// Resolves when the process is told to stop.
#[cfg(not(unix))]
fn told_to_stop() -> io::Result<impl Future<Output = io::Result<()>>> {
    Ok(tokio::signal::ctrl_c())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    /// The row of the documented table that begins with this flag, as its four cells.
    fn documented(flag: &str) -> Option<Vec<&'static str>> {
        let rows = include_str!("../../docs/deployment.md").lines().filter(|line| line.starts_with("| `--"));
        rows.map(|row| row.split('|').map(str::trim).skip(1).take(4).collect::<Vec<_>>()).find(|cells| {
            cells.first().is_some_and(|cell| cell.trim_matches('`').split([' ', '`']).next() == Some(flag))
        })
    }

    #[test]
    fn every_flag_stands_in_the_documented_table_with_its_variable_and_default() {
        let mut n_flags = 0;
        let command = Command::command();
        for arg in command.get_arguments().filter(|arg| !["help", "version"].contains(&arg.get_id().as_str()))
        {
            let flag = format!("--{}", arg.get_long().unwrap_or_default());
            let cells = documented(&flag).unwrap_or_else(|| panic!("{flag} is not documented"));
            let variable = arg.get_env().and_then(|name| name.to_str()).unwrap_or_default();
            assert_eq!(cells.get(1).copied(), Some(format!("`{variable}`").as_str()), "{flag}");
            if let Some(default) = arg.get_default_values().first().and_then(|value| value.to_str()) {
                assert_eq!(cells.get(2).copied(), Some(format!("`{default}`").as_str()), "{flag}");
            }
            n_flags += 1;
        }
        let rows = include_str!("../../docs/deployment.md").lines().filter(|line| line.starts_with("| `--"));
        assert_eq!(rows.count(), n_flags, "nothing is documented that is not there");
    }
}
