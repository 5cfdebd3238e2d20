//! The steps of a long chore: each is named as it begins, and all with their durations at the end.

use crate::project::Outcome;
use std::time::{Duration, Instant};

#[derive(Debug, Default)]
pub(crate) struct Steps {
    done: Vec<(String, Duration)>,
}

impl Steps {
    pub(crate) fn run<T>(&mut self, name: &str, step: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
        println!("\n▶ {name}");
        let start = Instant::now();
        let outcome = step();
        self.done.push((name.to_owned(), start.elapsed()));
        outcome.map_err(|trouble| format!("{name}: {trouble}").into())
    }

    pub(crate) fn report(&self) {
        println!("\n{}", table(&self.done));
    }
}

fn table(done: &[(String, Duration)]) -> String {
    let all = done.iter().map(|(_, took)| *took).sum();
    let width = done.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0).max("in all".len());
    let mut lines = String::new();
    for (name, took) in done.iter().map(|(name, took)| (name.as_str(), *took)).chain([("in all", all)]) {
        lines += &format!("{name:<width$}  {:>8}\n", human(took));
    }
    lines
}

fn human(took: Duration) -> String {
    let seconds = took.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", took.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        _ => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_as_exact_as_they_matter() {
        assert_eq!(human(Duration::from_millis(1234)), "1.2 s");
        assert_eq!(human(Duration::from_secs(42)), "42 s");
        assert_eq!(human(Duration::from_secs(425)), "7 min 05 s");
    }

    #[test]
    fn the_table_lines_up_and_ends_with_the_sum() {
        let done = [
            ("lint".to_owned(), Duration::from_secs(20)),
            ("end to end".to_owned(), Duration::from_secs(70)),
        ];
        assert_eq!(table(&done), "lint            20 s\nend to end  1 min 10 s\nin all      1 min 30 s\n");
    }

    #[test]
    fn a_step_that_fails_is_named() {
        let mut steps = Steps::default();
        let outcome: Outcome = steps.run("native", || Err("3 tests failed".into()));
        assert_eq!(outcome.map_err(|trouble| trouble.to_string()), Err("native: 3 tests failed".to_owned()));
    }
}
