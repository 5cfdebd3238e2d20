//! The pictures in docs/screenshots/, taken anew in Chromium. What is on them is in tests/e2e/screenshots.rs.

use crate::{
    dist,
    project::{Outcome, Project, call},
    steps::Steps,
    tools,
};

/// By its full name: a part of a name could choose others, too.
const SCENARIO: &str = "screenshots::all";

/// `places`: only these; none means all.
pub(crate) fn run(project: &Project, places: &[String]) -> Outcome {
    let mut steps = Steps::default();
    let outcome = steps_of_it(project, &mut steps, places);
    steps.report();
    outcome
}

fn steps_of_it(project: &Project, steps: &mut Steps, places: &[String]) -> Outcome {
    steps.run("tools for the pictures", || {
        tools::for_the_page(project)?;
        tools::for_e2e_tests(project)?;
        tools::for_screenshots(project)
    })?;
    steps.run("dist", || dist::build(project))?;
    steps.run("pictures", || {
        let arguments =
            ["--package", "snug", "--test", "e2e", "--", "--ignored", "--exact", "--nocapture", SCENARIO];
        let mut cargo = project.cargo();
        cargo
            .arg("test")
            .args(arguments)
            .env("SNUG_DIST", dist::folder(project))
            .env("SNUG_ENGINES", "chromium")
            .env("SNUG_PLACES", places.join(","));
        call(&mut cargo)
    })
}
