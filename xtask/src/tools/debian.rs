//! Programs that come as Debian packages. Root gets them installed; anyone else a sentence with the packages' names.

use crate::project::{Outcome, Project, call, output};
use std::path::Path;

#[derive(Clone, Copy, Debug)]
pub(super) struct Need {
    pub(super) package: &'static str,
    pub(super) proof: Proof,
}

/// What shows that it is there, however it came.
#[derive(Clone, Copy, Debug)]
pub(super) enum Proof {
    Program(&'static str),
    /// Looked at on Linux only: elsewhere files lie elsewhere.
    File(&'static str),
}

/// Installs what is missing, all at once.
pub(super) fn install(project: &Project, needs: &[Need]) -> Outcome {
    let missing: Vec<&str> =
        needs.iter().filter(|need| !is_there(project, need.proof)).map(|need| need.package).collect();
    if missing.is_empty() {
        return Ok(());
    }
    if !can_install(project) {
        return Err(please_install(&missing).into());
    }
    println!("Installing Debian packages: {} (about 2 minutes).", missing.join(" "));
    apt_get(project, &["update", "--quiet"])?;
    apt_get(
        project,
        &[&["install", "--quiet", "--yes", "--no-install-recommends"], missing.as_slice()].concat(),
    )?;
    if missing.contains(&"mosquitto") {
        stop_the_service(project);
    }
    match needs.iter().find(|need| !is_there(project, need.proof)) {
        Some(need) => {
            Err(format!("the package {} was installed, but not what we need of it", need.package).into())
        }
        None => Ok(()),
    }
}

/// Whether we may call apt-get: it is there, and we are root.
pub(super) fn can_install(project: &Project) -> bool {
    let is_root = || output(project.command("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    project.which("apt-get").is_some() && is_root()
}

pub(super) fn please_install(packages: &[&str]) -> String {
    let packages = packages.join(" ");
    format!(
        "this needs programs that only root can install. On Debian or Ubuntu:\n\n    \
         sudo apt-get update && sudo apt-get install --yes {packages}\n\n\
         Elsewhere install the same from where your system has them, then run this again."
    )
}

fn is_there(project: &Project, proof: Proof) -> bool {
    match proof {
        Proof::Program(program) => project.which(program).is_some(),
        Proof::File(path) => !cfg!(target_os = "linux") || Path::new(path).exists(),
    }
}

fn apt_get(project: &Project, arguments: &[&str]) -> Outcome {
    call(project.command("apt-get").args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))
}

/// Debian starts a broker of its own on port 1883, which `cargo xtask start` wants. The tests start theirs themselves.
fn stop_the_service(project: &Project) {
    if Path::new("/run/systemd/system").exists() {
        println!("Switching off the system's mosquitto service, which came with the package.");
        // Where that is not possible, `start` says that the port is taken.
        let _ = call(project.command("systemctl").args(["disable", "--now", "mosquitto"]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_names_every_package() {
        let sentence = please_install(&["xvfb", "mosquitto"]);
        assert!(sentence.contains("apt-get install --yes xvfb mosquitto"), "{sentence}");
    }
}
