//! What is left to do once Trunk has built the page: Trunk calls this, with the folder that is to become dist/. Only for
//! release builds: others are being worked on, which names help with, and a service worker would keep them alive.

use crate::{
    project::{Outcome, Project},
    squeeze, worker,
};
use std::{env, path::PathBuf};

pub(crate) fn run(project: &Project) -> Outcome {
    if env::var("TRUNK_PROFILE").is_ok_and(|profile| profile != "release") {
        return Ok(());
    }
    let folder =
        PathBuf::from(env::var_os("TRUNK_STAGING_DIR").ok_or("only Trunk calls this, during a build")?);
    squeeze::module(&folder)?;
    // Last: it has to name every file.
    worker::write(project, &folder)
}
