//! The relay as a process of its own, so that it can be stopped, killed and started again on the same data.

use crate::wiretap::Wiretap;
use anyhow::{Context, Result, bail};
use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc,
    time::Duration,
};

/// A relay with data and port of its own.
#[derive(Debug)]
pub struct RelayProcess {
    data: tempfile::TempDir,
    port: u16,
    /// What passes on the way to it, if somebody listens.
    wiretap: Option<Wiretap>,
    /// The folder it serves.
    web: PathBuf,
    child: Option<Child>,
    log: PathBuf,
}

impl RelayProcess {
    /// Starts a relay on a free loopback port that serves the built PWA; returns it with the one-time setup link.
    ///
    /// # Errors
    /// If the binary or the PWA is not built, or the relay does not come up.
    pub fn start() -> Result<(Self, String)> {
        Self::new(repository().join("dist"))?.first_start()
    }

    /// The same, with a wiretap between it and the browsers.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub fn start_overheard() -> Result<(Self, String)> {
        let mut relay = Self::new(repository().join("dist"))?;
        relay.wiretap = Some(Wiretap::before(relay.port)?);
        relay.first_start()
    }

    /// The same, but it serves another folder than the PWA.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub fn start_serving(web: PathBuf) -> Result<(Self, String)> {
        Self::new(web)?.first_start()
    }

    fn new(web: PathBuf) -> Result<Self> {
        let data = tempfile::tempdir()?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let log = data.path().join("relay.log");
        Ok(Self { data, port, wiretap: None, web, child: None, log })
    }

    fn first_start(mut self) -> Result<(Self, String)> {
        let lines = self.spawn()?;
        let link = said(&lines, |line| line.contains("#setup="))?;
        let start = link.find("http").context("the setup link has no address")?;
        Ok((self, link.split_at(start).1.to_owned()))
    }

    /// Where browsers find it.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.wiretap.as_ref().map_or(self.port, Wiretap::port))
    }

    /// Kills it without warning: everybody is offline.
    ///
    /// # Errors
    /// If it was not running.
    pub fn stop(&mut self) -> Result<()> {
        let mut child = self.child.take().context("the relay is not running")?;
        child.kill()?;
        child.wait()?;
        Ok(())
    }

    /// Starts it again on the same data and port.
    ///
    /// # Errors
    /// If it does not come up.
    pub fn start_again(&mut self) -> Result<()> {
        self.spawn().map(drop)
    }

    /// Everything it keeps and everything it said, file by file.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn everything_it_holds(&self) -> Result<Vec<(PathBuf, Vec<u8>)>> {
        files_below(self.data.path())
    }

    /// Changes one byte of the newest envelope that lies in its files, as a failing disk or a meddler does.
    ///
    /// # Errors
    /// If it runs, or there is no envelope.
    pub fn damages_the_newest_envelope(&self) -> Result<()> {
        if self.child.is_some() {
            bail!("the relay runs");
        }
        let log = rusqlite::Connection::open(self.data.path().join("log.db"))?;
        let newest = "SELECT id, body FROM log WHERE body IS NOT NULL ORDER BY seq DESC LIMIT 1";
        let (id, mut body): (i64, Vec<u8>) =
            log.query_row(newest, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        *body.last_mut().context("the body is empty")? ^= 1;
        log.execute("UPDATE log SET body = ?2 WHERE id = ?1", (id, body))?;
        Ok(())
    }

    /// Everything that passed between it and the browsers.
    ///
    /// # Errors
    /// If nobody listened.
    pub fn everything_overheard(&self) -> Result<Vec<u8>> {
        self.wiretap.as_ref().map(Wiretap::heard).context("there is no wiretap")
    }

    /// Starts the process and waits until it listens; returns what it says afterwards, line by line.
    fn spawn(&mut self) -> Result<mpsc::Receiver<String>> {
        let log = std::fs::File::options().create(true).append(true).open(&self.log)?;
        let mut child = Command::new(built("sync-server")?)
            .arg("--data")
            .arg(self.data.path())
            .args(["--listen", &format!("127.0.0.1:{}", self.port), "--origin", &self.origin()])
            .args(["--metrics", "off"])
            .arg("--web")
            .arg(&self.web)
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()?;
        let stdout = child.stdout.take().context("no stdout")?;
        self.child = Some(child);
        let (sender, lines) = mpsc::channel();
        std::thread::spawn(move || {
            BufReader::new(stdout).lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
        });
        said(&lines, |line| line.starts_with("listening on"))?;
        Ok(lines)
    }
}

/// The next line that is the one waited for.
fn said(lines: &mpsc::Receiver<String>, wanted: impl Fn(&str) -> bool) -> Result<String> {
    loop {
        match lines.recv_timeout(Duration::from_secs(20)) {
            Ok(line) if wanted(&line) => return Ok(line),
            Ok(_) => (),
            Err(_) => bail!("the relay does not come up"),
        }
    }
}

impl Drop for RelayProcess {
    fn drop(&mut self) {
        drop(self.stop());
    }
}

/// The folder of the repository.
#[must_use]
pub fn repository() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// A binary of the workspace, built beside this one.
///
/// # Errors
/// If it is not there: `cargo xtask test` builds it.
pub fn built(name: &str) -> Result<PathBuf> {
    let own = std::env::current_exe()?;
    let folder = own.parent().context("a binary lies in a folder")?;
    // Tests lie one folder deeper than programs.
    let folder = if folder.ends_with("deps") { folder.parent().unwrap_or(folder) } else { folder };
    let path = folder.join(name);
    if path.exists() { Ok(path) } else { bail!("{name} is not built: run `cargo xtask test`") }
}

/// Every file below a folder with its content.
///
/// # Errors
/// If one cannot be read.
pub fn files_below(folder: &Path) -> Result<Vec<(PathBuf, Vec<u8>)>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                files.push((entry.path(), std::fs::read(entry.path())?));
            }
        }
    }
    Ok(files)
}
