//! Binary payloads for the eye: offset, bytes, the ASCII among them.

const ROW: usize = 16;
const DIGITS: [u8; 16] = *b"0123456789abcdef";

/// The first `rows` rows of 16 bytes, a line each, without a final line break.
pub fn hex_preview(bytes: &[u8], rows: usize) -> String {
    let mut text = String::new();
    for (number, row) in bytes.chunks(ROW).take(rows).enumerate() {
        if number > 0 {
            text.push('\n');
        }
        push_offset(&mut text, number * ROW);
        push_bytes(&mut text, row);
        push_ascii(&mut text, row);
    }
    text
}

fn push_offset(text: &mut String, offset: usize) {
    for shift in (0..8).rev() {
        text.push(digit(offset >> (shift * 4)));
    }
    text.push_str("  ");
}

/// The last row is padded, so that the ASCII column stays a column.
fn push_bytes(text: &mut String, row: &[u8]) {
    for column in 0..ROW {
        match row.get(column) {
            Some(byte) => {
                text.push(digit(usize::from(byte >> 4)));
                text.push(digit(usize::from(*byte)));
            }
            None => text.push_str("  "),
        }
        text.push_str(if column == ROW / 2 - 1 { "  " } else { " " });
    }
    text.push(' ');
}

fn push_ascii(text: &mut String, row: &[u8]) {
    text.extend(row.iter().map(|byte| match byte {
        0x20..0x7f => char::from(*byte),
        _ => '.',
    }));
}

/// The digit of the lowest four bits.
fn digit(value: usize) -> char {
    DIGITS.get(value & 0x0f).copied().map_or('?', char::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_shows_offset_bytes_and_ascii() {
        let bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\x7f~";
        assert_eq!(
            hex_preview(bytes, 8),
            "00000000  89 50 4e 47 0d 0a 1a 0a  00 00 00 0d 49 48 44 52  .PNG........IHDR\n\
             00000010  7f 7e                                             .~"
        );
    }

    #[test]
    fn no_more_rows_than_asked_for() {
        let bytes = [0; 100];
        assert_eq!(hex_preview(&bytes, 2).lines().count(), 2);
        assert_eq!(hex_preview(&bytes, 0), "");
        assert_eq!(hex_preview(&[], 4), "");
    }
}
