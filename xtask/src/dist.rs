//! The page as a folder of static files: Trunk's release build into dist/, and what a first visit to it costs.

use crate::{
    project::{Outcome, Project, call},
    sizes, tools,
};
use std::{fs, path::PathBuf, process::Command};

/// What a first visit should load at most, in bytes after brotli. Where we stand, and why: docs/size.md.
const AIM: usize = 110_000;

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
    call(trunk_build(project).arg("--release"))
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

/// Prints the sizes, and how far they are from where we want them.
pub(crate) fn report(project: &Project) -> Outcome {
    let files = sizes::measure(&folder(project))?;
    println!("\n{}", sizes::table(&files));
    let visit = sizes::first_visit(&files);
    if visit > AIM {
        println!("A first visit loads {visit} bytes, {} more than we aim at (docs/size.md).", visit - AIM);
    }
    Ok(())
}

/// Trunk copies whatever wasm-bindgen's folder holds, and so also what an older build left there.
fn forget_old_snippets(project: &Project) -> Outcome {
    let folder = project.target.join("wasm-bindgen/release/snippets");
    if folder.exists() { Ok(fs::remove_dir_all(folder)?) } else { Ok(()) }
}
