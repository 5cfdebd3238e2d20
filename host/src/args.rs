//! The command line: flags in, `Options` out. Checks what can be checked without touching the machine.

use std::{ffi::OsString, fmt, path::PathBuf};

use lexopt::prelude::{Long, Short, ValueExt as _};

use crate::problem::Problem;

pub(crate) const HELP: &str = "\
snug-host: serves Snug and an MQTT broker on one port

Usage: snug-host [FLAGS]

  --port PORT           the page, and the broker's WebSocket at /mqtt (default 8080; 0: any free one)
  --mqtt-port PORT      MQTT over TCP, for scripts and devices (default 1883; 0: any free one)
  --dist DIR            the folder with the built page (default: dist)
  --state DIR           where sessions, retained and waiting messages are kept (default: .snug)
  --lan                 be reachable from this network, and show the address as a QR code
  --user NAME:PASSWORD  let in only users named this way; may be repeated
  --max-packet BYTES    the largest MQTT packet to accept (default 16777216)
  --help                this text
  --version             the version

Without --lan only this machine can connect. Without --user anyone who can connect may read and write.";

/// As large as the page's own limit for a packet.
const MAX_PACKET: usize = 16 * 1024 * 1024;

/// The largest packet MQTT can express: 268,435,455 bytes after a fixed header of five.
const MAX_MQTT_PACKET: usize = 268_435_455 + 5;

/// Below this a packet could not carry even a short room name and a sentence.
const MIN_PACKET: usize = 1024;

#[derive(Debug)]
pub(crate) enum Request {
    Serve(Options),
    Help,
    Version,
}

#[derive(Debug, PartialEq)]
pub(crate) struct Options {
    /// The port of the page and the WebSocket; 0 for any free one.
    pub(crate) port: u16,
    /// The port of MQTT over TCP; 0 for any free one.
    pub(crate) mqtt_port: u16,
    pub(crate) dist: PathBuf,
    pub(crate) state: PathBuf,
    pub(crate) reach: Reach,
    /// Empty: everyone is let in.
    pub(crate) users: Vec<User>,
    /// Bytes.
    pub(crate) max_packet: usize,
}

/// Who can open a connection at all.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Reach {
    ThisMachine,
    Network,
}

#[derive(Clone, PartialEq)]
pub(crate) struct User {
    pub(crate) name: String,
    pub(crate) password: String,
}

impl fmt::Debug for User {
    /// Without the password, so that no log can hold it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 8080,
            mqtt_port: 1883,
            dist: "dist".into(),
            state: ".snug".into(),
            reach: Reach::ThisMachine,
            users: Vec::new(),
            max_packet: MAX_PACKET,
        }
    }
}

/// Reads the arguments after the program's name.
pub(crate) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Request, Problem> {
    let mut parser = lexopt::Parser::from_args(arguments);
    let mut options = Options::default();
    while let Some(argument) = parser.next().map_err(flag)? {
        match argument {
            Short('h') | Long("help") => return Ok(Request::Help),
            Short('V') | Long("version") => return Ok(Request::Version),
            Long("lan") => options.reach = Reach::Network,
            Long("port") => options.port = port(&mut parser, "--port")?,
            Long("mqtt-port") => options.mqtt_port = port(&mut parser, "--mqtt-port")?,
            Long("dist") => options.dist = parser.value().map_err(flag)?.into(),
            Long("state") => options.state = parser.value().map_err(flag)?.into(),
            Long("user") => options.users.push(user(&text(&mut parser, "--user")?)?),
            Long("max-packet") => options.max_packet = max_packet(&text(&mut parser, "--max-packet")?)?,
            unknown => return Err(flag(unknown.unexpected())),
        }
    }
    if options.port != 0 && options.port == options.mqtt_port {
        return Err(Problem::Flag(
            "--port and --mqtt-port must differ: each needs a port of its own.".into(),
        ));
    }
    Ok(Request::Serve(options))
}

fn port(parser: &mut lexopt::Parser, name: &str) -> Result<u16, Problem> {
    let value = text(parser, name)?;
    value
        .parse()
        .map_err(|_| Problem::Flag(format!("{name} takes a number from 0 to 65535, not \"{value}\".")))
}

