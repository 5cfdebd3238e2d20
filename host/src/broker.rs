//! The broker, and the only file that names crate `mqtt5`. To exchange it, keep what is `pub(crate)` here: start,
//! the TCP address, serving one client over any byte stream, stop.
//!
//! Its limits: killed rather than stopped, it may lose the latest messages that wait for someone; a retained message
//! on a topic of more than about 240 bytes is delivered, but not kept over a restart.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use mqtt5::{
    MqttError,
    broker::{
        AuthProvider, BrokerConfig, BrokerShutdownHandle, MqttBroker, PasswordAuthProvider, StorageConfig,
        client_handler::ClientHandler,
        resource_monitor::ResourceMonitor,
        router::MessageRouter,
        storage::DynamicStorage,
        sys_topics::BrokerStats,
        transport::{BrokerTransport, WebSocketTransport},
    },
};
use tokio::{
    io::{AsyncRead, AsyncWrite, DuplexStream, ReadBuf},
    sync::broadcast,
    task::JoinHandle,
};
use tokio_util::task::TaskTracker;

use crate::{args::User, listen::Door, problem::Problem};

/// How long a client that does not read may keep us from stopping.
const GRACE: Duration = Duration::from_secs(2);

pub(crate) struct Settings {
    /// Where MQTT over TCP listens.
    pub(crate) door: Door,
    /// The folder for sessions, retained and queued messages; made if missing.
    pub(crate) state: PathBuf,
    /// Empty: anonymous clients are let in.
    pub(crate) users: Vec<User>,
    /// Bytes; a larger packet ends its connection.
    pub(crate) max_packet: usize,
}

/// A broker that accepts clients.
pub(crate) struct Broker {
    address: SocketAddr,
    parts: Parts,
    guests: TaskTracker,
    farewell: broadcast::Sender<()>,
}

/// The task behind a `Broker`, to watch it and to end it.
pub(crate) struct Running {
    broker: Arc<Broker>,
    shutdown: BrokerShutdownHandle,
    task: JoinHandle<Result<(), MqttError>>,
}

/// What `mqtt5` needs to handle one client, shared with its own TCP side.
struct Parts {
    config: Arc<BrokerConfig>,
    router: Arc<MessageRouter>,
    auth: Arc<dyn AuthProvider>,
    storage: Option<Arc<DynamicStorage>>,
    stats: Arc<BrokerStats>,
    monitor: Arc<ResourceMonitor>,
}

/// Opens the TCP port, loads the state, and returns once clients are accepted.
///
/// # Errors
/// When the port or the state folder can't be had, or the state can't be read.
pub(crate) async fn start(settings: Settings) -> Result<(Arc<Broker>, Running), Problem> {
    let config = config(&settings);
    let mut mqtt = match MqttBroker::with_config(config.clone()).await {
        Ok(mqtt) => mqtt,
        Err(error) => return Err(diagnose(&settings, error).await),
    };
    if !settings.users.is_empty() {
        mqtt = mqtt.with_auth_provider(Arc::new(passwords(&settings.users)?));
    }
    let broker = Arc::new(Broker {
        address: mqtt.local_addr().ok_or_else(|| Problem::Broker("it has no TCP port".into()))?,
        parts: Parts::of(&mqtt, config),
        guests: TaskTracker::new(),
        farewell: broadcast::channel(1).0,
    });
    let shutdown = mqtt.shutdown_handle();
    let mut ready = mqtt.ready_receiver();
    let mut task = tokio::spawn(async move { mqtt.run().await });
    tokio::select! {
        // An error here means that the broker has gone, which the other branch reports with its reason.
        Ok(_) = ready.wait_for(|ready| *ready) => {}
        ended = &mut task => return Err(ending(ended)),
    }
    Ok((Arc::clone(&broker), Running { broker, shutdown, task }))
}

impl Broker {
    /// Where MQTT over TCP listens, with the real port.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// What carries a client's bytes belongs in here, so that stopping waits for it.
    pub(crate) fn guests(&self) -> &TaskTracker {
        &self.guests
    }

