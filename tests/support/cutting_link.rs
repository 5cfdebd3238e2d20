//! A TCP link before a real broker that can be cut: after a number of bytes drawn from a seed, at once, or for as long as
//! "the network is gone". It knows bytes only; `link.rs` is its like for the virtual clock.

use std::io;
use std::net::{Ipv4Addr, SocketAddrV4};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::link::Dice;

/// What the link does to what goes over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weather {
    /// It carries everything.
    Calm,
    /// Each connection is cut before so many bytes have passed in one of its directions.
    Cutting { within: u64 },
    /// Open connections are cut, new ones are refused.
    Gone,
}

/// Listens on a port of its own until it is dropped, which cuts what is open.
#[derive(Debug)]
pub(crate) struct CuttingLink {
    port: u16,
    line: Arc<Line>,
    accepting: JoinHandle<()>,
}

#[derive(Debug)]
struct Line {
    /// The broker's port.
    to: u16,
    weather: watch::Sender<Weather>,
    /// Counts the calls for a cut; each ends the connections of its time.
    called: watch::Sender<usize>,
    dice: Mutex<Dice>,
    cuts: AtomicUsize,
}

impl CuttingLink {
    /// A calm link to this port of this machine.
    pub(crate) async fn to(port: u16, seed: u64) -> Self {
        let any = SocketAddrV4::new(Ipv4Addr::LOCALHOST, 0);
        let listener = TcpListener::bind(any).await.expect("a free port exists");
        let line = Arc::new(Line {
            to: port,
            weather: watch::Sender::new(Weather::Calm),
            called: watch::Sender::new(0),
            dice: Mutex::new(Dice(seed)),
            cuts: AtomicUsize::new(0),
        });
        let port = listener.local_addr().expect("a bound listener has an address").port();
        let accepting = tokio::spawn(accept(listener, Arc::clone(&line)));
        Self { port, line, accepting }
    }

    /// What one types as the broker's address.
    pub(crate) fn url(&self) -> String {
        format!("ws://127.0.0.1:{}/mqtt", self.port)
    }

    /// Holds for the connections that are open, too.
    pub(crate) fn set(&self, weather: Weather) {
        self.line.weather.send_replace(weather);
    }

    /// Cuts what is open, whatever the weather.
    pub(crate) fn cut(&self) {
        self.line.called.send_modify(|calls| *calls += 1);
    }

    /// How many connections were cut so far; those that an end closed by itself don't count.
    pub(crate) fn cuts(&self) -> usize {
        self.line.cuts.load(Ordering::Relaxed)
    }
}

impl Drop for CuttingLink {
    fn drop(&mut self) {
        self.accepting.abort();
        self.set(Weather::Gone);
    }
}

impl Line {
    fn roll(&self, sides: u64) -> u64 {
        self.dice.lock().unwrap_or_else(PoisonError::into_inner).roll(sides)
    }

    fn budget(&self) -> Budget {
        match *self.weather.borrow() {
            Weather::Calm => Budget::default(),
            Weather::Gone => Budget { up: Some(0), down: Some(0) },
            Weather::Cutting { within } => {
                let bytes = Some(self.roll(within) as usize);
                match self.roll(2) {
                    0 => Budget { up: bytes, down: None },
                    _ => Budget { up: None, down: bytes },
                }
            }
        }
    }
}

/// How many more bytes pass each way before the cut; `None`: any number.
#[derive(Debug, Default)]
struct Budget {
    up: Option<usize>,
    down: Option<usize>,
}

/// Why a connection is over.
enum End {
    Cut,
    /// The page or the broker closed it, or was not there.
    OfItself,
}

async fn accept(listener: TcpListener, line: Arc<Line>) {
    // An error is a connection that went before it was taken.
    loop {
        if let Ok((page, _)) = listener.accept().await {
            tokio::spawn(connect(page, Arc::clone(&line)));
        }
    }
}

async fn connect(mut page: TcpStream, line: Arc<Line>) {
    if *line.weather.borrow() == Weather::Gone {
        reset(&page);
        return;
    }
    let Ok(mut broker) = TcpStream::connect((Ipv4Addr::LOCALHOST, line.to)).await else { return };
    // A delay here would hold acknowledgements back, which is not the kind of trouble meant.
    page.set_nodelay(true).ok();
    broker.set_nodelay(true).ok();
    if let Ok(End::Cut) = carry(&mut page, &mut broker, &line).await {
        line.cuts.fetch_add(1, Ordering::Relaxed);
        // Half of the cuts throw away what the ends have not read yet, the other half are a close without a word.
        if line.roll(2) == 0 {
            reset(&page);
            reset(&broker);
        }
    }
}

/// Carries bytes both ways until an end closes or the link is cut.
async fn carry(page: &mut TcpStream, broker: &mut TcpStream, line: &Line) -> io::Result<End> {
    let (mut weather, mut called) = (line.weather.subscribe(), line.called.subscribe());
    let mut budget = line.budget();
    let (mut up, mut down) = ([0; 4096], [0; 4096]);
    loop {
        let passed = tokio::select! {
            read = page.read(&mut up) => pass(&up, read?, broker, &mut budget.up).await?,
            read = broker.read(&mut down) => pass(&down, read?, page, &mut budget.down).await?,
            _ = called.changed() => return Ok(End::Cut),
            _ = weather.changed() => {
                budget = line.budget();
                if *weather.borrow_and_update() == Weather::Gone { Some(End::Cut) } else { None }
            }
        };
        if let Some(end) = passed {
            return Ok(end);
        }
    }
}

/// Passes on what was read, as far as the budget goes.
async fn pass(
    bytes: &[u8],
    read: usize,
    to: &mut TcpStream,
    budget: &mut Option<usize>,
) -> io::Result<Option<End>> {
    if read == 0 {
        return Ok(Some(End::OfItself));
    }
    let allowed = budget.map_or(read, |left| left.min(read));
    to.write_all(&bytes[..allowed]).await?;
    *budget = budget.map(|left| left - allowed);
    Ok((*budget == Some(0)).then_some(End::Cut))
}

/// Makes the close that follows a reset (RST): at the other end even what has arrived may be gone.
fn reset(stream: &TcpStream) {
    stream.set_zero_linger().ok();
}
