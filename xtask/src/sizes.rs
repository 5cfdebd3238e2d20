//! What each file of dist/ weighs on the wire: after brotli at its best, as a good static host sends it.

use crate::project::Outcome;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Weighed {
    /// Below dist/, with `/` between folders.
    name: String,
    /// Bytes on disk.
    raw: usize,
    /// Bytes after brotli.
    brotli: usize,
    loaded: Loaded,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Loaded {
    FirstVisit,
    OnDemand,
}

/// Weighs all files of `dist`: those of a first visit first, the heaviest on top.
pub(crate) fn measure(dist: &Path) -> Outcome<Vec<Weighed>> {
    let contents = contents(dist)?;
    let visited = named_from("index.html", &contents);
    let mut files: Vec<_> = contents
        .iter()
        .map(|(name, bytes)| Weighed {
            name: name.clone(),
            raw: bytes.len(),
            brotli: after_brotli(bytes),
            loaded: if visited.contains(name.as_str()) { Loaded::FirstVisit } else { Loaded::OnDemand },
        })
        .collect();
    files.sort_by(|a, b| a.loaded.cmp(&b.loaded).then(b.brotli.cmp(&a.brotli)));
    Ok(files)
}

/// Every file below `dist`, by its name with `/` between folders, and what is in it.
pub(crate) fn contents(dist: &Path) -> Outcome<Vec<(String, Vec<u8>)>> {
    let mut contents = Vec::new();
    read_all(dist, dist, &mut contents)?;
    Ok(contents)
}

/// Bytes after brotli of all that a first visit loads.
pub(crate) fn first_visit(files: &[Weighed]) -> usize {
    files.iter().filter(|file| file.loaded == Loaded::FirstVisit).map(|file| file.brotli).sum()
}

pub(crate) fn table(files: &[Weighed]) -> String {
    let width = files.iter().map(|file| file.name.len()).max().unwrap_or(0).max("a first visit".len());
    let mut lines = format!("{:<width$}  {:>9}  {:>9}\n", "file", "bytes", "brotli");
    for Weighed { name, raw, brotli, loaded } in files {
        let note = if *loaded == Loaded::OnDemand { "  on demand" } else { "" };
        lines += &format!("{name:<width$}  {raw:>9}  {brotli:>9}{note}\n");
    }
    let raw: usize = files.iter().filter(|file| file.loaded == Loaded::FirstVisit).map(|file| file.raw).sum();
    lines + &format!("{:<width$}  {raw:>9}  {:>9}\n", "a first visit", first_visit(files))
}

/// Named by the page or its loader, but loaded once the app runs, or when it is installed.
const AFTER_THE_START: [&str; 3] = ["sw.js", "manifest.webmanifest", "icons/apple-touch.png"];

/// The files that a first visit loads: `first`, and what those name that can name others. The module names files in
/// its data too, but only such as it loads later.
fn named_from<'a>(first: &'a str, contents: &'a [(String, Vec<u8>)]) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::from([first]);
    let mut unread = vec![first];
    while let Some(name) = unread.pop() {
        let names_others =
            ["html", "css", "js"].iter().any(|end| Path::new(name).extension().is_some_and(|e| e == *end));
        let Some((_, bytes)) = contents.iter().find(|(other, _)| other == name && names_others) else {
            continue;
        };
        let text = String::from_utf8_lossy(bytes);
        for (other, _) in contents {
            let later = AFTER_THE_START.contains(&other.as_str());
            if !later && text.contains(file_name(other)) && found.insert(other) {
                unread.push(other);
            }
        }
    }
    found
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn read_all(dist: &Path, folder: &Path, contents: &mut Vec<(String, Vec<u8>)>) -> Outcome {
    let paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Outcome<Vec<PathBuf>>>()?;
    for path in paths {
        if path.is_dir() {
            read_all(dist, &path, contents)?;
        } else {
            let name = path.strip_prefix(dist)?.components().map(|part| part.as_os_str().to_string_lossy());
            contents.push((name.collect::<Vec<_>>().join("/"), fs::read(&path)?));
        }
    }
    Ok(())
}

pub(crate) fn after_brotli(bytes: &[u8]) -> usize {
    brotli(bytes).map_or(bytes.len(), |packed| packed.len())
}

/// None: what does not shrink is sent as it is.
pub(crate) fn brotli(bytes: &[u8]) -> Option<Vec<u8>> {
    let best = brotli::enc::BrotliEncoderParams { quality: 11, size_hint: bytes.len(), ..Default::default() };
    let mut packed = Vec::new();
    // Memory to memory: there is nothing to fail.
    brotli::BrotliCompress(&mut &*bytes, &mut packed, &best).ok()?;
    (packed.len() < bytes.len()).then_some(packed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contents(files: &[(&str, &str)]) -> Vec<(String, Vec<u8>)> {
        files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
    }

    #[test]
    fn a_first_visit_loads_what_the_page_names_and_what_that_names() {
        let files = contents(&[
            ("index.html", "<script src=./load-1.js> <meta data-wasm=./snug-2_bg.wasm>"),
            ("load-1.js", "import './snippets/lock-3.js'"),
            ("snippets/lock-3.js", ""),
            ("snug-2_bg.wasm", "emoji-4.json"),
            ("emoji-4.json", "{}"),
        ]);
        let named: Vec<_> = named_from("index.html", &files).into_iter().collect();
        assert_eq!(named, ["index.html", "load-1.js", "snippets/lock-3.js", "snug-2_bg.wasm"]);
    }

    #[test]
    fn what_is_loaded_after_the_start_is_no_part_of_a_first_visit() {
        let files = contents(&[
            ("index.html", "load.js manifest.webmanifest icons/icon.svg icons/apple-touch.png"),
            ("load.js", "register('sw.js')"),
            ("sw.js", "icons/512.png"),
            ("manifest.webmanifest", "icons/512.png"),
            ("icons/icon.svg", ""),
            ("icons/512.png", ""),
            ("icons/apple-touch.png", ""),
        ]);
        let named: Vec<_> = named_from("index.html", &files).into_iter().collect();
        assert_eq!(named, ["icons/icon.svg", "index.html", "load.js"]);
    }

    #[test]
    fn files_that_name_each_other_are_counted_once() {
        let files = contents(&[("index.html", "a.js"), ("a.js", "b.js"), ("b.js", "a.js index.html")]);
        assert_eq!(named_from("index.html", &files).len(), 3);
    }

    #[test]
    fn the_table_sums_the_first_visit_and_marks_the_rest() {
        let weighed =
            |name: &str, raw, brotli, loaded| Weighed { name: name.to_owned(), raw, brotli, loaded };
        let files = [
            weighed("snug.wasm", 300_000, 90_000, Loaded::FirstVisit),
            weighed("index.html", 2_000, 700, Loaded::FirstVisit),
            weighed("emoji.json", 60_000, 20_000, Loaded::OnDemand),
        ];
        assert_eq!(first_visit(&files), 90_700);
        assert_eq!(
            table(&files),
            "file               bytes     brotli\n\
             snug.wasm         300000      90000\n\
             index.html          2000        700\n\
             emoji.json         60000      20000  on demand\n\
             a first visit     302000      90700\n"
        );
    }

    #[test]
    fn what_repeats_shrinks_and_what_can_not_shrink_stays() {
        assert!(after_brotli(&[b'a'; 10_000]) < 100);
        assert_eq!(after_brotli(b"x"), 1);
    }
}
