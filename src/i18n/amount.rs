//! Sizes as people say them, for every language: digits and units are the same in all.

/// In kB or MB; `None` below them.
pub(super) fn in_units(bytes: usize) -> Option<String> {
    const UNITS: [(usize, &str); 2] = [(1_000_000, " MB"), (1_000, " kB")];
    let (unit, name) = UNITS.into_iter().find(|(unit, _)| bytes >= *unit)?;
    Some([tenths(bytes, unit).as_str(), name].concat())
}

/// One decimal below ten, none above; cut off, not rounded, so that 999 999 bytes are not 1000 kB.
fn tenths(bytes: usize, unit: usize) -> String {
    let whole = bytes / unit;
    let tenth = bytes % unit * 10 / unit;
    match (whole, tenth) {
        (10.., _) | (_, 0) => whole.to_string(),
        _ => [whole.to_string().as_str(), ".", &tenth.to_string()].concat(),
    }
}