fn max_packet(value: &str) -> Result<usize, Problem> {
    value.parse().ok().filter(|bytes| (MIN_PACKET..=MAX_MQTT_PACKET).contains(bytes)).ok_or_else(|| {
        Problem::Flag(format!(
            "--max-packet takes a number of bytes from {MIN_PACKET} to {MAX_MQTT_PACKET}, not \"{value}\"."
        ))
    })
}

/// The name ends at the first colon; a password may hold more of them.
fn user(value: &str) -> Result<User, Problem> {
    match value.split_once(':') {
        Some((name, password)) if !name.is_empty() && !password.is_empty() => {
            Ok(User { name: name.into(), password: password.into() })
        }
        // Never echoes the value: half of it may be a password.
        _ => Err(Problem::Flag("--user takes NAME:PASSWORD, neither of them empty.".into())),
    }
}

fn text(parser: &mut lexopt::Parser, name: &str) -> Result<String, Problem> {
    let value = parser.value().map_err(flag)?;
    value.string().map_err(|_| Problem::Flag(format!("The value of {name} is not valid Unicode.")))
}

/// lexopt's own words, made a sentence.
fn flag(error: lexopt::Error) -> Problem {
    let words = error.to_string();
    let mut letters = words.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    Problem::Flag(format!("{first}{}.", letters.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(arguments: &[&str]) -> Options {
        match parse(arguments.iter().map(OsString::from)) {
            Ok(Request::Serve(options)) => options,
            other => panic!("expected options, got {other:?}"),
        }
    }

    fn complaint(arguments: &[&str]) -> String {
        match parse(arguments.iter().map(OsString::from)) {
            Err(problem) => problem.to_string(),
            Ok(request) => panic!("expected a complaint, got {request:?}"),
        }
    }

    #[test]
    fn no_flags_mean_the_defaults_for_this_machine_alone() {
        let options = options(&[]);
        assert_eq!(options, Options::default());
        assert_eq!((options.port, options.mqtt_port, options.reach), (8080, 1883, Reach::ThisMachine));
    }

    #[test]
    fn every_flag_is_taken_in_both_spellings() {
        let spaced = options(&[
            "--port",
            "0",
            "--mqtt-port",
            "0",
            "--dist",
            "a",
            "--state",
            "b",
            "--lan",
            "--max-packet",
            "2048",
        ]);
        let joined =
            options(&["--port=0", "--mqtt-port=0", "--dist=a", "--state=b", "--lan", "--max-packet=2048"]);
        assert_eq!(spaced, joined);
        assert_eq!(spaced.reach, Reach::Network);
        assert_eq!(spaced.max_packet, 2048);
    }

    #[test]
    fn users_add_up_and_a_password_may_hold_colons() {
        let options = options(&["--user", "Lucy:a:b", "--user", "Tom:在吗"]);
        let names: Vec<_> = options.users.iter().map(|user| (&*user.name, &*user.password)).collect();
        assert_eq!(names, [("Lucy", "a:b"), ("Tom", "在吗")]);
    }

    #[test]
    fn a_password_is_never_printed() {
        let options = options(&["--user", "Lucy:hunter2"]);
        assert!(!format!("{options:?}").contains("hunter2"));
        assert!(!complaint(&["--user", ":hunter2"]).contains("hunter2"));
    }

    #[test]
    fn a_bad_value_is_named_with_what_would_be_right() {
        assert!(complaint(&["--port", "x"]).contains("--port takes a number from 0 to 65535, not \"x\"."));
        assert!(complaint(&["--port", "65536"]).contains("65535"));
        assert!(complaint(&["--max-packet", "10"]).contains("from 1024"));
        assert!(complaint(&["--port", "1883"]).contains("must differ"));
        assert!(complaint(&["--prot", "1"]).contains("--prot"));
        assert!(complaint(&["--dist"]).contains("--dist"));
        assert!(complaint(&["dist"]).contains("dist"));
    }
}
