//! Drives Chromium for `cargo xtask bench`: the built page beside its peers, in turns, each round anew. Writes what was
//! measured as JSON; which of it is good enough is for xtask to say. By itself it is nothing to run: the sites have to be
//! laid out first.
//!
//! `SNUG_BENCH_SITES` names the folder with the sites (`snug`, `peer`, `bare`), `SNUG_BENCH_OUT` the file to write,
//! `SNUG_BENCH_ROUNDS` how often each side has its turn, `SNUG_BENCH_STORIES` the stories to play, by commas,
//! `SNUG_BENCH_PROFILE`, if there, where to leave profiles.
#![allow(clippy::indexing_slicing, reason = "a bench that panics is a story that could not be measured")]

#[path = "../../tests/support"]
#[allow(dead_code, reason = "the end to end tests use the rest")]
mod support {
    pub(crate) mod browser;
    pub(crate) mod content_type;
    pub(crate) mod hands;
    pub(crate) mod haste;
    pub(crate) mod mosquitto;
    pub(crate) mod page;
    pub(crate) mod process;
    pub(crate) mod tab;
    pub(crate) mod wait;
}

mod bench;
mod codec;
mod composer;
mod echo;
mod firehose;
mod frames;
mod host;
mod hours;
mod large;
mod memory;
mod profile;
mod publish;
mod receive;
mod results;
mod sender;
mod start;

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt as _;

use crate::bench::Bench;

fn main() {
    let bench = Bench::from_environment();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime can be made").block_on(async {
        play(&bench, "receive", receive::story).await;
        play(&bench, "publish", publish::story).await;
        play(&bench, "composer", composer::story).await;
        play(&bench, "echo", echo::story).await;
        play(&bench, "start", start::story).await;
        play(&bench, "frames", frames::story).await;
        play(&bench, "codec-browser", codec::story).await;
        play(&bench, "large", large::story).await;
        play(&bench, "hours", hours::story).await;
    });
}

/// A story that fails is told of, and keeps no other from being played.
async fn play(bench: &Bench, name: &str, story: impl AsyncFnOnce(&Bench)) {
    if !bench.wants(name) {
        return;
    }
    println!("▶ {name}");
    if AssertUnwindSafe(story(bench)).catch_unwind().await.is_err() {
        bench.fail(name);
    }
}
