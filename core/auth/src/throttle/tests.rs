//! Throttling of sign-in, by account and by network, on a clock that the test moves.

use std::{net::IpAddr, time::Duration};

use loadin_types::{PersonId, Timestamp, people::TokenHash};

use super::{Attempt, MAX_BUCKETS, MemoryThrottle, Target, Throttle as _, Wait};

const START: Timestamp = Timestamp::from_micros(1_700_000_000_000_000);

fn at(seconds: u64) -> Timestamp {
    START.after(Duration::from_secs(seconds))
}

fn anna() -> Target {
    Target::Person(PersonId::from_parts(1, &[1; 10]))
}

fn from(address: &str, target: Target) -> Attempt {
    Attempt { target, known_browser: None, address: address.parse().unwrap() }
}

fn seconds(wait: Result<(), Wait>) -> u64 {
    wait.map_or_else(|wait| wait.retry_after.as_secs(), |()| 0)
}

#[tokio::test]
async fn sec_15_five_guesses_are_free_then_each_doubles_the_wait_up_to_a_quarter_hour() {
    let throttle = MemoryThrottle::default();
    // Each guess comes from elsewhere, so only the account counts.
    let guess = |number: u32| from(&IpAddr::from(number.to_be_bytes()).to_string(), anna());
    for number in 1..=5 {
        assert_eq!(seconds(throttle.begin(guess(number), at(0)).await), 0, "guess {number}");
    }
    let mut now = 0;
    for (number, expected) in [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900].into_iter().enumerate() {
        let number = u32::try_from(number).unwrap() + 6;
        assert_eq!(seconds(throttle.begin(guess(number), at(now)).await), expected);
        assert_eq!(seconds(throttle.begin(guess(number), at(now + expected - 1)).await), 1);
        now += expected;
        assert_eq!(seconds(throttle.begin(guess(number), at(now)).await), 0, "after {expected} s");
    }
    assert_eq!(seconds(throttle.begin(guess(99), at(now + 24 * 3600)).await), 0);
    assert_eq!(seconds(throttle.begin(guess(98), at(now + 24 * 3600)).await), 0, "a day clears it");
}

#[tokio::test]
async fn sec_15_strangers_do_not_lock_out_a_known_browser_and_success_clears_the_bucket() {
    let throttle = MemoryThrottle::default();
    let at_home = Attempt { known_browser: Some(TokenHash([1; 32])), ..from("192.0.2.9", anna()) };
    for _ in 0..5 {
        throttle.begin(from("192.0.2.1", anna()), at(0)).await.unwrap();
    }
    assert_eq!(seconds(throttle.begin(from("192.0.2.2", anna()), at(0)).await), 2);
    for _ in 0..20 {
        throttle.begin(at_home, at(0)).await.unwrap();
        throttle.take_back(at_home, at(0), true).await;
    }
    assert_eq!(seconds(throttle.begin(from("192.0.2.2", anna()), at(0)).await), 2, "her success frees no stranger");
}

#[tokio::test]
async fn sec_17_a_name_that_nobody_has_is_slowed_down_the_same_way() {
    let waits = |target: Target| async move {
        let throttle = MemoryThrottle::default();
        let mut waits = Vec::new();
        for number in 0..12 {
            waits.push(seconds(throttle.begin(from("192.0.2.1", target), at(number)).await));
        }
        waits
    };
    assert_eq!(waits(anna()).await, waits(Target::nobody("anna")).await);
}

#[tokio::test]
async fn sec_16_a_network_has_thirty_failures_in_a_quarter_hour() {
    for (address, same, other) in [
        ("192.0.2.1", "192.0.2.1", "192.0.2.2"),
        ("::ffff:192.0.2.1", "192.0.2.1", "::ffff:192.0.2.2"),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1"),
    ] {
        let throttle = MemoryThrottle::default();
        for number in 0..30 {
            let target = Target::nobody(&format!("{number}"));
            throttle.begin(from(address, target), at(number)).await.unwrap();
        }
        let asks = |address, second| throttle.begin(from(address, anna()), at(second));
        assert_eq!(seconds(asks(same, 60).await), 840, "{address}");
        assert_eq!(seconds(asks(other, 60).await), 0, "{other}");
        assert_eq!(seconds(asks(same, 900).await), 0, "the window is over");
    }
}

#[tokio::test]
async fn sec_16_a_site_of_many_networks_has_three_hundred() {
    let throttle = MemoryThrottle::default();
    for number in 0..300 {
        let address = format!("2001:db8:1:{:x}::1", number / 20);
        throttle.begin(from(&address, Target::nobody(&format!("{number}"))), at(0)).await.unwrap();
    }
    assert_eq!(seconds(throttle.begin(from("2001:db8:1:ffff::1", anna()), at(0)).await), 900);
    assert_eq!(seconds(throttle.begin(from("2001:db8:2::1", anna()), at(0)).await), 0);
}

#[tokio::test]
async fn a_right_password_and_a_full_line_cost_no_network_a_failure() {
    let throttle = MemoryThrottle::default();
    for number in 0..200 {
        let attempt = from("192.0.2.1", Target::nobody(&format!("{number}")));
        throttle.begin(attempt, at(0)).await.unwrap();
        throttle.take_back(attempt, at(0), number % 2 == 0).await;
    }
}

#[tokio::test]
async fn a_flood_of_names_keeps_the_map_small_and_sets_no_guesser_free() {
    let throttle = MemoryThrottle::default();
    for _ in 0..5 {
        throttle.begin(from("192.0.2.1", anna()), at(0)).await.unwrap();
    }
    throttle.begin(from("192.0.2.1", anna()), at(10)).await.unwrap();
    for number in 0..u32::try_from(MAX_BUCKETS).unwrap() + 10 {
        let address = IpAddr::from(number.to_be_bytes()).to_string();
        throttle.begin(from(&address, Target::nobody(&format!("{number}"))), at(11)).await.unwrap();
    }
    {
        let buckets = throttle.0.lock().unwrap();
        assert!(buckets.accounts.len() <= MAX_BUCKETS && buckets.networks.len() <= MAX_BUCKETS);
    }
    assert_eq!(seconds(throttle.begin(from("192.0.2.1", anna()), at(11)).await), 3);
}
