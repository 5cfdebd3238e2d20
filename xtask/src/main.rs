//! The project's chores, run as `cargo xtask <command>`. Each installs what it lacks and says what it does;
//! what a chore does is in the file of its name.

mod arrange;
mod bench;
mod comments;
mod dist;
mod finish;
mod host;
mod join;
mod model;
mod pack;
mod project;
mod screenshots;
mod sizes;
mod small_std;
mod soak;
mod squeeze;
mod start;
mod steps;
mod test;
mod tools;
mod weight;
mod worker;

use project::{Outcome, Project};
use std::process::ExitCode;

const HELP: &str = "\
Snug's chores.

    cargo xtask start [--lan] [--port N] [...]
        Builds everything and serves the page with an embedded broker at http://localhost:8080.
        The flags go to snug-host; `cargo xtask start --help` lists them all. Ctrl-C ends it.

    cargo xtask dist
        Release build of the page into dist/, ready for any static host, and what a first visit loads.

    cargo xtask size [--accept]
        What the page is made of, part by part, and what grew since its budget was set; `--accept` sets it anew.

    cargo xtask test [lint|native|web|e2e] [FILTER]
        All tests, or one part: formatting and lints, native tests, tests inside Chromium,
        end to end in Chromium, Firefox and WebKit. FILTER chooses tests by name.

    cargo xtask soak [--messages 1000] [--cuts 200] [--reloads 20] [--crashes 5] [--restarts 3] [--seed 1]
                     [--hidden-seconds 600]
        Chromium, long: both sides talk while connection, page and broker fail again and again, and one line says
        what became of it. Then how soon the page is back after the network, and a tab hidden for ten minutes (0: not).

    cargo xtask model [--cases 10000] [FILTER]
        The property tests of the client and of the whole engine, with so many cases each.

    cargo xtask screenshots [PLACE ...]
        The pictures in docs/screenshots/, taken anew in Chromium: all places, or sign-in, chat, members, settings.

    cargo xtask bench [--rounds 5] [FILTER ...]
        The release page beside MQTT.js and others in Chromium, our codec beside rumqttc's: a table with each limit, and
        target/bench.json. FILTER chooses rows by a part of their names (docs/performance.md).

Each installs what it lacks. The first time that takes a while, and says so.
";

fn main() -> ExitCode {
    // A `--` before a runner's own flags is welcome, but says nothing here.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|word| word != "--").collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            eprintln!("\nxtask: {trouble}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Outcome {
    let Some((command, rest)) = arguments.split_first() else {
        print!("{HELP}");
        return Ok(());
    };
    let project = Project::find()?;
    match command.as_str() {
        "start" => start::run(&project, rest),
        "dist" => dist::run(&project),
        "size" => dist::size(&project, rest),
        "test" => test::run(&project, rest),
        "soak" => soak::run(&project, rest),
        "model" => model::run(&project, rest),
        "screenshots" => screenshots::run(&project, rest),
        "bench" => bench::run(&project, rest),
        // For Trunk.toml, not for people.
        "join" => join::run(&project),
        "finish" => finish::run(&project),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(())
        }
        unknown => Err(format!("there is no chore {unknown:?}.\n\n{HELP}").into()),
    }
}
