//! What comes from npm, at the versions of tests/e2e/package-lock.json: axe-core, which looks for what keeps people out.

use super::debian::{self, Need, Proof};
use crate::project::{Outcome, Project, call};
use std::path::{Path, PathBuf};

const NPM: Need = Need { package: "npm", proof: Proof::Program("npm") };

/// The script to put into a page.
pub(crate) fn with_axe(project: &Project) -> Outcome<PathBuf> {
    let folder = project.root.join("tests/e2e");
    let axe = folder.join("node_modules/axe-core");
    if version(&axe.join("package.json"), "/version") != wanted(&folder) {
        debian::install(project, &[NPM])?;
        println!("Installing axe-core by npm (some seconds).");
        let quiet = ["--no-audit", "--no-fund", "--ignore-scripts"];
        call(project.command("npm").arg("ci").args(quiet).current_dir(&folder))?;
    }
    Ok(axe.join("axe.min.js"))
}

fn wanted(folder: &Path) -> Option<String> {
    version(&folder.join("package.json"), "/devDependencies/axe-core")
}

fn version(file: &Path, pointer: &str) -> Option<String> {
    let json: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(file).ok()?).ok()?;
    Some(json.pointer(pointer)?.as_str()?.to_owned())
}