    /// Serves one MQTT client over `stream` until either side ends it. The end of `stream` without a DISCONNECT
    /// publishes the client's will [MQTT-3.1.2-8].
    pub(crate) async fn serve(&self, stream: DuplexStream, peer: SocketAddr) {
        let parts = &self.parts;
        let farewell = self.farewell.subscribe();
        // Closed before the farewell is said, so that a client who comes in between does not wait for it in vain.
        if self.guests.is_closed() || !parts.monitor.can_accept_connection(peer.ip()).await {
            return;
        }
        let client = ClientHandler::new(
            BrokerTransport::WebSocket(Box::new(Guest { stream, peer, write: Write::Fresh })),
            peer,
            Arc::clone(&parts.config),
            Arc::clone(&parts.router),
            Arc::clone(&parts.auth),
            parts.storage.clone(),
            Arc::clone(&parts.stats),
            Arc::clone(&parts.monitor),
            farewell,
        );
        // An error ends this client alone, and was its own doing or its network's.
        client.run().await.ok();
    }
}

impl Running {
    /// Returns when the broker has stopped by itself, with the reason.
    pub(crate) async fn ended(&mut self) -> Problem {
        ending((&mut self.task).await)
    }

    /// Ends every connection, keeps their state, and returns once it is on disk.
    pub(crate) async fn stop(self) {
        let Broker { parts, guests, farewell, .. } = &*self.broker;
        // Guests first: what they leave behind must be stored before the store is closed.
        guests.close();
        farewell.send(()).ok();
        tokio::time::timeout(GRACE, guests.wait()).await.ok();
        self.shutdown.shutdown();
        self.task.await.ok();
        if let Some(storage) = &parts.storage {
            storage.shutdown().await.ok();
        }
    }
}

impl Parts {
    fn of(mqtt: &MqttBroker, config: BrokerConfig) -> Self {
        Self {
            config: Arc::new(config),
            router: mqtt.router(),
            auth: mqtt.auth_provider(),
            storage: mqtt.storage(),
            stats: mqtt.stats(),
            monitor: mqtt.resource_monitor(),
        }
    }
}

fn config(settings: &Settings) -> BrokerConfig {
    BrokerConfig::default()
        .with_bind_address(settings.door.address())
        .with_max_packet_size(settings.max_packet)
        .with_storage(StorageConfig::default().with_base_dir(settings.state.clone()))
        // They would be written to disk every few seconds, and nothing of ours reads them.
        .with_sys_topics_enabled(false)
}

fn passwords(users: &[User]) -> Result<PasswordAuthProvider, Problem> {
    let provider = PasswordAuthProvider::new();
    for user in users {
        provider.add_user(&user.name, &user.password).map_err(|error| Problem::Broker(error.to_string()))?;
    }
    Ok(provider)
}

/// `mqtt5` reports a port or a folder that can't be had as text. Trying the same again tells which it was.
async fn diagnose(settings: &Settings, error: MqttError) -> Problem {
    if let Err(problem) = settings.door.open().await {
        return problem;
    }
    if let Err(source) = writable(&settings.state) {
        return Problem::State { state: settings.state.clone(), source };
    }
    let reason = error.to_string();
    if reason.contains("already in use by another broker") {
        return Problem::StateTaken(settings.state.clone());
    }
    Problem::Broker(reason)
}

fn writable(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let probe = folder.join(".probe");
    std::fs::write(&probe, [])?;
    std::fs::remove_file(probe)
}

fn ending(ended: Result<Result<(), MqttError>, tokio::task::JoinError>) -> Problem {
    Problem::Broker(match ended {
        Ok(Ok(())) => "it was told to".into(),
        Ok(Err(error)) => error.to_string(),
        Err(error) => error.to_string(),
    })
}

/// What `mqtt5` sends to a client whose session another connection has taken over. MQTT 3.1.1 knows no DISCONNECT
/// from a server, and the page would take it for a broken broker; a 5.0 client misses no more than the reason.
const TAKEN_OVER: [u8; 3] = [0xE0, 1, 0x8E];

/// A byte stream in the clothes `mqtt5` accepts, which never says `TAKEN_OVER`.
struct Guest {
    stream: DuplexStream,
    peer: SocketAddr,
    write: Write,
}

/// Whether the next write begins with a packet: `mqtt5` writes whole ones, and comes back with what did not fit.
#[derive(Clone, Copy, PartialEq)]
enum Write {
    Fresh,
    Continued,
}

impl WebSocketTransport for Guest {
    fn peer_addr(&self) -> Result<SocketAddr, MqttError> {
        Ok(self.peer)
    }
}

impl AsyncRead for Guest {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Guest {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        if self.write == Write::Fresh && bytes == TAKEN_OVER {
            return Poll::Ready(Ok(bytes.len()));
        }
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        if let Poll::Ready(Ok(count)) = written {
            self.write = if count < bytes.len() { Write::Continued } else { Write::Fresh };
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
