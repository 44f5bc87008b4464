//! Runs another program as one step of a task, and says in one sentence what went wrong.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, anyhow, bail};

/// The cargo that runs this task, at work in the repository.
pub(crate) fn cargo(root: &Path) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root);
    cargo
}

/// Runs `command` to its end with its output shown.
///
/// # Errors
/// If the program is missing or reports a failure; `what` names the step.
pub(crate) fn perform(what: &str, command: &mut Command) -> Result<()> {
    println!("── {what}");
    let status = command.status().map_err(|problem| missing(command, &problem))?;
    if !status.success() {
        bail!("{what} failed ({status})");
    }
    Ok(())
}

/// Whether `command` can be started and succeeds; its output is not shown.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

fn missing(command: &Command, problem: &std::io::Error) -> anyhow::Error {
    let program = command.get_program().to_string_lossy();
    if problem.kind() == std::io::ErrorKind::NotFound {
        return anyhow!("`{program}` is not installed or not on the PATH");
    }
    anyhow!("cannot start `{program}`: {problem}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_program_is_named() {
        let problem = perform("Looking", &mut Command::new("no-such-program-here")).unwrap_err();
        assert_eq!(problem.to_string(), "`no-such-program-here` is not installed or not on the PATH");
    }

    #[test]
    fn a_failing_step_is_named() {
        let problem = perform("Failing", Command::new("false").env_clear()).unwrap_err();
        assert!(problem.to_string().starts_with("Failing failed"), "{problem}");
    }
}
