//! The file of what was measured: written anew after each value, so that what ends early leaves what it has.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::bench::Side;

#[derive(Debug)]
pub(crate) struct Results {
    file: PathBuf,
    rows: Vec<Row>,
    points: Vec<(String, f64, f64)>,
    failed: Vec<String>,
}

/// One value a round for each side.
#[derive(Debug)]
struct Row {
    name: String,
    snug: Vec<f64>,
    peer: Vec<f64>,
}

impl Results {
    pub(crate) fn into(file: PathBuf) -> Self {
        Self { file, rows: Vec::new(), points: Vec::new(), failed: Vec::new() }
    }

    pub(crate) fn note(&mut self, name: &str, side: Side, value: f64) {
        if !self.rows.iter().any(|row| row.name == name) {
            self.rows.push(Row { name: name.to_owned(), snug: Vec::new(), peer: Vec::new() });
        }
        for row in self.rows.iter_mut().filter(|row| row.name == name) {
            match side {
                Side::Snug => row.snug.push(value),
                Side::Peer => row.peer.push(value),
            }
        }
        self.write();
    }

    pub(crate) fn point(&mut self, curve: &str, there: f64, value: f64) {
        self.points.push((curve.to_owned(), there, value));
        self.write();
    }

    /// The values of a curve, in the order in which they were measured.
    pub(crate) fn curve(&self, curve: &str) -> Vec<f64> {
        self.points.iter().filter(|(of, ..)| of == curve).map(|(.., value)| *value).collect()
    }

    pub(crate) fn fail(&mut self, story: &str) {
        self.failed.push(story.to_owned());
        self.write();
    }

    fn write(&self) {
        let row = |row: &Row| json!({ "row": row.name, "snug": row.snug, "peer": row.peer });
        let rows: Vec<Value> = self.rows.iter().map(row).collect();
        let all = json!({ "rows": rows, "points": self.points, "failed": self.failed });
        fs::write(&self.file, all.to_string()).expect("the results can be written");
    }
}
