//! When to try again after a connection was lost. Pure: chance comes in as a number.

/// Milliseconds before attempt `attempt` (from 0): a quarter of a second doubled up to eight seconds, and up to
/// half as much again by `chance` (0 to 1), so that forty tablets do not knock at once.
pub fn delay(attempt: u32, chance: f64) -> u32 {
    let base = (250_u32 << attempt.min(5)).min(8_000);
    base + (f64::from(base) * 0.5 * chance.clamp(0.0, 1.0)) as u32
}

#[cfg(test)]
mod tests {
    use super::delay;

    #[test]
    fn waiting_grows_to_at_most_twelve_seconds() {
        assert_eq!(delay(0, 0.0), 250);
        assert_eq!(delay(3, 0.0), 2_000);
        assert_eq!(delay(99, 1.0), 12_000);
        assert!(delay(2, 1.0) > delay(2, 0.0));
    }
}
