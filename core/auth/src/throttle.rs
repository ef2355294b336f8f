//! Slowing down whoever guesses passwords: by account and by network.
//!
//! Rule: an attempt counts when it *begins*, so a thousand at once are a thousand; success takes it back. The account is
//! looked up first, so that a name and its other spellings are one bucket, and a name that nobody has is slowed down just
//! like one that somebody has.
//!
//! The buckets are kept in memory behind [`Throttle`] until storage has rows for them: a restart forgets them, and each
//! node counts for itself.

use std::{
    collections::HashMap,
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use loadin_types::{PersonId, Timestamp, people::TokenHash};

use crate::random_token::hash_of;

/// Guesses at one account that cost nothing.
const FREE_GUESSES: u32 = 5;

/// The longest wait between two guesses at one account.
const LONGEST_WAIT: Duration = Duration::from_secs(15 * 60);

/// After so long without a guess an account's bucket is empty.
const ACCOUNT_MEMORY: Duration = Duration::from_secs(24 * 3600);

/// The window in which a network's failures are counted.
const NETWORK_WINDOW: Duration = Duration::from_secs(15 * 60);

/// Failures of one address (IPv4, or a /64 of IPv6) in a window.
const PER_ADDRESS: u32 = 30;

/// Failures of a /48 of IPv6 in a window.
const PER_SITE: u32 = 300;

/// How many buckets of each kind are kept.
const MAX_BUCKETS: usize = 65_536;

/// Whose password is being tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Target {
    /// Somebody's.
    Person(PersonId),
    /// Nobody's, by the digest of the folded name.
    Nobody(TokenHash),
}

impl Target {
    /// Returns the target for a name that nobody has.
    #[must_use]
    pub fn nobody(folded: &str) -> Self {
        Self::Nobody(hash_of(folded))
    }
}

/// One attempt to sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// Whose password.
    pub target: Target,
    /// The browser, when it has signed in to this account before: it has a bucket of its own, so that strangers cannot
    /// lock the owner out.
    pub known_browser: Option<TokenHash>,
    /// Where from.
    pub address: IpAddr,
}

/// Not now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many attempts to sign in: try again in {} s", .retry_after.as_secs())]
pub struct Wait {
    /// For how long; at least a second.
    pub retry_after: Duration,
}

/// Counts attempts to sign in.
#[async_trait]
pub trait Throttle: Send + Sync {
    /// Counts an attempt, before the password is looked at.
    ///
    /// # Errors
    ///
    /// When it must wait; then it is not counted.
    async fn begin(&self, attempt: Attempt, now: Timestamp) -> Result<(), Wait>;

    /// Takes back what [`begin`](Self::begin) counted, because the password was right or nobody looked at it.
    async fn take_back(&self, attempt: Attempt, now: Timestamp, was_right: bool);
}

/// Counts in memory.
#[derive(Debug, Default)]
pub struct MemoryThrottle(Mutex<Buckets>);

#[derive(Debug, Default)]
struct Buckets {
    accounts: HashMap<(Target, Option<TokenHash>), Bucket>,
    networks: HashMap<Network, Bucket>,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    failures: u32,
    /// The last failure of an account; the first of a network's window.
    at: Timestamp,
}

/// A network that attempts come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Network {
    /// An IPv4 address, or a /64 of IPv6.
    Address(IpAddr),
    /// A /48 of IPv6.
    Site(Ipv6Addr),
}

impl Network {
    const fn allowed(self) -> u32 {
        match self {
            Self::Address(_) => PER_ADDRESS,
            Self::Site(_) => PER_SITE,
        }
    }
}

