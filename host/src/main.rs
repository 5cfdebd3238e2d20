//! `snug-host`: the page and an MQTT broker in one program, for trying Snug out and for a LAN.
//!
//! The map: `args` (what was asked), `serve` (one HTTP port: files, settings, the WebSocket), `broker` (the only
//! module that knows which broker it is), `lan` (address and QR code), `problem` (what can go wrong, in sentences).

mod args;
mod broker;
mod headers;
mod lan;
mod listen;
mod problem;
mod serve;
mod settings;
mod signals;
mod statics;
mod upgrade;

use std::process::ExitCode;

use args::Request;
use problem::Problem;

/// What a wrong flag, a taken port or a missing folder ends with: something for the caller to change.
const USAGE: u8 = 2;

fn main() -> ExitCode {
    let outcome = match args::parse(std::env::args_os().skip(1)) {
        Ok(Request::Help) => {
            say(args::HELP);
            Ok(())
        }
        Ok(Request::Version) => {
            say(concat!("snug-host ", env!("CARGO_PKG_VERSION")));
            Ok(())
        }
        Ok(Request::Serve(options)) => run(options),
        Err(problem) => Err(problem),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::from(USAGE)
        }
    }
}

fn run(options: args::Options) -> Result<(), Problem> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Problem::Runtime)?;
    runtime.block_on(serve::run(options))
}

/// Prints a line. Unlike `println!` it does not panic when the reader of our output has gone.
fn say(line: &str) {
    use std::io::Write as _;
    writeln!(std::io::stdout(), "{line}").ok();
}
