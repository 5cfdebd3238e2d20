//! Starting, what keeps it from starting, and ending: each with the words and the exit code scripts see.

use tokio::net::TcpListener;

use crate::support::{
    host::Place,
    mqtt::{Client, Connect},
};

#[tokio::test]
async fn ctrl_c_and_a_polite_kill_end_it_with_success_even_with_clients_connected() {
    for signal in ["INT", "TERM"] {
        let place = Place::new();
        let host = place.start(&[]).await;
        let mut clients = [Client::over_web_socket(&host).await, Client::over_tcp(&host).await];
        for (client, id) in clients.iter_mut().zip(["a", "b"]) {
            assert_eq!(client.connect(Connect { id, ..Connect::default() }).await, [0, 0]);
        }
        let silent = Client::over_web_socket(&host).await;
        let ending = host.end(signal).await;
        assert_eq!((ending.code, &*ending.stderr), (Some(0), ""), "{signal}");
        assert!(ending.stdout.contains("Ctrl-C"));
        for client in &mut clients {
            assert_eq!(client.packet().await, None, "{signal}");
        }
        drop(silent);
    }
}

#[tokio::test]
async fn a_taken_port_is_named_with_the_flag_that_helps() {
    let place = Place::new();
    let other = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let taken = other.local_addr().expect("it is bound").port();
    let port = taken.to_string();

    let ending = place.run(&["--port", &port, "--mqtt-port", "0"]).await;
    let words = format!("Port {taken} is taken. Choose another with --port, or --port 0 for any free one.\n");
    assert_eq!((ending.code, ending.stderr), (Some(2), words));

    let ending = place.run(&["--port", "0", "--mqtt-port", &port]).await;
    let words = format!(
        "Port {taken} is taken. Choose another with --mqtt-port, or --mqtt-port 0 for any free one.\n"
    );
    assert_eq!((ending.code, ending.stderr), (Some(2), words));
}

#[tokio::test]
async fn a_missing_page_says_how_to_build_it() {
    let place = Place::new();
    let ending = place.run(&["--dist", "elsewhere", "--port", "0", "--mqtt-port", "0"]).await;
    assert_eq!(ending.code, Some(2));
    assert!(ending.stderr.contains("no page in elsewhere"), "{}", ending.stderr);
    assert!(ending.stderr.contains("cargo xtask dist"), "{}", ending.stderr);
}

#[tokio::test]
async fn two_hosts_do_not_share_a_state_folder() {
    let place = Place::new();
    let _first = place.start(&[]).await;
    let ending = place.run(&["--port", "0", "--mqtt-port", "0"]).await;
    assert_eq!(ending.code, Some(2));
    assert!(ending.stderr.contains(".snug is in use by another snug-host"), "{}", ending.stderr);
}

#[tokio::test]
async fn state_is_never_kept_where_it_would_be_served() {
    let place = Place::new();
    for state in ["dist/state", "./dist/../dist/state/deeper"] {
        let ending = place.run(&["--state", state, "--port", "0", "--mqtt-port", "0"]).await;
        assert_eq!(ending.code, Some(2));
        assert!(ending.stderr.contains("--state"), "{}", ending.stderr);
    }
}

#[tokio::test]
async fn a_state_folder_that_can_not_be_made_is_named() {
    let place = Place::new();
    place.write("file", "not a folder");
    let ending = place.run(&["--state", "file/state", "--port", "0", "--mqtt-port", "0"]).await;
    assert_eq!(ending.code, Some(2));
    assert!(ending.stderr.starts_with("Could not use the state folder file/state"), "{}", ending.stderr);
}

#[tokio::test]
async fn an_unknown_flag_and_a_bad_value_end_with_two_and_point_to_the_help() {
    let place = Place::new();
    for flags in [&["--prot", "1"][..], &["--port", "x"], &["--user", "Lucy"], &["--dist"]] {
        let ending = place.run(flags).await;
        assert_eq!(ending.code, Some(2), "{flags:?}");
        assert!(ending.stderr.contains("snug-host --help"), "{}", ending.stderr);
    }
}

#[tokio::test]
async fn help_and_version_are_answers_not_errors() {
    let place = Place::new();
    let help = place.run(&["--help"]).await;
    assert_eq!((help.code, &*help.stderr), (Some(0), ""));
    for flag in [
        "--port",
        "--mqtt-port",
        "--dist",
        "--state",
        "--lan",
        "--user",
        "--max-packet",
        "--help",
        "--version",
    ] {
        assert!(help.stdout.contains(flag), "{flag}");
    }
    let version = place.run(&["--version"]).await;
    assert_eq!(version.stdout, concat!("snug-host ", env!("CARGO_PKG_VERSION"), "\n"));
}
