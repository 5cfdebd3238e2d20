//! Opening a TCP port, and why that failed in terms of the flag that chose it.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
};

use tokio::net::TcpListener;

use crate::{args::Reach, problem::Problem};

/// A port that a flag chose.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Door {
    pub(crate) reach: Reach,
    pub(crate) port: u16,
    /// The flag to name when the port can't be had.
    pub(crate) flag: &'static str,
}

impl Door {
    pub(crate) fn address(self) -> SocketAddr {
        let ip = match self.reach {
            Reach::ThisMachine => Ipv4Addr::LOCALHOST,
            Reach::Network => Ipv4Addr::UNSPECIFIED,
        };
        SocketAddr::new(IpAddr::V4(ip), self.port)
    }

    /// # Errors
    /// When the port is taken, forbidden or otherwise not to be had.
    pub(crate) async fn open(self) -> Result<TcpListener, Problem> {
        TcpListener::bind(self.address()).await.map_err(|source| {
            let Self { port, flag, .. } = self;
            match source.kind() {
                io::ErrorKind::AddrInUse => Problem::PortTaken { port, flag },
                io::ErrorKind::PermissionDenied => Problem::PortForbidden { port, flag },
                _ => Problem::Port { port, flag, source },
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_network_reach_opens_a_port_beyond_this_machine() {
        let ip = |reach| Door { reach, port: 8080, flag: "--port" }.address().ip();
        assert!(ip(Reach::ThisMachine).is_loopback());
        assert!(ip(Reach::Network).is_unspecified());
    }
}
