//! CONNECT (§3.1): the first packet on every connection, with all its options.

use std::{borrow::Cow, fmt};

use super::{first, reader::Reader, writer};
use crate::mqtt::{
    delivery::Delivery,
    error::{DecodeError, EncodeError, Field},
    topic::{TopicName, is_printable},
};

const PROTOCOL_NAME: &[u8] = b"MQTT";
/// 3.1.1.
const PROTOCOL_LEVEL: u8 = 4;
/// Protocol name with its length, level, flags, keep alive.
const VARIABLE_HEADER_LEN: usize = 10;

const RESERVED: u8 = 0x01;
const CLEAN_SESSION: u8 = 0x02;
const WILL: u8 = 0x04;
const WILL_QOS_SHIFT: u8 = 3;
const WILL_RETAIN: u8 = 0x20;
const PASSWORD: u8 = 0x40;
const USER_NAME: u8 = 0x80;

/// Who we are and what the broker shall do for us. Its `Debug` does not show the password.
#[derive(Clone, PartialEq, Eq)]
pub struct Connect<'a> {
    /// Empty only with a clean session [MQTT-3.1.3-7].
    pub client_id: Cow<'a, str>,
    /// Start afresh, and leave nothing behind at the end.
    pub clean_session: bool,
    /// Seconds; 0 turns it off.
    pub keep_alive: u16,
    pub will: Option<Will<'a>>,
    pub user_name: Option<Cow<'a, str>>,
    /// Any bytes. Needs a user name [MQTT-3.1.2-22].
    pub password: Option<Cow<'a, [u8]>>,
}

/// What the broker publishes for us when the connection ends without a DISCONNECT.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Will<'a> {
    pub topic: TopicName<'a>,
    /// At most 65535 bytes.
    pub message: Cow<'a, [u8]>,
    pub delivery: Delivery,
    pub retain: bool,
}

impl<'a> Connect<'a> {
    /// An empty client id is read whatever the session: the broker answers it with a code [MQTT-3.1.3-8].
    pub(super) fn decode(body: &'a [u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(body);
        if reader.binary()? != PROTOCOL_NAME {
            return Err(DecodeError::ProtocolName);
        }
        let level = reader.u8()?;
        if level != PROTOCOL_LEVEL {
            return Err(DecodeError::ProtocolLevel(level));
        }
        let flags = reader.u8()?;
        check_flags(flags)?;

        // Struct fields are evaluated as written, which is the order on the wire [MQTT-3.1.3-1].
        let connect = Self {
            clean_session: flags & CLEAN_SESSION != 0,
            keep_alive: reader.u16()?,
            client_id: reader.string()?.into(),
            will: if flags & WILL != 0 { Some(Will::decode(flags, &mut reader)?) } else { None },
            user_name: if flags & USER_NAME != 0 { Some(reader.string()?.into()) } else { None },
            password: if flags & PASSWORD != 0 { Some(reader.binary()?.into()) } else { None },
        };
        reader.finish()?;
        Ok(connect)
    }

    pub(super) fn encode(&self, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        writer::header(first::CONNECT, self.checked_len()?, PROTOCOL_NAME.len() as u16, out)?;
        out.extend_from_slice(PROTOCOL_NAME);
        out.push(PROTOCOL_LEVEL);
        out.push(self.flags());
        writer::u16(self.keep_alive, out);

        writer::field(self.client_id.as_bytes(), out);
        if let Some(will) = &self.will {
            writer::field(will.topic.as_str().as_bytes(), out);
            writer::field(&will.message, out);
        }
        if let Some(user_name) = &self.user_name {
            writer::field(user_name.as_bytes(), out);
        }
        if let Some(password) = &self.password {
            writer::field(password, out);
        }
        Ok(())
    }

