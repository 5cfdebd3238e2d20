//! Runs the bench that drives Chromium (benches/page/) and reads what it wrote.

use super::{results::Results, rows::Story};
use crate::project::{Outcome, Project, call};
use std::{fs, path::Path};

pub(crate) fn measure(
    project: &Project,
    sites: &Path,
    rounds: usize,
    stories: &[Story],
    results: &mut Results,
) -> Outcome {
    let written = project.target.join("bench/page.json");
    if written.exists() {
        fs::remove_file(&written)?;
    }
    let names: Vec<&str> =
        stories.iter().filter(|story| story.is_in_a_browser()).map(|story| story.name()).collect();
    let mut cargo = project.cargo();
    // Unoptimised, as the end to end tests are, with which it shares its work: it only drives.
    cargo
        .args(["bench", "--package", "snug", "--bench", "page", "--profile", "dev"])
        .env("SNUG_BENCH_SITES", sites)
        .env("SNUG_BENCH_OUT", &written)
        .env("SNUG_BENCH_ROUNDS", rounds.to_string())
        .env("SNUG_BENCH_STORIES", names.join(","));
    call(&mut cargo)?;
    results.add_json(&serde_json::from_slice(&fs::read(&written)?)?)
}
