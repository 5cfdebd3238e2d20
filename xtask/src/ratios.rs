//! The table of benchmarks that pair us with a peer: `group/snug/size` beside `group/rumqttc/size`.

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Estimate {
    group: String,
    codec: String,
    size: String,
    /// Nanoseconds.
    median: f64,
}

impl Estimate {
    /// From criterion's full name. None for a benchmark that pairs nobody.
    pub(crate) fn new(full_name: &str, median: f64) -> Option<Self> {
        let mut parts = full_name.splitn(3, '/').map(str::to_owned);
        Some(Self { group: parts.next()?, codec: parts.next()?, size: parts.next()?, median })
    }
}

/// Markdown, one line a pair. The ratio is our speed by theirs: above 1 we are the faster.
pub(crate) fn table(estimates: &[Estimate]) -> String {
    let mut lines = "| | snug | rumqttc | our speed by theirs |\n|---|---:|---:|---:|\n".to_owned();
    let mut pairs: Vec<_> =
        estimates.iter().filter_map(|ours| Some((ours, peer_of(ours, estimates)?))).collect();
    pairs.sort_by(|(a, _), (b, _)| a.group.cmp(&b.group).then(a.median.total_cmp(&b.median)));
    for (ours, theirs) in pairs {
        let ratio = theirs.median / ours.median;
        let (group, size) = (&ours.group, &ours.size);
        lines +=
            &format!("| {group} {size} | {} | {} | {ratio:.2} |\n", time(ours.median), time(theirs.median));
    }
    lines
}

fn peer_of<'a>(ours: &Estimate, estimates: &'a [Estimate]) -> Option<&'a Estimate> {
    let is_peer = |other: &&Estimate| {
        ours.codec == "snug"
            && other.codec == "rumqttc"
            && other.group == ours.group
            && other.size == ours.size
    };
    estimates.iter().find(is_peer)
}

fn time(nanoseconds: f64) -> String {
    match nanoseconds {
        n if n < 1e3 => format!("{n:.1} ns"),
        n if n < 1e6 => format!("{:.2} µs", n / 1e3),
        n => format!("{:.2} ms", n / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_become_lines_and_what_stands_alone_is_left_out() {
        let estimates = [
            Estimate::new("encode/snug/200", 50.0),
            Estimate::new("decode/rumqttc/200", 3_000.0),
            Estimate::new("decode/snug/200", 2_000.0),
            Estimate::new("encode/rumqttc/200", 25.0),
            Estimate::new("decode/snug/7", 1.0),
        ]
        .map(|estimate| estimate.expect("three parts"));
        assert_eq!(
            table(&estimates),
            "| | snug | rumqttc | our speed by theirs |\n\
             |---|---:|---:|---:|\n\
             | decode 200 | 2.00 µs | 3.00 µs | 1.50 |\n\
             | encode 200 | 50.0 ns | 25.0 ns | 0.50 |\n"
        );
    }

    #[test]
    fn a_benchmark_that_pairs_nobody_is_no_estimate() {
        assert_eq!(Estimate::new("framer", 1.0), None);
    }
}
