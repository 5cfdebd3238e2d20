//! A real mosquitto on free ports of this machine, one listener for TCP and one for WebSockets, in a folder of its own.
//! It can be stopped and started again with its sessions and queued messages kept.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use tempfile::TempDir;

use super::process::{Process, free_ports, listening};

const EVERYTHING: &str = "log_type all";

/// The logs of all brokers that tell everything, by the ports for pages.
static LOGS: Mutex<Option<HashMap<u16, PathBuf>>> = Mutex::new(None);

/// Another test may take a free port before mosquitto does.
const ATTEMPTS: usize = 5;

/// Who may connect.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Access<'a> {
    Anyone,
    /// Only this user, with this password.
    Password {
        user: &'a str,
        password: &'a str,
    },
    /// Anyone, but in this room only: what else is written goes nowhere, though it is granted and acknowledged.
    Only {
        room: &'a str,
    },
    /// Anyone, but what is written to this room goes nowhere, though it is granted and acknowledged.
    Swallowing {
        room: &'a str,
    },
}

/// A running, or stopped, broker.
#[derive(Debug)]
pub(crate) struct Mosquitto {
    folder: TempDir,
    tcp: u16,
    websockets: u16,
    process: RefCell<Option<Process>>,
}

impl Mosquitto {
    /// A broker that listens on both ports when this returns.
    pub(crate) async fn start(access: Access<'_>) -> Self {
        Self::start_telling(access, EVERYTHING).await
    }

    /// One for anyone that tells of errors only and waits for nobody: for measuring.
    #[allow(dead_code, reason = "only benchmarks measure")]
    pub(crate) async fn quiet() -> Self {
        Self::start_telling(Access::Anyone, "log_type error\nset_tcp_nodelay true").await
    }

    async fn start_telling(access: Access<'_>, telling: &str) -> Self {
        for _ in 0..ATTEMPTS {
            let folder = TempDir::new().expect("a temporary folder can be made");
            let process = RefCell::default();
            let [tcp, websockets] = free_ports();
            let broker = Self { folder, tcp, websockets, process };
            broker.configure(access, telling);
            if broker.launch().await {
                if telling == EVERYTHING {
                    with_logs(|logs| _ = logs.insert(websockets, broker.log_path()));
                }
                return broker;
            }
        }
        panic!("mosquitto did not start; is it installed?");
    }

    /// The port for scripts.
    pub(crate) fn tcp_port(&self) -> u16 {
        self.tcp
    }

    /// The port for pages, where a link may be put before it.
    pub(crate) fn websockets_port(&self) -> u16 {
        self.websockets
    }

    /// What one types as the broker's address.
    pub(crate) fn url(&self) -> String {
        format!("ws://127.0.0.1:{}/mqtt", self.websockets)
    }

    /// Ends it as a system's shutdown does, so that it saves its sessions.
    pub(crate) async fn stop(&self) {
        let mut process = self.process.take().expect("only a running broker is stopped");
        process.end().await;
    }

    /// Starts it on the same ports, with all that it kept.
    pub(crate) async fn start_again(&self) {
        assert!(self.process.borrow().is_none(), "only a stopped broker is started again");
        assert!(self.launch().await, "mosquitto did not start again:\n{}", self.log());
    }

    /// The client ids that it accepted, one for each connection, in order.
    pub(crate) fn accepted(&self) -> Vec<String> {
        let id = |line: &str| {
            Some(line.split_once(": New client connected from ")?.1.split(' ').nth(2)?.to_owned())
        };
        self.log().lines().filter_map(id).collect()
    }

    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.log_path()).unwrap_or_default()
    }

    fn log_path(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    async fn launch(&self) -> bool {
        let mut command = Command::new(on_path_or_sbin("mosquitto"));
        command.arg("-c").arg(self.folder.path().join("conf"));
        let mut process = Process::start(&mut command, &self.log_path());
        let up = listening(self.tcp, &mut process).await && listening(self.websockets, &mut process).await;
        self.process.replace(up.then_some(process));
        up
    }

    fn configure(&self, access: Access<'_>, telling: &str) {
        let folder = self.folder.path();
        let entry = match access {
            Access::Anyone => "allow_anonymous true".to_owned(),
            Access::Password { user, password } => {
                let file = folder.join("passwords");
                make_password_file(&file, user, password);
                format!("allow_anonymous false\npassword_file {}", file.display())
            }
            Access::Only { room } => with_rules(folder, &format!("topic readwrite {room}\n")),
            Access::Swallowing { room } => {
                with_rules(folder, &format!("topic read {room}\ntopic readwrite snug/#\n"))
            }
        };
        // `user root` matters only to root: mosquitto would become a user that can't write here.
        // Of what waits for somebody who is away it keeps 1000 messages, if not told to keep all.
        let configuration = format!(
            "user root\nlog_dest stderr\n{telling}\npersistence true\npersistence_location {}/\n\
             max_queued_messages 0\n{entry}\n\
             listener {} 127.0.0.1\nlistener {} 127.0.0.1\nprotocol websockets\n",
            folder.display(),
            self.tcp,
            self.websockets,
        );
        fs::write(folder.join("conf"), configuration).expect("the folder is ours to write");
    }
}

impl Drop for Mosquitto {
    fn drop(&mut self) {
        with_logs(|logs| _ = logs.remove(&self.websockets));
    }
}

/// How often the broker at this address has been asked for this room so far; `None` if it is none of ours, or several, tells nothing,
/// or is behind a link. A page is connected before it is subscribed: what others say in between never reaches it.
#[allow(dead_code, reason = "only pages have addresses")]
pub(crate) fn subscriptions(url: &str, room: &str) -> Option<usize> {
    let port = (!url.contains(','))
        .then_some(url)?
        .strip_prefix("ws://127.0.0.1:")?
        .split('/')
        .next()?
        .parse()
        .ok()?;
    let path = with_logs(|logs| logs.get(&port).cloned())?;
    let line = format!("\t{room} (QoS ");
    Some(fs::read_to_string(path).ok()?.lines().filter(|seen| seen.contains(&line)).count())
}

fn with_logs<R>(act: impl FnOnce(&mut HashMap<u16, PathBuf>) -> R) -> R {
    act(LOGS.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_default())
}

fn with_rules(folder: &std::path::Path, rules: &str) -> String {
    let file = folder.join("acl");
    fs::write(&file, rules).expect("the folder is ours to write");
    format!("allow_anonymous true\nacl_file {}", file.display())
}

fn make_password_file(file: &std::path::Path, user: &str, password: &str) {
    let made = Command::new("mosquitto_passwd")
        .args(["-b", "-c"])
        .arg(file)
        .args([user, password])
        .status()
        .expect("mosquitto_passwd is installed");
    assert!(made.success(), "mosquitto_passwd failed: {made}");
}

/// Debian keeps mosquitto in a folder that only root has on its path.
fn on_path_or_sbin(program: &str) -> String {
    let sbin = format!("/usr/sbin/{program}");
    if fs::exists(&sbin).unwrap_or(false) { sbin } else { program.to_owned() }
}
