//! What has stopped workers and is kept from them: a page by itself, and a whole content where many of its pages do harm,
//! or where it does harm before a page is looked at.
//!
//! A machine that is short of time can make a good page late twice, so no quarantine is for ever: it ends by itself, and a
//! page that stops a worker again at once is kept out for twice as long.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use super::queue::Hash;

/// Workers that a page may stop before it is refused.
const STRIKES: u8 = 2;
/// Pages of a content that are in quarantine when the rest of it is refused too.
const PAGES: usize = 3;
/// How long the first quarantine lasts, and how long a single strike is remembered.
const TERM: Duration = Duration::from_secs(5 * 60);
const TERM_AT_MOST: Duration = Duration::from_secs(60 * 60);
/// After so long without a strike, the terms begin anew.
const FORGOTTEN: Duration = Duration::from_secs(24 * 60 * 60);

/// See the module. The clock comes in as a number.
#[derive(Debug, Default)]
pub(super) struct Quarantine {
    /// By content and page; without a page for what concerns the whole content.
    blames: HashMap<(Hash, Option<u32>), Blame>,
}

#[derive(Debug, Clone, Copy)]
struct Blame {
    strikes: u8,
    /// How often it was put in quarantine.
    terms: u32,
    last: Instant,
}

impl Blame {
    fn holds(&self, now: Instant) -> bool {
        let doubled = TERM * 2_u32.saturating_pow(self.terms.saturating_sub(1)).min(16);
        self.strikes >= STRIKES && now.duration_since(self.last) < doubled.min(TERM_AT_MOST)
    }
}

impl Quarantine {
    /// A worker was stopped by this.
    pub(super) fn strike(&mut self, hash: Hash, page: Option<u32>, now: Instant) {
        self.blames
            .retain(|_, blame| now.duration_since(blame.last) < FORGOTTEN);
        let blame = self.blames.entry((hash, page)).or_insert(Blame {
            strikes: 0,
            terms: 0,
            last: now,
        });
        if blame.strikes < STRIKES {
            let is_old = now.duration_since(blame.last) >= TERM;
            blame.strikes = if is_old { 1 } else { blame.strikes + 1 };
        }
        if blame.strikes >= STRIKES {
            blame.terms += 1;
        }
        blame.last = now;
    }

    /// Whether this is kept from the workers now.
    pub(super) fn holds(&self, hash: &Hash, page: Option<u32>, now: Instant) -> bool {
        let held = |page| {
            let blame = self.blames.get(&(*hash, page));
            blame.is_some_and(|blame| blame.holds(now))
        };
        held(page) || page.is_some() && held(None) || self.pages(hash, now) >= PAGES
    }

    fn pages(&self, hash: &Hash, now: Instant) -> usize {
        self.blames
            .iter()
            .filter(|((content, page), blame)| {
                content == hash && page.is_some() && blame.holds(now)
            })
            .count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAPER: Hash = [7; 32];
    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn pg_10_a_page_is_kept_out_for_five_minutes_then_for_twice_as_long_and_an_hour_at_most() {
        let mut quarantine = Quarantine::default();
        let mut now = Instant::now();
        quarantine.strike(PAPER, Some(3), now);
        assert!(!quarantine.holds(&PAPER, Some(3), now));
        quarantine.strike(PAPER, Some(3), now);
        for minutes in [5, 10, 20, 40, 60, 60] {
            let almost = now + MINUTE * minutes - Duration::from_secs(1);
            assert!(quarantine.holds(&PAPER, Some(3), almost), "{minutes}");
            now += MINUTE * minutes;
            assert!(!quarantine.holds(&PAPER, Some(3), now), "{minutes}");
            // Let in once, it does it again.
            quarantine.strike(PAPER, Some(3), now);
        }
    }

    #[test]
    fn pg_10_two_late_pages_far_apart_in_time_are_no_harm() {
        let mut quarantine = Quarantine::default();
        let now = Instant::now();
        quarantine.strike(PAPER, Some(3), now);
        quarantine.strike(PAPER, Some(3), now + MINUTE * 5);
        assert!(!quarantine.holds(&PAPER, Some(3), now + MINUTE * 5));
    }

    #[test]
    fn pg_10_a_paper_is_refused_whole_when_three_pages_do_harm_or_what_comes_before_them_does() {
        let mut quarantine = Quarantine::default();
        let now = Instant::now();
        for page in [1, 2, 3] {
            assert!(!quarantine.holds(&PAPER, Some(9), now));
            quarantine.strike(PAPER, Some(page), now);
            quarantine.strike(PAPER, Some(page), now);
        }
        assert!(quarantine.holds(&PAPER, Some(9), now));
        assert!(quarantine.holds(&PAPER, None, now));
        assert!(!quarantine.holds(&[8; 32], Some(1), now), "another paper");
        assert!(!quarantine.holds(&PAPER, Some(9), now + MINUTE * 5));

        let mut quarantine = Quarantine::default();
        quarantine.strike(PAPER, None, now);
        quarantine.strike(PAPER, None, now);
        assert!(quarantine.holds(&PAPER, Some(0), now));
    }
}
