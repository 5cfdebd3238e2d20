//! The headers of every answer: what the page may do, and how long a browser may keep a file.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};

/// Only our own files run, nothing is inline, and brokers may be anywhere: choosing one is what the page is for.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'self'; img-src 'self' data: blob:; font-src 'self'; manifest-src 'self'; worker-src 'self'; \
    connect-src 'self' ws: wss:; base-uri 'none'; form-action 'none'; object-src 'none'; frame-ancestors 'none'";

const SECURITY: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

const ONE_YEAR: &str = "public, max-age=31536000, immutable";

/// Fewer digits could be a date or a version; trunk's hashes have sixteen.
const HASH_DIGITS: usize = 12;

/// Middleware around everything that is served.
pub(crate) async fn add(request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let mut response = next.run(request).await;
    let cache = cache_control(&path, response.status());
    let headers = response.headers_mut();
    for (name, value) in SECURITY {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static(cache));
    name_charset(headers);
    response
}

/// A file whose name holds the hash of its content never changes; of any other the browser asks again each time.
fn cache_control(path: &str, status: StatusCode) -> &'static str {
    match status {
        StatusCode::OK | StatusCode::NOT_MODIFIED | StatusCode::PARTIAL_CONTENT if is_hashed(path) => {
            ONE_YEAR
        }
        StatusCode::OK | StatusCode::NOT_MODIFIED | StatusCode::PARTIAL_CONTENT => "no-cache",
        _ => "no-store",
    }
}

/// Whether the file's name carries a hash, as in `snug-0123456789abcdef_bg.wasm`.
fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.split(['-', '.', '_'])
        .any(|part| part.len() >= HASH_DIGITS && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// All our text is UTF-8, and a browser that is not told may guess otherwise.
fn name_charset(headers: &mut HeaderMap) {
    let Some(kind) = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()) else { return };
    if kind.starts_with("text/")
        && !kind.contains("charset")
        && let Ok(kind) = HeaderValue::try_from(format!("{kind}; charset=utf-8"))
    {
        headers.insert(header::CONTENT_TYPE, kind);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_name_with_a_hash_is_kept_for_good() {
        for hashed in
            ["/snug-0123456789abcdef.js", "/snug-0123456789abcdef_bg.wasm", "/a/b/style-fedcba987654321.css"]
        {
            assert_eq!(cache_control(hashed, StatusCode::OK), ONE_YEAR, "{hashed}");
        }
        for plain in
            ["/", "/index.html", "/config.json", "/report-20240101.css", "/0123456789abcdef/inline0.js"]
        {
            assert_eq!(cache_control(plain, StatusCode::OK), "no-cache", "{plain}");
        }
    }

    #[test]
    fn a_missing_file_is_never_kept_even_if_its_name_has_a_hash() {
        assert_eq!(cache_control("/snug-0123456789abcdef.js", StatusCode::NOT_FOUND), "no-store");
    }
}
