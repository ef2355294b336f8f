//! Waiting, as a trait, so that tests of retries take no time.

use std::time::Duration;

use async_trait::async_trait;

/// Waits.
#[async_trait]
pub trait Timer: Send + Sync {
    /// Returns after `time`.
    async fn sleep(&self, time: Duration);
}

/// Waits on the runtime's own clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct TokioTimer;

#[async_trait]
impl Timer for TokioTimer {
    async fn sleep(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }
}
