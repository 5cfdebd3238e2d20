//! Puts the service worker into the page's folder: boot/sw.js, told which files the build has.

use crate::{
    project::{Outcome, Project},
    sizes,
};
use serde_json::json;
use std::{
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    path::Path,
};

/// The line of boot/sw.js that is filled in, in front of the object.
const PLACE: &str = "const BUILD = ";

/// Fewer digits could be a date or a version; trunk's hashes have fifteen or more.
const HASH_DIGITS: usize = 12;

pub(crate) fn write(project: &Project, folder: &Path) -> Outcome {
    let worker = fs::read_to_string(project.root.join("boot/sw.js"))?;
    Ok(fs::write(folder.join("sw.js"), filled_in(&worker, &sizes::contents(folder)?)?)?)
}

/// The worker for these files, each a name and its content, without comments.
fn filled_in(worker: &str, contents: &[(String, Vec<u8>)]) -> Outcome<String> {
    let mut files: Vec<_> = contents.iter().filter(|(name, _)| name != "sw.js").collect();
    files.sort();
    let mut hasher = DefaultHasher::new();
    files.hash(&mut hasher);
    let page = files.iter().find(|(name, _)| name == "index.html").ok_or("there is no index.html")?;
    let page = String::from_utf8_lossy(&page.1);
    let others = files.iter().map(|(name, _)| name.as_str()).filter(|name| *name != "index.html");
    let (app, rest): (Vec<_>, Vec<_>) = others.partition(|name| is_hashed(name) && page.contains(name));
    let build = json!({ "version": format!("{:016x}", hasher.finish()), "app": app, "rest": rest });

    let lines = worker.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    let mut found = false;
    let mut text = String::new();
    for line in lines {
        if line.starts_with(PLACE) {
            text += &format!("{PLACE}{build};\n");
            found = true;
        } else {
            text += &format!("{line}\n");
        }
    }
    if found { Ok(text) } else { Err(format!("boot/sw.js has no line that begins with {PLACE:?}").into()) }
}

fn is_hashed(name: &str) -> bool {
    let is_hash = |part: &str| part.len() >= HASH_DIGITS && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    name.split(['-', '.', '_']).any(is_hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORKER: &str = "// Says what it is.\nconst BUILD = { version: \"\", app: [], rest: [] };\n\n    // why\n    serve();\n";

    fn contents(files: &[(&str, &str)]) -> Vec<(String, Vec<u8>)> {
        files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
    }

    #[test]
    fn the_worker_names_all_files_and_those_that_show_a_page_of_this_build_apart() {
        let files = contents(&[
            ("sw.js", "from before"),
            ("index.html", "snug-0123456789abcdef_bg.wasm icons/icon.svg"),
            ("snug-0123456789abcdef_bg.wasm", "…"),
            ("icons/icon.svg", "<svg/>"),
            ("emoji-fedcba9876543210.json", "{}"),
        ]);
        let text = filled_in(WORKER, &files).expect("a page is there");
        let (build, rest) = text.split_once('\n').expect("two lines");
        assert_eq!(rest, "serve();\n");
        assert!(build.contains(r#""app":["snug-0123456789abcdef_bg.wasm"]"#), "{build}");
        assert!(build.contains(r#""rest":["emoji-fedcba9876543210.json","icons/icon.svg"]"#), "{build}");
    }

    #[test]
    fn a_change_of_any_file_makes_another_version_and_the_order_on_disk_none() {
        let version = |files: &[(&str, &str)]| filled_in(WORKER, &contents(files)).expect("a page is there");
        let one = version(&[("index.html", "a"), ("icons/icon.svg", "b")]);
        assert_eq!(one, version(&[("icons/icon.svg", "b"), ("index.html", "a")]));
        assert_ne!(one, version(&[("icons/icon.svg", "c"), ("index.html", "a")]));
    }

    #[test]
    fn a_worker_without_the_line_and_a_build_without_a_page_are_refused() {
        assert!(filled_in("serve();", &contents(&[("index.html", "")])).is_err());
        assert!(filled_in(WORKER, &contents(&[("a.js", "")])).is_err());
    }
}
