//! Snug, as a map of its layers. Arrows only point down, and `tests/arrows.rs` guards them:
//!
//! ```text
//! ui → engine → { mqtt, chat, store, web }     store → { chat, mqtt }     chat → mqtt's topics and delivery
//! ```
//!
//! `mqtt` and `web` know nothing of ours; `i18n` words what `engine`, `chat` and `mqtt` report; any layer sorts by `order`.

pub mod chat;
pub mod engine;
pub mod i18n;
pub mod mqtt;
pub mod order;
pub mod store;
#[cfg(target_arch = "wasm32")]
pub mod ui;
#[cfg(target_arch = "wasm32")]
pub mod web;
