//! Starts the program in a folder of its own, reads where it is from what it prints, and ends it by signal.

use std::{path::Path, process::Stdio};

use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader, Lines},
    process::{Child, ChildStdout, Command},
};

use super::soon;

pub(crate) const PAGE: &str = "<!doctype html><title>Snug</title>";

/// A folder with a small page in `dist`; what is served and kept lives and dies with it.
pub(crate) struct Place(TempDir);

pub(crate) struct Host {
    child: Child,
    output: Lines<BufReader<ChildStdout>>,
    pub(crate) port: u16,
    pub(crate) mqtt_port: u16,
}

/// How a run of the program ended.
pub(crate) struct Ending {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Place {
    pub(crate) fn new() -> Self {
        let place = Self(TempDir::new().expect("a temporary folder can be made"));
        place.write("dist/index.html", PAGE);
        place
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        let folder = path.parent().expect("a file lies in a folder");
        std::fs::create_dir_all(folder).expect("the temporary folder can be written");
        std::fs::write(path, content).expect("the temporary folder can be written");
    }

    /// Starts the program here on free ports, and returns once it accepts.
    pub(crate) async fn start(&self, flags: &[&str]) -> Host {
        let mut child =
            self.command(flags).args(["--port", "0", "--mqtt-port", "0"]).spawn().expect("it runs");
        let output = child.stdout.take().expect("stdout is piped");
        let mut output = BufReader::new(output).lines();
        let mut after = async |beginning: &str| {
            let line =
                soon(beginning, output.next_line()).await.expect("it prints text").expect("it says where");
            let rest = line.strip_prefix(beginning).unwrap_or_else(|| panic!("unexpected: {line}"));
            rest.trim_end_matches('/').parse().unwrap_or_else(|_| panic!("no port: {line}"))
        };
        let port = after("Snug is at http://localhost:").await;
        let mqtt_port = after("MQTT for scripts at mqtt://localhost:").await;
        Host { child, output, port, mqtt_port }
    }

    /// Runs the program here until it ends by itself.
    pub(crate) async fn run(&self, flags: &[&str]) -> Ending {
        let child = self.command(flags).spawn().expect("it runs");
        let output = soon("the program's end", child.wait_with_output()).await.expect("it ends");
        Ending {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    fn command(&self, flags: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_snug-host"));
        command.current_dir(self.path()).args(flags).kill_on_drop(true);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }
}

impl Host {
    /// Sends the signal and returns how the program ended.
    pub(crate) async fn end(mut self, signal: &str) -> Ending {
        let id = self.child.id().expect("it still runs").to_string();
        let sent = Command::new("kill").args(["-s", signal, &id]).status().await.expect("kill is there");
        assert!(sent.success());
        let mut stdout = String::new();
        while let Ok(Some(line)) = soon("the end of the output", self.output.next_line()).await {
            stdout.push_str(&line);
            stdout.push('\n');
        }
        let output = soon("the program's end", self.child.wait_with_output()).await.expect("it ends");
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        Ending { code: output.status.code(), stdout, stderr }
    }
}
