//! Where the project is, and how its chores run other programs: from the root, with cargo's bin folder on PATH.

use std::{
    error::Error,
    ffi::{OsStr, OsString},
    path::PathBuf,
    process::Command,
};

/// What a chore ends with. The error is a sentence for the person who ran it.
pub(crate) type Outcome<T = ()> = Result<T, Box<dyn Error>>;

#[derive(Debug)]
pub(crate) struct Project {
    /// The folder of the workspace's Cargo.toml.
    pub(crate) root: PathBuf,
    /// Cargo's target folder, wherever the user has put it.
    pub(crate) target: PathBuf,
    path: OsString,
}

impl Project {
    pub(crate) fn find() -> Outcome<Self> {
        let ours = std::env::var_os("CARGO_MANIFEST_DIR").ok_or("run this as `cargo xtask`")?;
        let root = PathBuf::from(ours).parent().ok_or("xtask/ has no parent folder")?.to_owned();
        let mut project = Self { target: root.join("target"), path: search_path()?, root };
        project.target = project.target_by_cargo()?;
        Ok(project)
    }

    /// A program of PATH, run in the project's root.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root).env("PATH", &self.path);
        // `cargo run` left these. Build scripts that watch them would run again each time we and a person take turns.
        for (name, _) in std::env::vars_os() {
            let known = name.to_string_lossy();
            if known.starts_with("CARGO_PKG_") || known.starts_with("CARGO_MANIFEST_") {
                command.env_remove(&name);
            }
        }
        command
    }

    pub(crate) fn cargo(&self) -> Command {
        self.command("cargo")
    }

    /// Where `program` lies, if it is on PATH or in the places that only root has on PATH.
    pub(crate) fn which(&self, program: &str) -> Option<PathBuf> {
        let file = format!("{program}{}", std::env::consts::EXE_SUFFIX);
        std::env::split_paths(&self.path).map(|folder| folder.join(&file)).find(|path| path.is_file())
    }

    fn target_by_cargo(&self) -> Outcome<PathBuf> {
        let metadata = output(self.cargo().args(["metadata", "--no-deps", "--format-version", "1"]))?;
        let metadata: serde_json::Value = serde_json::from_str(&metadata)?;
        let folder = metadata.get("target_directory").and_then(serde_json::Value::as_str);
        Ok(folder.ok_or("cargo metadata names no target folder")?.into())
    }
}

/// Runs to the end, with the output going where ours goes.
pub(crate) fn call(command: &mut Command) -> Outcome {
    let status = command.status().map_err(|error| not_started(command, &error))?;
    if status.success() { Ok(()) } else { Err(format!("`{}` failed ({status})", line(command)).into()) }
}

/// Runs to the end and gives what it wrote to stdout.
pub(crate) fn output(command: &mut Command) -> Outcome<String> {
    let output = command.output().map_err(|error| not_started(command, &error))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        let complaint = String::from_utf8_lossy(&output.stderr);
        Err(format!("`{}` failed: {}", line(command), complaint.trim()).into())
    }
}

fn not_started(command: &Command, error: &std::io::Error) -> String {
    format!("`{}` can't be started: {error}", line(command))
}

fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

/// Cargo's own bin folder first: what we install there counts, even where the user's PATH leaves it out.
fn search_path() -> Outcome<OsString> {
    let cargo_home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(std::env::home_dir()?.join(".cargo")))
        .ok_or("neither CARGO_HOME nor HOME is set")?;
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders = vec![cargo_home.join("bin")];
    folders.extend(std::env::split_paths(&path));
    if cfg!(unix) {
        // Debian puts mosquitto where only root looks.
        folders.extend(["/usr/local/sbin", "/usr/sbin"].map(PathBuf::from));
    }
    Ok(std::env::join_paths(folders)?)
}