    fn checked_len(&self) -> Result<usize, EncodeError> {
        if self.client_id.is_empty() && !self.clean_session {
            return Err(EncodeError::EmptyClientId);
        }
        if self.password.is_some() && self.user_name.is_none() {
            return Err(EncodeError::PasswordWithoutUserName);
        }
        let mut len = VARIABLE_HEADER_LEN + writer::string_len(Field::ClientId, &self.client_id)?;
        if !is_printable(&self.client_id) {
            return Err(EncodeError::Unprintable(Field::ClientId));
        }
        if let Some(will) = &self.will {
            will.topic.printable().map_err(|_| EncodeError::Unprintable(Field::WillTopic))?;
            len += writer::field_len(Field::WillTopic, will.topic.as_str().as_bytes())?;
            len += writer::field_len(Field::WillMessage, &will.message)?;
        }
        if let Some(user_name) = &self.user_name {
            len += writer::string_len(Field::UserName, user_name)?;
        }
        if let Some(password) = &self.password {
            len += writer::field_len(Field::Password, password)?;
        }
        Ok(len)
    }

    fn flags(&self) -> u8 {
        let mut flags = 0;
        if self.clean_session {
            flags |= CLEAN_SESSION;
        }
        if let Some(will) = &self.will {
            flags |= WILL | (will.delivery.bits() << WILL_QOS_SHIFT);
            if will.retain {
                flags |= WILL_RETAIN;
            }
        }
        if self.user_name.is_some() {
            flags |= USER_NAME;
        }
        if self.password.is_some() {
            flags |= PASSWORD;
        }
        flags
    }
}

impl<'a> Will<'a> {
    fn decode(flags: u8, reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        Ok(Self {
            delivery: Delivery::from_bits((flags >> WILL_QOS_SHIFT) & 3).ok_or(DecodeError::WillQos)?,
            retain: flags & WILL_RETAIN != 0,
            topic: reader.topic_name()?,
            message: reader.binary()?.into(),
        })
    }
}

fn check_flags(flags: u8) -> Result<(), DecodeError> {
    if flags & RESERVED != 0 {
        return Err(DecodeError::ReservedConnect);
    }
    if flags & WILL == 0 && flags & (WILL_RETAIN | 3 << WILL_QOS_SHIFT) != 0 {
        return Err(DecodeError::WillFlags);
    }
    if flags & PASSWORD != 0 && flags & USER_NAME == 0 {
        return Err(DecodeError::PasswordWithoutUserName);
    }
    Ok(())
}

