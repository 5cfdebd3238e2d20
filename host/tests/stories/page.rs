//! The page's files over HTTP: types, headers, compression, and nothing that was not meant to be served.

use std::io::Read as _;

use crate::support::{
    host::{PAGE, Place},
    http::{ask, get},
};

#[tokio::test]
async fn the_page_comes_with_a_strict_policy_and_is_asked_for_anew_each_time() {
    let place = Place::new();
    let host = place.start(&[]).await;
    for path in ["/", "/index.html", "/?x=1"] {
        let page = get(host.port, path, &[]).await;
        assert_eq!((page.status, page.text()), (200, PAGE), "{path}");
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(page.header("cache-control"), "no-cache");
        let policy = page.header("content-security-policy");
        for part in [
            "default-src 'none'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "connect-src 'self' ws: wss:",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.split("; ").any(|directive| directive == part), "{part} is not in {policy}");
        }
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        assert_eq!(page.header("cross-origin-opener-policy"), "same-origin");
    }
}

#[tokio::test]
async fn a_file_with_its_hash_in_its_name_is_kept_for_good_and_has_the_type_browsers_insist_on() {
    let place = Place::new();
    let host = place.start(&[]).await;
    for (name, kind) in [
        ("snug-0123456789abcdef.js", "text/javascript; charset=utf-8"),
        ("snug-0123456789abcdef_bg.wasm", "application/wasm"),
        ("style-0123456789abcdef.css", "text/css; charset=utf-8"),
    ] {
        place.write(&format!("dist/{name}"), "x");
        let file = get(host.port, &format!("/{name}"), &[]).await;
        assert_eq!((file.status, file.header("content-type")), (200, kind), "{name}");
        assert_eq!(file.header("cache-control"), "public, max-age=31536000, immutable", "{name}");
    }
}

#[tokio::test]
async fn what_makes_the_page_an_app_has_its_types_and_is_asked_for_anew_each_time() {
    let place = Place::new();
    let host = place.start(&[]).await;
    for (name, kind) in [
        ("sw.js", "text/javascript; charset=utf-8"),
        ("manifest.webmanifest", "application/manifest+json"),
        ("icons/icon.svg", "image/svg+xml"),
        ("icons/192.png", "image/png"),
        ("config.json", "application/json"),
    ] {
        place.write(&format!("dist/{name}"), "{}");
        let file = get(host.port, &format!("/{name}"), &[]).await;
        assert_eq!((file.status, file.header("content-type")), (200, kind), "{name}");
        assert_eq!(file.header("cache-control"), "no-cache", "{name}");
    }
}

#[tokio::test]
async fn a_file_is_compressed_in_the_best_way_the_browser_accepts() {
    let place = Place::new();
    let script = "export const greeting = 'Hello,anyone!';\n".repeat(500);
    place.write("dist/app.js", &script);
    let host = place.start(&[]).await;

    let brotli = get(host.port, "/app.js", &[("Accept-Encoding", "gzip, deflate, br")]).await;
    assert_eq!(brotli.header("content-encoding"), "br");
    let mut text = String::new();
    brotli::Decompressor::new(&*brotli.body, 4096).read_to_string(&mut text).expect("it is brotli");
    assert_eq!(text, script);

    let gzip = get(host.port, "/app.js", &[("Accept-Encoding", "gzip")]).await;
    assert_eq!(gzip.header("content-encoding"), "gzip");
    let mut text = String::new();
    flate2::read::GzDecoder::new(&*gzip.body).read_to_string(&mut text).expect("it is gzip");
    assert_eq!(text, script);

    let plain = get(host.port, "/app.js", &[]).await;
    assert_eq!((plain.header("content-encoding"), plain.text()), ("", &*script));
    for answer in [brotli, gzip, plain] {
        assert_eq!(answer.header("vary"), "accept-encoding");
    }
}

#[tokio::test]
async fn a_file_the_browser_has_is_not_sent_again() {
    let place = Place::new();
    let host = place.start(&[]).await;
    let first = get(host.port, "/index.html", &[]).await;
    let again = get(host.port, "/index.html", &[("If-None-Match", first.header("etag"))]).await;
    assert_eq!((again.status, again.body.len()), (304, 0));
    place.write("dist/index.html", "<!doctype html><title>Another</title>");
    let changed = get(host.port, "/index.html", &[("If-None-Match", first.header("etag"))]).await;
    assert_eq!(changed.status, 200);
}

#[tokio::test]
async fn head_answers_as_get_would_but_without_the_body() {
    let place = Place::new();
    let host = place.start(&[]).await;
    for path in ["/", "/config.json"] {
        let head = ask(host.port, "HEAD", path, &[]).await;
        let page = get(host.port, path, &[]).await;
        assert_eq!((head.status, head.body.len()), (200, 0), "{path}");
        assert_eq!(head.header("content-length"), page.body.len().to_string(), "{path}");
        assert_eq!(head.header("content-type"), page.header("content-type"), "{path}");
    }
}

#[tokio::test]
async fn nothing_but_the_page_is_served() {
    let place = Place::new();
    place.write("secret.txt", "secret");
    place.write("dist/.git/config", "secret");
    place.write("dist/.env", "secret");
    place.write("dist/sub/.hidden", "secret");
    let host = place.start(&[]).await;
    for path in [
        "/../secret.txt",
        "/sub/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e%2fsecret.txt",
        "/..%5csecret.txt",
        "/.%00./secret.txt",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/.git/config",
        "/%2egit/config",
        "/.env",
        "/sub/.hidden",
        "/sub%2f.hidden",
        "/../.snug/.storage_version",
        "/nothing.js",
        "/index.html/",
    ] {
        let answer = get(host.port, path, &[("Accept-Encoding", "identity")]).await;
        assert!(matches!(answer.status, 400 | 404), "{path}: {}", answer.status);
        assert!(!answer.text().contains("secret"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
    }
    let missing = get(host.port, "/nothing.js", &[]).await;
    assert_eq!(missing.text(), "There is no such file here. The chat is at /.\n");
    assert_eq!(missing.header("cache-control"), "no-store");
}
