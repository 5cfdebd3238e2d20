//! The table of a run, for people as Markdown and for programs as JSON.

use super::{
    plot::Point,
    results::{Pair, Results, median},
    rows::{Limit, Row, Unit},
};
use serde_json::{Value, json};

/// One row with what came of it.
#[derive(Debug)]
pub(crate) struct Line {
    row: &'static Row,
    pair: Pair,
}

pub(crate) fn lines(results: &Results) -> Vec<Line> {
    results.in_order().map(|(row, pair)| Line { row, pair: pair.clone() }).collect()
}

/// Medians of the rounds; the ratio is the median of each round's own.
pub(crate) fn markdown(lines: &[Line]) -> String {
    let mut table = "| row | what | snug | peer | | snug / peer | limit | met |\n\
                     |---|---|---:|---:|---|---:|---:|---|\n"
        .to_owned();
    for Line { row, pair } in lines {
        let value = |values| median(values).map_or("–".to_owned(), |value| amount(value, row.unit));
        let (ours, theirs) = (value(&pair.snug), value(&pair.peer));
        let ratio = pair.ratio().map_or("–".to_owned(), |ratio| format!("{ratio:.2}"));
        let met = match pair.meets(row.limit) {
            Some(true) => "yes",
            Some(false) => "**no**",
            None => "",
        };
        let (name, what, peer, limit) = (row.name, row.what, row.peer, limit(row));
        table += &format!("| {name} | {what} | {ours} | {theirs} | {peer} | {ratio} | {limit} | {met} |\n");
    }
    table
}

/// `curves`: what there is to plot, by name.
pub(crate) fn json(lines: &[Line], curves: &[(&str, &[Point])], rounds: usize) -> Value {
    let row = |Line { row, pair }: &Line| {
        json!({
            "row": row.name, "what": row.what, "peer": row.peer, "unit": unit(row.unit),
            "snug": pair.snug, "peer_values": pair.peer,
            "snug_median": median(&pair.snug), "peer_median": median(&pair.peer),
            "ratio": pair.ratio(), "limit": limit(row), "met": pair.meets(row.limit),
        })
    };
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let rows: Vec<Value> = lines.iter().map(row).collect();
    let curve = |(name, points): &(&str, &[Point])| json!({ "curve": name, "points": points });
    let curves: Vec<Value> = curves.iter().map(curve).collect();
    json!({ "rounds": rounds, "cores": cores, "rows": rows, "curves": curves })
}

fn limit(row: &Row) -> String {
    match row.limit {
        Limit::Ratio(most) => format!("≤ {most}"),
        // As a ratio, since that is what stands beside it.
        Limit::Speed(least) => format!("≤ {:.2}", 1.0 / least),
        Limit::Ours(most) => format!("≤ {}", amount(most, row.unit)),
        Limit::Told => String::new(),
    }
}

fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Bytes => "B",
        Unit::Milliseconds => "ms",
        Unit::Mebibytes => "MiB",
        Unit::Nanoseconds => "ns",
    }
}

fn amount(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Bytes => format!("{:.1} kB", value / 1e3),
        Unit::Milliseconds if value >= 100.0 || value == 0.0 => format!("{value:.0} ms"),
        Unit::Milliseconds if value < 1.0 => format!("{value:.2} ms"),
        Unit::Milliseconds => format!("{value:.1} ms"),
        Unit::Mebibytes => format!("{value:.1} MiB"),
        Unit::Nanoseconds if value < 1e3 => format!("{value:.1} ns"),
        Unit::Nanoseconds if value < 1e6 => format!("{:.2} µs", value / 1e3),
        Unit::Nanoseconds => format!("{:.2} ms", value / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn results() -> Results {
        let mut results = Results::default();
        let pair = |snug: &[f64], peer: &[f64]| Pair { snug: snug.to_vec(), peer: peer.to_vec() };
        results.add("first-visit", pair(&[200_000.0], &[100_000.0])).expect("a row");
        results.add("receive", pair(&[150.0, 160.0, 170.0], &[1_500.0, 1_600.0, 1_700.0])).expect("a row");
        results.add("receive-task", pair(&[0.0, 0.0], &[80.0, 90.0])).expect("a row");
        results.add("warm-message", pair(&[70.5], &[])).expect("a row");
        results
    }

    #[test]
    fn people_see_medians_the_ratio_and_whether_it_is_enough() {
        let table = markdown(&lines(&results()));
        let rows: Vec<&str> = table.lines().skip(2).collect();
        assert_eq!(
            rows,
            [
                "| first-visit | first visit, all bytes after brotli | 200.0 kB | 100.0 kB | mqtt.min.js alone | 2.00 | ≤ 1.65 | **no** |",
                "| receive | 20,000 messages at QoS 0, until the last is on screen | 160 ms | 1600 ms | MQTT.js page | 0.10 | ≤ 0.2 | yes |",
                "| receive-task | the longest task meanwhile (0: none over 50 ms) | 0 ms | 85.0 ms | MQTT.js page | 0.00 | ≤ 50.0 ms | yes |",
                "| warm-message | a second visit, to the first message on screen | 70.5 ms | – | MQTT.js page | – |  |  |",
            ]
        );
    }

    #[test]
    fn programs_get_every_value_and_the_verdict() {
        let json = super::json(&lines(&results()), &[("rooms", &[(1.0, 0.5)])], 3);
        let told = |pointer: &str| json.pointer(pointer).cloned().unwrap_or_default();
        assert_eq!(told("/rows/1/row"), "receive");
        assert_eq!(told("/rows/1/unit"), "ms");
        assert_eq!(told("/rows/1/snug"), json!([150.0, 160.0, 170.0]));
        assert_eq!(told("/rows/1/met"), true);
        assert_eq!(told("/rounds"), 3);
        assert_eq!(told("/curves"), json!([{ "curve": "rooms", "points": [[1.0, 0.5]] }]));
        assert_eq!(json.pointer("/rows/3/ratio"), Some(&Value::Null));
    }

    #[test]
    fn times_are_as_exact_as_they_matter() {
        assert_eq!(amount(9_950.0, Unit::Nanoseconds), "9.95 µs");
        assert_eq!(amount(760_000.0, Unit::Nanoseconds), "760.00 µs");
        assert_eq!(amount(12.34, Unit::Milliseconds), "12.3 ms");
    }
}
