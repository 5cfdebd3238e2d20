//! Adapters to the browser, and the only place that names its types. Knows nothing of ours.

#![allow(clippy::disallowed_methods, reason = "this is the layer that asks the browser")]

pub mod badge;
pub mod channel;
pub mod clipboard;
pub mod clock;
pub mod database;
pub mod dom;
pub mod element;
pub mod files;
pub mod history;
pub mod install;
pub mod intl;
pub mod keep;
pub mod locks;
pub mod notifications;
pub mod page;
pub mod random;
pub mod scrolling;
pub mod socket;
pub mod timer;
pub mod update;
pub mod viewport;
mod worker;
