//! How often somebody may try: counts per key in a window of time, kept in memory.
//!
//! A restart forgets the counts; codes and passkeys are strong enough for that, and the windows are
//! short. Each node of several counts for itself.
//!
//! An office shares one address: that of its router, or of a proxy. Before anybody is known there is nothing finer to count
//! by, for a guesser would throw a cookie away. So the limits per address are backstops that a room full of people does
//! not reach, and only what can be a guess counts: a code that nobody was given, a passkey that is not good. A code that is
//! used or over, and a ceremony that took too long, are no guesses.
//!
//! Passkeys cannot be guessed at all; their limit spares the processor. Codes can: there are 1.1 × 10¹¹
//! (`typed_code::ACTIVATION_LENGTH`). 200 wrong ones in ten minutes from one address are 86 400 in the three days that a
//! code lives, so that one address finds a given code once in 1.3 million times. The 600 from everywhere together are
//! 259 200: a given code once in 440 000 times, and one of 200 codes that are open at once, as when an office begins, once
//! in 2 200 times, while the audit table tells of it all the three days.

use std::{
    collections::HashMap,
    net::Ipv6Addr,
    sync::{Mutex, PoisonError},
};

use nghisu_protocol::ids::Timestamp;

use super::error::IdentityError;

/// At most so many within a window.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limit {
    name: &'static str,
    times: u32,
    window_ms: i64,
}

const MINUTE: i64 = 60_000;

/// Starts of a sign-in from one address. Each screen starts one when it opens, and one when its button is pressed.
pub(crate) const SIGN_IN_STARTS: Limit = Limit {
    name: "sign_in_starts",
    times: 1_200,
    window_ms: MINUTE,
};
/// Passkeys from one address that were not good.
pub(crate) const SIGN_IN_FAILURES: Limit = Limit {
    name: "sign_in_failures",
    times: 600,
    window_ms: 10 * MINUTE,
};
/// Codes from one address that nobody was given.
pub(crate) const WRONG_CODES: Limit = Limit {
    name: "wrong_codes",
    times: 200,
    window_ms: 10 * MINUTE,
};
/// The same from everywhere together.
pub(crate) const WRONG_CODES_EVERYWHERE: Limit = Limit {
    name: "wrong_codes_everywhere",
    times: 600,
    window_ms: 10 * MINUTE,
};
/// Activations begun with one right code.
pub(crate) const CODE_STARTS: Limit = Limit {
    name: "code_starts",
    times: 10,
    window_ms: 10 * MINUTE,
};
/// Requests from pages of other sites that are noted, of one address. More are refused as well, and not written down.
pub(crate) const NOTED_ORIGINS: Limit = Limit {
    name: "noted_origins",
    times: 20,
    window_ms: 10 * MINUTE,
};

/// Refusals that are noted of one person, or of one address while nobody is known. More are refused as well, and not
/// written down, so that nobody can flood the audit table.
pub(crate) const NOTED_REFUSALS: Limit = Limit {
    name: "noted_refusals",
    times: 20,
    window_ms: MINUTE,
};

/// The counts.
#[derive(Debug, Default)]
pub(crate) struct Limiter(Mutex<HashMap<(&'static str, String), Window>>);

#[derive(Debug, Clone, Copy)]
struct Window {
    began: i64,
    length: i64,
    count: u32,
}

impl Limiter {
    /// Refuses when the limit is used up; counts nothing.
    pub(crate) fn check(
        &self,
        limit: Limit,
        key: &str,
        now: Timestamp,
    ) -> Result<(), IdentityError> {
        let windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match windows.get(&(limit.name, network_of(key))) {
            Some(window) if window.count >= limit.times && now.0 < window.began + window.length => {
                let left = u64::try_from(window.began + window.length - now.0).unwrap_or_default();
                Err(IdentityError::TooManyAttempts(left.div_ceil(1000)))
            }
            _ => Ok(()),
        }
    }

    /// Counts one.
    pub(crate) fn count(&self, limit: Limit, key: &str, now: Timestamp) {
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() > 20_000 {
            windows.retain(|_, window| now.0 < window.began + window.length);
        }
        let window = windows
            .entry((limit.name, network_of(key)))
            .or_insert(Window {
                began: now.0,
                length: limit.window_ms,
                count: 0,
            });
        if now.0 >= window.began + window.length {
            window.began = now.0;
            window.count = 0;
        }
        window.count = window.count.saturating_add(1);
    }

    /// Refuses or counts.
    pub(crate) fn take(
        &self,
        limit: Limit,
        key: &str,
        now: Timestamp,
    ) -> Result<(), IdentityError> {
        self.check(limit, key, now)?;
        self.count(limit, key, now);
        Ok(())
    }
}

/// The network that an address counts for. A single IPv6 subscriber has a /64 to choose from.
fn network_of(key: &str) -> String {
    match key.parse::<Ipv6Addr>() {
        Ok(address) if address.to_ipv4_mapped().is_none() => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        _ => key.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_addresses_of_an_ipv6_network_count_together() {
        assert_eq!(
            network_of("2001:db8:1:2::1"),
            network_of("2001:db8:1:2:ffff::9")
        );
        assert_ne!(network_of("2001:db8:1:2::1"), network_of("2001:db8:1:3::1"));
        assert_eq!(network_of("10.0.0.1"), "10.0.0.1");
    }

    #[test]
    fn a_key_that_used_up_its_tries_waits_for_the_window_to_end() {
        let limiter = Limiter::default();
        for _ in 0..WRONG_CODES.times {
            limiter.take(WRONG_CODES, "10.0.0.1", Timestamp(0)).unwrap();
        }
        let refused = limiter
            .take(WRONG_CODES, "10.0.0.1", Timestamp(1))
            .unwrap_err();
        assert!(
            matches!(refused, IdentityError::TooManyAttempts(600)),
            "{refused:?}"
        );
        limiter.take(WRONG_CODES, "10.0.0.2", Timestamp(1)).unwrap();
        limiter
            .take(WRONG_CODES, "10.0.0.1", Timestamp(WRONG_CODES.window_ms))
            .unwrap();
    }
}
