//! MQTT 3.1.1, the client's side, without IO: no clock, no socket, no randomness, no browser.
//! This page is the table of contents; each noun of the specification has its own file.

pub mod client;
mod codec;
mod delivery;
mod error;
mod framer;
mod packet_id;
pub mod session;
mod topic;

pub use codec::{
    ConnAck, Connect, ConnectCode, Frame, Packet, Publish, PublishId, SubAck, Subscribe, SubscribeOutcome,
    Unsubscribe, Will,
};
pub use delivery::Delivery;
pub use error::{DecodeError, EncodeError, Field};
pub use framer::{DEFAULT_PACKET_LIMIT, FrameError, Framer, Frames};
pub use packet_id::PacketId;
pub use topic::{TopicError, TopicFilter, TopicName};
