//! The only doors to time and to randomness.
//!
//! Everything that needs either takes it from here, so that a test can fix the time, move it, and
//! repeat what was random. Nothing else in the server calls the system's clock or generator
//! (durations for time-outs and latency measurements excepted).

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicI64, Ordering},
};

use nghisu_protocol::ids::{Timestamp, Uuid};
use rand::{RngCore, SeedableRng, rngs::StdRng};

/// Tells the time in milliseconds since 1970. Cheap to clone; clones share their time.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Set(Arc<AtomicI64>),
}

impl Clock {
    /// The computer's own clock.
    #[must_use]
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands at `now` until it is moved with [`Clock::advance`].
    #[must_use]
    pub fn fixed(now: Timestamp) -> Self {
        Self(Source::Set(Arc::new(AtomicI64::new(now.0))))
    }

    /// The time now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Source::System => Timestamp(jiff::Timestamp::now().as_millisecond()),
            Source::Set(millis) => Timestamp(millis.load(Ordering::SeqCst)),
        }
    }

    /// Moves a fixed clock; the system's clock stays as it is.
    pub fn advance(&self, milliseconds: i64) {
        if let Source::Set(millis) = &self.0 {
            millis.fetch_add(milliseconds, Ordering::SeqCst);
        }
    }

    /// The day now, where the offices are (+07:00, no summer time), as `yyyy-MM-dd`.
    #[must_use]
    pub fn today(&self) -> String {
        day_of(self.now())
    }
}

/// The day of a moment at +07:00, as `yyyy-MM-dd`.
#[must_use]
pub fn day_of(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at.0)
        .unwrap_or_default()
        .to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(7)))
        .date()
        .to_string()
}

/// Makes random bytes and ids. Cheap to clone; clones share their generator.
#[derive(Clone)]
pub struct Random {
    generator: Generator,
    /// Millisecond and number of the last id.
    last: Arc<Mutex<(u64, u16)>>,
}

#[derive(Clone)]
enum Generator {
    System,
    Seeded(Arc<Mutex<StdRng>>),
}

impl Random {
    /// The operating system's generator, fit for secrets.
    #[must_use]
    pub fn system() -> Self {
        Self::from(Generator::System)
    }

    /// Repeats the same bytes for the same seed. For tests only: whoever knows the seed knows all.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self::from(Generator::Seeded(Arc::new(Mutex::new(
            StdRng::seed_from_u64(seed),
        ))))
    }

    /// Fresh random bytes.
    #[must_use]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        match &self.generator {
            Generator::System => rand::rng().fill_bytes(&mut bytes),
            Generator::Seeded(generator) => generator
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .fill_bytes(&mut bytes),
        }
        bytes
    }

    /// A new id of version 7, later than all made before it here; convert it with `.into()`.
    ///
    /// Ids of one millisecond carry a number where RFC 9562, 5.7 allows randomness (6.2, method 1),
    /// so that what is made first also sorts first.
    #[must_use]
    pub fn id(&self, now: Timestamp) -> Uuid {
        let now = u64::try_from(now.0).unwrap_or(0);
        let (millis, number) = {
            let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
            *last = match *last {
                (millis, _) if millis < now => (now, 0),
                (millis, 0xfff) => (millis + 1, 0),
                (millis, number) => (millis, number + 1),
            };
            *last
        };
        let mut random = self.bytes::<10>();
        random[..2].copy_from_slice(&number.to_be_bytes());
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }
}

impl From<Generator> for Random {
    fn from(generator: Generator) -> Self {
        Self {
            generator,
            last: Arc::default(),
        }
    }
}

impl std::fmt::Debug for Random {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Random")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_clock_stands_until_it_is_moved() {
        let clock = Clock::fixed(Timestamp(1_000));
        let other = clock.clone();
        assert_eq!(clock.now(), Timestamp(1_000));
        clock.advance(500);
        assert_eq!(other.now(), Timestamp(1_500));
    }

    #[test]
    fn the_day_begins_at_midnight_in_hanoi() {
        // 2026-12-15T17:00:00Z is the first moment of the 16th at +07:00.
        assert_eq!(day_of(Timestamp(1_797_354_000_000 - 1)), "2026-12-15");
        assert_eq!(day_of(Timestamp(1_797_354_000_000)), "2026-12-16");
    }

    #[test]
    fn ids_made_later_sort_later() {
        let random = Random::system();
        assert!(random.id(Timestamp(1)) < random.id(Timestamp(2)));
        let many: Vec<_> = (0..10_000).map(|_| random.id(Timestamp(3))).collect();
        assert!(many.is_sorted());
        // A clock that is set back does not mix the order up.
        assert!(many[9_999] < random.id(Timestamp(2)));
    }
}
