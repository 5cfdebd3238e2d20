//! A module's code by crate and module of the source, in bytes before compression.

use crate::project::Outcome;
use std::{collections::BTreeMap, fmt::Write};
use wasmparser::{KnownCustom, Name, Parser, Payload};

/// Changes of fewer bytes are not worth a line.
const WORTH_A_LINE: usize = 200;

#[derive(Debug, Default)]
pub(super) struct Parts(BTreeMap<String, usize>);

impl FromIterator<(String, usize)> for Parts {
    fn from_iter<I: IntoIterator<Item = (String, usize)>>(parts: I) -> Self {
        let mut all = Self::default();
        for (name, bytes) in parts {
            *all.0.entry(name).or_default() += bytes;
        }
        all
    }
}

impl Parts {
    pub(super) fn of(module: &[u8]) -> Outcome<Self> {
        let (mut imported, mut sizes, mut names, mut data) = (0, Vec::new(), BTreeMap::new(), 0);
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        let is_function = matches!(import?.ty, wasmparser::TypeRef::Func(_));
                        imported += u32::from(is_function);
                    }
                }
                Payload::CodeSectionEntry(body) => sizes.push(length(&body.range())),
                Payload::DataSection(section) => data = length(&section.range()),
                Payload::CustomSection(section) => {
                    if let KnownCustom::Name(reader) = section.as_known() {
                        for name in reader {
                            if let Name::Function(map) = name? {
                                for naming in map {
                                    let naming = naming?;
                                    names.insert(naming.index, naming.name.to_owned());
                                }
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        let part_of =
            |index: u32| names.get(&index).map_or_else(|| "without a name".to_owned(), |name| part(name));
        let code = (imported..).zip(sizes).map(|(index, bytes)| (part_of(index), bytes));
        Ok(code.chain([("data".to_owned(), data)]).collect())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, usize)> {
        self.0.iter().map(|(name, bytes)| (name.as_str(), *bytes))
    }

    /// The largest, with what they were before.
    pub(super) fn largest(&self, count: usize, before: &Self) -> String {
        let mut all: Vec<_> = self.iter().collect();
        all.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let total: usize = all.iter().map(|(_, bytes)| bytes).sum();
        let mut lines = format!("{:<40} {:>9} {:>9}\n", "part, before compression", "bytes", "change");
        for (name, bytes) in all.iter().take(count) {
            let change = change(*bytes, before.0.get(*name).copied().unwrap_or_default());
            let _ = writeln!(lines, "{name:<40} {bytes:>9} {change:>9}");
        }
        let was: usize = before.iter().map(|(_, bytes)| bytes).sum();
        let _ = writeln!(lines, "{:<40} {total:>9} {:>9}", "all", change(total, was));
        lines
    }

    /// What grew the most since `before`.
    pub(super) fn grown(&self, count: usize, before: &Self) -> String {
        let growth = |(name, bytes): (&str, usize)| {
            let more = bytes.saturating_sub(before.0.get(name).copied().unwrap_or_default());
            (more >= WORTH_A_LINE).then(|| (more, name.to_owned()))
        };
        let mut grown: Vec<_> = self.iter().filter_map(growth).collect();
        grown.sort_by(|a, b| b.cmp(a));
        if grown.is_empty() {
            return "No part grew.\n".to_owned();
        }
        grown.into_iter().take(count).map(|(more, name)| format!("{name:<40} +{more}\n")).collect()
    }
}

fn length(range: &std::ops::Range<u64>) -> usize {
    usize::try_from(range.end - range.start).unwrap_or(usize::MAX)
}

fn change(now: usize, before: usize) -> String {
    if now >= before { format!("+{}", now - before) } else { format!("-{}", before - now) }
}

/// Crate and module of a function, and of ours one module more: `snug::ui::settings`, `alloc::collections`.
fn part(mangled: &str) -> String {
    if mangled.starts_with("__wbindgen_describe") {
        // For wasm-bindgen, which takes them out.
        return "descriptions for wasm-bindgen".to_owned();
    }
    let name = without_hashes(&rustc_demangle::demangle(mangled).to_string());
    // `<T as Trait>::f` and `<impl Trait for T>::f` belong to T.
    let of = name.trim_start_matches('<');
    let of = match of.strip_prefix("impl ") {
        Some(rest) => rest.split_once(" for ").map_or(rest, |(_, of)| of),
        None => of,
    };
    let of = of
        .trim_start_matches(['&', '*', '(', '[', '<'])
        .trim_start_matches("mut ")
        .trim_start_matches("dyn ");
    let path = of.split([' ', '<', '>', '{', '(', ',', '[']).next().unwrap_or_default();
    let mut words = path.split("::").filter(|word| !word.is_empty());
    let Some(krate) = words.next() else { return "other".to_owned() };
    let depth = if krate == "snug" { 2 } else { 1 };
    let inside: Vec<&str> = words.take(depth).collect();
    let modules = inside.iter().take_while(|word| word.starts_with(|first: char| first.is_ascii_lowercase()));
    std::iter::once(&krate).chain(modules).copied().collect::<Vec<_>>().join("::")
}

/// Compilers that allow unstable things write `snug[1458ceec049e7d4d]::main`, which is another for each build.
fn without_hashes(name: &str) -> String {
    const DIGITS: std::ops::RangeInclusive<usize> = 8..=16;
    let mut pieces = name.split('[');
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        match piece.split_once(']') {
            Some((hash, rest))
                if DIGITS.contains(&hash.len()) && hash.chars().all(|digit| digit.is_ascii_hexdigit()) =>
            {
                plain += rest;
            }
            _ => plain = plain + "[" + piece,
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_belong_to_crate_and_module() {
        for (mangled, expected) in [
            ("_ZN4snug2ui8settings4page17h01e1bd37eff44522E", "snug::ui::settings"),
            ("_ZN4core5slice4sort6stable5drift4sort17h0123456789abcdefE", "core::slice"),
            (
                "_ZN63_$LT$snug..chat..people..People$u20$as$u20$core..fmt..Debug$GT$3fmt17h0123456789abcdefE",
                "snug::chat::people",
            ),
            ("snug[1458ceec049e7d4d]::main::{closure#0}", "snug::main"),
            (
                "<snug[a7fe57f61488296e]::ui::dialog::Dialog as core[44528b579e4af097]::clone::Clone>::clone",
                "snug::ui::dialog",
            ),
            ("<[u8]>::to_vec", "u8]"),
            ("__wbindgen_describe_thing", "descriptions for wasm-bindgen"),
            ("malloc", "malloc"),
        ] {
            assert_eq!(part(mangled), expected);
        }
    }

    #[test]
    fn what_grew_is_told_from_the_most_and_what_shrank_is_not() {
        let parts = |all: &[(&str, usize)]| {
            all.iter().map(|(name, bytes)| ((*name).to_owned(), *bytes)).collect::<Parts>()
        };
        let before = parts(&[("a", 1_000), ("b", 5_000), ("c", 300)]);
        let now = parts(&[("a", 2_000), ("b", 4_000), ("c", 310), ("d", 5_000)]);
        let lines = now.grown(9, &before);
        let named: Vec<_> = lines.lines().map(|line| line.split_whitespace().collect::<Vec<_>>()).collect();
        assert_eq!(named, [["d", "+5000"], ["a", "+1000"]]);
        assert!(now.largest(9, &before).contains("-1000"));
    }

    #[test]
    fn a_module_without_names_is_one_part() {
        let parts = Parts::of(b"\0asm\x01\0\0\0").expect("an empty module");
        assert_eq!(parts.iter().collect::<Vec<_>>(), [("data", 0)]);
    }
}
