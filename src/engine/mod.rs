//! The wiring: one loop that feeds `mqtt` and `chat`, commits to `store`, and hands the interface a handle.
//! All decisions are in `core` and `commands`, which know no browser; `driver` lends them its hands.

mod address;
mod api;
mod changes;
mod commands;
mod config;
mod core;
mod diagnosis;
#[cfg(target_arch = "wasm32")]
mod driver;
mod profile;
mod sign_in;

pub use self::address::PageScheme;
pub use self::api::{Change, Command, Connection, Problem, SignIn, Stage, Trace};
pub use self::config::{GREETING, HostConfig, Prefill, Theme};
pub use self::core::{Action, Core, Network, Now, Surroundings};
#[cfg(target_arch = "wasm32")]
pub use self::driver::{Handle, Opening, open, start};
pub use self::profile::Profile;
