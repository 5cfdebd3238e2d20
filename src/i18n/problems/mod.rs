//! What went wrong, and what a person can do about it: a file for each language, a function over every `Problem`.
//! A new one does not compile until each language has its words.

pub(super) mod en;
#[cfg(test)]
mod tests;
pub(super) mod zh;

use super::Sentence;

fn say(happened: &str, advice: &str) -> Sentence {
    Sentence { happened: happened.to_owned(), advice: advice.to_owned() }
}

fn tell(happened: &[&str], advice: &str) -> Sentence {
    say(&happened.concat(), advice)
}

fn advise(happened: &[&str], advice: &[&str]) -> Sentence {
    say(&happened.concat(), &advice.concat())
}
