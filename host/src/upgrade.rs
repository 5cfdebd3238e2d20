//! MQTT over WebSocket at `/mqtt`: the handshake, and bytes carried between the socket and the broker.
//! It knows nothing of MQTT packets; messages may split and join them at will [MQTT-6.0.0-2].

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    body::Bytes,
    extract::{
        ConnectInfo, State,
        ws::{
            CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code,
            rejection::WebSocketUpgradeRejection,
        },
    },
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use futures_util::{
    SinkExt as _, StreamExt as _,
    stream::{SplitSink, SplitStream},
};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, ReadHalf, WriteHalf};

use crate::broker::Broker;

/// The subprotocol a client must offer and is given [MQTT-6.0.0-3], [MQTT-6.0.0-4].
const SUBPROTOCOL: &str = "mqtt";

/// Bytes on their way to or from the broker before the sender has to wait.
const BUFFER: usize = 64 * 1024;

/// How long a peer may take to answer our close.
const CLOSE_WAIT: Duration = Duration::from_secs(2);

/// What every WebSocket at `/mqtt` shares.
#[derive(Clone)]
pub(crate) struct Gate {
    pub(crate) broker: Arc<Broker>,
    /// Bytes; a larger WebSocket message ends its connection.
    pub(crate) max_message: usize,
}

/// Opens a WebSocket to the broker. Origins are not checked, on purpose: the page works from any static host, and
/// such a page must be able to reach this broker. Whoever may connect is decided by `--lan` and `--user`.
pub(crate) async fn open(
    State(gate): State<Gate>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let Ok(upgrade) = upgrade else {
        return refuse(
            "This is the broker's WebSocket. Connect an MQTT client to it with ws:// in place of http://.",
        );
    };
    let upgrade = upgrade.protocols([SUBPROTOCOL]);
    if upgrade.selected_protocol().is_none() {
        return refuse("This WebSocket speaks MQTT only. Offer the subprotocol \"mqtt\".");
    }
    upgrade
        .max_message_size(gate.max_message)
        .max_frame_size(gate.max_message)
        .on_upgrade(move |socket| carry(socket, gate.broker, peer))
}

fn refuse(why: &'static str) -> Response {
    (StatusCode::BAD_REQUEST, format!("{why}\n")).into_response()
}

async fn carry(socket: WebSocket, broker: Arc<Broker>, peer: SocketAddr) {
    let (near, far) = tokio::io::duplex(BUFFER);
    let both = async { tokio::join!(broker.serve(far, peer), relay(socket, near)) };
    broker.guests().track_future(both).await;
}

/// Carries both directions at once, each at its own pace, until one ends; then closes the socket.
async fn relay(socket: WebSocket, broker: DuplexStream) {
    let (mut sink, mut source) = socket.split();
    let (mut from_broker, mut to_broker) = tokio::io::split(broker);
    let close = tokio::select! {
        close = inward(&mut source, &mut to_broker) => close,
        () = outward(&mut from_broker, &mut sink) => Some(frame(close_code::NORMAL, "")),
    };
    // The broker sees the end at once, so that a will does not wait for the closing handshake.
    drop((from_broker, to_broker));
    if let Some(frame) = close {
        let farewell = async {
            sink.send(Message::Close(Some(frame))).await.ok();
            while let Some(Ok(_)) = source.next().await {}
        };
        tokio::time::timeout(CLOSE_WAIT, farewell).await.ok();
    }
}

/// Returns the close to send, or nothing when the peer has closed or is gone.
async fn inward(
    socket: &mut SplitStream<WebSocket>,
    broker: &mut WriteHalf<DuplexStream>,
) -> Option<CloseFrame> {
    while let Some(Ok(message)) = socket.next().await {
        match message {
            Message::Binary(bytes) => {
                if broker.write_all(&bytes).await.is_err() {
                    return Some(frame(close_code::NORMAL, ""));
                }
            }
            // [MQTT-6.0.0-1]: anything but binary ends the connection.
            Message::Text(_) => {
                return Some(frame(close_code::UNSUPPORTED, "MQTT needs binary messages"));
            }
            // Pings are answered by the library.
            Message::Ping(_) | Message::Pong(_) => {}
            Message::Close(_) => return None,
        }
    }
    None
}

/// Returns when the broker has ended the connection or the socket is gone.
async fn outward(broker: &mut ReadHalf<DuplexStream>, socket: &mut SplitSink<WebSocket, Message>) {
    let mut buffer = Vec::with_capacity(BUFFER);
    while let Ok(1..) = broker.read_buf(&mut buffer).await {
        let bytes = Bytes::copy_from_slice(&buffer);
        buffer.clear();
        if socket.send(Message::Binary(bytes)).await.is_err() {
            return;
        }
    }
}

fn frame(code: u16, reason: &'static str) -> CloseFrame {
    CloseFrame { code, reason: reason.into() }
}
