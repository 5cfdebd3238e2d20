//! Guards the arrows between the layers of `src/`, as `src/lib.rs` draws them, by reading the sources: who names whom,
//! who names the browser, who asks for the time. Also that every file says what it is.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that panics is a test that failed")]

use std::fs;
use std::path::{Path, PathBuf};

/// A layer and the layers that it may name.
const ARROWS: [(&str, &[&str]); 7] = [
    ("ui", &["engine", "chat", "mqtt", "i18n", "web"]),
    ("engine", &["mqtt", "chat", "store", "web"]),
    ("i18n", &["engine", "chat", "mqtt"]),
    ("store", &["chat", "mqtt"]),
    ("chat", &["mqtt"]),
    ("mqtt", &[]),
    ("web", &[]),
];

/// What `chat` may know of `mqtt`: its topics, and how surely a message goes.
const MQTT_FOR_CHAT: [&str; 4] = ["TopicName", "TopicFilter", "TopicError", "Delivery"];

/// Crates that name the browser's types: for `web` alone.
const BROWSER: [&str; 3] = ["web_sys", "js_sys", "wasm_bindgen"];

/// Clocks of the system, which panic in a browser. The time is an argument.
const CLOCKS: [&str; 2] = ["Instant::now", "SystemTime"];

/// What is wrong with this file, one sentence a fault.
fn faults(path: &str, source: &str) -> Vec<String> {
    let mut faults = Vec::new();
    if !source.starts_with("//!") {
        faults.push(format!("{path} does not begin by saying what it is"));
    }
    let code = without_comments_and_strings(source);
    let module: Vec<_> = path.trim_end_matches(".rs").trim_end_matches("/mod").split('/').collect();
    let layer = module[0];
    for fault in paths(&code, &module).iter().filter_map(|named| fault_of_path(path, layer, named)) {
        if !faults.contains(&fault) {
            faults.push(fault);
        }
    }
    let words = words(&code);
    for name in BROWSER.into_iter().filter(|name| layer != "web" && words.contains(name)) {
        faults.push(format!("{path} names {name}, which is for web"));
    }
    for clock in CLOCKS.into_iter().filter(|clock| code.contains(clock)) {
        faults.push(format!("{path} asks {clock} for the time"));
    }
    faults
}

/// `named`: a path from the root of the crate.
fn fault_of_path(path: &str, layer: &str, named: &[String]) -> Option<String> {
    let (_, allowed) = ARROWS.iter().find(|(name, _)| *name == layer)?;
    let other = named.first()?.as_str();
    if other == layer || !ARROWS.iter().any(|(name, _)| *name == other) {
        return None;
    }
    if !allowed.contains(&other) {
        return Some(format!("{path}: {layer} may not name {other}"));
    }
    let item = named.get(1).map_or("*", String::as_str);
    (layer == "chat" && !MQTT_FOR_CHAT.contains(&item))
        .then(|| format!("{path}: chat may not name mqtt::{item}"))
}

/// All paths of our own crate, from its root: those after `crate::` and `snug::`, and those that climb up to the root
/// by `super::`. Trees in braces are spread out.
fn paths(code: &str, module: &[&str]) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    for root in ["crate::", "snug::"] {
        for (at, _) in code.match_indices(root).filter(|(at, _)| is_word_start(code, *at)) {
            spread(&code[at + root.len()..], &mut Vec::new(), &mut paths);
        }
    }
    for (at, _) in code.match_indices("super::").filter(|(at, _)| is_word_start(code, *at)) {
        let mut rest = &code[at..];
        let mut climbed = 0;
        while let Some(higher) = rest.strip_prefix("super::") {
            (rest, climbed) = (higher, climbed + 1);
        }
        // Inside a module of tests it climbs one less far; then what follows is no layer's name.
        if climbed >= module.len() {
            spread(rest, &mut Vec::new(), &mut paths);
        }
    }
    paths
}

/// Reads one path or tree of paths, and says how much of `code` it was.
fn spread(code: &str, before: &mut Vec<String>, paths: &mut Vec<Vec<String>>) -> usize {
    let skipped = code.len() - code.trim_start().len();
    let tree = &code[skipped..];
    if let Some(inner) = tree.strip_prefix('{') {
        return skipped + 1 + spread_list(inner, before, paths);
    }
    let word: String =
        tree.chars().take_while(|char| char.is_alphanumeric() || matches!(char, '_' | '*')).collect();
    before.push(word.clone());
    let mut read = skipped + word.len();
    match code[read..].strip_prefix("::") {
        Some(deeper) if deeper.starts_with('<') => paths.push(before.clone()),
        Some(deeper) => read += 2 + spread(deeper, before, paths),
        None => paths.push(before.clone()),
    }
    before.pop();
    read
}

/// The inside of braces, up to the closing one.
fn spread_list(code: &str, before: &mut Vec<String>, paths: &mut Vec<Vec<String>>) -> usize {
    let mut read = 0;
    while let Some(char) = code[read..].chars().next() {
        match char {
            '}' => return read + 1,
            ',' => read += 1,
            char if char.is_whitespace() => read += char.len_utf8(),
            _ => {
                let entry =
                    code[read..].find([',', '}', '{']).map_or(&code[read..], |end| &code[read..read + end]);
                // `self` stands for what is before the braces.
                if entry.trim() == "self" {
                    paths.push(before.clone());
                    read += entry.len();
                } else {
                    let len = spread(&code[read..], before, paths);
                    // Past a renaming, `as Name`.
                    let behind = &code[read + len..];
                    read += len + behind.find([',', '}']).unwrap_or(behind.len());
                }
            }
        }
    }
    read
}