#[async_trait]
impl Throttle for MemoryThrottle {
    async fn begin(&self, attempt: Attempt, now: Timestamp) -> Result<(), Wait> {
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let account = (attempt.target, attempt.known_browser);
        buckets.accounts.get(&account).map_or(Ok(()), |bucket| account_wait(*bucket, now))?;
        let networks = networks_of(attempt.address);
        for network in networks.iter().flatten() {
            buckets.networks.get(network).map_or(Ok(()), |bucket| network_wait(*network, *bucket, now))?;
        }
        let count = |bucket: Option<Bucket>, memory| match bucket {
            Some(bucket) if now.since(bucket.at) < memory => {
                Bucket { failures: bucket.failures.saturating_add(1), ..bucket }
            }
            Some(_) | None => Bucket { failures: 1, at: now },
        };
        let counted = Bucket { at: now, ..count(buckets.accounts.get(&account).copied(), ACCOUNT_MEMORY) };
        put(&mut buckets.accounts, account, counted, now, ACCOUNT_MEMORY);
        for network in networks.into_iter().flatten() {
            let counted = count(buckets.networks.get(&network).copied(), NETWORK_WINDOW);
            put(&mut buckets.networks, network, counted, now, NETWORK_WINDOW);
        }
        Ok(())
    }

    async fn take_back(&self, attempt: Attempt, _: Timestamp, was_right: bool) {
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let account = (attempt.target, attempt.known_browser);
        if was_right {
            buckets.accounts.remove(&account);
        } else if let Some(bucket) = buckets.accounts.get_mut(&account) {
            bucket.failures = bucket.failures.saturating_sub(1);
        }
        for network in networks_of(attempt.address).iter().flatten() {
            if let Some(bucket) = buckets.networks.get_mut(network) {
                bucket.failures = bucket.failures.saturating_sub(1);
            }
        }
    }
}

/// Adds a bucket; a full map first forgets what is over, then the older half.
fn put<K: Eq + Hash>(buckets: &mut HashMap<K, Bucket>, key: K, bucket: Bucket, now: Timestamp, memory: Duration) {
    if buckets.len() >= MAX_BUCKETS && !buckets.contains_key(&key) {
        buckets.retain(|_, bucket| now.since(bucket.at) < memory);
        if buckets.len() >= MAX_BUCKETS {
            let mut times: Vec<Timestamp> = buckets.values().map(|bucket| bucket.at).collect();
            let middle = times.len() / 2;
            let oldest_kept = *times.select_nth_unstable(middle).1;
            // Whoever is being slowed down stays so: a flood of new names must not set a guesser free.
            buckets.retain(|_, bucket| bucket.at > oldest_kept || bucket.failures > FREE_GUESSES);
        }
        if buckets.len() >= MAX_BUCKETS {
            // Everybody is a guesser: not counting one more is the smaller harm, its network still counts.
            return;
        }
    }
    buckets.insert(key, bucket);
}

/// Five for nothing, then 2, 4, 8 … seconds after the last one.
fn account_wait(bucket: Bucket, now: Timestamp) -> Result<(), Wait> {
    let since = now.since(bucket.at);
    if bucket.failures < FREE_GUESSES || since >= ACCOUNT_MEMORY {
        return Ok(());
    }
    let doublings = (bucket.failures - FREE_GUESSES + 1).min(20);
    wait(Duration::from_secs(1 << doublings).min(LONGEST_WAIT), since)
}

fn network_wait(network: Network, bucket: Bucket, now: Timestamp) -> Result<(), Wait> {
    if bucket.failures < network.allowed() { Ok(()) } else { wait(NETWORK_WINDOW, now.since(bucket.at)) }
}

fn wait(whole: Duration, since: Duration) -> Result<(), Wait> {
    match whole.checked_sub(since) {
        Some(left) if !left.is_zero() => {
            Err(Wait { retry_after: Duration::from_secs(left.as_secs() + u64::from(left.subsec_nanos() > 0)) })
        }
        Some(_) | None => Ok(()),
    }
}

/// Returns the networks that an address counts for. An IPv4 address in IPv6 clothes is that IPv4 address.
fn networks_of(address: IpAddr) -> [Option<Network>; 2] {
    match address.to_canonical() {
        IpAddr::V4(v4) => [Some(Network::Address(IpAddr::V4(v4))), None],
        IpAddr::V6(v6) => {
            let bits = v6.to_bits();
            let masked = |prefix: u32| Ipv6Addr::from_bits(bits & (u128::MAX << (128 - prefix)));
            [Some(Network::Address(IpAddr::V6(masked(64)))), Some(Network::Site(masked(48)))]
        }
    }
}

#[cfg(test)]
mod tests;
