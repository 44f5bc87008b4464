//! The tasks of the project, so that nobody has to remember commands and CI runs what people run.
//!
//! Kept light: whatever needs heavy dependencies is a program of its own that this one calls (`xtask/web`), so that
//! `cargo xtask tidy` answers within seconds of a fresh checkout.
#![expect(clippy::print_stdout, reason = "a command line answers on stdout")]

mod ci;
mod demo;
mod measure;
mod prerequisites;
mod run;
mod step;
mod test;
mod tidy;
mod web;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};

/// The tasks of Sprechtag.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install what is missing, build everything, start the relay and print the link to open.
    Run(run::Options),
    /// Write many fictitious cases for measuring and stay online beside them.
    Demo(demo::Options),
    /// Measure the shipped app.
    Measure(measure::Options),
    /// Run every test, the browser tests included.
    Test,
    /// Everything a change must pass: fmt, tidy, clippy, docs, web, bundle, test.
    Ci,
    /// Check the rules of this code base that compilers do not know.
    Tidy,
    /// Build the PWA into dist/.
    Web {
        /// Quick to build instead of small: no wasm-opt, no precompressed files.
        #[arg(long)]
        dev: bool,
    },
}

fn main() -> ExitCode {
    match perform(Arguments::parse().task) {
        Ok(code) => code,
        Err(problem) => {
            println!("error: {problem:#}");
            ExitCode::FAILURE
        }
    }
}

fn perform(task: Task) -> Result<ExitCode> {
    let root = root()?;
    match task {
        Task::Run(options) => run::start(&root, &options).map(|()| ExitCode::SUCCESS),
        Task::Demo(options) => demo::show_cases(&root, &options).map(|()| ExitCode::SUCCESS),
        Task::Measure(options) => measure::perform(&root, &options).map(|()| ExitCode::SUCCESS),
        Task::Test => {
            web::build(&root, false)?;
            let tally = test::everything(&root)?;
            println!("{tally}");
            Ok(if tally.is_green() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        Task::Ci => ci::all_stages(&root),
        Task::Tidy => tidy::report(&root),
        Task::Web { dev } => web::build(&root, dev).map(|()| ExitCode::SUCCESS),
    }
}

fn root() -> Result<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask lies in the repository")?;
    Ok(root.to_path_buf())
}
