//! The long soak in Chromium: thousands of messages through a link that cuts, reloads, crashes and restarts, a tab hidden
//! for minutes, and how soon the page is back after the network. Prints figures; fails when anything was lost, doubled,
//! out of order or not delivered. The scenarios themselves are in tests/e2e/.

use crate::{
    dist,
    project::{Outcome, Project, call},
    steps::Steps,
    tools,
};

/// The flags, the variables that they become for the scenarios, and what each counts.
const FLAGS: [(&str, &str); 7] = [
    ("--messages", "SNUG_SOAK_MESSAGES"),
    ("--cuts", "SNUG_SOAK_CUTS"),
    ("--reloads", "SNUG_SOAK_RELOADS"),
    ("--crashes", "SNUG_SOAK_CRASHES"),
    ("--restarts", "SNUG_SOAK_RESTARTS"),
    ("--seed", "SNUG_SOAK_SEED"),
    ("--hidden-seconds", "SNUG_HIDDEN_SECONDS"),
];

/// Each by its full name: a part of a name could choose others, too.
const SOAK: &str = "soak::long::soak";
const HIDDEN: &str = "hidden::long::hidden";
const RECONNECT: &str = "soak::long::reconnect_time";
const COSTS: &str = "soak::long::costs";

pub(crate) fn run(project: &Project, arguments: &[String]) -> Outcome {
    let variables = parse(arguments)?;
    let mut steps = Steps::default();
    let outcome = steps_of_it(project, &mut steps, &variables);
    steps.report();
    outcome
}

fn steps_of_it(project: &Project, steps: &mut Steps, variables: &[Variable<'_>]) -> Outcome {
    steps.run("tools for the soak", || {
        tools::for_the_page(project)?;
        tools::for_e2e_tests(project)
    })?;
    steps.run("dist", || dist::build(project))?;
    steps.run("soak", || scenario(project, SOAK, variables))?;
    steps.run("what storing costs", || scenario(project, COSTS, variables))?;
    steps.run("reconnect time", || scenario(project, RECONNECT, variables))?;
    if variables.iter().any(|(name, seconds)| *name == "SNUG_HIDDEN_SECONDS" && *seconds == "0") {
        return Ok(());
    }
    steps.run("hidden tab (ten minutes, if not told otherwise)", || scenario(project, HIDDEN, variables))
}

/// Runs one of the scenarios that the test command leaves out.
fn scenario(project: &Project, name: &str, variables: &[Variable<'_>]) -> Outcome {
    let mut cargo = project.cargo();
    cargo
        .args([
            "test",
            "--package",
            "snug",
            "--test",
            "e2e",
            "--",
            "--ignored",
            "--exact",
            "--nocapture",
            name,
        ])
        .env("SNUG_DIST", dist::folder(project))
        .env("SNUG_ENGINES", "chromium")
        .envs(variables.iter().copied());
    call(&mut cargo)
}

/// A name and its value.
type Variable<'a> = (&'static str, &'a str);

fn parse(arguments: &[String]) -> Outcome<Vec<Variable<'_>>> {
    arguments.chunks(2).map(|pair| parse_pair(pair)).collect()
}

fn parse_pair(pair: &[String]) -> Outcome<Variable<'_>> {
    let known = FLAGS.map(|(flag, _)| flag).join(", ");
    let [flag, value] = pair else {
        return Err(format!("each of {known} takes a number: {}", pair.join(" ")).into());
    };
    let found = FLAGS.iter().find(|(known, _)| known == flag);
    let (_, variable) = found.ok_or_else(|| format!("there is no flag {flag:?}: choose of {known}"))?;
    value.parse::<u32>().map_err(|_| format!("{flag} takes a number, not {value:?}"))?;
    Ok((variable, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn flags_become_variables() {
        let arguments = words("--messages 20 --hidden-seconds 0");
        let variables = parse(&arguments).expect("both are known");
        assert_eq!(variables, [("SNUG_SOAK_MESSAGES", "20"), ("SNUG_HIDDEN_SECONDS", "0")]);
    }

    #[test]
    fn what_is_no_flag_or_no_number_is_refused_with_the_list() {
        for line in ["--message 20", "--cuts", "--cuts many"] {
            let arguments = words(line);
            let trouble = parse(&arguments).expect_err("a mistake").to_string();
            assert!(trouble.contains("--cuts"), "{trouble}");
        }
    }
}
