//! Whether a connection still lives. A way that is lost without a word (a tablet that changes its wireless network, a
//! router that was switched off) closes no socket: only silence tells. Pure: the time comes in as a number.

/// Milliseconds between two looks.
pub const EVERY: i32 = 10_000;
/// Milliseconds within which a tablet that wakes expects an answer.
pub const WAKING: i32 = 3_000;
/// Milliseconds of silence, though the server was asked, after which nobody is there.
const SILENCE: f64 = 25_000.0;
/// A look that comes later than this was held up: the browser slept, and so did everything that was to be heard.
const LATE: f64 = 15_000.0;

/// What is to be done now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Ask whether the server is there.
    Ask,
    /// Nobody is there: connect anew.
    HangUp,
}

/// When the server was heard, and when that was looked at.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pulse {
    heard: f64,
    looked: f64,
}

impl Pulse {
    /// A connection that begins now.
    pub fn new(now: f64) -> Self {
        Self {
            heard: now,
            looked: now,
        }
    }

    /// The server said something.
    pub fn heard(&mut self, now: f64) {
        self.heard = now;
    }

    /// Looks, every [`EVERY`] milliseconds.
    pub fn look(&mut self, now: f64) -> Look {
        let since = now - std::mem::replace(&mut self.looked, now);
        // Also where somebody has set the clock back.
        if !(0.0..=LATE).contains(&since) {
            self.heard = now - LATE;
        }
        if now - self.heard >= SILENCE {
            Look::HangUp
        } else {
            Look::Ask
        }
    }

    /// Whether the server was heard since it was asked then.
    pub fn has_answered(&self, asked: f64) -> bool {
        self.heard >= asked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_ends_a_connection_at_the_third_look() {
        let mut pulse = Pulse::new(0.0);
        assert_eq!(pulse.look(10_000.0), Look::Ask);
        assert_eq!(pulse.look(20_000.0), Look::Ask);
        assert_eq!(pulse.look(30_000.0), Look::HangUp);
    }

    #[test]
    fn an_answer_keeps_it() {
        let mut pulse = Pulse::new(0.0);
        for look in 1..20 {
            let now = f64::from(look * EVERY);
            assert_eq!(pulse.look(now), Look::Ask);
            pulse.heard(now + 50.0);
        }
    }

    #[test]
    fn a_look_that_was_held_up_asks_before_it_gives_up() {
        let mut pulse = Pulse::new(0.0);
        assert_eq!(pulse.look(600_000.0), Look::Ask);
        assert_eq!(pulse.look(610_000.0), Look::HangUp);

        let mut pulse = Pulse::new(600_000.0);
        assert_eq!(pulse.look(20_000.0), Look::Ask, "the clock was set back");
    }

    #[test]
    fn a_tablet_that_wakes_knows_whether_it_was_answered() {
        let mut pulse = Pulse::new(0.0);
        assert!(!pulse.has_answered(5_000.0));
        pulse.heard(5_200.0);
        assert!(pulse.has_answered(5_000.0));
    }
}
