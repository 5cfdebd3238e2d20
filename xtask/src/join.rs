//! Makes one file of those that are loaded as one: a stylesheet of style/, and a script of what starts the app and what is
//! there before it. A browser asks an HTTP/1.1 host for six files at once: a seventh would hold the module back for a turn.
//! Trunk calls this before each build.

use crate::{
    comments,
    project::{Outcome, Project},
};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Where index.html looks for them. In target/ whatever CARGO_TARGET_DIR says: the page's source can't know that.
const STYLESHEET: &str = "target/web/snug.css";
const LOADER: &str = "target/web/load.js";
/// The form last: it waits for what the host has to say, and nothing else has to.
const LOADS: [&str; 3] = ["unpack.js", "load.js", "form.js"];

pub(crate) fn run(project: &Project) -> Outcome {
    let boot = project.root.join("boot");
    let mut styles = in_order(css_files(&project.root.join("style"))?);
    styles.push(boot.join("boot.css"));
    write(&joined(&styles)?, &project.root.join(STYLESHEET))?;
    let loader = joined(&LOADS.map(|name| boot.join(name)))?;
    write(&comments::without(&loader), &project.root.join(LOADER))
}

fn joined(files: &[PathBuf]) -> Outcome<String> {
    let mut all = String::new();
    for file in files {
        all += &fs::read_to_string(file)?;
        // Or what ends in a comment would take the beginning of the next one with it.
        all += "\n";
    }
    Ok(all)
}

fn write(text: &str, into: &Path) -> Outcome {
    // What did not change has to look so, or Trunk would build for ever.
    if fs::read_to_string(into).is_ok_and(|there| there == text) {
        return Ok(());
    }
    if let Some(folder) = into.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(fs::write(into, text)?)
}

fn css_files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Outcome<Vec<_>>>()?;
    Ok(entries.into_iter().filter(|path| path.extension().is_some_and(|end| end == "css")).collect())
}

/// Tokens, then base, then the rest by name: what comes later may build on what came before.
fn in_order(mut files: Vec<PathBuf>) -> Vec<PathBuf> {
    let rank = |file: &Path| match file.file_stem().and_then(|stem| stem.to_str()) {
        Some("tokens") => 0,
        Some("base") => 1,
        _ => 2,
    };
    files.sort_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| a.cmp(b)));
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_visit_asks_for_six_files_at_once() {
        let page = include_str!("../../index.html");
        let count = |what: &str| page.matches(what).count();
        // Of the app Trunk makes two: its glue and its module.
        let files = count("<script data-trunk")
            + count("rel=\"css\"")
            + count("rel=\"preload\"")
            + 2 * count("rel=\"rust\"");
        assert_eq!(files, 6);
    }

    #[test]
    fn tokens_and_base_come_first_and_the_rest_by_name() {
        let files = ["timeline.css", "base.css", "composer.css", "tokens.css"].map(PathBuf::from).to_vec();
        let expected = ["tokens.css", "base.css", "composer.css", "timeline.css"].map(PathBuf::from);
        assert_eq!(in_order(files), expected);
    }
}
