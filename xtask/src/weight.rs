//! What the page weighs, part by part, and its budget. The release build with function names is read, summed up by crate and
//! module, and held against what docs/size.json remembers, so that a page that grew says where.

mod parts;

use self::parts::Parts;
use crate::{
    project::{Outcome, Project, call},
    small_std,
};
use serde_json::{Value, json};
use std::{fs, path::PathBuf};

const LARGEST: usize = 30;
const GROWN: usize = 12;
/// Of a budget that is accepted anew, in percent.
const SLACK: usize = 1;

/// `size`: the largest parts, and what changed. `--accept` makes the present page, and a little more, the budget.
pub(crate) fn run(project: &Project, arguments: &[String], first_visit: usize) -> Outcome {
    let parts = parts(project)?;
    let before = Budget::read(project)?;
    println!("{}", parts.largest(LARGEST, &before.parts));
    println!("{}", parts.grown(GROWN, &before.parts));
    match arguments {
        [] => Ok(()),
        [accept] if accept == "--accept" => {
            let budget = Budget { first_visit: first_visit + first_visit * SLACK / 100, parts };
            budget.write(project)?;
            println!("The budget is {} bytes now (docs/size.json).", budget.first_visit);
            Ok(())
        }
        _ => Err("`cargo xtask size` knows `--accept` and nothing else".into()),
    }
}

/// Fails when a first visit loads more than its budget, and says what grew.
pub(crate) fn check(project: &Project, first_visit: usize) -> Outcome {
    let budget = Budget::read(project)?;
    if !small_std::is_made(project) {
        println!(
            "A first visit loads {first_visit} bytes. The budget is for a small standard library (docs/size.md)."
        );
        return Ok(());
    }
    if first_visit <= budget.first_visit {
        println!(
            "A first visit loads {first_visit} bytes of the {} that it may (docs/size.md).",
            budget.first_visit
        );
        return Ok(());
    }
    println!("\nToo large; this is what grew:\n{}", parts(project)?.grown(GROWN, &budget.parts));
    Err(format!(
        "a first visit loads {first_visit} bytes, and may load {}. Make something smaller, or, if it is worth it, \
         `cargo xtask size --accept`",
        budget.first_visit
    )
    .into())
}

/// The page's parts, from a build that differs from the release in nothing but that functions have names.
fn parts(project: &Project) -> Outcome<Parts> {
    let target = project.target.join("size");
    let mut cargo = project.cargo();
    cargo.args([
        "build",
        "--release",
        "--target",
        "wasm32-unknown-unknown",
        "--package",
        "snug",
        "--bin",
        "snug",
    ]);
    small_std::link(project, &mut cargo);
    call(cargo.arg("--target-dir").arg(&target).env("CARGO_PROFILE_RELEASE_STRIP", "none"))?;
    let module = fs::read(target.join("wasm32-unknown-unknown/release/snug.wasm"))?;
    Parts::of(&module)
}

/// What a first visit may load, and the parts of the page that was measured for it.
struct Budget {
    first_visit: usize,
    parts: Parts,
}

impl Budget {
    fn path(project: &Project) -> PathBuf {
        project.root.join("docs/size.json")
    }

    fn read(project: &Project) -> Outcome<Self> {
        let json: Value = serde_json::from_slice(&fs::read(Self::path(project))?)?;
        let first_visit = json.get("first_visit").and_then(Value::as_u64);
        let first_visit = first_visit.ok_or("docs/size.json has no `first_visit` in bytes")?;
        let parts = json.get("parts").and_then(Value::as_object).into_iter().flatten();
        let parts = parts.map(|(name, bytes)| (name.clone(), bytes.as_u64().unwrap_or_default() as usize));
        Ok(Self { first_visit: usize::try_from(first_visit)?, parts: parts.collect() })
    }

    fn write(&self, project: &Project) -> Outcome {
        let parts: serde_json::Map<String, Value> =
            self.parts.iter().map(|(name, bytes)| (name.to_owned(), json!(bytes))).collect();
        let text = serde_json::to_string_pretty(&json!({ "first_visit": self.first_visit, "parts": parts }))?;
        Ok(fs::write(Self::path(project), text + "\n")?)
    }
}
