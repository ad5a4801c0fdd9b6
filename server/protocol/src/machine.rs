//! What a browser runs on, read from what it says of itself (the `User-Agent` header): kept as data, and said by the
//! client in the language of whoever reads.

use serde::{Deserialize, Serialize};

/// A kind of machine, as people call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Machine {
    /// Apple's tablet.
    Ipad,
    /// Apple's telephone.
    Iphone,
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

impl Machine {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::Ipad,
        Self::Iphone,
        Self::AndroidTablet,
        Self::AndroidPhone,
        Self::Windows,
        Self::Mac,
        Self::Chromebook,
        Self::Linux,
    ];

    /// The kind as it travels and is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ipad => "ipad",
            Self::Iphone => "iphone",
            Self::AndroidTablet => "android_tablet",
            Self::AndroidPhone => "android_phone",
            Self::Windows => "windows",
            Self::Mac => "mac",
            Self::Chromebook => "chromebook",
            Self::Linux => "linux",
        }
    }

    /// The kind that [`Machine::as_str`] names.
    #[must_use]
    pub fn read(stored: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|machine| machine.as_str() == stored)
    }

    /// The machine that a browser's description names, if it names one. Telephones say "Mobile", tablets do not. An iPad
    /// may call itself a Mac; only its browser knows better.
    #[must_use]
    pub fn of_agent(agent: &str) -> Option<Self> {
        let known = [
            ("iPad", Self::Ipad),
            ("iPhone", Self::Iphone),
            ("Android", Self::AndroidTablet),
            ("Windows", Self::Windows),
            ("CrOS", Self::Chromebook),
            ("Macintosh", Self::Mac),
            ("Linux", Self::Linux),
        ];
        let found = known.into_iter().find(|(mark, _)| agent.contains(mark));
        found.map(|(_, machine)| match machine {
            Self::AndroidTablet if agent.contains("Mobile") => Self::AndroidPhone,
            machine => machine,
        })
    }

    /// Whether it is held in hands.
    #[must_use]
    pub const fn is_held(self) -> bool {
        matches!(
            self,
            Self::Ipad | Self::Iphone | Self::AndroidTablet | Self::AndroidPhone
        )
    }
}

/// The browser that a description names, if it names one.
#[must_use]
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_named_by_what_it_is_and_not_by_what_it_claims() {
        let seen = |agent| (Machine::of_agent(agent), browser_of(agent));
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0";
        assert_eq!(seen(edge), (Some(Machine::Windows), Some("Edge")));
        let ipad = "Mozilla/5.0 (iPad; CPU OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile/15E148 Safari/604.1";
        assert_eq!(seen(ipad), (Some(Machine::Ipad), Some("Safari")));
        let samsung = "Mozilla/5.0 (Linux; Android 15; SM-X710) AppleWebKit/537.36 Chrome/140.0 Safari/537.36";
        assert_eq!(
            seen(samsung),
            (Some(Machine::AndroidTablet), Some("Chrome"))
        );
        let telephone = "Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36";
        assert_eq!(
            seen(telephone),
            (Some(Machine::AndroidPhone), Some("Chrome"))
        );
        assert_eq!(seen("curl/8.5"), (None, None));
    }

    #[test]
    fn a_kind_is_stored_by_the_word_that_travels() {
        for machine in Machine::ALL {
            let word = machine.as_str();
            assert_eq!(serde_json::to_value(machine).unwrap(), word);
            assert_eq!(Machine::read(word), Some(machine));
        }
        assert_eq!(Machine::read("Máy tính Windows"), None);
    }
}
