//! Packets as a broker may send them, as bytes: what a client must read and what it must refuse.
//! Data only, shared by the tests of the codec and of the client.

#![allow(dead_code, reason = "each test file uses its part of the table")]

/// Bytes that are one packet.
pub(crate) struct Good {
    pub(crate) bytes: &'static [u8],
    pub(crate) what: &'static str,
}

/// Bytes that break a rule, whoever receives them.
pub(crate) struct Bad {
    pub(crate) bytes: &'static [u8],
    pub(crate) what: &'static str,
    /// As the error's `rule()` gives it.
    pub(crate) rule: &'static str,
}

pub(crate) const GOOD: &[Good] = &[
    Good { bytes: &[0x20, 0x02, 0x00, 0x00], what: "CONNACK accepted, new session" },
    Good { bytes: &[0x20, 0x02, 0x01, 0x00], what: "CONNACK accepted, session present" },
    Good { bytes: &[0x20, 0x02, 0x00, 0x05], what: "CONNACK refused, not authorised" },
    Good { bytes: &[0x30, 0x03, 0x00, 0x01, 0x61], what: "empty payload" },
    Good { bytes: &[0x31, 0x03, 0x00, 0x01, 0x61], what: "RETAIN, empty payload" },
    Good { bytes: &[0x30, 0x06, 0x00, 0x04, 0xEF, 0xBB, 0xBF, 0x61], what: "topic U+FEFF a kept" },
    Good { bytes: &[0x30, 0x03, 0x00, 0x01, 0x2F], what: "topic /" },
    Good { bytes: &[0x30, 0x05, 0x00, 0x03, 0x20, 0x2F, 0x20], what: "spaces in topic" },
    Good {
        bytes: &[0x30, 0x08, 0x00, 0x06, 0x41, 0xF0, 0xAA, 0x9B, 0x94, 0x2F],
        what: "4-byte character U+2A6D4 in topic",
    },
    Good { bytes: &[0x3D, 0x05, 0x00, 0x01, 0x61, 0xFF, 0xFF], what: "DUP, QoS 2, RETAIN, id 65535" },
    Good { bytes: &[0x40, 0x02, 0x12, 0x34], what: "PUBACK" },
    Good { bytes: &[0x50, 0x02, 0x12, 0x34], what: "PUBREC" },
    Good { bytes: &[0x62, 0x02, 0x12, 0x34], what: "PUBREL" },
    Good { bytes: &[0x70, 0x02, 0x12, 0x34], what: "PUBCOMP" },
    Good { bytes: &[0x90, 0x06, 0x00, 0x0A, 0x00, 0x01, 0x02, 0x80], what: "SUBACK, four filters" },
    Good { bytes: &[0xB0, 0x02, 0x00, 0x0A], what: "UNSUBACK" },
    Good { bytes: &[0xD0, 0x00], what: "PINGRESP" },
    Good { bytes: &[0xD0, 0x80, 0x00], what: "PINGRESP, over-long length" },
];

