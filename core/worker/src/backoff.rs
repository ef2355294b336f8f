//! How long to wait before the next attempt at a job.
//!
//! Rule: never sooner than the plugin asked for, and never at the same moment as everybody else: each wait is moved by
//! a random part, or all the jobs that one outage stopped come back in one wave.

use std::time::Duration;

use loadin_types::ports::Entropy;

const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(5 * 60);

/// Returns the wait after failed attempt number `attempt` (from 1), given what the plugin `asked` for.
pub(crate) fn wait_after(attempt: u8, asked: Option<Duration>, entropy: &dyn Entropy) -> Duration {
    match asked {
        Some(asked) => asked.saturating_add(asked.mul_f64(0.1 * random_part(entropy))),
        None => {
            let doubled = FIRST.saturating_mul(1 << u32::from(attempt.saturating_sub(1)).min(16)).min(LONGEST);
            doubled.mul_f64(0.5 + 0.5 * random_part(entropy))
        }
    }
}

/// Returns a number from 0 up to, and without, 1.
fn random_part(entropy: &dyn Entropy) -> f64 {
    let mut bytes = [0; 4];
    entropy.fill(&mut bytes);
    f64::from(u32::from_le_bytes(bytes)) / (f64::from(u32::MAX) + 1.0)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use loadin_types::ports::Entropy;

    use super::wait_after;

    struct Always(u8);

    impl Entropy for Always {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0);
        }
    }

    /// Returns the shortest and the longest wait, to the nearest millisecond.
    fn range_ms(attempt: u8, asked: Option<Duration>) -> (u32, u32) {
        let with = |random| (wait_after(attempt, asked, &Always(random)).as_secs_f64() * 1_000.0).round() as u32;
        (with(0), with(255))
    }

    #[test]
    fn waits_double_up_to_five_minutes() {
        assert_eq!(range_ms(1, None), (500, 1_000));
        assert_eq!(range_ms(2, None), (1_000, 2_000));
        assert_eq!(range_ms(5, None), (8_000, 16_000));
        assert_eq!(range_ms(255, None), (150_000, 300_000));
    }

    #[test]
    fn a_plugin_is_never_tried_again_sooner_than_it_asked() {
        assert_eq!(range_ms(9, Some(Duration::from_secs(10))), (10_000, 11_000));
        assert_eq!(range_ms(1, Some(Duration::ZERO)), (0, 0));
    }
}
