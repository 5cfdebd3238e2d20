//! What is kept comes back as it was, by way of the journal or not, and bytes of any kind in its place are set aside,
//! never a panic.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that panics is a test that fails")]

mod any_changes;
mod journal;
mod tables;
