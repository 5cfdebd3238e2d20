//! Conformance: a test for every duty that MQTT 3.1.1 lays on a client, file by chapter of the specification.
//! Which test shows which duty is listed in `docs/conformance.md`; `coverage.rs` keeps the list honest.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that panics is a test that failed")]

#[path = "../support/disk.rs"]
mod disk;
#[path = "../support/scripted_broker.rs"]
mod scripted_broker;
#[path = "../support/story.rs"]
mod story;
#[path = "../support/vectors.rs"]
mod vectors;

mod connect;
mod coverage;
mod errors;
mod fixed_header;
mod keep_alive;
mod order;
mod packet_id;
mod publish;
mod qos1;
mod qos2;
mod requests;
mod rows;
mod session;
mod strings;
mod topics;
mod unnumbered;
mod websocket;
