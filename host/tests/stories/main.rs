//! Stories about the real `snug-host` program, on free ports of this machine, in folders of their own.

mod broker;
mod page;
mod settings;
mod start_and_stop;
mod state;
mod support;
mod websocket;
