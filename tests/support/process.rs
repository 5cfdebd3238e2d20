//! A program run by a test: its output goes to a file that can be read at any time, and it ends with the test,
//! together with all that it started, even when the test panics.

use std::fs::{self, File};
use std::io::Write;
use std::net::{Ipv4Addr, SocketAddrV4, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use super::wait::{until, until_within};

/// A running child process.
#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts `command`, appending what it prints to `log`. Panics with a sentence when the program isn't there.
    pub(crate) fn start(command: &mut Command, log: &Path) -> Self {
        let output = File::options().create(true).append(true).open(log).expect("a log file can be opened");
        let errors = output.try_clone().expect("a file handle can be doubled");
        let program = command.get_program().to_string_lossy().into_owned();
        let child = command
            .stdin(Stdio::piped())
            .stdout(output)
            .stderr(errors)
            .spawn()
            .unwrap_or_else(|error| panic!("{program} does not start: {error}"));
        Self { child, log: log.to_owned() }
    }

    /// All that it printed so far.
    pub(crate) fn log(&self) -> String {
        fs::read(&self.log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
    }

    /// Waits until it printed a line for which `find` gives something.
    pub(crate) async fn wait_printed<T>(&mut self, what: &str, find: impl Fn(&str) -> Option<T>) -> T {
        until(what, async || {
            let ended = self.ended();
            let log = self.log();
            match (log.lines().find_map(&find), ended) {
                (Some(found), _) => Ok(found),
                (None, Some(status)) => panic!("waiting for {what}, but it ended with {status}:\n{log}"),
                (None, None) => Err(log),
            }
        })
        .await
    }

    /// Types a line into its standard input.
    pub(crate) fn type_line(&mut self, line: &str) {
        let stdin = self.child.stdin.as_mut().expect("standard input is piped");
        writeln!(stdin, "{line}").and_then(|()| stdin.flush()).expect("the program reads its input");
    }

    /// Its exit status, if it has ended.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().expect("a child of ours can be asked for its status")
    }

    /// Asks it to end (SIGTERM), so that it can save its state, and waits until it has.
    pub(crate) async fn end(&mut self) -> ExitStatus {
        signal("TERM", &[self.child.id()]);
        until("a process to end", async || self.ended().ok_or_else(|| "still running".to_owned())).await
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let mut ids = vec![self.child.id()];
        ids.extend(descendants(self.child.id()));
        if matches!(self.child.try_wait(), Ok(None)) {
            signal("KILL", &ids);
        }
        // It has ended or got a KILL: this returns at once.
        self.child.wait().ok();
    }
}

/// A port of this machine that nobody listens on just now.
pub(crate) fn free_port() -> u16 {
    let [port] = free_ports();
    port
}

/// Different ones: each is held until all are found, or the system would now and then give the same again.
pub(crate) fn free_ports<const COUNT: usize>() -> [u16; COUNT] {
    let any = SocketAddrV4::new(Ipv4Addr::LOCALHOST, 0);
    let listeners = [(); COUNT].map(|()| TcpListener::bind(any).expect("a free port exists"));
    listeners.map(|held| held.local_addr().expect("a bound listener has an address").port())
}

/// Waits until something listens on `port`, while `process` lives. `false`: it ended first.
pub(crate) async fn listening(port: u16, process: &mut Process) -> bool {
    until_within(super::wait::PATIENCE, &format!("port {port} to answer"), async || {
        if process.ended().is_some() {
            return Ok(false);
        }
        let address = SocketAddrV4::new(Ipv4Addr::LOCALHOST, port);
        match tokio::net::TcpStream::connect(address).await {
            Ok(_) => Ok(true),
            Err(error) => Err(format!("{error}\n{}", process.log())),
        }
    })
    .await
}

/// Through the shell's own `kill`, which needs neither unsafe code nor another package.
fn signal(name: &str, ids: &[u32]) {
    let ids = ids.iter().map(u32::to_string).collect::<Vec<_>>().join(" ");
    let script = format!("kill -{name} {ids} 2>/dev/null");
    Command::new("sh").args(["-c", &script]).status().ok();
}

/// Children, their children, and so on, as far as the system tells (Linux).
fn descendants(of: u32) -> Vec<u32> {
    let parents = parents();
    let mut found = vec![of];
    let mut next = 0;
    while let Some(&parent) = found.get(next) {
        found.extend(parents.iter().filter(|(_, p)| *p == parent).map(|(id, _)| *id));
        next += 1;
    }
    found.split_off(1)
}

/// Pairs of process and parent. `stat` reads `id (name) state parent …`, and the name may hold anything.
fn parents() -> Vec<(u32, u32)> {
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    let pair = |entry: fs::DirEntry| {
        let id = entry.file_name().to_str()?.parse().ok()?;
        let stat = fs::read_to_string(entry.path().join("stat")).ok()?;
        let (_, after_name) = stat.rsplit_once(')')?;
        Some((id, after_name.split_whitespace().nth(1)?.parse().ok()?))
    };
    entries.flatten().filter_map(pair).collect()
}
