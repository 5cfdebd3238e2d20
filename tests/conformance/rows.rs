//! The duties that the specification lays on a client, row by row: 92 under its own tags (with a letter where one
//! tag holds several duties) and 27 (`U-`) that stand in its text without a tag. `docs/conformance.md` words them.

/// All rows, in the order of the specification.
#[rustfmt::skip]
pub(crate) const ROWS: [&str; 119] = [
    "MQTT-1.5.3-1 a", "MQTT-1.5.3-1 b", "MQTT-1.5.3-2 a", "MQTT-1.5.3-2 b", "MQTT-1.5.3-3", "MQTT-2.2.2-1",
    "MQTT-2.2.2-2", "MQTT-2.3.1-1 a", "MQTT-2.3.1-1 b", "MQTT-2.3.1-2", "MQTT-2.3.1-3 a", "MQTT-2.3.1-3 b",
    "MQTT-2.3.1-5", "MQTT-2.3.1-6", "MQTT-3.1.0-1", "MQTT-3.1.2-4", "MQTT-3.1.2-6", "MQTT-3.1.2-9",
    "MQTT-3.1.2-11", "MQTT-3.1.2-13", "MQTT-3.1.2-14", "MQTT-3.1.2-15", "MQTT-3.1.2-18", "MQTT-3.1.2-19",
    "MQTT-3.1.2-20", "MQTT-3.1.2-21", "MQTT-3.1.2-22", "MQTT-3.1.2-23 a", "MQTT-3.1.2-23 b", "MQTT-3.1.3-1",
    "MQTT-3.1.3-2", "MQTT-3.1.3-3", "MQTT-3.1.3-4", "MQTT-3.1.3-7", "MQTT-3.1.3-10", "MQTT-3.1.3-11",
    "MQTT-3.3.1-1", "MQTT-3.3.1-2", "MQTT-3.3.1-4 a", "MQTT-3.3.1-4 b", "MQTT-3.3.2-1 a", "MQTT-3.3.2-1 b",
    "MQTT-3.3.2-2 a", "MQTT-3.3.2-2 b", "MQTT-3.3.4-1", "MQTT-3.6.1-1", "MQTT-3.8.1-1", "MQTT-3.8.3-1",
    "MQTT-3.8.3-3", "MQTT-3.10.1-1", "MQTT-3.10.3-1", "MQTT-3.10.3-2", "MQTT-3.14.4-1", "MQTT-3.14.4-2",
    "MQTT-4.1.0-1", "MQTT-4.1.0-2", "MQTT-4.3.1-1", "MQTT-4.3.2-1 a", "MQTT-4.3.2-1 b", "MQTT-4.3.2-1 c",
    "MQTT-4.3.2-2 a", "MQTT-4.3.2-2 b", "MQTT-4.3.3-1 a", "MQTT-4.3.3-1 b", "MQTT-4.3.3-1 c",
    "MQTT-4.3.3-1 d", "MQTT-4.3.3-1 e", "MQTT-4.3.3-1 f", "MQTT-4.3.3-2 a", "MQTT-4.3.3-2 b",
    "MQTT-4.3.3-2 c", "MQTT-4.3.3-2 d", "MQTT-4.4.0-1", "MQTT-4.5.0-2", "MQTT-4.6.0-1", "MQTT-4.6.0-2",
    "MQTT-4.6.0-3", "MQTT-4.6.0-4", "MQTT-4.7.1-1", "MQTT-4.7.1-2", "MQTT-4.7.1-3", "MQTT-4.7.3-1",
    "MQTT-4.7.3-2", "MQTT-4.7.3-3", "MQTT-4.8.0-1", "MQTT-4.8.0-2", "MQTT-6.0.0-1 a", "MQTT-6.0.0-1 b",
    "MQTT-6.0.0-2", "MQTT-6.0.0-3", "MQTT-7.0.0-2", "MQTT-7.1.2-1", "U-1", "U-2", "U-3", "U-4", "U-5",
    "U-6", "U-7", "U-8", "U-9", "U-10", "U-11", "U-12", "U-13", "U-14", "U-15", "U-16", "U-17", "U-18",
    "U-19", "U-20", "U-21", "U-22", "U-23", "U-24", "U-25", "U-26", "U-27",
];

/// Names the rows a test is about, as its first statement. A row that does not exist does not compile;
/// `coverage.rs` reads these lines.
macro_rules! covers {
    ($($row:literal),+ $(,)?) => {
        $(const { assert!($crate::rows::is_row($row), "no such row") };)+
    };
}
pub(crate) use covers;

pub(crate) const fn is_row(text: &str) -> bool {
    let mut rows: &[&str] = &ROWS;
    while let [row, rest @ ..] = rows {
        if same(row.as_bytes(), text.as_bytes()) {
            return true;
        }
        rows = rest;
    }
    false
}

const fn same(mut one: &[u8], mut other: &[u8]) -> bool {
    while let ([a, rest @ ..], [b, other_rest @ ..]) = (one, other) {
        if *a != *b {
            return false;
        }
        (one, other) = (rest, other_rest);
    }
    one.is_empty() && other.is_empty()
}
