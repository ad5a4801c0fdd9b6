//! What a person chose for this tablet: theme, text size, paper, language. Kept on the tablet only, never on the server:
//! the same person may want large text on the tablet and small text on the wall monitor.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::MediaQueryList;

/// What is remembered on this tablet, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stored {
    /// Language tag.
    Language,
    /// See [`Theme`].
    Theme,
    /// See [`TextSize`].
    TextSize,
    /// See [`Paper`].
    Paper,
    /// Where to go after signing in.
    ReturnTo,
    /// Whose session a pass opened here, and into which meeting: see [`crate::pass`].
    Visit,
    /// What this tablet of a meeting room is called; nothing on any other device.
    RoomTablet,
}

impl Stored {
    const fn key(self) -> &'static str {
        match self {
            Self::Language => "nghisu-language",
            Self::Theme => "nghisu-theme",
            Self::TextSize => "nghisu-text",
            Self::Paper => "nghisu-paper",
            Self::ReturnTo => "nghisu-return-to",
            Self::Visit => "nghisu-visit",
            Self::RoomTablet => "nghisu-room-tablet",
        }
    }

    /// The remembered word, if there is one and the browser lets us read it.
    pub fn read(self) -> Option<String> {
        window()
            .local_storage()
            .ok()
            .flatten()?
            .get_item(self.key())
            .ok()
            .flatten()
    }

    /// Remembers a word. A browser that refuses storage forgets it at the next start, nothing worse.
    /// What stands there already is not written again: other windows are told of every writing that changes something.
    pub fn write(self, word: &str) {
        if self.read().as_deref() == Some(word) {
            return;
        }
        if let Ok(Some(storage)) = window().local_storage() {
            let _ = storage.set_item(self.key(), word);
        }
    }

    /// Forgets the word.
    pub fn forget(self) {
        if let Ok(Some(storage)) = window().local_storage() {
            let _ = storage.remove_item(self.key());
        }
    }

    /// Forgets everything that this client remembers here, but for these.
    pub fn forget_all_but(kept: &[Self]) {
        let Ok(Some(storage)) = window().local_storage() else {
            return;
        };
        let all: Vec<String> = (0..storage.length().unwrap_or(0))
            .filter_map(|index| storage.key(index).ok().flatten())
            .collect();
        for key in all {
            if key.starts_with("nghisu-") && kept.iter().all(|one| one.key() != key) {
                let _ = storage.remove_item(&key);
            }
        }
    }
}

/// Declares a small choice with the words under which it is stored and shown to the style sheets.
macro_rules! choice {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$variant_meta])* $variant),+ }

        impl $name {
            /// All choices in the order of the screen.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stored word.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The choice for a stored word; an unknown word is the default.
            pub fn from_word(word: &str) -> Self {
                match word { $($word => Self::$variant,)+ _ => Self::default() }
            }
        }
    };
}

choice! {
    /// Light is the default even when the device is dark: a lit meeting room is no place for a dark page.
    Theme {
        /// Dark text on light ground.
        #[default]
        Light = "light",
        /// Light text on dark ground.
        Dark = "dark",
        /// Whatever the device says.
        Device = "device",
    }
}

choice! {
    /// A, A+, A++: the root of all sizes at 100, 115 and 130 %.
    TextSize {
        /// 100 %.
        #[default]
        Normal = "normal",
        /// 115 %.
        Large = "large",
        /// 130 %.
        Larger = "larger",
    }
}

choice! {
    /// The ground of pages; white in both themes unless chosen otherwise.
    Paper {
        /// White.
        #[default]
        White = "white",
        /// Ivory.
        Ivory = "ivory",
        /// Soft grey.
        Soft = "soft",
    }
}

/// The settings of this tablet, as signals that may be set from any screen. What another window of the app on the same
/// tablet chooses holds here too.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Light, dark or the device's.
    pub theme: RwSignal<Theme>,
    /// Text size.
    pub text_size: RwSignal<TextSize>,
    /// Ground of pages.
    pub paper: RwSignal<Paper>,
}

