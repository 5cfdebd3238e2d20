//! Programs that cargo installs, each at one exact version.

use crate::project::{Outcome, Project, call, output};

#[derive(Debug)]
pub(super) struct CargoTool {
    pub(super) package: &'static str,
    pub(super) version: String,
    pub(super) program: &'static str,
    /// How long the build takes, for the person who waits.
    pub(super) takes: &'static str,
}

/// Installs the tool unless that very version is there.
pub(super) fn install(project: &Project, tool: &CargoTool) -> Outcome {
    let CargoTool { package, version, program, takes } = tool;
    match installed(project, program) {
        Some(found) if found == *version => return Ok(()),
        Some(found) => println!("Replacing {program} {found} by {version} ({takes})."),
        None => println!("Installing {package} {version} ({takes})."),
    }
    // The versions its authors tested come first. A registry may lag behind their lock file: then the newest that fit.
    if build(project, tool, &["--locked"]).is_err() {
        println!("{package} can't be built with its own lock file here. Once more, without.");
        build(project, tool, &[])?;
    }
    match installed(project, program) {
        Some(found) if found == *version => Ok(()),
        Some(found) => {
            Err(format!("{program} is still {found}, where {version} was installed: look at PATH").into())
        }
        None => Err(format!("{program} was installed, but does not run").into()),
    }
}

fn build(project: &Project, tool: &CargoTool, more: &[&str]) -> Outcome {
    let work = project.target.join("tools");
    let mut command = project.cargo();
    command.args(["install", tool.package, "--version", &format!("={}", tool.version), "--force"]);
    call(command.args(more).arg("--target-dir").arg(&work))?;
    // Hundreds of megabytes that nothing needs any more. Failing to tidy up is no failure.
    let _ = std::fs::remove_dir_all(&work);
    Ok(())
}

fn installed(project: &Project, program: &str) -> Option<String> {
    let says = output(project.command(program).arg("--version")).ok()?;
    version_in(&says).map(str::to_owned)
}

/// The first word that looks like a version: programs write `name 1.2.3`, some with more after it.
fn version_in(says: &str) -> Option<&str> {
    let begins_with_digit = |word: &&str| word.starts_with(|first: char| first.is_ascii_digit());
    says.split_whitespace().find(|word| begins_with_digit(word) && word.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_from_what_programs_say() {
        assert_eq!(version_in("trunk 0.21.14\n"), Some("0.21.14"));
        assert_eq!(version_in("wasm-bindgen 0.2.130"), Some("0.2.130"));
        assert_eq!(
            version_in("geckodriver 0.37.1 (a1b2c3 2026-01-02)\n\nThe source code of…"),
            Some("0.37.1")
        );
    }

    #[test]
    fn other_words_are_no_version() {
        assert_eq!(version_in("command not found"), None);
        assert_eq!(version_in(""), None);
    }
}
