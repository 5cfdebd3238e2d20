//! Runs the native benchmarks and sums them up: our codec's time beside rumqttc's.

use crate::{
    project::{Outcome, Project, call},
    ratios::{self, Estimate},
};
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

pub(crate) fn run(project: &Project, filter: &[String]) -> Outcome {
    let results = project.target.join("criterion");
    let start = SystemTime::now();
    println!("Measuring (a few minutes; leave the machine alone meanwhile).");
    let mut cargo = project.cargo();
    cargo.args(["bench", "--package", "snug", "--bench", "codec", "--"]).args(filter);
    call(cargo.env("CRITERION_HOME", &results))?;

    let mut estimates = Vec::new();
    collect(&results, start, &mut estimates)?;
    println!("\n{}", ratios::table(&estimates));
    Ok(())
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
    let file: PathBuf = new.join("estimates.json");
    if fs::metadata(&file)?.modified()? < start {
        return Ok(None);
    }
    let name = json(&new.join("benchmark.json"))?;
    let times = json(&file)?;
    let name =
        name.get("full_id").and_then(Value::as_str).ok_or("criterion left a benchmark without a name")?;
    let median = times.pointer("/median/point_estimate").and_then(Value::as_f64);
    Ok(Estimate::new(name, median.ok_or("criterion left no median")?))
}

fn json(path: &Path) -> Outcome<Value> {
    Ok(serde_json::from_slice(&fs::read(path)?)?)
}
