//! The sites that the browser visits, laid out as a good static host has them: each file with its `.br` beside it.

use crate::{
    project::{Outcome, Project, call},
    sizes, small_std, tools,
};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Nothing is said by itself: what is measured is what the bench says.
const CONFIG: &[u8] = br#"{"greeting":""}"#;

type Files = Vec<(String, Vec<u8>)>;

/// A folder with a folder for each site. What is there from last time is not compressed anew.
pub(crate) fn lay_out(project: &Project, dist: &Path, modules: &Path) -> Outcome<PathBuf> {
    let pages = project.root.join("benches/page");
    let mut snug = sizes::contents(dist)?;
    snug.push(("config.json".to_owned(), CONFIG.to_vec()));
    let library =
        |name: &str, path: &str| -> Outcome<_> { Ok((name.to_owned(), fs::read(modules.join(path))?)) };
    let mqtt_js = library("mqtt.min.js", "mqtt/dist/mqtt.min.js")?;
    let mut peer = sizes::contents(&pages.join("peer"))?;
    peer.push(mqtt_js.clone());
    let mut models = sizes::contents(&pages.join("models"))?;
    models.extend([mqtt_js.clone(), library("paho-mqtt-min.js", "paho-mqtt/paho-mqtt-min.js")?]);
    let bare = sizes::contents(&pages.join("bare"))?;
    let module = module(project)?;
    models.extend(module.iter().cloned());
    models.extend(bare.iter().filter(|(name, _)| name == "bare.js").cloned());
    let mut publish = sizes::contents(&pages.join("publish"))?;
    publish.push(mqtt_js);
    publish.extend(module.iter().cloned());
    let codec = codec(project, modules, module)?;
    let sites = project.target.join("bench/sites");
    let all = [
        ("snug", snug),
        ("peer", peer),
        ("bare", bare),
        ("models", models),
        ("publish", publish),
        ("codec", codec),
    ];
    for (name, files) in all {
        write(&sites.join(name), &files)?;
    }
    Ok(sites)
}

/// Our codec and our engine as a module by itself, and what calls it. Not to be weighed, only to be run.
fn module(project: &Project) -> Outcome<Files> {
    let made = project.target.join("bench/module");
    let mut cargo = project.cargo();
    small_std::link(project, &mut cargo);
    call(cargo.args(["build", "--release", "--package", "snug-page-bench", "--target", tools::WASM]))?;
    let module = project.target.join(tools::WASM).join("release/snug_page_bench.wasm");
    let mut bindgen = project.command("wasm-bindgen");
    call(bindgen.args(["--target", "no-modules", "--no-typescript", "--out-dir"]).arg(&made).arg(module))?;
    sizes::contents(&made)
}

/// That module, and mqtt-packet as one file.
fn codec(project: &Project, modules: &Path, module: Files) -> Outcome<Files> {
    const MADE: &str = "mqtt_packet.js";
    let page = project.root.join("benches/page/codec");
    let made = project.target.join("bench/codec").join(MADE);
    let mut esbuild = project.command(modules.join(".bin/esbuild"));
    esbuild.arg(page.join(MADE));
    esbuild.args([
        "--bundle",
        "--minify",
        "--platform=browser",
        "--log-level=error",
        "--define:global=globalThis",
    ]);
    call(esbuild.arg(format!("--outfile={}", made.display())))?;
    let mut files = sizes::contents(&page)?;
    files.retain(|(name, _)| name != MADE);
    files.push((MADE.to_owned(), fs::read(made)?));
    files.extend(module);
    Ok(files)
}

fn write(folder: &Path, files: &Files) -> Outcome {
    fs::create_dir_all(folder)?;
    let wanted = |name: &str| files.iter().any(|(file, _)| name.strip_suffix(".br").unwrap_or(name) == file);
    for (name, _) in sizes::contents(folder)? {
        if !wanted(&name) {
            fs::remove_file(folder.join(name))?;
        }
    }
    for (name, bytes) in files {
        let path = folder.join(name);
        if fs::read(&path).is_ok_and(|there| there == *bytes) {
            continue;
        }
        fs::create_dir_all(path.parent().ok_or("a file has no folder")?)?;
        let packed = folder.join(format!("{name}.br"));
        match sizes::brotli(bytes) {
            Some(bytes) => fs::write(packed, bytes)?,
            None if packed.exists() => fs::remove_file(packed)?,
            None => {}
        }
        // Last: where it is, its compressed twin is, too.
        fs::write(path, bytes)?;
    }
    Ok(())
}
