//! From nothing to a chat: builds the page and snug-host, and becomes snug-host.

use crate::{
    dist, host,
    project::{Outcome, Project},
    tools,
};
use std::process::Command;

pub(crate) fn run(project: &Project, flags: &[String]) -> Outcome {
    let asks_only = flags.iter().any(|flag| matches!(flag.as_str(), "--help" | "-h" | "--version"));
    if !asks_only {
        tools::for_the_page(project)?;
        dist::build(project)?;
    }
    let host = host::build(project)?;
    let mut command = project.command(host);
    // First, so that a --dist of the user's wins.
    become_it(command.arg("--dist").arg(dist::folder(project)).args(flags))
}

/// In our place, so that Ctrl-C and the exit code are its own.
#[cfg(unix)]
fn become_it(command: &mut Command) -> Outcome {
    use std::os::unix::process::CommandExt;
    Err(command.exec().into())
}

#[cfg(not(unix))]
fn become_it(command: &mut Command) -> Outcome {
    crate::project::call(command)
}
