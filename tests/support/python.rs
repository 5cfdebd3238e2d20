//! The Python scripts of `tests/python/`, run as anyone would run them in a terminal.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use tempfile::TempDir;

use super::process::Process;
use super::wait::until;

/// A running script.
#[derive(Debug)]
pub(crate) struct Script {
    process: Process,
    _folder: TempDir,
}

impl Script {
    /// The chat client, connected and in the room `chat`.
    pub(crate) async fn chat_client(port: u16, name: &str) -> Self {
        let mut script = Self::start("chat_client.py", port, &["--name", name]);
        script.wait_line("Connected with result code 0").await;
        script
    }

    /// Prints what arrives for `filter`, subscribed when this returns. The broker keeps for it what it misses.
    pub(crate) async fn subscriber(port: u16, filter: &str) -> Self {
        let mut script =
            Self::start("subscriber.py", port, &["--topic", filter, "--client-id", "subscriber"]);
        script.wait_line("Subscribed").await;
        script
    }

    /// Publishes a device report and ends.
    pub(crate) async fn report(port: u16, topic: &str, message: &str, time: &str) {
        let options = ["--topic", topic, "--message", message, "--time", time];
        Self::start("reporter.py", port, &options).finish().await;
    }

    /// Publishes these bytes and ends.
    pub(crate) async fn publish(port: u16, topic: &str, payload: &[u8]) {
        let hex = payload.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let mut script = Self::start("publisher.py", port, &["--topic", topic]);
        script.type_line(&hex);
        script.finish().await;
    }

    /// Waits for a line that reads just so.
    pub(crate) async fn wait_line(&mut self, line: &str) {
        let what = format!("Python to print {line:?}");
        self.process.wait_printed(&what, |printed| (printed == line).then_some(())).await;
    }

    /// Waits for a line that contains `text`.
    pub(crate) async fn wait_text(&mut self, text: &str) {
        let what = format!("Python to print {text:?}");
        self.process.wait_printed(&what, |printed| printed.contains(text).then_some(())).await;
    }

    /// How many lines contain `text`.
    pub(crate) fn lines_with(&self, text: &str) -> usize {
        self.process.log().lines().filter(|line| line.contains(text)).count()
    }

    pub(crate) fn type_line(&mut self, line: &str) {
        self.process.type_line(line);
    }

    async fn finish(mut self) {
        let ended = async || self.process.ended().ok_or_else(|| self.process.log());
        let status = until("a Python script to end", ended).await;
        assert!(status.success(), "{}", self.process.log());
    }

    fn start(name: &str, port: u16, options: &[&str]) -> Self {
        let folder = TempDir::new().expect("a temporary folder can be made");
        let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python");
        let mut command = Command::new(python());
        command.arg("-u").arg(scripts.join(name)).args(["--port", &port.to_string()]).args(options);
        command.env("PYTHONIOENCODING", "utf-8").env("PYTHONDONTWRITEBYTECODE", "1");
        let process = Process::start(&mut command, &folder.path().join("log"));
        Self { process, _folder: folder }
    }
}

/// The Python that has paho-mqtt: `SNUG_PYTHON`, else the first on the path or of the system that can import it.
fn python() -> &'static Path {
    static PYTHON: OnceLock<PathBuf> = OnceLock::new();
    PYTHON.get_or_init(|| {
        let named = env::var_os("SNUG_PYTHON").map(PathBuf::from);
        let usual = ["python3", "/usr/bin/python3"].map(PathBuf::from);
        let has_paho = |python: &PathBuf| {
            let import = Command::new(python).args(["-c", "import paho.mqtt.client"]).output();
            import.is_ok_and(|output| output.status.success())
        };
        named.into_iter().chain(usual).find(has_paho).expect("a Python with paho-mqtt is installed")
    })
}