fn is_word_start(code: &str, at: usize) -> bool {
    let before = code[..at].chars().next_back();
    before.is_none_or(|char| !char.is_alphanumeric() && !matches!(char, '_' | ':'))
}

fn words(code: &str) -> Vec<&str> {
    code.split(|char: char| !char.is_alphanumeric() && char != '_').collect()
}

/// Good enough for finding names: line comments and plain strings become empty.
fn without_comments_and_strings(source: &str) -> String {
    let mut code = String::with_capacity(source.len());
    let mut chars = source.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '/' if chars.peek() == Some(&'/') => while chars.next_if(|char| *char != '\n').is_some() {},
            // A quotation mark as a character, not the beginning of a string.
            '\'' if chars.peek() == Some(&'"') => {
                chars.next();
            }
            '"' => {
                while let Some(inner) = chars.next().filter(|char| *char != '"') {
                    if inner == '\\' {
                        chars.next();
                    }
                }
                code.push_str("\"\"");
            }
            char => code.push(char),
        }
    }
    code
}

/// Every Rust file below a folder.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

#[test]
fn every_arrow_points_down() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = sources(&src);
    assert!(files.len() > 50, "only {} files were found", files.len());
    let mut all = Vec::new();
    for file in files {
        let path = file.strip_prefix(&src).unwrap().to_string_lossy().replace('\\', "/");
        all.extend(faults(&path, &fs::read_to_string(&file).unwrap()));
    }
    assert_eq!(all, Vec::<String>::new());
}

#[test]
fn every_layer_on_disk_is_on_the_map() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in fs::read_dir(src).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_dir()) {
        let name = entry.file_name().into_string().unwrap();
        assert!(ARROWS.iter().any(|(layer, _)| *layer == name), "{name} is a folder without arrows");
    }
}

/// The faults of a file with this line of code.
fn faults_of(path: &str, line: &str) -> Vec<String> {
    faults(path, &format!("//! What it is.\n\n{line}\n"))
}

#[test]
fn an_arrow_that_points_up_is_noticed() {
    let rows = [
        ("mqtt/topic.rs", "use crate::chat::Room;", "mqtt may not name chat"),
        ("mqtt/client/io.rs", "use super::super::super::web::socket::Socket;", "mqtt may not name web"),
        ("web/socket.rs", "fn open(client: &crate::mqtt::client::Client) {}", "web may not name mqtt"),
        ("chat/room.rs", "use crate::engine::{Command, Change};", "chat may not name engine"),
        ("chat/mod.rs", "use super::store::Batch;", "chat may not name store"),
        ("store/memory.rs", "use crate::{chat::Room, engine as e, mqtt};", "store may not name engine"),
        (
            "engine/core.rs",
            "use crate::{\n    mqtt::{client, Delivery},\n    ui::model::Model,\n};",
            "engine may not name ui",
        ),
        ("i18n/en.rs", "use crate::web::intl;", "i18n may not name web"),
        ("ui/mod.rs", "let batch = snug::store::Batch::default();", "ui may not name store"),
    ];
    for (path, line, fault) in rows {
        assert_eq!(faults_of(path, line), [format!("{path}: {fault}")], "{line}");
    }
}

#[test]
fn chat_sees_only_the_topics_and_deliveries_of_mqtt() {
    assert_eq!(
        faults_of("chat/room.rs", "use crate::mqtt::{Delivery, TopicError, TopicFilter, TopicName};"),
        [""; 0]
    );
    for (line, item) in [
        ("use crate::mqtt::client::Client;", "client"),
        ("use crate::mqtt::{TopicName, session::Session};", "session"),
        ("use crate::{mqtt::Packet};", "Packet"),
        ("use crate::mqtt::*;", "*"),
        ("use crate::mqtt::{self, Delivery};", "*"),
        ("use crate::mqtt;", "*"),
    ] {
        let fault = format!("chat/room.rs: chat may not name mqtt::{item}");
        assert_eq!(faults_of("chat/room.rs", line), [fault], "{line}");
    }
}

#[test]
fn an_arrow_that_points_down_or_sideways_is_fine() {
    for (path, line) in [
        ("ui/mod.rs", "use crate::{engine::Command, chat::Room, i18n, web::dom, mqtt::Delivery};"),
        ("engine/core.rs", "use crate::{mqtt::client::Client, chat, store::Batch, web::clock};"),
        ("mqtt/client/io.rs", "use super::super::session::Ticket;"),
        ("mqtt/codec/ack.rs", "use crate::mqtt::{error::DecodeError, packet_id::PacketId};"),
        ("chat/timeline.rs", "mod tests { use super::super::message::Origin; }"),
        ("main.rs", "fn main() { snug::ui::mount(snug::engine::open()); }"),
        ("mqtt/topic.rs", "// as crate::chat does\nconst HELP: &str = \"see crate::chat and web_sys\";"),
    ] {
        assert_eq!(faults_of(path, line), [""; 0], "{line}");
    }
}

#[test]
fn the_browser_and_the_clock_are_noticed() {
    assert_eq!(faults_of("web/page.rs", "use web_sys::Window;"), [""; 0]);
    assert_eq!(faults_of("ui/mod.rs", "use web_sys::Window;"), ["ui/mod.rs names web_sys, which is for web"]);
    assert_eq!(
        faults_of("engine/core.rs", "let now = js_sys::Date::now();"),
        ["engine/core.rs names js_sys, which is for web"]
    );
    assert_eq!(
        faults_of("mqtt/client/mod.rs", "let now = std::time::Instant::now();"),
        ["mqtt/client/mod.rs asks Instant::now for the time"]
    );
    assert_eq!(
        faults("chat/room.rs", "use std::fmt;\n"),
        ["chat/room.rs does not begin by saying what it is"]
    );
}
