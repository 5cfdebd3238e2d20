//! All that has to hold, in four parts: lints, native tests, tests inside a browser, end to end in three browsers.
//! What the test runners print goes through untouched.

use crate::{
    dist, host,
    project::{Outcome, Project, call},
    steps::Steps,
    tools,
};
use serde_json::json;
use std::{fs, path::PathBuf, process::Command};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Lint,
    Native,
    Web,
    EndToEnd,
}

const ALL: [Part; 4] = [Part::Lint, Part::Native, Part::Web, Part::EndToEnd];

pub(crate) fn run(project: &Project, arguments: &[String]) -> Outcome {
    let (parts, filter) = parse(arguments)?;
    let mut steps = Steps::default();
    let outcome = parts.iter().try_for_each(|part| match part {
        Part::Lint => lint(project, &mut steps),
        Part::Native => native(project, &mut steps, filter),
        Part::Web => web(project, &mut steps, filter),
        Part::EndToEnd => end_to_end(project, &mut steps, filter),
    });
    steps.report();
    outcome
}

fn parse(arguments: &[String]) -> Outcome<(Vec<Part>, &[String])> {
    let Some((first, filter)) = arguments.split_first() else { return Ok((ALL.to_vec(), arguments)) };
    let part = match first.as_str() {
        "lint" => Part::Lint,
        "native" => Part::Native,
        "web" => Part::Web,
        "e2e" => Part::EndToEnd,
        other => return Err(format!("there is no part {other:?}: choose lint, native, web or e2e").into()),
    };
    Ok((vec![part], filter))
}

fn lint(project: &Project, steps: &mut Steps) -> Outcome {
    steps.run("tools for the lints", || tools::for_lint(project))?;
    steps.run("formatting", || call(project.cargo().args(["fmt", "--all", "--check"])))?;
    steps.run("clippy, native", || {
        clippy(project, &["--workspace", "--all-targets"])?;
        // Not among all targets, because it runs only when asked by name.
        clippy(project, &["--package", "snug", "--test", "e2e"])
    })?;
    // The other tests and the benchmarks are native: they need sockets, threads or files.
    steps.run("clippy, wasm32", || {
        clippy(project, &["--package", "snug", "--target", tools::WASM, "--lib", "--bins", "--test", "web"])
    })
}

fn clippy(project: &Project, what: &[&str]) -> Outcome {
    call(project.cargo().arg("clippy").args(what).args(["--", "--deny", "warnings"]))
}

fn native(project: &Project, steps: &mut Steps, filter: &[String]) -> Outcome {
    steps.run("tools for the native tests", || tools::for_native_tests(project))?;
    steps.run("native tests", || {
        call(with_filter(project.cargo().args(["test", "--workspace", "--no-fail-fast"]), filter))
    })
}

fn web(project: &Project, steps: &mut Steps, filter: &[String]) -> Outcome {
    steps.run("tools for the tests in a browser", || tools::for_web_tests(project))?;
    steps.run("tests in Chromium", || {
        let mut cargo = project.cargo();
        cargo
            .args(["test", "--package", "snug", "--target", tools::WASM, "--lib", "--test", "web"])
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner")
            .env("WASM_BINDGEN_USE_BROWSER", "1")
            // Seconds: a busy machine is no failure.
            .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60")
            .env("WASM_BINDGEN_TEST_TIMEOUT", "120")
            .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", webdriver_json(project)?)
            .env("CHROMEDRIVER", project.which("chromedriver").ok_or("chromedriver is gone")?);
        call(with_filter(&mut cargo, filter))
    })
}

/// Chromium as a machine wants it: no sandbox, because root has none, and no calls home.
fn webdriver_json(project: &Project) -> Outcome<PathBuf> {
    let arguments = [
        "--no-sandbox",
        "--disable-background-networking",
        "--disable-component-update",
        "--no-first-run",
        "--disable-sync",
        "--disable-quic",
    ];
    let chromium = project.which("chromium").ok_or("chromium is gone")?;
    let capabilities = json!({ "goog:chromeOptions": { "binary": chromium, "args": arguments } });
    let path = project.target.join("webdriver.json");
    fs::write(&path, capabilities.to_string())?;
    Ok(path)
}

fn end_to_end(project: &Project, steps: &mut Steps, filter: &[String]) -> Outcome {
    let (python, axe) = steps.run("tools for the end to end tests", || {
        tools::for_the_page(project)?;
        tools::for_e2e_tests(project)?;
        Ok((tools::with_paho(project)?, tools::with_axe(project)?))
    })?;
    steps.run("dist", || {
        dist::build(project)?;
        dist::report(project)
    })?;
    let pseudo = steps.run("dist with the pseudo-locale", || dist::build_pseudo(project))?;
    let host = steps.run("snug-host", || host::build(project))?;
    let failures = project.target.join("e2e-failures.txt");
    fs::remove_file(&failures).ok();
    let outcome = steps.run("end to end tests", || {
        let mut cargo = project.cargo();
        cargo
            .args(["test", "--package", "snug", "--test", "e2e"])
            .env("SNUG_DIST", dist::folder(project))
            .env("SNUG_PSEUDO_DIST", pseudo)
            .env("SNUG_HOST", host)
            .env("SNUG_PYTHON", python)
            .env("SNUG_AXE", axe)
            .env("SNUG_FAILURES", &failures);
        call(with_filter(&mut cargo, filter))
    });
    if let Ok(why) = fs::read_to_string(&failures) {
        println!("\nWhat failed, and why:\n{why}");
    }
    outcome
}

/// Everything after the part is the test runner's: names, or its own flags.
fn with_filter<'c>(command: &'c mut Command, filter: &[String]) -> &'c mut Command {
    command.arg("--").args(filter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn without_a_part_everything_is_tested() {
        let none = [];
        assert_eq!(parse(&none).ok(), Some((ALL.to_vec(), none.as_slice())));
    }

    #[test]
    fn a_part_may_have_a_filter() {
        let arguments = words("e2e firefox::two_users_talk --nocapture");
        let (parts, filter) = parse(&arguments).expect("e2e is a part");
        assert_eq!(parts, [Part::EndToEnd]);
        assert_eq!(filter, words("firefox::two_users_talk --nocapture"));
    }

    #[test]
    fn a_part_we_do_not_have_is_refused_with_the_list() {
        let trouble = parse(&words("wbe")).expect_err("no such part").to_string();
        assert!(trouble.contains("lint, native, web or e2e"), "{trouble}");
    }
}
