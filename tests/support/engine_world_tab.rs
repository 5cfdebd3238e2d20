//! One tab of the person's browser, and what it says to the others. Its randomness can be repeated from a seed.

use std::cell::Cell;
use std::collections::VecDeque;

use snug::engine::{Connection, Core, HostConfig, PageScheme, StepId, Surroundings};
use snug::mqtt::client::Millis;
use snug::store::Batch;

use crate::link::Dice;

thread_local! {
    static RANDOM: Cell<u64> = const { Cell::new(0) };
}

fn random(bytes: &mut [u8]) {
    let mut dice = Dice(RANDOM.get());
    for byte in bytes {
        *byte = u8::try_from(dice.roll(256)).expect("below 256");
    }
    RANDOM.set(dice.0);
}

/// From here on the tabs draw the same numbers again.
pub(crate) fn seed(seed: u64) {
    RANDOM.set(seed);
}

/// One tab with the steps it gave to the store.
#[derive(Debug)]
pub(crate) struct Tab {
    pub(crate) id: u32,
    pub(crate) core: Core,
    pub(crate) connection: Connection,
    pub(crate) steps: VecDeque<(Millis, StepId, Batch)>,
    /// What was typed and has not left the composer yet.
    pub(crate) typed: VecDeque<usize>,
}

/// What one tab said to all others.
#[derive(Debug)]
pub(crate) struct Word {
    pub(crate) at: Millis,
    pub(crate) from: u32,
    pub(crate) bytes: Vec<u8>,
}

impl Tab {
    pub(crate) fn new(id: u32) -> Self {
        let surroundings = Surroundings { scheme: PageScheme::Http, random };
        let config = HostConfig { greeting: String::new(), ..HostConfig::default() };
        Self {
            id,
            core: Core::new(config, surroundings),
            connection: Connection::SignedOut,
            steps: VecDeque::new(),
            typed: VecDeque::new(),
        }
    }
}
