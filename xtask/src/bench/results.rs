//! What was measured, by row: one value a round for each side, and what could not be measured.

use super::{
    plot::Point,
    rows::{Limit, ROWS, Row},
};
use crate::project::Outcome;
use serde_json::Value;

#[derive(Debug, Default)]
pub(crate) struct Results {
    measured: Vec<(&'static Row, Pair)>,
    /// By curve.
    points: Vec<(String, Point)>,
    pub(crate) failed: Vec<String>,
}

/// The values of both sides, in the order of the rounds. Theirs may be missing.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Pair {
    pub(crate) snug: Vec<f64>,
    pub(crate) peer: Vec<f64>,
}

impl Results {
    /// A name that is no row's is a mistake of whoever measured.
    pub(crate) fn add(&mut self, name: &str, pair: Pair) -> Outcome {
        let row = ROWS.iter().find(|row| row.name == name);
        self.measured.push((row.ok_or_else(|| format!("{name:?} is measured, but no row"))?, pair));
        Ok(())
    }

    /// All that the bench in the browser wrote.
    pub(crate) fn add_json(&mut self, written: &Value) -> Outcome {
        for row in written.get("rows").and_then(Value::as_array).into_iter().flatten() {
            let values = |side: &str| {
                let values = row.get(side).and_then(Value::as_array).into_iter().flatten();
                values.filter_map(Value::as_f64).collect()
            };
            let name = row.get("row").and_then(Value::as_str).ok_or("a row without a name")?;
            self.add(name, Pair { snug: values("snug"), peer: values("peer") })?;
        }
        for point in written.get("points").and_then(Value::as_array).into_iter().flatten() {
            if let (Some(curve), Some(there), Some(cost)) = (
                point.get(0).and_then(Value::as_str),
                point.get(1).and_then(Value::as_f64),
                point.get(2).and_then(Value::as_f64),
            ) {
                self.points.push((curve.to_owned(), (there, cost)));
            }
        }
        let failed = written.get("failed").and_then(Value::as_array).into_iter().flatten();
        self.failed.extend(failed.filter_map(|name| Some(name.as_str()?.to_owned())));
        Ok(())
    }

    /// The points of a curve, in the order in which they were measured.
    pub(crate) fn curve(&self, name: &str) -> Vec<Point> {
        self.points.iter().filter(|(of, _)| of == name).map(|(_, point)| *point).collect()
    }

    /// In the order of the rows.
    pub(crate) fn in_order(&self) -> impl Iterator<Item = (&'static Row, &Pair)> {
        let of = |row: &'static Row| self.measured.iter().filter(move |(of, _)| of.name == row.name);
        ROWS.iter().flat_map(of).map(|(row, pair)| (*row, pair))
    }
}

impl Pair {
    /// Ours by theirs: the median over the rounds, each of which compares what was measured side by side.
    pub(crate) fn ratio(&self) -> Option<f64> {
        let ratios = self.snug.iter().zip(&self.peer).map(|(ours, theirs)| ours / theirs);
        median(&ratios.filter(|ratio| ratio.is_finite()).collect::<Vec<_>>())
    }

    /// None where nobody has set a limit, or where nothing can be compared.
    pub(crate) fn meets(&self, limit: Limit) -> Option<bool> {
        match limit {
            Limit::Ratio(most) => Some(self.ratio()? <= most),
            Limit::Speed(least) => Some(1.0 / self.ratio()? >= least),
            // Not a median: what may never be is seen in the worst round.
            Limit::Ours(most) => {
                let worst = self.snug.iter().copied().reduce(f64::max)?;
                Some(worst <= most)
            }
            Limit::Told => None,
        }
    }
}

pub(crate) fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (low, high) = (sorted.get(sorted.len().saturating_sub(1) / 2)?, sorted.get(sorted.len() / 2)?);
    Some((low + high) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn pair(snug: &[f64], peer: &[f64]) -> Pair {
        Pair { snug: snug.to_vec(), peer: peer.to_vec() }
    }

    #[test]
    fn the_median_is_the_middle_one_or_the_mean_of_the_two_in_the_middle() {
        assert_eq!(median(&[9.0, 1.0, 3.0]), Some(3.0));
        assert_eq!(median(&[9.0, 1.0, 3.0, 4.0]), Some(3.5));
        assert_eq!(median(&[]), None);
    }

    #[test]
    fn a_round_in_which_the_machine_was_busy_does_not_change_the_ratio() {
        assert_eq!(pair(&[10.0, 80.0, 10.0], &[20.0, 160.0, 20.0]).ratio(), Some(0.5));
    }

    #[test]
    fn limits_are_met_by_ratio_by_speed_or_by_the_worst_round_of_ours() {
        let half = pair(&[10.0, 30.0], &[20.0, 60.0]);
        assert_eq!(half.meets(Limit::Ratio(0.5)), Some(true));
        assert_eq!(half.meets(Limit::Ratio(0.4)), Some(false));
        assert_eq!(half.meets(Limit::Speed(2.0)), Some(true));
        assert_eq!(half.meets(Limit::Speed(2.1)), Some(false));
        assert_eq!(half.meets(Limit::Ours(30.0)), Some(true));
        assert_eq!(half.meets(Limit::Ours(29.0)), Some(false));
        assert_eq!(half.meets(Limit::Told), None);
    }

    #[test]
    fn what_has_no_peer_has_no_ratio() {
        let alone = pair(&[10.0], &[]);
        assert_eq!((alone.ratio(), alone.meets(Limit::Ratio(1.0))), (None, None));
        assert_eq!(pair(&[0.0], &[0.0]).ratio(), None);
    }

    #[test]
    fn rows_come_in_the_order_of_the_table_and_unknown_ones_are_refused() {
        let mut results = Results::default();
        let written = json!({
            "rows": [{ "row": "echo", "snug": [2.0], "peer": [1.0] }, { "row": "receive", "snug": [1.0], "peer": [] }],
            "points": [["rooms", 1.0, 0.5], ["messages", 10.0, 0.4], ["rooms", 10.0, 0.6]],
            "failed": ["start"],
        });
        results.add_json(&written).expect("both are rows");
        let names: Vec<&str> = results.in_order().map(|(row, _)| row.name).collect();
        assert_eq!(names, ["receive", "echo"]);
        assert_eq!(results.failed, ["start"]);
        assert_eq!(results.curve("rooms"), [(1.0, 0.5), (10.0, 0.6)]);
        assert!(results.add_json(&json!({ "rows": [{ "row": "nonsense" }] })).is_err());
    }
}
