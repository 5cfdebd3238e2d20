//! Cuts whole packets out of WebSocket messages, which may hold several packets or part of one [MQTT-6.0.0-2].
//! Knows the fixed header's length field and nothing else of a packet; what a packet says is the codec's business.

use super::codec::Frame;

/// 16 MiB: far above what a chat needs, far below what would exhaust a phone.
pub const DEFAULT_PACKET_LIMIT: usize = 16 * 1024 * 1024;

/// A buffer larger than this is given back once its packet was handed out.
const KEPT_CAPACITY: usize = 64 * 1024;

/// What is left between two WebSocket messages: the beginning of one packet.
///
/// Any split of a byte stream into messages gives the same packets, at a cost linear in the bytes.
/// A packet that lies whole in one message is not copied.
#[derive(Debug)]
pub struct Framer {
    limit: usize,
    /// The beginning of a packet that no message has held whole.
    partial: Vec<u8>,
    /// Whether `partial` was completed and handed out, so that it goes before the next packet.
    handed_out: bool,
}

impl Framer {
    /// `limit` is the size in bytes of the largest packet to accept, its fixed header included.
    pub const fn new(limit: usize) -> Self {
        Self { limit, partial: Vec::new(), handed_out: false }
    }

    /// Forgets what an earlier connection left behind.
    pub fn reset(&mut self) {
        self.partial = Vec::new();
        self.handed_out = false;
    }

    /// Takes the bytes of one message. Drain the answer until it gives `None`: packets not asked for are lost.
    pub fn feed<'f>(&'f mut self, message: &'f [u8]) -> Frames<'f> {
        Frames { framer: self, rest: message }
    }

    fn drop_handed_out(&mut self) {
        if !std::mem::take(&mut self.handed_out) {
            return;
        }
        self.partial.clear();
        self.partial.shrink_to(KEPT_CAPACITY);
    }
}

/// The packets that one message completes. Not an `Iterator`, for each packet borrows from this.
#[derive(Debug)]
#[must_use = "packets not asked for are lost"]
pub struct Frames<'f> {
    framer: &'f mut Framer,
    rest: &'f [u8],
}

impl Frames<'_> {
    /// The next whole packet, or `None` once the message is used up.
    /// An error is final: the stream has no packet borders any more, and the connection must close.
    #[expect(clippy::should_implement_trait, reason = "lends, which Iterator can't")]
    pub fn next(&mut self) -> Result<Option<Frame<'_>>, FrameError> {
        self.framer.drop_handed_out();
        if self.framer.partial.is_empty()
            && let Some(header) = FixedHeader::read(self.rest, self.framer.limit)?
            && let Some((packet, rest)) = self.rest.split_at_checked(header.packet_len)
        {
            self.rest = rest;
            return Ok(header.frame(packet));
        }
        self.complete_partial()
    }

    fn complete_partial(&mut self) -> Result<Option<Frame<'_>>, FrameError> {
        let Some(header) = self.complete_header()? else { return Ok(None) };
        let partial = &mut self.framer.partial;
        let missing = header.packet_len.saturating_sub(partial.len());
        partial.reserve_exact(missing);

        let (taken, rest) = self.rest.split_at_checked(missing).unwrap_or((self.rest, &[]));
        partial.extend_from_slice(taken);
        self.rest = rest;
        if taken.len() < missing {
            return Ok(None);
        }
        self.framer.handed_out = true;
        Ok(header.frame(&self.framer.partial))
    }

    /// Byte by byte, for the header says how much more to take. It has at most five.
    fn complete_header(&mut self) -> Result<Option<FixedHeader>, FrameError> {
        loop {
            if let Some(header) = FixedHeader::read(&self.framer.partial, self.framer.limit)? {
                return Ok(Some(header));
            }
            let Some((&byte, rest)) = self.rest.split_first() else { return Ok(None) };
            self.framer.partial.push(byte);
            self.rest = rest;
        }
    }
}