impl fmt::Debug for Connect<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connect")
            .field("client_id", &self.client_id)
            .field("clean_session", &self.clean_session)
            .field("keep_alive", &self.keep_alive)
            .field("will", &self.will)
            .field("user_name", &self.user_name)
            .field("password", &self.password.as_ref().map(|_| "hidden"))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connect() -> Connect<'static> {
        Connect {
            client_id: "a".into(),
            clean_session: true,
            keep_alive: 60,
            will: None,
            user_name: None,
            password: None,
        }
    }

    fn will() -> Will<'static> {
        Will {
            topic: TopicName::parse("w").unwrap(),
            message: Cow::Borrowed(&[0xFF]),
            delivery: Delivery::AtLeastOnce,
            retain: true,
        }
    }

    fn refusal(connect: &Connect<'_>) -> EncodeError {
        let mut out = vec![1];
        let error = connect.encode(&mut out).unwrap_err();
        assert_eq!(out, [1]);
        error
    }

    /// A CONNECT body with these flags and this behind the keep alive.
    fn body(flags: u8, payload: &[u8]) -> Vec<u8> {
        [&[0, 4, b'M', b'Q', b'T', b'T', 4, flags, 0, 60], payload].concat()
    }

    #[test]
    fn the_plainest_connect_is_fifteen_bytes() {
        let bytes = [
            0x10, 0x0D, // CONNECT, 13 bytes follow
            0x00, 0x04, b'M', b'Q', b'T', b'T', // protocol name
            0x04, // level: 3.1.1
            0x02, // flags: clean session
            0x00, 0x3C, // keep alive: 60 s
            0x00, 0x01, b'a', // client id
        ];
        let mut out = Vec::new();
        connect().encode(&mut out).unwrap();
        assert_eq!(out, bytes);
        assert_eq!(Connect::decode(&bytes[2..]), Ok(connect()));
    }

    #[test]
    fn a_password_needs_a_user_name() {
        let connect = Connect { password: Some(Cow::Borrowed(b"p")), ..connect() };
        assert_eq!(refusal(&connect), EncodeError::PasswordWithoutUserName);
        let read = body(0x42, &[0, 1, b'a', 0, 1, b'p']);
        assert_eq!(Connect::decode(&read), Err(DecodeError::PasswordWithoutUserName));
    }

    #[test]
    fn an_empty_client_id_needs_a_clean_session() {
        let nameless = Connect { client_id: "".into(), ..connect() };
        let mut out = Vec::new();
        nameless.encode(&mut out).unwrap();
        assert_eq!(out, [&[0x10, 0x0C], &body(0x02, &[0, 0])[..]].concat());
        assert_eq!(refusal(&Connect { clean_session: false, ..nameless }), EncodeError::EmptyClientId);
    }

    #[test]
    fn fields_that_do_not_fit_are_refused_by_name() {
        let long = "a".repeat(65_536);
        let user = Connect { user_name: Some("u".into()), ..connect() };
        let rows = [
            (Connect { client_id: long.as_str().into(), ..connect() }, EncodeError::TooLong(Field::ClientId)),
            (Connect { client_id: "\0".into(), ..connect() }, EncodeError::Nul(Field::ClientId)),
            (Connect { client_id: "\n".into(), ..connect() }, EncodeError::Unprintable(Field::ClientId)),
            (
                Connect { user_name: Some(long.as_str().into()), ..connect() },
                EncodeError::TooLong(Field::UserName),
            ),
            (Connect { user_name: Some("\0".into()), ..connect() }, EncodeError::Nul(Field::UserName)),
            (
                Connect { password: Some(long.as_bytes().into()), ..user },
                EncodeError::TooLong(Field::Password),
            ),
            (
                Connect { will: Some(Will { message: long.as_bytes().into(), ..will() }), ..connect() },
                EncodeError::TooLong(Field::WillMessage),
            ),
            (
                Connect {
                    will: Some(Will { topic: TopicName::parse("\u{1}").unwrap(), ..will() }),
                    ..connect()
                },
                EncodeError::Unprintable(Field::WillTopic),
            ),
        ];
        for (connect, error) in rows {
            assert_eq!(refusal(&connect), error);
        }
    }

    #[test]
    fn a_will_of_each_delivery_and_retain_sets_its_bits() {
        let rows = [
            (Delivery::AtMostOnce, false, 0x06),
            (Delivery::AtLeastOnce, false, 0x0E),
            (Delivery::ExactlyOnce, false, 0x16),
            (Delivery::AtMostOnce, true, 0x26),
            (Delivery::AtLeastOnce, true, 0x2E),
            (Delivery::ExactlyOnce, true, 0x36),
        ];
        for (delivery, retain, flags) in rows {
            let connect = Connect { will: Some(Will { delivery, retain, ..will() }), ..connect() };
            assert_eq!(connect.flags(), flags);
        }
    }

    #[test]
    fn another_protocol_and_illegal_flags_are_refused() {
        let decode = |body: &[u8]| Connect::decode(body).unwrap_err();
        assert_eq!(decode(&[0, 6, b'M', b'Q', b'I', b's', b'd', b'p', 3]), DecodeError::ProtocolName);
        assert_eq!(decode(&[0, 4, b'M', b'Q', b'T', b'T', 5]), DecodeError::ProtocolLevel(5));
        assert_eq!(decode(&body(0x03, &[0, 1, b'a'])), DecodeError::ReservedConnect);
        assert_eq!(decode(&body(0x0A, &[0, 1, b'a'])), DecodeError::WillFlags);
        assert_eq!(decode(&body(0x22, &[0, 1, b'a'])), DecodeError::WillFlags);
        assert_eq!(decode(&body(0x1E, &[0, 1, b'a', 0, 1, b'w', 0, 0])), DecodeError::WillQos);
        assert_eq!(decode(&body(0x02, &[0, 1, b'a', 0])), DecodeError::Trailing);
        assert_eq!(decode(&body(0x06, &[0, 1, b'a'])), DecodeError::Truncated);
    }

    #[test]
    fn the_password_is_not_shown() {
        let connect =
            Connect { user_name: Some("u".into()), password: Some(Cow::Borrowed(b"secret")), ..connect() };
        let bytes = format!("{:?}", b"secret");
        let shown = format!("{connect:?}");
        assert!(shown.contains("hidden") && !shown.contains("secret") && !shown.contains(&bytes));
    }
}
