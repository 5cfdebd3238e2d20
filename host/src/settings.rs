//! `config.json`, read by the page at start: the one in `dist` if there is one, else one that names this broker.

use std::{io, path::PathBuf, sync::Arc};

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};

/// Longer than any host name with a port.
const MAX_HOST: usize = 300;

#[derive(Clone)]
pub(crate) struct Settings {
    /// `config.json` in the served folder, which may come and go while we run.
    pub(crate) file: Arc<PathBuf>,
    /// Where the page is when a request does not say.
    pub(crate) port: u16,
}

pub(crate) async fn serve(State(settings): State<Settings>, headers: HeaderMap) -> Response {
    match tokio::fs::read(&*settings.file).await {
        Ok(bytes) => json("no-cache", bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let broker = broker(&headers, settings.port);
            // Needs no escaping: see `is_host`.
            json("no-store", format!("{{\"brokers\":[\"{broker}\"]}}\n").into_bytes())
        }
        Err(error) => {
            let why = format!("config.json could not be read: {error}\n");
            (StatusCode::INTERNAL_SERVER_ERROR, why).into_response()
        }
    }
}

fn json(cache: &'static str, body: Vec<u8>) -> Response {
    ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, cache)], body).into_response()
}

/// The broker by the name under which the page was reached: `localhost`, a LAN address, or a proxy's name.
fn broker(headers: &HeaderMap, port: u16) -> String {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    // A page that came over TLS through a proxy may not open a plain socket.
    let scheme = if text("x-forwarded-proto") == Some("https") { "wss" } else { "ws" };
    match text("host").filter(|host| is_host(host)) {
        Some(host) => format!("{scheme}://{host}/mqtt"),
        None => format!("{scheme}://localhost:{port}/mqtt"),
    }
}

fn is_host(host: &str) -> bool {
    (1..=MAX_HOST).contains(&host.len())
        && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".:[]-".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broker_for(pairs: &[(&'static str, &'static str)]) -> String {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, header::HeaderValue::from_static(value));
        }
        broker(&headers, 8080)
    }

    #[test]
    fn the_broker_is_named_as_the_page_was() {
        assert_eq!(broker_for(&[("host", "localhost:5000")]), "ws://localhost:5000/mqtt");
        assert_eq!(broker_for(&[("host", "192.168.1.7:8080")]), "ws://192.168.1.7:8080/mqtt");
        assert_eq!(broker_for(&[("host", "[fe80::1]:8080")]), "ws://[fe80::1]:8080/mqtt");
        assert_eq!(
            broker_for(&[("host", "chat.example"), ("x-forwarded-proto", "https")]),
            "wss://chat.example/mqtt"
        );
    }

    #[test]
    fn a_host_that_could_break_out_of_the_json_is_not_used() {
        for host in ["a\"],\"x\":[\"", "a/b", "a b", "", "user@host"] {
            assert_eq!(broker_for(&[("host", host)]), "ws://localhost:8080/mqtt", "{host}");
        }
        assert_eq!(broker_for(&[]), "ws://localhost:8080/mqtt");
    }
}
