//! The headless device's command line: makes the demo, or a corpus for measuring, and stays online as a colleague.

use std::{
    io::{self, Write},
    path::PathBuf,
};

use anyhow::Context;
use api::command::{Invitee, Role};
use clap::{Args, Parser, Subcommand};
use headless::{
    Address,
    colleague::{admit_everybody, invitation, lead},
    corpus::Corpus,
    demo::Demo,
};

/// A device without a screen.
#[derive(Debug, Parser)]
#[command(version)]
struct Line {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Makes the demo, prints an invitation per person and stays online.
    Demo(Place),
    /// Writes fictitious cases, prints an invitation of a counsellor and stays online.
    Corpus {
        #[command(flatten)]
        place: Place,
        /// How many cases.
        #[arg(long, default_value_t = 1_000)]
        cases: usize,
        /// The same seed gives the same cases.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// How many invitations of a further device of its own.
        #[arg(long, default_value_t = 0)]
        devices: usize,
    },
}

#[derive(Debug, Args)]
struct Place {
    /// Where the relay is, as browsers write it.
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    relay: String,
    /// The relay's one-time setup link; not needed when the folder holds the devices already.
    #[arg(long, default_value = "")]
    setup: String,
    /// Where the devices keep their vaults; made if it is missing.
    #[arg(long)]
    folder: PathBuf,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let line = Line::parse();
    let staying = async {
        match line.task {
            Task::Demo(place) => demo(place).await,
            Task::Corpus { place, cases, seed, devices } => corpus(place, cases, seed, devices).await,
        }
    };
    tokio::select! {
        ended = staying => ended,
        interrupted = tokio::signal::ctrl_c() => Ok(interrupted?),
    }
}

impl Place {
    fn prepare(&self) -> anyhow::Result<Address> {
        std::fs::create_dir_all(&self.folder)
            .with_context(|| format!("the folder {} cannot be made", self.folder.display()))?;
        Ok(Address::parse(&self.relay)?)
    }

    /// `mark` stands before the invitation in the link: `demo&` tells the screen that all of it is invented.
    fn say_invitation(&self, person: &str, mark: &str, fragment: &str) -> anyhow::Result<()> {
        say(&format!("{person}: {}/#{mark}join={fragment}", self.relay.trim_end_matches('/')))
    }
}

async fn demo(place: Place) -> anyhow::Result<()> {
    let demo = Demo::start(&place.folder, place.prepare()?, &place.setup).await?;
    for ticket in demo.tickets().await? {
        place.say_invitation(&ticket.person, "demo&", &ticket.fragment)?;
    }
    say("ready")?;
    Ok(demo.stay().await?)
}

async fn corpus(place: Place, cases: usize, seed: u64, devices: usize) -> anyhow::Result<()> {
    let relay = place.prepare()?;
    let file = place.folder.join("vera.vault");
    let is_new = !file.exists();
    let vera = lead(&file, relay, &place.setup, "Messung").await?;
    for (number, case) in Corpus::seeded(seed).take(if is_new { cases } else { 0 }).enumerate() {
        case.write(&vera).await?;
        if (number + 1).is_multiple_of(100) {
            say(&format!("{} cases", number + 1))?;
        }
    }
    vera.synced().await?;
    place.say_invitation("Beratung", "", &invitation(&vera, Invitee::Person(Role::Counsellor)).await?)?;
    for _ in 0..devices {
        place.say_invitation("Gerät", "", &invitation(&vera, Invitee::OwnDevice).await?)?;
    }
    say("ready")?;
    Ok(admit_everybody(&vera).await?)
}

fn say(line: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}
