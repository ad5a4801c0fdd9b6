//! What identity decides without a browser: how an activation code is typed, shown and checked before it is sent,
//! what stands in an activation link, which letters stand on an office's mark.

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

/// What a session runs on, as people call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Machine {
    /// Apple's tablet.
    IPad,
    /// Apple's telephone.
    IPhone,
    /// Any maker's tablet with Android.
    AndroidTablet,
    /// Any maker's telephone with Android.
    AndroidPhone,
    /// A computer with Windows.
    Windows,
    /// A Mac.
    Mac,
    /// A computer with ChromeOS.
    Chromebook,
    /// A computer with Linux.
    Linux,
}

/// The machine that a browser's description names, if it names one. Telephones say "Mobile", tablets do not.
pub fn machine_of(agent: &str) -> Option<Machine> {
    let known = [
        ("iPad", Machine::IPad),
        ("iPhone", Machine::IPhone),
        ("Android", Machine::AndroidTablet),
        ("Windows", Machine::Windows),
        ("CrOS", Machine::Chromebook),
        ("Macintosh", Machine::Mac),
        ("Linux", Machine::Linux),
    ];
    let found = known.into_iter().find(|(mark, _)| agent.contains(mark));
    found.map(|(_, machine)| match machine {
        Machine::AndroidTablet if agent.contains("Mobile") => Machine::AndroidPhone,
        machine => machine,
    })
}

/// A passkey's name in its parts: the machine that the server named in the office's language when the key was made, and
/// what follows it. Nothing where somebody has given a name of their own.
pub fn machine_in_name(name: &str) -> Option<(Machine, &str)> {
    let known = [
        ("iPad", Machine::IPad),
        ("iPhone", Machine::IPhone),
        ("Máy tính bảng Android", Machine::AndroidTablet),
        ("Điện thoại Android", Machine::AndroidPhone),
        ("Máy tính Windows", Machine::Windows),
        ("Máy tính Mac", Machine::Mac),
        ("Chromebook", Machine::Chromebook),
        ("Máy tính Linux", Machine::Linux),
    ];
    known.into_iter().find_map(|(said, machine)| {
        let rest = name.strip_prefix(said)?;
        (rest.is_empty() || rest.starts_with(" · ")).then_some((machine, rest))
    })
}

/// The browser that a description names, if it names one.
pub fn browser_of(agent: &str) -> Option<&'static str> {
    // Each of these also claims to be those after it.
    let known = [
        ("Edg", "Edge"),
        ("SamsungBrowser", "Samsung Internet"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("FxiOS", "Firefox"),
        ("CriOS", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    let found = known.into_iter().find(|(mark, _)| agent.contains(mark));
    found.map(|(_, name)| name)
}

/// Whether a browser's description is a tablet's or a telephone's.
pub fn is_tablet(agent: &str) -> bool {
    ["iPad", "iPhone", "Android"]
        .iter()
        .any(|mark| agent.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_named_by_what_it_is_and_not_by_what_it_claims() {
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0";
        assert_eq!(browser_of(edge), Some("Edge"));
        assert_eq!(machine_of(edge), Some(Machine::Windows));
        let ipad = "Mozilla/5.0 (iPad; CPU OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile/15E148 Safari/604.1";
        assert_eq!(browser_of(ipad), Some("Safari"));
        assert_eq!(machine_of(ipad), Some(Machine::IPad));
        assert!(is_tablet(ipad) && !is_tablet(edge));
        let samsung = "Mozilla/5.0 (Linux; Android 15; SM-X710) AppleWebKit/537.36 Chrome/140.0 Safari/537.36";
        assert_eq!(machine_of(samsung), Some(Machine::AndroidTablet));
        let telephone = "Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36";
        assert_eq!(machine_of(telephone), Some(Machine::AndroidPhone));
        assert_eq!(
            (browser_of("curl/8.5"), machine_of("curl/8.5")),
            (None, None)
        );
    }

    #[test]
    fn a_passkey_is_named_after_its_machine_unless_somebody_named_it() {
        assert_eq!(
            machine_in_name("Máy tính bảng Android · Chrome"),
            Some((Machine::AndroidTablet, " · Chrome"))
        );
        assert_eq!(machine_in_name("Máy tính Mac"), Some((Machine::Mac, "")));
        assert_eq!(machine_in_name("Máy tính Mac của Hạnh"), None);
        assert_eq!(machine_in_name("Khóa dự phòng"), None);
    }

    #[test]
    fn an_ipad_that_calls_itself_a_mac_is_known_by_its_touch_screen() {
        let agent = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.1 Safari/605.1.15";
        assert!(is_apple_tablet(agent, 5));
        assert!(!is_apple_tablet(agent, 0));
        assert!(!is_apple_tablet(
            "Mozilla/5.0 (Linux; Android 15; SM-X710)",
            10
        ));
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
    }

    #[test]
    fn a_mark_takes_the_initials_of_the_last_two_words() {
        assert_eq!(mark_letters("UBND tỉnh Thanh Giang"), "TG");
        assert_eq!(mark_letters("Phường Đông"), "PĐ");
        assert_eq!(mark_letters("UBND"), "U");
    }
}
