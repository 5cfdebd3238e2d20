//! What a phone in the same network needs: this machine's address there, and a QR code of it for the terminal.

use std::{
    io::IsTerminal as _,
    net::{IpAddr, Ipv4Addr, UdpSocket},
};

use qrcodegen::{QrCode, QrCodeEcc};

/// Light modules that a scanner needs around the code.
const QUIET: i32 = 4;

/// An address for documentation only (RFC 5737), so that nobody can be at the other end.
const NOWHERE: (Ipv4Addr, u16) = (Ipv4Addr::new(192, 0, 2, 1), 9);

/// Black on white whatever the terminal's theme, because not every scanner reads an inverted code.
const INK: &str = "\x1b[38;5;16;48;5;231m";
const RESET: &str = "\x1b[0m";

/// This machine's IPv4 address in the network its traffic would leave by, or else in any.
pub(crate) fn address() -> Option<Ipv4Addr> {
    routed().or_else(first)
}

/// Connecting a UDP socket sends nothing; it only asks the system which way it would go.
fn routed() -> Option<Ipv4Addr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    socket.connect(NOWHERE).ok()?;
    usable(socket.local_addr().ok()?.ip())
}

/// A network without a way out, such as a phone's hotspot without a connection, has no such route.
fn first() -> Option<Ipv4Addr> {
    if_addrs::get_if_addrs().ok()?.into_iter().find_map(|interface| usable(interface.ip()))
}

fn usable(ip: IpAddr) -> Option<Ipv4Addr> {
    match ip {
        IpAddr::V4(ip) if !ip.is_loopback() && !ip.is_unspecified() && !ip.is_link_local() => Some(ip),
        _ => None,
    }
}

/// The code as lines of half blocks, two rows of modules to a line; nothing if `text` is too long for one.
pub(crate) fn qr_code(text: &str) -> Option<String> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let (before, after) = if std::io::stdout().is_terminal() { (INK, RESET) } else { ("", "") };
    Some(lines(&code).into_iter().map(|line| format!("{before}{line}{after}\n")).collect())
}

fn lines(code: &QrCode) -> Vec<String> {
    let span = -QUIET..code.size() + QUIET;
    let line = |top: i32| {
        let block = |x: i32| match (code.get_module(x, top), code.get_module(x, top + 1)) {
            (true, true) => '█',
            (true, false) => '▀',
            (false, true) => '▄',
            (false, false) => ' ',
        };
        span.clone().map(block).collect()
    };
    span.clone().step_by(2).map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_module_of_the_code_is_in_the_text_with_its_quiet_zone() {
        let code =
            QrCode::encode_text("http://192.168.1.7:8080/", QrCodeEcc::Medium).expect("short text fits");
        let lines = lines(&code);
        let width = (code.size() + 2 * QUIET) as usize;
        assert!(lines.iter().all(|line| line.chars().count() == width));
        assert_eq!(lines.len(), width.div_ceil(2));
        for (row, line) in lines.iter().enumerate() {
            for (column, block) in line.chars().enumerate() {
                let (x, y) = (column as i32 - QUIET, 2 * row as i32 - QUIET);
                assert_eq!(matches!(block, '█' | '▀'), code.get_module(x, y), "{x},{y}");
                assert_eq!(matches!(block, '█' | '▄'), code.get_module(x, y + 1), "{x},{}", y + 1);
            }
        }
    }

    #[test]
    fn a_text_too_long_for_a_code_gives_none() {
        assert_eq!(qr_code(&"x".repeat(10_000)), None);
    }

    #[test]
    fn loopback_is_no_address_for_a_phone() {
        assert_eq!(usable(Ipv4Addr::LOCALHOST.into()), None);
        assert_eq!(usable(Ipv4Addr::new(192, 168, 1, 7).into()), Some(Ipv4Addr::new(192, 168, 1, 7)));
    }
}
