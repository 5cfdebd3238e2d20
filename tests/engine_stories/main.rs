//! The engine natively, from what a person does to what the broker and the person see.
//! The broker is a script that speaks with the same codec; no browser, no socket, no real clock.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that panics is a test that fails")]

mod beside;
mod brokers;
mod choices;
mod connection;
mod direct;
mod history;
mod page;
mod people;
mod rooms;
mod signing_in;
mod surviving;
mod tabs;
mod talking;
mod transactions;
mod weight;
mod wire_log;
