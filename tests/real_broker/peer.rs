//! One client with hands of its own: a WebSocket, a store in memory and the real clock.

#![allow(clippy::disallowed_methods, reason = "this one needs the world's clock")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use snug::mqtt::client::{Client, ClientOptions, Closed, ConnectionId, Event, Output};
use snug::mqtt::session::{Message, Session, SessionChange, Ticket};
use snug::mqtt::{Connect, Delivery, TopicFilter, TopicName};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::{Message as Frame, client::IntoClientRequest};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::support::mosquitto::Mosquitto;
use super::support::wait::PATIENCE;

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

pub(crate) struct Peer {
    pub(crate) client: Client,
    /// Topics and texts, in the order of their commits.
    pub(crate) heard: Vec<(String, String)>,
    pub(crate) events: Vec<Event>,
    url: String,
    socket: Option<Socket>,
    connection: ConnectionId,
    begun: Instant,
    published: u128,
}

impl Peer {
    pub(crate) fn new(broker: &Mosquitto, id: &str) -> Self {
        Self::with(broker, id, |_| ())
    }

    pub(crate) fn with(broker: &Mosquitto, id: &str, change: impl FnOnce(&mut Connect<'static>)) -> Self {
        let mut connect = Connect {
            client_id: id.to_owned().into(),
            clean_session: false,
            keep_alive: 60,
            will: None,
            user_name: None,
            password: None,
        };
        change(&mut connect);
        let seed = id.bytes().map(u64::from).sum();
        let options = ClientOptions { seed, ..ClientOptions::new(connect) };
        let mut client = Client::new(options, Session::new(id)).unwrap();
        client.connect(0);
        Self {
            client,
            heard: vec![],
            events: vec![],
            url: broker.url(),
            socket: None,
            connection: ConnectionId(0),
            begun: Instant::now(),
            published: 0,
        }
    }

    pub(crate) async fn connected(mut self) -> Self {
        self.until("the connection", |peer| peer.client.is_connected()).await;
        self
    }

    pub(crate) async fn subscribe(&mut self, filter: &str) {
        let filter = TopicFilter::parse(filter.to_owned()).unwrap();
        self.client.subscribe(self.now(), filter.clone(), Delivery::ExactlyOnce);
        let granted =
            |event: &Event| matches!(event, Event::Subscribed { filter: got, .. } if *got == filter);
        self.until("the subscription", |peer| peer.events.iter().any(granted)).await;
    }

    pub(crate) fn publish(&mut self, topic: &str, text: &str, delivery: Delivery) {
        self.published += 1;
        let message = Message {
            topic: TopicName::parse(topic.to_owned()).unwrap(),
            payload: Arc::from(text.as_bytes()),
            delivery,
            retain: false,
        };
        self.client.publish(self.now(), Ticket(self.published), message).unwrap();
    }

    /// The network goes, without a word to the broker.
    pub(crate) fn cut(&mut self) {
        self.socket = None;
        self.client.handle_closed(self.now(), self.connection, Closed::AfterOpen);
    }

    /// Runs until it is so; panics when that takes too long.
    pub(crate) async fn until(&mut self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            self.act().await;
            if is_so(self) {
                return;
            }
            assert!(Instant::now() < deadline, "waited in vain for {what}: {:?}", self.events);
            self.step(deadline).await;
        }
    }

    /// One thing that the world tells: a message, the end of the socket, or time.
    async fn step(&mut self, deadline: Instant) {
        let due = self.client.poll_timeout().map(|at| self.begun + Duration::from_millis(at));
        let wake = due.unwrap_or(deadline).min(deadline);
        let told = match &mut self.socket {
            Some(socket) => tokio::time::timeout_at(wake.into(), socket.next()).await.ok(),
            None => {
                tokio::time::sleep_until(wake.into()).await;
                None
            }
        };
        let (now, on) = (self.now(), self.connection);
        match told {
            Some(Some(Ok(Frame::Binary(bytes)))) => self.client.handle_message(now, on, &bytes),
            Some(Some(Ok(Frame::Text(_)))) => self.client.handle_text(now, on),
            Some(Some(Ok(_))) => {}
            Some(Some(Err(_)) | None) => {
                self.socket = None;
                self.client.handle_closed(now, on, Closed::AfterOpen);
            }
            // A millisecond is the client's finest grain.
            None => self.client.handle_timeout(now + 1),
        }
    }

    async fn act(&mut self) {
        while let Some(output) = self.client.poll_output() {
            match output {
                Output::Open(connection) => self.open(connection).await,
                Output::Send(bytes) => {
                    if let Some(socket) = &mut self.socket {
                        // A socket at its end says so when it is read.
                        let _ = socket.send(Frame::Binary(bytes.into())).await;
                    }
                }
                Output::Close(..) => {
                    if let Some(mut socket) = self.socket.take() {
                        let _ = socket.close(None).await;
                    }
                }
                Output::Persist(seq, change) => {
                    if let SessionChange::Taken { message, .. } = change {
                        let text = String::from_utf8_lossy(&message.payload).into_owned();
                        self.heard.push((message.topic.to_string(), text));
                    }
                    self.client.handle_committed(self.now(), seq);
                }
                Output::Event(event) => self.events.push(event),
            }
        }
    }

    async fn open(&mut self, connection: ConnectionId) {
        self.connection = connection;
        let mut request = self.url.as_str().into_client_request().unwrap();
        request.headers_mut().insert("Sec-WebSocket-Protocol", "mqtt".parse().unwrap());
        match connect_async(request).await {
            Ok((socket, response)) => {
                let protocol = response.headers().get("Sec-WebSocket-Protocol");
                let protocol = protocol.and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
                self.socket = Some(socket);
                self.client.handle_opened(self.now(), connection, &protocol);
            }
            Err(_) => self.client.handle_closed(self.now(), connection, Closed::BeforeOpen),
        }
    }

    fn now(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_millis()).unwrap()
    }
}
