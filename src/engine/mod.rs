//! The wiring: one loop that feeds `mqtt` and `chat`, commits to `store`, and hands the interface a handle.
//! All decisions are in `core` and `commands`, which know no browser; `driver` lends them its hands.

mod account;
mod action;
mod address;
mod api;
mod beside;
mod changes;
mod claim;
mod commands;
mod config;
mod core;
mod diagnosis;
mod direct;
mod doubts;
mod drafts;
#[cfg(target_arch = "wasm32")]
mod driver;
mod endpoints;
mod events;
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code, unused_imports, reason = "the driver moves files"))]
mod files;
mod follow;
mod history;
mod importing;
mod json;
mod keeping;
mod leaving;
mod people;
mod preferences;
mod presence;
mod profile;
mod queue;
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code, reason = "the driver searches"))]
mod search;
mod searching;
mod sign_in;
mod sign_out;
mod steps;
mod talk;
mod wire_log;

pub use self::address::PageScheme;
pub use self::api::{Away, Change, Command, Connection, Leaving, Problem, Receipts, SignIn, Stage, Trace};
pub use self::claim::Claim;
pub use self::config::{GREETING, HostConfig, Prefill, Theme};
pub use self::core::{Action, Core, Network, Now, Shelf, Surroundings};
#[cfg(target_arch = "wasm32")]
pub use self::driver::{Handle, Opening, open, start};
pub use self::endpoints::ProbeId;
pub use self::history::{Export, Found, Hit, ImportError, Imported, KeepFor, Storage};
pub use self::profile::Profile;
pub use self::queue::{Queue, Then, Transaction};
pub use self::search::without_capitals;
pub use self::steps::StepId;
pub use self::wire_log::{BrokerSession, Entry, Wire};
pub use crate::store::{From, StoreError};
