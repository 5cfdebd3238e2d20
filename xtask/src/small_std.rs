//! Rust's standard library built anew for the page: to be small, and without the texts of panics (docs/size.md). Cargo can't
//! do that on its stable channel, so the compiler is told to allow it (RUSTC_BOOTSTRAP), for this and for the page's
//! release build only. Where it does not succeed, the page is made with the library that rustup brought, and is larger.

use crate::{
    project::{Outcome, Project, call, output},
    tools::WASM,
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// A crate with nothing in it, whose build makes the library. The profile is the page's.
const MANIFEST: &str = r#"[package]
name = "small-std"
version = "0.0.0"
edition = "2024"
[lib]
path = "lib.rs"
[profile.release]
opt-level = "z"
codegen-units = 1
lto = "fat"
[workspace]
"#;

/// A panic is a trap, with nothing before it: the page says that something broke (boot/watch.js). What is copied or cleared is
/// one instruction as soon as it takes more than one store, and no loop gets a second counter to spare an addition
/// (docs/size.md). A compiler that does not know these makes neither this library nor the page with them.
const FLAGS: &str = "-Zunstable-options -Cpanic=immediate-abort -Cllvm-args=-max-store-memcpy=1 \
                     -Cllvm-args=-max-store-memmove=1 -Cllvm-args=-max-store-memset=1 -Cllvm-args=-disable-lsr";

/// What the library was made of, written once it is whole.
const STAMP: &str = "made-of";

/// Has `build`, a release build of the page, use the small library. Makes it first if this compiler has none yet.
pub(crate) fn link(project: &Project, build: &mut Command) {
    match made(project) {
        Ok(sysroot) => {
            let flags = format!("{FLAGS} --sysroot {}", sysroot.display());
            build.env("RUSTC_BOOTSTRAP", "1").env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags);
        }
        Err(trouble) => {
            println!(
                "The standard library can't be made small, so the page will be about 30 kB larger: {trouble}."
            );
        }
    }
}

/// Whether a page that was just built has it.
pub(crate) fn is_made(project: &Project) -> bool {
    place(project).join(STAMP).is_file()
}

fn place(project: &Project) -> PathBuf {
    project.target.join("small-std")
}

fn made(project: &Project) -> Outcome<PathBuf> {
    let compiler = output(project.command("rustc").arg("-vV"))?;
    let place = place(project);
    if place.to_string_lossy().contains(char::is_whitespace) {
        return Err("the path of the target folder has a space in it".into());
    }
    let sysroot = place.join("sysroot");
    let stamp = place.join(STAMP);
    let wanted = [&compiler, MANIFEST, FLAGS].concat();
    if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(sysroot);
    }
    if place.exists() {
        fs::remove_dir_all(&place)?;
    }
    source(project)?;
    println!("Making Rust's standard library small (some 40 seconds, once).");
    fs::create_dir_all(&place)?;
    let libraries = compile(project, &place)?;
    gather(&libraries, &sysroot.join("lib/rustlib").join(WASM).join("lib"))?;
    fs::write(stamp, wanted)?;
    Ok(sysroot)
}

/// Its source is a part of rustup's.
fn source(project: &Project) -> Outcome {
    let sysroot = output(project.command("rustc").args(["--print", "sysroot"]))?;
    if Path::new(sysroot.trim()).join("lib/rustlib/src/rust/library/Cargo.lock").is_file() {
        return Ok(());
    }
    println!("Adding the source of Rust's standard library (some seconds).");
    call(project.command("rustup").args(["component", "add", "rust-src"]))
}

/// Gives the folder of what was compiled.
fn compile(project: &Project, place: &Path) -> Outcome<PathBuf> {
    fs::write(place.join("Cargo.toml"), MANIFEST)?;
    fs::write(place.join("lib.rs"), "")?;
    let target = place.join("target");
    let mut cargo = project.cargo();
    cargo.current_dir(place).env("RUSTC_BOOTSTRAP", "1").env("RUSTFLAGS", FLAGS);
    cargo.args(["build", "--quiet", "--release", "--target", WASM, "--target-dir"]).arg(&target);
    cargo.args(["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"]);
    call(&mut cargo)?;
    Ok(target.join(WASM).join("release/deps"))
}

/// The libraries, where a compiler looks for them in its sysroot.
fn gather(from: &Path, to: &Path) -> Outcome {
    fs::create_dir_all(to)?;
    for file in fs::read_dir(from)? {
        let path = file?.path();
        let Some(name) = path.file_name().map(|name| name.to_string_lossy().into_owned()) else { continue };
        if name.ends_with(".rlib") && !name.starts_with("libsmall_std") {
            fs::copy(&path, to.join(name))?;
        }
    }
    Ok(())
}
