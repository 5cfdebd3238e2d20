//! Adapters to the browser, and the only place that names its types. Knows nothing of ours.

#![allow(clippy::disallowed_methods, reason = "this is the layer that asks the browser")]

pub mod channel;
pub mod clock;
pub mod database;
pub mod dom;
pub mod intl;
pub mod keep;
pub mod locks;
pub mod page;
pub mod random;
pub mod socket;
pub mod timer;
