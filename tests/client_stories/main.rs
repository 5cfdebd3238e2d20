//! The client's decisions where the specification is silent, as stories on a virtual clock: connecting, keeping alive,
//! resuming, leaving. `docs/conformance.md` has what the specification itself demands.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that panics is a test that failed")]

#[path = "../support/disk.rs"]
mod disk;
#[path = "../support/scripted_broker.rs"]
mod scripted_broker;
#[path = "../support/story.rs"]
mod story;

mod completing;
mod connecting;
mod decisions;
mod keep_alive;
mod leaving;
mod resuming;
mod storing;
