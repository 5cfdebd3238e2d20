//! What comes from npm, at the versions of a package-lock.json: axe-core, which looks for what keeps people out, and the
//! libraries that the benchmarks put beside us.

use super::debian::{self, Need, Proof};
use crate::project::{Outcome, Project, call};
use serde_json::Value;
use std::path::{Path, PathBuf};

const NPM: Need = Need { package: "npm", proof: Proof::Program("npm") };

/// The script to put into a page.
pub(crate) fn with_axe(project: &Project) -> Outcome<PathBuf> {
    Ok(modules(project, "tests/e2e")?.join("axe-core/axe.min.js"))
}

/// The folder with `mqtt`, `mqtt-packet` and `paho-mqtt` in it.
pub(crate) fn with_peers(project: &Project) -> Outcome<PathBuf> {
    modules(project, "benches/page")
}

/// The `node_modules` of a folder with a package.json, as that and its lock file want them.
fn modules(project: &Project, folder: &str) -> Outcome<PathBuf> {
    let folder = project.root.join(folder);
    let modules = folder.join("node_modules");
    let wanted = wanted(&folder)?;
    let is_there = |(name, version): &(String, String)| {
        let json = read(&modules.join(name).join("package.json"));
        json.is_ok_and(|json| json.get("version").and_then(Value::as_str) == Some(version))
    };
    if !wanted.iter().all(is_there) {
        debian::install(project, &[NPM])?;
        let names: Vec<&str> = wanted.iter().map(|(name, _)| name.as_str()).collect();
        println!("Installing {} by npm (some seconds).", names.join(", "));
        let quiet = ["--no-audit", "--no-fund", "--ignore-scripts"];
        call(project.command("npm").arg("ci").args(quiet).current_dir(&folder))?;
    }
    Ok(modules)
}

/// Each package that is asked for by name, with its version.
fn wanted(folder: &Path) -> Outcome<Vec<(String, String)>> {
    let json = read(&folder.join("package.json"))?;
    let named = json.get("devDependencies").and_then(Value::as_object).into_iter().flatten();
    Ok(named.filter_map(|(name, version)| Some((name.clone(), version.as_str()?.to_owned()))).collect())
}

fn read(file: &Path) -> Outcome<Value> {
    Ok(serde_json::from_slice(&std::fs::read(file)?)?)
}
