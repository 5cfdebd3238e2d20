//! What every story needs: a host to start, HTTP as raw as it comes, and an MQTT client made of bytes.

pub(crate) mod host;
pub(crate) mod http;
pub(crate) mod mqtt;

use std::{future::Future, time::Duration};

/// Long enough for a busy machine; only a story that has gone wrong ever waits for it.
const PATIENCE: Duration = Duration::from_secs(30);

/// Waits for what should come at once.
pub(crate) async fn soon<T>(what: &str, coming: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, coming).await.unwrap_or_else(|_| panic!("waited in vain for {what}"))
}
