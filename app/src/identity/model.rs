//! What identity decides without a browser: how an activation code is typed, shown and checked before it is sent,
//! what stands in an activation link, which letters stand on an office's mark.

use nghisu_protocol::machine::Machine;
use nghisu_protocol::people::CEREMONY_MS;
use nghisu_protocol::typed_code::{ACTIVATION_LENGTH, activation_letter, is_gap};

/// What a person typed or pasted, as code characters: upper case, without gaps and dashes, at most eight.
/// A pasted activation link gives nothing here; see [`token_of`].
pub fn clean_code(typed: &str) -> String {
    typed
        .chars()
        .filter_map(activation_letter)
        .take(ACTIVATION_LENGTH)
        .collect()
}

/// A code in its two groups: `K7TR 4M9X`.
pub fn grouped(code: &str) -> String {
    match code.char_indices().nth(ACTIVATION_LENGTH / 2) {
        Some((at, _)) => format!("{} {}", &code[..at], &code[at..]),
        None => code.to_owned(),
    }
}

/// The characters in what was typed that no code contains, each once, so that the field can say which.
pub fn strangers(typed: &str) -> String {
    let mut found = String::new();
    for letter in typed.chars().map(|letter| letter.to_ascii_uppercase()) {
        if !is_gap(letter) && activation_letter(letter).is_none() && !found.contains(letter) {
            found.push(letter);
        }
    }
    found
}

/// The token of an activation link: what stands after `#`, in a whole address or alone.
pub fn token_of(address: &str) -> Option<String> {
    let token = address.rsplit_once('#')?.1.trim();
    (!token.is_empty()).then(|| token.to_owned())
}

/// Whether an address brings a code to a screen that stands there already.
pub fn brings_token(address: &str, path: &str) -> bool {
    let before = address.split('#').next().unwrap_or_default();
    token_of(address).is_some() && before.trim_end_matches('/').ends_with(path)
}

/// How long before their end the options of a ceremony are replaced: who begins then still has time to end it.
const MARGIN_MS: i64 = 60_000;

/// How long after its start a passkey ceremony may be begun on this tablet, in milliseconds.
pub const OPEN_MS: i64 = CEREMONY_MS - MARGIN_MS;

/// Whether a ceremony that was started at one moment may still be begun at another, both in milliseconds.
pub const fn is_ceremony_open(started: i64, now: i64) -> bool {
    now - started < OPEN_MS
}

/// Two letters for an office's mark while it has none of its own: the initials of its last two words,
/// without marks ("UBND tỉnh Thanh Giang" gives "TG").
pub fn mark_letters(office: &str) -> String {
    let mut initials: Vec<char> = office
        .split_whitespace()
        .rev()
        .filter_map(|word| word.chars().next())
        .take(2)
        .collect();
    initials.reverse();
    initials.into_iter().flat_map(char::to_uppercase).collect()
}

/// Whether a browser runs on an iPad or iPhone. iPads call themselves Macs; no Mac has a touch screen.
pub fn is_apple_tablet(agent: &str, touch_points: i32) -> bool {
    agent.contains("iPad")
        || agent.contains("iPhone")
        || (agent.contains("Macintosh") && touch_points > 1)
}

/// The machine of this very browser, which may know it better than its description says.
pub fn machine_here(agent: &str, touch_points: i32) -> Option<Machine> {
    match Machine::of_agent(agent) {
        Some(Machine::Mac) if is_apple_tablet(agent, touch_points) => Some(Machine::Ipad),
        machine => machine,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipad_that_calls_itself_a_mac_is_known_by_its_touch_screen() {
        let agent = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.1 Safari/605.1.15";
        assert!(is_apple_tablet(agent, 5));
        assert!(!is_apple_tablet(agent, 0));
        assert_eq!(machine_here(agent, 5), Some(Machine::Ipad));
        assert_eq!(machine_here(agent, 0), Some(Machine::Mac));
        assert!(!is_apple_tablet(
            "Mozilla/5.0 (Linux; Android 15; SM-X710)",
            10
        ));
    }

    #[test]
    fn options_are_replaced_while_whoever_begins_can_still_end() {
        assert!(is_ceremony_open(5_000, 5_000 + OPEN_MS - 1));
        assert!(!is_ceremony_open(5_000, 5_000 + OPEN_MS));
        const { assert!(OPEN_MS < CEREMONY_MS) };
    }

    #[test]
    fn a_code_may_be_typed_small_with_gaps_and_dashes() {
        assert_eq!(clean_code("k7tr-4m9x"), "K7TR4M9X");
        assert_eq!(clean_code("  K7TR 4M9X  "), "K7TR4M9X");
    }

    #[test]
    fn what_comes_after_eight_characters_is_dropped() {
        assert_eq!(clean_code("K7TR4M9XK7TR"), "K7TR4M9X");
    }

    #[test]
    fn a_code_is_shown_in_two_groups_as_it_grows() {
        assert_eq!(grouped("K7T"), "K7T");
        assert_eq!(grouped("K7TR"), "K7TR");
        assert_eq!(grouped("K7TR4"), "K7TR 4");
    }

    #[test]
    fn characters_that_no_code_contains_are_named_once() {
        assert_eq!(strangers("K0TR-O00 1"), "0O1");
        assert_eq!(strangers("K7TR 4M9X"), "");
    }

    #[test]
    fn the_token_stands_after_the_hash() {
        assert_eq!(
            token_of("https://hop.example.vn/activate#abc_D-1").as_deref(),
            Some("abc_D-1")
        );
        assert_eq!(token_of("#x").as_deref(), Some("x"));
        assert_eq!(token_of("/activate#"), None);
        assert_eq!(token_of("/activate"), None);
        let link = "https://hop.example.vn/join#K7TR4M9X";
        assert!(brings_token(link, "/join"));
        assert!(!brings_token(link, "/activate"));
        assert!(!brings_token("https://hop.example.vn/join", "/join"));
    }

    #[test]
    fn a_mark_takes_the_initials_of_the_last_two_words() {
        assert_eq!(mark_letters("UBND tỉnh Thanh Giang"), "TG");
        assert_eq!(mark_letters("Phường Đông"), "PĐ");
        assert_eq!(mark_letters("UBND"), "U");
    }
}
