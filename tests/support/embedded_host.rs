//! `snug-host`, the project's own server with its embedded broker, as a user would run it, on free ports.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::process::Process;

/// A running `snug-host`.
#[derive(Debug)]
pub(crate) struct EmbeddedHost {
    _process: Process,
    _state: TempDir,
    url: String,
    mqtt: u16,
}

impl EmbeddedHost {
    /// Serves `dist`, and the broker beside it; `options` are added to the command line.
    pub(crate) async fn start(dist: &Path, options: &[&str]) -> Self {
        let state = TempDir::new().expect("a temporary folder can be made");
        let mut command = Command::new(binary());
        command.args(["--port", "0", "--mqtt-port", "0", "--dist"]).arg(dist);
        command.arg("--state").arg(state.path().join("state")).args(options);
        let mut process = Process::start(&mut command, &state.path().join("log"));
        let page = |line: &str| line.strip_prefix("Snug is at ").map(|url| url.trim().to_owned());
        let url = process.wait_printed("snug-host to say where the page is", page).await;
        let scripts = |line: &str| {
            let (_, port) = line.strip_prefix("MQTT for scripts at ")?.trim().rsplit_once(':')?;
            port.trim_end_matches('/').parse().ok()
        };
        let mqtt = process.wait_printed("snug-host to say where MQTT is", scripts).await;
        Self { _process: process, _state: state, url, mqtt }
    }

    /// Where the page is.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The port for scripts.
    pub(crate) fn tcp_port(&self) -> u16 {
        self.mqtt
    }
}

/// `SNUG_HOST`, else what a build left in `target/`.
fn binary() -> PathBuf {
    if let Some(named) = env::var_os("SNUG_HOST") {
        return named.into();
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    ["target/release/snug-host", "target/debug/snug-host"]
        .iter()
        .map(|path| root.join(path))
        .find(|path| path.exists())
        .expect("snug-host is built: cargo build --package snug-host")
}
