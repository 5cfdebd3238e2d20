//! `config.json`: how a page that nobody configured finds its broker.

use crate::support::{host::Place, http::get};

#[tokio::test]
async fn the_page_is_told_of_the_broker_by_the_name_it_was_reached_by() {
    let place = Place::new();
    let host = place.start(&[]).await;
    let name = format!("127.0.0.1:{}", host.port);
    let settings = get(host.port, "/config.json", &[("Host", &name)]).await;
    assert_eq!(settings.text(), format!("{{\"brokers\":[\"ws://{name}/mqtt\"]}}\n"));
    assert_eq!(settings.header("content-type"), "application/json");
    assert_eq!(settings.header("cache-control"), "no-store");

    let phone = get(host.port, "/config.json", &[("Host", "192.168.1.7:8080")]).await;
    assert_eq!(phone.text(), "{\"brokers\":[\"ws://192.168.1.7:8080/mqtt\"]}\n");

    let unnamed = get(host.port, "/config.json", &[]).await;
    assert_eq!(unnamed.text(), format!("{{\"brokers\":[\"ws://localhost:{}/mqtt\"]}}\n", host.port));
}

#[tokio::test]
async fn a_settings_file_beside_the_page_wins_from_the_moment_it_is_there() {
    let place = Place::new();
    let host = place.start(&[]).await;
    assert!(get(host.port, "/config.json", &[]).await.text().contains("/mqtt"));
    place.write("dist/config.json", r#"{"rooms":["tea"]}"#);
    let settings = get(host.port, "/config.json", &[]).await;
    assert_eq!(settings.text(), r#"{"rooms":["tea"]}"#);
    assert_eq!(settings.header("cache-control"), "no-cache");
}