/// Why the stream can't be cut into packets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// Told at the fourth continuation bit, without waiting for more (§2.2.3).
    #[error("the Remaining Length has more than four bytes")]
    RemainingLength,
    /// Told from the header alone, before anything is allocated. Sizes in bytes, headers included.
    /// Our limit, not the peer's fault [MQTT-4.8.0-2].
    #[error("a packet of {size} bytes is larger than the limit of {limit}")]
    TooLarge { size: usize, limit: usize },
}

impl FrameError {
    /// The rule that closes the connection: a tag of the specification, or a section where it gives no tag.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::RemainingLength => "§2.2.3",
            Self::TooLarge { .. } => "MQTT-4.8.0-2",
        }
    }
}

/// The length of a packet and where its body begins.
#[derive(Debug, Clone, Copy)]
struct FixedHeader {
    len: usize,
    packet_len: usize,
}

impl FixedHeader {
    const MAX_LENGTH_BYTES: usize = 4;

    /// `None` while the header is incomplete. Lengths written longer than needed are accepted: 3.1.1 has no rule
    /// against them.
    fn read(bytes: &[u8], limit: usize) -> Result<Option<Self>, FrameError> {
        let mut remaining = 0;
        for (index, &byte) in bytes.iter().skip(1).take(Self::MAX_LENGTH_BYTES).enumerate() {
            remaining |= usize::from(byte & 0x7F) << (7 * index);
            if byte & 0x80 == 0 {
                let len = index + 2;
                let size = len + remaining;
                let header = Self { len, packet_len: size };
                return if size > limit {
                    Err(FrameError::TooLarge { size, limit })
                } else {
                    Ok(Some(header))
                };
            }
        }
        if bytes.len() > Self::MAX_LENGTH_BYTES { Err(FrameError::RemainingLength) } else { Ok(None) }
    }

    /// Always `Some` for the packet this header was read from.
    fn frame(self, packet: &[u8]) -> Option<Frame<'_>> {
        let first = *packet.first()?;
        let body = packet.get(self.len..)?;
        Some(Frame { first, body })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Owned = (u8, Vec<u8>);

    fn feed(framer: &mut Framer, message: &[u8]) -> Result<Vec<Owned>, FrameError> {
        let mut frames = framer.feed(message);
        let mut packets = Vec::new();
        while let Some(frame) = frames.next()? {
            packets.push((frame.first, frame.body.to_vec()));
        }
        Ok(packets)
    }

    fn framer() -> Framer {
        Framer::new(DEFAULT_PACKET_LIMIT)
    }

    /// PUBLISH of a given Remaining Length, its length field and its body.
    fn packet(length: &[u8], body_len: usize) -> Vec<u8> {
        [&[0x30], length, &vec![7; body_len]].concat()
    }

    #[test]
    fn several_packets_in_one_message_come_out_one_by_one() {
        let message = [0xD0, 0x00, 0x40, 0x02, 0x12, 0x34, 0xD0, 0x00];
        let expected = vec![(0xD0, vec![]), (0x40, vec![0x12, 0x34]), (0xD0, vec![])];
        assert_eq!(feed(&mut framer(), &message), Ok(expected));
    }

    #[test]
    fn a_packet_in_one_message_is_not_copied() {
        let message = [0x40, 0x02, 0x12, 0x34];
        let mut framer = framer();
        let mut frames = framer.feed(&message);
        let frame = frames.next().unwrap().unwrap();
        assert_eq!(frame.body.as_ptr(), message[2..].as_ptr());
    }

    #[test]
    fn a_packet_cut_anywhere_comes_out_whole() {
        let stream = [packet(&[0x80, 0x01], 128), vec![0xD0, 0x00], packet(&[0x03], 3)].concat();
        let whole = feed(&mut framer(), &stream).unwrap();
        assert_eq!(whole.len(), 3);
        for cut in 0..=stream.len() {
            let mut framer = framer();
            let (head, tail) = stream.split_at(cut);
            let mut packets = feed(&mut framer, head).unwrap();
            packets.extend(feed(&mut framer, tail).unwrap());
            assert_eq!(packets, whole, "cut at {cut}");
        }
    }