pub(crate) const BAD: &[Bad] = &[
    Bad { bytes: &[0x00, 0x00], what: "type 0", rule: "§2.2.1" },
    Bad { bytes: &[0xF0, 0x00], what: "type 15", rule: "§2.2.1" },
    Bad { bytes: &[0x21, 0x02, 0x00, 0x00], what: "CONNACK flags", rule: "MQTT-2.2.2-2" },
    Bad { bytes: &[0x20, 0x03, 0x00, 0x00, 0x00], what: "CONNACK length", rule: "§2.2.3" },
    Bad { bytes: &[0x20, 0x02, 0x02, 0x00], what: "CONNACK reserved ack bits", rule: "§3.2.2.1" },
    Bad { bytes: &[0x20, 0x02, 0x01, 0x05], what: "Session Present with refusal", rule: "MQTT-3.2.2-4" },
    Bad { bytes: &[0x20, 0x02, 0x00, 0x06], what: "reserved return code", rule: "§3.2.2.3" },
    Bad { bytes: &[0x36, 0x05, 0x00, 0x01, 0x61, 0x00, 0x01], what: "PUBLISH QoS 3", rule: "MQTT-3.3.1-4" },
    Bad { bytes: &[0x38, 0x03, 0x00, 0x01, 0x61], what: "DUP on QoS 0", rule: "MQTT-3.3.1-2" },
    Bad { bytes: &[0x30, 0x02, 0x00, 0x00], what: "empty topic", rule: "MQTT-4.7.3-1" },
    Bad { bytes: &[0x30, 0x03, 0x00, 0x01, 0x23], what: "topic #", rule: "MQTT-4.7.1-1" },
    Bad { bytes: &[0x30, 0x03, 0x00, 0x01, 0x2B], what: "topic +", rule: "MQTT-4.7.1-1" },
    Bad { bytes: &[0x30, 0x03, 0x00, 0x01, 0x00], what: "topic U+0000", rule: "MQTT-1.5.3-2" },
    Bad { bytes: &[0x30, 0x05, 0x00, 0x03, 0xED, 0xA0, 0x80], what: "topic surrogate", rule: "MQTT-1.5.3-1" },
    Bad { bytes: &[0x30, 0x04, 0x00, 0x02, 0xC0, 0x80], what: "topic overlong NUL", rule: "MQTT-1.5.3-1" },
    Bad {
        bytes: &[0x30, 0x06, 0x00, 0x04, 0xF4, 0x90, 0x80, 0x80],
        what: "topic above U+10FFFF",
        rule: "MQTT-1.5.3-1",
    },
    Bad { bytes: &[0x30, 0x04, 0x00, 0x02, 0xE2, 0x82], what: "topic truncated UTF-8", rule: "MQTT-1.5.3-1" },
    Bad {
        bytes: &[0x30, 0x03, 0x00, 0x05, 0x61], what: "topic length runs past the packet", rule: "§2.2.3"
    },
    Bad { bytes: &[0x30, 0x01, 0x00], what: "topic length field cut off", rule: "§2.2.3" },
    Bad { bytes: &[0x30, 0x00], what: "PUBLISH without variable header", rule: "§2.2.3" },
    Bad { bytes: &[0x32, 0x05, 0x00, 0x01, 0x61, 0x00, 0x00], what: "QoS 1 id 0", rule: "MQTT-2.3.1-1" },
    Bad { bytes: &[0x32, 0x04, 0x00, 0x01, 0x61, 0x00], what: "QoS 1 id cut off", rule: "§2.2.3" },
    Bad { bytes: &[0x32, 0x03, 0x00, 0x01, 0x61], what: "QoS 1 id missing", rule: "§2.2.3" },
    Bad { bytes: &[0x42, 0x02, 0x00, 0x01], what: "PUBACK flags", rule: "MQTT-2.2.2-2" },
    Bad { bytes: &[0x40, 0x03, 0x00, 0x01, 0x00], what: "PUBACK length", rule: "§2.2.3" },
    Bad { bytes: &[0x40, 0x02, 0x00, 0x00], what: "PUBACK id 0", rule: "MQTT-2.3.1-1" },
    Bad { bytes: &[0x58, 0x02, 0x00, 0x01], what: "PUBREC flags", rule: "MQTT-2.2.2-2" },
    Bad { bytes: &[0x60, 0x02, 0x00, 0x01], what: "PUBREL flags 0000", rule: "MQTT-2.2.2-2" },
    Bad { bytes: &[0x6A, 0x02, 0x00, 0x01], what: "PUBREL with DUP", rule: "MQTT-2.2.2-2" },
    Bad { bytes: &[0x72, 0x02, 0x00, 0x01], what: "PUBCOMP flags", rule: "MQTT-2.2.2-2" },
    Bad { bytes: &[0x92, 0x03, 0x00, 0x01, 0x00], what: "SUBACK flags", rule: "MQTT-2.2.2-2" },
    Bad { bytes: &[0x90, 0x02, 0x00, 0x01], what: "SUBACK without codes", rule: "MQTT-3.8.4-5" },
    Bad { bytes: &[0x90, 0x03, 0x00, 0x01, 0x03], what: "SUBACK reserved code", rule: "MQTT-3.9.3-2" },
    Bad { bytes: &[0x90, 0x03, 0x00, 0x01, 0x81], what: "SUBACK reserved code", rule: "MQTT-3.9.3-2" },
    Bad { bytes: &[0xB2, 0x02, 0x00, 0x01], what: "UNSUBACK flags", rule: "MQTT-2.2.2-2" },
    Bad { bytes: &[0xB0, 0x03, 0x00, 0x01, 0x00], what: "UNSUBACK length", rule: "§2.2.3" },
    Bad { bytes: &[0xD1, 0x00], what: "PINGRESP flags", rule: "MQTT-2.2.2-2" },
    Bad { bytes: &[0xD0, 0x01, 0x00], what: "PINGRESP length", rule: "§2.2.3" },
    Bad {
        bytes: &[0x30, 0xFF, 0xFF, 0xFF, 0xFF],
        what: "five-byte Remaining Length, fails on the 5th byte",
        rule: "§2.2.3",
    },
];

/// Right in itself, but only a client may send it (§2.2.1): the codec reads it, the client refuses it.
pub(crate) const ONLY_TO_A_BROKER: &[Good] = &[
    Good { bytes: &[0xC0, 0x00], what: "PINGREQ" },
    Good { bytes: &[0xE0, 0x00], what: "DISCONNECT" },
    Good { bytes: &[0x82, 0x06, 0x00, 0x01, 0x00, 0x01, 0x61, 0x00], what: "SUBSCRIBE" },
    Good { bytes: &[0xA2, 0x05, 0x00, 0x01, 0x00, 0x01, 0x61], what: "UNSUBSCRIBE" },
    Good {
        bytes: &[0x10, 0x0C, 0x00, 0x04, 0x4D, 0x51, 0x54, 0x54, 0x04, 0x02, 0x00, 0x3C, 0x00, 0x00],
        what: "CONNECT",
    },
];
