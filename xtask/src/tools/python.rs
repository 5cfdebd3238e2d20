//! A Python with paho-mqtt, for the tests in which scripts meet the page.

use super::debian;
use crate::project::{Outcome, Project, call, output};
use std::path::PathBuf;

const PAHO: &str = "paho-mqtt==2.1.0";

/// The Python to call: one that has paho-mqtt already, else Debian's with its package, else one of our own in target/.
pub(crate) fn with_paho(project: &Project) -> Outcome<PathBuf> {
    let ours =
        project.target.join("python").join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let system = PathBuf::from("/usr/bin/python3");
    let candidates = [PathBuf::from("python3"), system.clone(), ours.clone()];
    if let Some(python) = candidates.into_iter().find(|python| has_paho(project, python)) {
        return Ok(python);
    }
    if debian::can_install(project) {
        let package = debian::Need { package: "python3-paho-mqtt", proof: debian::Proof::File(DEBIANS_PAHO) };
        debian::install(project, &[package])?;
        return Ok(system);
    }
    if project.which("python3").is_none() {
        return Err(debian::please_install(&["python3-paho-mqtt"]).into());
    }
    println!("Installing {PAHO} for Python into {} (some seconds).", ours.display());
    call(project.command("python3").args(["-m", "venv"]).arg(project.target.join("python")))?;
    call(project.command(&ours).args(["-m", "pip", "install", "--quiet", PAHO]))?;
    Ok(ours)
}

const DEBIANS_PAHO: &str = "/usr/lib/python3/dist-packages/paho/mqtt/client.py";

fn has_paho(project: &Project, python: &PathBuf) -> bool {
    output(project.command(python).args(["-c", "import paho.mqtt.client"])).is_ok()
}