    #[test]
    fn a_packet_may_come_one_byte_a_message() {
        let stream = packet(&[0x80, 0x80, 0x01], 16_384);
        let mut framer = framer();
        let mut packets = Vec::new();
        for byte in stream.chunks(1) {
            packets.extend(feed(&mut framer, byte).unwrap());
        }
        assert_eq!(packets, [(0x30, vec![7; 16_384])]);
    }

    #[test]
    fn an_empty_message_is_nothing() {
        let mut framer = framer();
        assert_eq!(feed(&mut framer, &[]), Ok(vec![]));
        assert_eq!(feed(&mut framer, &[0x40, 0x02, 0x12]), Ok(vec![]));
        assert_eq!(feed(&mut framer, &[]), Ok(vec![]));
        assert_eq!(feed(&mut framer, &[0x34]), Ok(vec![(0x40, vec![0x12, 0x34])]));
    }

    #[test]
    fn four_length_bytes_are_read_and_a_fifth_is_refused_at_once() {
        let unlimited = usize::MAX;
        // Erratum 2.1: the first pseudo-code refused every length of four bytes.
        let header = FixedHeader::read(&[0x30, 0x80, 0x80, 0x80, 0x01], unlimited).unwrap().unwrap();
        assert_eq!(header.packet_len, 5 + 2_097_152);
        let header = FixedHeader::read(&[0x30, 0xFF, 0xFF, 0xFF, 0x7F], unlimited).unwrap().unwrap();
        assert_eq!(header.packet_len, 5 + 268_435_455);

        assert_eq!(feed(&mut framer(), &[0x30, 0xFF, 0xFF, 0xFF]), Ok(vec![]));
        assert_eq!(feed(&mut framer(), &[0x30, 0xFF, 0xFF, 0xFF, 0xFF]), Err(FrameError::RemainingLength));
    }

    #[test]
    fn a_length_written_too_long_is_accepted() {
        assert_eq!(feed(&mut framer(), &[0xD0, 0x80, 0x00]), Ok(vec![(0xD0, vec![])]));
    }

    #[test]
    fn a_packet_above_the_limit_is_refused_before_anything_is_allocated() {
        let mut framer = Framer::new(100);
        let too_large = Err(FrameError::TooLarge { size: 101, limit: 100 });
        assert_eq!(feed(&mut framer, &packet(&[98], 98)).unwrap().len(), 1);
        assert_eq!(feed(&mut framer, &[0x30, 99]), too_large);

        framer.reset();
        assert_eq!(feed(&mut framer, &[0x30]), Ok(vec![]));
        assert_eq!(feed(&mut framer, &[99]), too_large);
        assert!(framer.partial.capacity() < 16);
    }

    #[test]
    fn an_error_stays_until_the_reset() {
        let mut framer = framer();
        for byte in [0x30, 0xFF, 0xFF, 0xFF] {
            assert_eq!(feed(&mut framer, &[byte]), Ok(vec![]));
        }
        assert_eq!(feed(&mut framer, &[0xFF]), Err(FrameError::RemainingLength));
        assert_eq!(feed(&mut framer, &[0x00]), Err(FrameError::RemainingLength));
        framer.reset();
        assert_eq!(feed(&mut framer, &[0xD0, 0x00]), Ok(vec![(0xD0, vec![])]));
    }

    #[test]
    fn a_large_buffer_is_given_back() {
        let stream = packet(&[0x80, 0x80, 0x40], 1 << 20);
        let mut framer = framer();
        let (head, tail) = stream.split_at(1000);
        assert_eq!(feed(&mut framer, head), Ok(vec![]));
        assert_eq!(feed(&mut framer, tail).unwrap().len(), 1);
        assert!(framer.partial.capacity() <= KEPT_CAPACITY);
    }
}