impl Settings {
    /// Reads what is remembered, keeps `<html>` in step, and provides itself. Call once, in the root's owner.
    pub fn provide() -> Self {
        let read = |what: Stored| what.read().unwrap_or_default();
        let settings = Self {
            theme: RwSignal::new(Theme::from_word(&read(Stored::Theme))),
            text_size: RwSignal::new(TextSize::from_word(&read(Stored::TextSize))),
            paper: RwSignal::new(Paper::from_word(&read(Stored::Paper))),
        };
        let device_is_dark = device_is_dark();
        Effect::new(move |_| {
            let theme = settings.theme.get();
            Stored::Theme.write(theme.word());
            let shown = match theme {
                Theme::Light => "light",
                Theme::Dark => "dark",
                Theme::Device if device_is_dark.get() => "dark",
                Theme::Device => "light",
            };
            mark_root("data-theme", shown);
        });
        Effect::new(move |_| {
            let size = settings.text_size.get().word();
            Stored::TextSize.write(size);
            mark_root("data-text", size);
        });
        Effect::new(move |_| {
            let paper = settings.paper.get().word();
            Stored::Paper.write(paper);
            mark_root("data-paper", paper);
        });
        // The browser tells every window but the one that wrote. Taken over is what is stored now and not what the event
        // says, which may be overtaken: two windows would answer each other without end.
        let _always = window_event_listener(leptos::ev::storage, move |event| {
            settings.take_over(event.key());
        });
        provide_context(settings);
        settings
    }

    /// As on a tablet on which nobody has chosen anything.
    pub fn reset(self) {
        self.theme.set(Theme::default());
        self.text_size.set(TextSize::default());
        self.paper.set(Paper::default());
    }

    /// Follows a word that another window stored.
    fn take_over(self, key: Option<String>) {
        let Some(key) = key else { return };
        let stored = |what: Stored| what.read().unwrap_or_default();
        if key == Stored::Theme.key() {
            follow(self.theme, Theme::from_word(&stored(Stored::Theme)));
        } else if key == Stored::TextSize.key() {
            follow(
                self.text_size,
                TextSize::from_word(&stored(Stored::TextSize)),
            );
        } else if key == Stored::Paper.key() {
            follow(self.paper, Paper::from_word(&stored(Stored::Paper)));
        }
    }
}

fn follow<T: PartialEq + Send + Sync + 'static>(choice: RwSignal<T>, chosen: T) {
    if choice.with_untracked(|now| *now != chosen) {
        choice.set(chosen);
    }
}

/// The settings, in any view.
pub fn use_settings() -> Settings {
    expect_context()
}

fn mark_root(attribute: &str, word: &str) {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute(attribute, word);
    }
}

/// Whether the device shows itself dark, now and whenever it changes: many do so at nightfall.
fn device_is_dark() -> ReadSignal<bool> {
    let query = window()
        .match_media("(prefers-color-scheme: dark)")
        .ok()
        .flatten();
    let (is_dark, set_dark) = signal(query.as_ref().is_some_and(MediaQueryList::matches));
    if let Some(query) = query {
        let asked = query.clone();
        let changed = Closure::<dyn Fn()>::new(move || set_dark.set(asked.matches()));
        query.set_onchange(Some(changed.as_ref().unchecked_ref()));
        // For as long as the app runs.
        changed.forget();
    }
    is_dark
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_word_in_storage_is_the_default() {
        assert_eq!(Theme::from_word("sepia"), Theme::Light);
        assert_eq!(TextSize::from_word(""), TextSize::Normal);
    }

    #[test]
    fn every_choice_survives_storage() {
        for theme in Theme::ALL {
            assert_eq!(Theme::from_word(theme.word()), *theme);
        }
        for size in TextSize::ALL {
            assert_eq!(TextSize::from_word(size.word()), *size);
        }
        for paper in Paper::ALL {
            assert_eq!(Paper::from_word(paper.word()), *paper);
        }
    }
}
