//! Builds snug-host, the page's server with a broker in it.

use crate::project::{Outcome, Project, call};
use std::path::PathBuf;

/// Builds it and says where it is. The development profile is fast enough for a room full of people,
/// and shares its work with the tests.
pub(crate) fn build(project: &Project) -> Outcome<PathBuf> {
    println!("Building snug-host (the first time about 2 minutes).");
    call(project.cargo().args(["build", "--package", "snug-host"]))?;
    Ok(project.target.join("debug").join(format!("snug-host{}", std::env::consts::EXE_SUFFIX)))
}
