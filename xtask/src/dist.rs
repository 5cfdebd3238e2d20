//! The page as a folder of static files: Trunk's release build into dist/, and what a first visit to it costs.

use crate::{
    project::{Outcome, Project, call},
    sizes, small_std, tools, weight,
};
use std::{fs, path::PathBuf, process::Command};

pub(crate) fn run(project: &Project) -> Outcome {
    tools::for_the_page(project)?;
    build(project)?;
    report(project)
}

pub(crate) fn folder(project: &Project) -> PathBuf {
    project.root.join("dist")
}

/// Builds. What that takes has to be there already.
pub(crate) fn build(project: &Project) -> Outcome {
    println!("Building the page (the first time about 3 minutes).");
    forget_old_snippets(project)?;
    let mut trunk = trunk_build(project);
    small_std::link(project, &mut trunk);
    call(trunk.arg("--release"))
}

/// Builds the page that has the pseudo-locale, for tests, and says where it is. As cargo builds by default, since words
/// are the same in a release build, which would take minutes more.
pub(crate) fn build_pseudo(project: &Project) -> Outcome<PathBuf> {
    let folder = project.target.join("pseudo-dist");
    call(trunk_build(project).args(["--features", "pseudo", "--dist"]).arg(&folder))?;
    Ok(folder)
}

fn trunk_build(project: &Project) -> Command {
    let mut trunk = project.command("trunk");
    // Only errors: it warns that it can't minify wasm-bindgen's glue, each time. It also takes NO_COLOR=1 for a mistake.
    trunk.args(["build", "--skip-version-check", "--log", "error"]).env_remove("NO_COLOR");
    trunk
}

/// Prints the sizes. Fails above the budget.
pub(crate) fn report(project: &Project) -> Outcome {
    let files = sizes::measure(&folder(project))?;
    println!("\n{}", sizes::table(&files));
    weight::check(project, sizes::first_visit(&files))
}

/// The page's parts, of a build as it is now.
pub(crate) fn size(project: &Project, arguments: &[String]) -> Outcome {
    tools::for_the_page(project)?;
    build(project)?;
    let files = sizes::measure(&folder(project))?;
    weight::run(project, arguments, sizes::first_visit(&files))
}

/// Trunk copies whatever wasm-bindgen's folder holds, and so also what an older build left there.
fn forget_old_snippets(project: &Project) -> Outcome {
    let folder = project.target.join("wasm-bindgen/release/snippets");
    if folder.exists() { Ok(fs::remove_dir_all(folder)?) } else { Ok(()) }
}
