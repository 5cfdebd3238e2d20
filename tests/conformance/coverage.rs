//! Keeps `docs/conformance.md` and the tests of this folder in step: every row is in the list, with tests that exist
//! and that name it.

use std::collections::{BTreeMap, BTreeSet};

use crate::rows::ROWS;

/// The tests' sources under the names of their modules.
const SOURCES: [(&str, &str); 15] = [
    ("connect", include_str!("connect.rs")),
    ("errors", include_str!("errors.rs")),
    ("fixed_header", include_str!("fixed_header.rs")),
    ("keep_alive", include_str!("keep_alive.rs")),
    ("order", include_str!("order.rs")),
    ("packet_id", include_str!("packet_id.rs")),
    ("publish", include_str!("publish.rs")),
    ("qos1", include_str!("qos1.rs")),
    ("qos2", include_str!("qos2.rs")),
    ("requests", include_str!("requests.rs")),
    ("session", include_str!("session.rs")),
    ("strings", include_str!("strings.rs")),
    ("topics", include_str!("topics.rs")),
    ("unnumbered", include_str!("unnumbered.rs")),
    ("websocket", include_str!("websocket.rs")),
];

/// From row to the tests for it, as `module::test`.
type Coverage = BTreeMap<String, BTreeSet<String>>;

/// Reads the tests that begin with `covers!`.
fn covered_in(module: &str, source: &str, coverage: &mut Coverage) {
    for block in source.split("#[test]").skip(1) {
        let Some((name, body)) = block.split_once("fn ").and_then(|(_, rest)| rest.split_once("()")) else {
            panic!("{module}: a test without a name");
        };
        let Some(rows) = body.split_once("covers!(").and_then(|(_, rest)| rest.split_once(')')) else {
            panic!("{module}::{name} names no row");
        };
        for row in rows.0.split(',').map(|row| row.trim().trim_matches('"')).filter(|row| !row.is_empty()) {
            coverage.entry(row.into()).or_default().insert(format!("{module}::{name}"));
        }
    }
}

/// Reads the table: `| row | requirement | tests |`.
fn listed(document: &str) -> Coverage {
    let cells = document.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    cells
        .map(|line| line.split(" | ").collect::<Vec<_>>())
        .filter(|cells| cells[0].starts_with("MQTT-") || cells[0].starts_with("U-"))
        .map(|cells| {
            let [row, requirement, tests] = cells[..] else { panic!("three columns: {cells:?}") };
            assert!(!requirement.trim().is_empty(), "{row} has no words");
            let tests = tests.split("<br>").map(|test| test.trim().trim_matches('`').to_owned());
            (row.to_owned(), tests.filter(|test| !test.is_empty()).collect())
        })
        .collect()
}

/// What is wrong with a list, given what the tests say.
fn complaints(listed: &Coverage, covered: &Coverage) -> Vec<String> {
    let mut complaints = Vec::new();
    let none = BTreeSet::new();
    for row in ROWS {
        let (listed, covered) = (listed.get(row), covered.get(row).unwrap_or(&none));
        if covered.is_empty() {
            complaints.push(format!("{row} has no test"));
        }
        let Some(listed) = listed else {
            complaints.push(format!("{row} is not in the list"));
            continue;
        };
        complaints.extend(listed.difference(covered).map(|test| format!("{row}: there is no {test} for it")));
        complaints.extend(covered.difference(listed).map(|test| format!("{row}: {test} is not in the list")));
    }
    let strangers = listed.keys().filter(|row| !ROWS.contains(&row.as_str()));
    complaints.extend(strangers.map(|row| format!("{row} is no row")));
    complaints
}

fn coverage() -> Coverage {
    let mut coverage = Coverage::new();
    for (module, source) in SOURCES.iter() {
        covered_in(module, source, &mut coverage);
    }
    coverage
}

#[test]
fn every_row_has_a_test() {
    let document = include_str!("../../docs/conformance.md");
    assert_eq!(complaints(&listed(document), &coverage()), Vec::<String>::new());
}

#[test]
fn no_module_of_tests_is_overlooked() {
    let main = include_str!("main.rs");
    let modules = main.lines().filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';'));
    let helpers = ["coverage", "disk", "rows", "scripted_broker", "story", "vectors"];
    for module in modules.filter(|module| !helpers.contains(module)) {
        let known = SOURCES.iter().any(|(name, _)| *name == module);
        assert!(known, "{module} is not read");
    }
}

#[test]
fn the_rows_are_92_under_tags_and_27_without() {
    assert_eq!(ROWS.iter().filter(|row| row.starts_with("MQTT-")).count(), 92);
    assert_eq!(ROWS.iter().filter(|row| row.starts_with("U-")).count(), 27);
    assert_eq!(ROWS.iter().collect::<BTreeSet<_>>().len(), 119, "no row twice");
}

#[test]
fn a_row_without_a_test_a_test_that_is_gone_and_a_missing_row_are_all_noticed() {
    let all: Coverage = coverage();
    let mut forgotten = all.clone();
    forgotten.remove("U-7");
    assert_eq!(complaints(&all, &forgotten)[0], "U-7 has no test");
    assert_eq!(complaints(&forgotten, &all), ["U-7 is not in the list"]);
    let mut invented = all.clone();
    invented.entry("U-7".into()).or_default().insert("nowhere::to_be_found".into());
    assert_eq!(complaints(&invented, &all), ["U-7: there is no nowhere::to_be_found for it"]);
    let mut stranger = all.clone();
    stranger.insert("U-99".into(), BTreeSet::new());
    assert_eq!(complaints(&stranger, &all), ["U-99 is no row"]);
}

#[test]
fn the_markers_of_a_source_are_read() {
    let marker = "covers";
    let source = format!("#[test]\nfn a_test() {{\n    {marker}!(\n  \"U-1\",\n \"U-2\" );\n}}\n");
    let mut coverage = Coverage::new();
    covered_in("here", &source, &mut coverage);
    let here = BTreeSet::from(["here::a_test".to_owned()]);
    assert_eq!(coverage, Coverage::from([("U-1".into(), here.clone()), ("U-2".into(), here)]));
}
