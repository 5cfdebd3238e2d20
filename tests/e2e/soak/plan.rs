//! How much of what happens in a soak, and when.

use std::env;

/// Messages are counted each way.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    pub(crate) messages: usize,
    /// At least so many: one a round, and by chance more.
    pub(crate) cuts: usize,
    pub(crate) reloads: usize,
    pub(crate) crashes: usize,
    pub(crate) restarts: usize,
    pub(crate) seed: u64,
}

impl Plan {
    /// What the test command has time for, in each engine.
    pub(crate) const SHORT: Self =
        Self { messages: 60, cuts: 12, reloads: 2, crashes: 0, restarts: 1, seed: 1 };

    /// The soak proper; each number can be set by a variable such as `SNUG_SOAK_CUTS`.
    pub(crate) fn long() -> Self {
        Self {
            messages: number("SNUG_SOAK_MESSAGES", 1000),
            cuts: number("SNUG_SOAK_CUTS", 200),
            reloads: number("SNUG_SOAK_RELOADS", 20),
            crashes: number("SNUG_SOAK_CRASHES", 5),
            restarts: number("SNUG_SOAK_RESTARTS", 3),
            seed: number("SNUG_SOAK_SEED", 1) as u64,
        }
    }

    /// How the page ends in this round, and begins again.
    pub(crate) fn endings(&self, round: usize) -> Vec<Ending> {
        let crashes = std::iter::repeat_n(Ending::Crash, self.share(self.crashes, round));
        crashes.chain(std::iter::repeat_n(Ending::Reload, self.share(self.reloads, round))).collect()
    }

    pub(crate) fn rounds(&self) -> usize {
        self.cuts.max(1)
    }

    /// How many of `total` fall into a round, counted from 0, when they are spread evenly.
    pub(crate) fn share(&self, total: usize, round: usize) -> usize {
        total * (round + 1) / self.rounds() - total * round / self.rounds()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Reload,
    Crash,
}

/// A number from the environment.
pub(crate) fn number(name: &str, otherwise: usize) -> usize {
    let named = env::var(name).ok();
    named.map_or(otherwise, |text| text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")))
}

#[test]
fn the_shares_of_all_rounds_are_the_whole() {
    let plan = Plan { cuts: 7, ..Plan::SHORT };
    for total in [0, 1, 5, 7, 60, 1000] {
        assert_eq!((0..plan.rounds()).map(|round| plan.share(total, round)).sum::<usize>(), total);
    }
}
