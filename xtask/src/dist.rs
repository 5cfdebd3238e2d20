//! The page as a folder of static files: Trunk's release build into dist/, and what a first visit to it costs.

use crate::{
    project::{Outcome, Project, call},
    sizes, tools,
};
use std::{fs, path::PathBuf};

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
    let mut trunk = project.command("trunk");
    // Only errors: it warns that it can't minify wasm-bindgen's glue, each time. It also takes NO_COLOR=1 for a mistake.
    trunk.args(["build", "--release", "--skip-version-check", "--log", "error"]).env_remove("NO_COLOR");
    call(&mut trunk)
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
