//! The property tests of the client and of the whole engine, with as many cases as there is time for. Prints what each
//! test says, and how many cases held in how many seconds.

use crate::project::{Outcome, Project, call};
use std::time::Instant;

const CASES: u32 = 10_000;
const TESTS: [&str; 2] = ["client_properties", "engine_properties"];

pub(crate) fn run(project: &Project, arguments: &[String]) -> Outcome {
    let (cases, filter) = parse(arguments)?;
    let start = Instant::now();
    let mut cargo = project.cargo();
    cargo.args(["test", "--package", "snug"]);
    for test in TESTS {
        cargo.args(["--test", test]);
    }
    cargo.arg("--").args(filter).env("PROPTEST_CASES", cases.to_string());
    call(&mut cargo)?;
    println!("Model: {cases} cases of each property held, in {} seconds.", start.elapsed().as_secs());
    Ok(())
}

/// How many cases, and which properties by a part of their names.
fn parse(arguments: &[String]) -> Outcome<(u32, &[String])> {
    match arguments {
        [flag, cases, filter @ ..] if flag == "--cases" => {
            let number = cases.parse().map_err(|_| format!("--cases wants a number, not {cases:?}"))?;
            Ok((number, filter))
        }
        [flag] if flag == "--cases" => Err("--cases wants a number".into()),
        filter => Ok((CASES, filter)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn the_number_of_cases_may_be_chosen_and_so_may_properties() {
        let arguments = words("--cases 300 a_tab");
        assert_eq!(parse(&arguments).expect("a number"), (300, words("a_tab").as_slice()));
        assert_eq!(parse(&[]).expect("nothing is enough").0, CASES);
    }

    #[test]
    fn a_number_of_cases_that_is_none_is_refused() {
        assert!(parse(&words("--cases many")).is_err());
        assert!(parse(&words("--cases")).is_err());
    }
}
