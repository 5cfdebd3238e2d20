//! Runs the native benchmarks of the codec and pairs them up: `group/snug/size` beside `group/rumqttc/size`.

use super::results::{Pair, Results};
use crate::project::{Outcome, Project, call};
use serde_json::Value;
use std::{fs, path::Path, time::SystemTime};

/// One benchmark, by criterion's full name.
#[derive(Clone, Debug, PartialEq)]
struct Estimate {
    group: String,
    codec: String,
    size: String,
    /// Nanoseconds.
    median: f64,
}

pub(crate) fn measure(project: &Project, results: &mut Results) -> Outcome {
    let folder = project.target.join("criterion");
    let start = SystemTime::now();
    let mut cargo = project.cargo();
    cargo.args(["bench", "--package", "snug", "--bench", "codec"]).env("CRITERION_HOME", &folder);
    call(&mut cargo)?;
    let mut estimates = Vec::new();
    collect(&folder, start, &mut estimates)?;
    pairs(&estimates).into_iter().try_for_each(|(name, pair)| results.add(&name, pair))
}

/// Finds what criterion left in `folder` since `start`, at any depth: a folder `new` with two files each.
fn collect(folder: &Path, start: SystemTime, estimates: &mut Vec<Estimate>) -> Outcome {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.ends_with("new") {
            estimates.extend(read(&path, start)?);
        } else if path.is_dir() {
            collect(&path, start, estimates)?;
        }
    }
    Ok(())
}

fn read(new: &Path, start: SystemTime) -> Outcome<Option<Estimate>> {
    let file = new.join("estimates.json");
    if fs::metadata(&file)?.modified()? < start {
        return Ok(None);
    }
    let name = json(&new.join("benchmark.json"))?;
    let times = json(&file)?;
    let name =
        name.get("full_id").and_then(Value::as_str).ok_or("criterion left a benchmark without a name")?;
    let median = times.pointer("/median/point_estimate").and_then(Value::as_f64);
    Ok(estimate(name, median.ok_or("criterion left no median")?))
}

fn json(path: &Path) -> Outcome<Value> {
    Ok(serde_json::from_slice(&fs::read(path)?)?)
}

/// None for a benchmark that pairs nobody.
fn estimate(full_name: &str, median: f64) -> Option<Estimate> {
    let mut parts = full_name.splitn(3, '/').map(str::to_owned);
    Some(Estimate { group: parts.next()?, codec: parts.next()?, size: parts.next()?, median })
}

/// Each by the name of its row.
fn pairs(estimates: &[Estimate]) -> Vec<(String, Pair)> {
    let of = |codec: &'static str| estimates.iter().filter(move |one| one.codec == codec);
    let pair = |ours: &Estimate| {
        let theirs = of("rumqttc").find(|theirs| theirs.group == ours.group && theirs.size == ours.size)?;
        let pair = Pair { snug: vec![ours.median], peer: vec![theirs.median] };
        Some((format!("{}/{}", ours.group, ours.size), pair))
    };
    of("snug").filter_map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_become_rows_and_what_stands_alone_is_left_out() {
        let estimates = [
            estimate("encode/snug/200", 50.0),
            estimate("decode/rumqttc/200", 3_000.0),
            estimate("decode/snug/200", 2_000.0),
            estimate("encode/rumqttc/200", 25.0),
            estimate("decode/snug/7", 1.0),
        ]
        .map(|estimate| estimate.expect("three parts"));
        let pair = |ours, theirs| Pair { snug: vec![ours], peer: vec![theirs] };
        let expected =
            [("encode/200".to_owned(), pair(50.0, 25.0)), ("decode/200".to_owned(), pair(2_000.0, 3_000.0))];
        assert_eq!(pairs(&estimates), expected);
    }

    #[test]
    fn a_benchmark_that_pairs_nobody_is_no_estimate() {
        assert_eq!(estimate("framer", 1.0), None);
    }
}
