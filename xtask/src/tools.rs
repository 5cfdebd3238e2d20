//! What has to be on this machine for each chore, at which version. What is there already is left alone;
//! how the rest is installed is in the files below.

mod cargo_install;
mod debian;
mod lock;
mod npm;
mod python;

pub(crate) use npm::{with_axe, with_peers};
pub(crate) use python::with_paho;

use crate::project::{Outcome, Project, call, output};
use cargo_install::{CargoTool, install};
use debian::{Need, Proof};
use std::path::Path;

pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// What `dist` needs.
pub(crate) fn for_the_page(project: &Project) -> Outcome {
    wasm_target(project)?;
    wasm_bindgen(project)?;
    install(
        project,
        &CargoTool {
            package: "trunk",
            version: "0.21.14".to_owned(), // 0.22 needs a newer Rust than we do
            program: "trunk",
            takes: "about 7 minutes on two cores",
        },
    )
}

/// What formatting and lints need.
pub(crate) fn for_lint(project: &Project) -> Outcome {
    component(project, "rustfmt", "fmt")?;
    component(project, "clippy", "clippy")?;
    wasm_target(project)
}

/// What the native tests need.
pub(crate) fn for_native_tests(project: &Project) -> Outcome {
    debian::install(project, &[MOSQUITTO])
}

/// What the tests inside a browser need.
pub(crate) fn for_web_tests(project: &Project) -> Outcome {
    wasm_target(project)?;
    wasm_bindgen(project)?;
    debian::install(project, &[CHROMIUM, CHROMEDRIVER])
}

/// What the end to end tests need, the page's own tools aside.
pub(crate) fn for_e2e_tests(project: &Project) -> Outcome {
    debian::install(project, &[MOSQUITTO, CHROMIUM, CHROMEDRIVER, FIREFOX, WEBKIT, XVFB, CJK_FONTS])?;
    install(
        project,
        &CargoTool {
            package: "geckodriver",
            version: "0.37.1".to_owned(),
            program: "geckodriver",
            takes: "about 2 minutes on two cores",
        },
    )
}

/// What the benchmarks in a browser need.
pub(crate) fn for_bench(project: &Project) -> Outcome {
    wasm_target(project)?;
    wasm_bindgen(project)?;
    debian::install(project, &[MOSQUITTO, CHROMIUM, CHROMEDRIVER])
}

/// What the pictures of the page need beside that.
pub(crate) fn for_screenshots(project: &Project) -> Outcome {
    debian::install(project, &[EMOJI_FONT])
}

const MOSQUITTO: Need = Need { package: "mosquitto", proof: Proof::Program("mosquitto") };
const CHROMIUM: Need = Need { package: "chromium", proof: Proof::Program("chromium") };
const CHROMEDRIVER: Need = Need { package: "chromium-driver", proof: Proof::Program("chromedriver") };
const FIREFOX: Need = Need { package: "firefox-esr", proof: Proof::Program("firefox-esr") };
const WEBKIT: Need = Need { package: "webkit2gtk-driver", proof: Proof::Program("WebKitWebDriver") };
const XVFB: Need = Need { package: "xvfb", proof: Proof::Program("Xvfb") };
const CJK_FONTS: Need = Need {
    package: "fonts-noto-cjk",
    proof: Proof::File("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
};

const EMOJI_FONT: Need = Need {
    package: "fonts-noto-color-emoji",
    proof: Proof::File("/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf"),
};

fn wasm_target(project: &Project) -> Outcome {
    let libraries = output(project.command("rustc").args(["--print", "target-libdir", "--target", WASM]))?;
    if Path::new(libraries.trim()).is_dir() {
        return Ok(());
    }
    println!("Adding Rust's {WASM} target (some seconds).");
    call(project.command("rustup").args(["target", "add", WASM]))
}

/// Its files and the library's have to fit, so the version is the lock file's.
fn wasm_bindgen(project: &Project) -> Outcome {
    let lock = std::fs::read_to_string(project.root.join("Cargo.lock"))?;
    let version = lock::version_of(&lock, "wasm-bindgen").ok_or("Cargo.lock has no wasm-bindgen")?;
    install(
        project,
        &CargoTool {
            package: "wasm-bindgen-cli",
            version: version.to_owned(),
            program: "wasm-bindgen",
            takes: "about 3 minutes on two cores",
        },
    )
}

fn component(project: &Project, component: &str, subcommand: &str) -> Outcome {
    if output(project.cargo().args([subcommand, "--version"])).is_ok() {
        return Ok(());
    }
    println!("Adding Rust's {component} (some seconds).");
    call(project.command("rustup").args(["component", "add", component]))
}
