//! Makes one stylesheet of the files in style/, so that a visitor loads one. Trunk calls this before each build.

use crate::project::{Outcome, Project};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Where index.html looks for it. In target/ whatever CARGO_TARGET_DIR says: the page's source can't know that.
const STYLESHEET: &str = "target/web/snug.css";

pub(crate) fn write(project: &Project) -> Outcome {
    let mut css = String::new();
    for file in in_order(css_files(&project.root.join("style"))?) {
        css += &fs::read_to_string(file)?;
    }
    css += &fs::read_to_string(project.root.join("boot/boot.css"))?;

    let stylesheet = project.root.join(STYLESHEET);
    if fs::read_to_string(&stylesheet).is_ok_and(|there| there == css) {
        return Ok(());
    }
    if let Some(folder) = stylesheet.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(fs::write(stylesheet, css)?)
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
    fn tokens_and_base_come_first_and_the_rest_by_name() {
        let files = ["timeline.css", "base.css", "composer.css", "tokens.css"].map(PathBuf::from).to_vec();
        let expected = ["tokens.css", "base.css", "composer.css", "timeline.css"].map(PathBuf::from);
        assert_eq!(in_order(files), expected);
    }
}
