//! Snug beside what people would use instead, in one run on one machine: in a browser against its peers, the codec
//! natively against rumqttc's. Prints a table and leaves it as JSON; what each row means is in docs/performance.md.

mod first_visit;
mod native;
mod page;
mod plot;
mod results;
mod rows;
mod sites;
mod table;

use crate::{
    dist,
    project::{Outcome, Project},
    steps::Steps,
    tools,
};
use results::Results;
use rows::Story;
use std::{env, fs, path::PathBuf};

const ROUNDS: usize = 5;

pub(crate) fn run(project: &Project, arguments: &[String]) -> Outcome {
    let (rounds, filter) = parse(arguments)?;
    let stories: Vec<Story> = Story::ALL.into_iter().filter(|story| story.is_meant(&filter)).collect();
    if stories.is_empty() {
        let known = Story::ALL.map(Story::name).join(", ");
        return Err(format!("no row has to do with {}: choose of {known}", filter.join(" or ")).into());
    }
    let mut steps = Steps::default();
    let outcome = steps_of_it(project, &mut steps, rounds, &stories);
    steps.report();
    outcome
}

fn steps_of_it(project: &Project, steps: &mut Steps, rounds: usize, stories: &[Story]) -> Outcome {
    println!("Measuring (the whole takes half an hour; leave the machine alone meanwhile).");
    let mut results = Results::default();
    if stories.iter().any(|story| *story != Story::Native) {
        let modules = steps.run("tools and peers", || {
            tools::for_bench(project)?;
            tools::with_peers(project)
        })?;
        let dist = steps.run("dist", || built(project))?;
        if stories.contains(&Story::FirstVisit) {
            steps.run("first visit", || first_visit::measure(&dist, &modules, &mut results))?;
        }
        if stories.iter().any(|story| story.is_in_a_browser()) {
            let sites = steps.run("sites", || sites::lay_out(project, &dist, &modules))?;
            steps.run("in Chromium", || page::measure(project, &sites, rounds, stories, &mut results))?;
        }
    }
    if stories.contains(&Story::Native) {
        steps.run("native codec", || native::measure(project, &mut results))?;
    }
    let lines = table::lines(&results);
    let file = project.target.join("bench.json");
    let [messages, rooms, hours] = ["messages", "rooms", "hours"].map(|name| results.curve(name));
    let curves: [(&str, &[plot::Point]); 3] = [("messages", &messages), ("rooms", &rooms), ("hours", &hours)];
    fs::write(&file, table::json(&lines, &curves, rounds).to_string())?;
    if !messages.is_empty() && !rooms.is_empty() {
        let titles =
            [("a message, after so many messages", &*messages), ("a message, with so many rooms", &*rooms)];
        fs::write(project.root.join("docs/performance.svg"), plot::svg(&titles))?;
    }
    println!("\n{}", table::markdown(&lines));
    println!("The same as JSON: {}", file.display());
    match results.failed.as_slice() {
        [] => Ok(()),
        failed => Err(format!("could not be measured: {}", failed.join(", ")).into()),
    }
}

/// `SNUG_DIST`, else what we build.
fn built(project: &Project) -> Outcome<PathBuf> {
    if let Some(named) = env::var_os("SNUG_DIST") {
        return Ok(named.into());
    }
    tools::for_the_page(project)?;
    dist::build(project)?;
    Ok(dist::folder(project))
}

/// How many rounds, and a part of the name of each row or story that is wanted.
fn parse(arguments: &[String]) -> Outcome<(usize, Vec<String>)> {
    let mut rounds = ROUNDS;
    let mut filter = Vec::new();
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        if word != "--rounds" {
            filter.push(word.clone());
            continue;
        }
        let number = words.next().map(|number| number.parse());
        rounds = number.and_then(Result::ok).filter(|rounds| *rounds > 0).ok_or("--rounds wants a number")?;
    }
    Ok((rounds, filter))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn rounds_and_a_filter_may_be_given_in_either_order() {
        for line in ["--rounds 3 receive", "receive --rounds 3"] {
            let arguments = words(line);
            assert_eq!(parse(&arguments).expect("both are known"), (3, words("receive")));
        }
        assert_eq!(parse(&[]).expect("nothing is enough").0, ROUNDS);
    }

    #[test]
    fn a_number_of_rounds_that_is_none_is_refused() {
        for line in ["--rounds", "--rounds many", "--rounds 0", "receive --rounds"] {
            assert!(parse(&words(line)).is_err(), "{line}");
        }
    }
}
