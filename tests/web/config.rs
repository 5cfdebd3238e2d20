//! What the host sets, read as the page reads it: numbers of JSON stay texts there (Cargo.toml), and natively they do not.

use snug::engine::{HostConfig, Profile};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn whole_numbers_are_read() {
    let read = |number: &str| HostConfig::parse(&[r#"{"maxMessageBytes":"#, number, "}"].concat());
    assert_eq!(read("65536").map(|config| config.max_message_bytes), Ok(65_536));
    for wrong in ["0", "-5", "1.5", "1e3", "123456789012345678901234567890", "\"7\""] {
        let error = read(wrong).unwrap_err();
        assert!(error.starts_with("maxMessageBytes: a number above 0"), "{wrong}: {error}");
    }
}

#[wasm_bindgen_test]
fn what_is_kept_comes_back() {
    let text = r#"{"last":{"broker":"ws://b","name":"露西","room":"chat","keepAlive":45},"signedIn":true,"accounts":[],"endpoints":{}}"#;
    let profile = Profile::parse(text);
    assert_eq!(profile.last().map(|last| last.keep_alive), Some(45));
    assert_eq!(Profile::parse(&profile.to_text()), profile);
}
