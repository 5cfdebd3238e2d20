//! The whole program at work: ports opened, addresses printed, requests routed, and a clean end.

use std::{io, net::SocketAddr, path::Path, sync::Arc, time::Duration};

use axum::{Router, middleware, routing::get, serve::ListenerExt as _};
use tokio::task::JoinError;
use tokio_util::sync::CancellationToken;

use crate::{
    args::{Options, Reach, User},
    broker::{self, Broker},
    headers, lan,
    listen::Door,
    problem::Problem,
    say,
    settings::{self, Settings},
    signals, statics,
    upgrade::{self, Gate},
};

/// How long open requests may take to end once we are asked to stop.
const GRACE: Duration = Duration::from_secs(3);

/// Serves until the process is asked to stop.
///
/// # Errors
/// When something that `options` name can't be had, or the broker or the web server breaks down.
pub(crate) async fn run(options: Options) -> Result<(), Problem> {
    statics::check(&options.dist, &options.state)?;
    let door = |port, flag| Door { reach: options.reach, port, flag };
    let listener = door(options.port, "--port").open().await?;
    let port = listener.local_addr().map_err(Problem::Web)?.port();
    let (broker, mut running) = broker::start(broker::Settings {
        door: door(options.mqtt_port, "--mqtt-port"),
        state: options.state,
        users: options.users.clone(),
        max_packet: options.max_packet,
    })
    .await?;
    let mqtt_port = broker.address().port();

    let stop = CancellationToken::new();
    // Chat messages are small, and must not wait for more to fill a segment.
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    let app = router(&options.dist, port, broker, options.max_packet)
        .into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, app).with_graceful_shutdown(stop.clone().cancelled_owned());
    let mut server = tokio::spawn(server.into_future());

    // Before anyone is told where we are: from then on they may ask us to stop.
    let asked_to_stop = signals::listen().map_err(Problem::Runtime)?;
    announce(options.reach, &options.users, port, mqtt_port);
    let outcome = tokio::select! {
        () = asked_to_stop => {
            stop.cancel();
            tokio::time::timeout(GRACE, &mut server).await.ok();
            Ok(())
        }
        ended = &mut server => Err(Problem::Web(reason(ended))),
        problem = running.ended() => return Err(problem),
    };
    running.stop().await;
    outcome
}

/// Why a server that nobody stopped has ended.
fn reason(ended: Result<io::Result<()>, JoinError>) -> io::Error {
    match ended {
        Ok(Ok(())) => io::Error::other("it ended unasked"),
        Ok(Err(error)) => error,
        Err(error) => error.into(),
    }
}

fn router(dist: &Path, port: u16, broker: Arc<Broker>, max_packet: usize) -> Router {
    let settings = Settings { file: Arc::new(dist.join("config.json")), port };
    // One message may hold a packet of full size and the smaller ones around it.
    let gate = Gate { broker, max_message: max_packet.saturating_mul(2) };
    Router::new()
        .route("/mqtt", get(upgrade::open).with_state(gate))
        .route("/config.json", get(settings::serve).with_state(settings))
        .merge(statics::router(dist))
        .layer(middleware::from_fn(headers::add))
}

/// Tells people and scripts where we are. The first two lines are relied on; they come once everything accepts.
fn announce(reach: Reach, users: &[User], port: u16, mqtt_port: u16) {
    say(&format!("Snug is at http://localhost:{port}/"));
    say(&format!("MQTT for scripts at mqtt://localhost:{mqtt_port}"));
    if reach == Reach::Network {
        announce_network(port, mqtt_port);
        if users.is_empty() {
            say("Anyone in this network can read and write. To ask for a password: --user NAME:PASSWORD");
        }
    }
    say("Stop with Ctrl-C.");
}

fn announce_network(port: u16, mqtt_port: u16) {
    let Some(ip) = lan::address() else {
        say("This machine has no address in a network now. Connect it, then start again.");
        return;
    };
    let page = format!("http://{ip}:{port}/");
    say(&format!("In this network: {page} and mqtt://{ip}:{mqtt_port}"));
    if let Some(code) = lan::qr_code(&page) {
        say(&code);
    }
}
