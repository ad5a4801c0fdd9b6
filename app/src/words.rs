//! The only door to text: every sentence that a person reads comes from `assets/locales/<language>/*.ftl`.
//!
//! [`tr!`](crate::tr) gives the sentence now (and makes the running effect depend on the language),
//! [`move_tr!`](crate::move_tr) gives a signal for a component's property. Both work anywhere, in an event
//! handler or after an `await` too, because they need no reactive owner. The page's loader brings the words of one
//! language beside the module; the other's come when somebody chooses it.
//! Keys are always literals, so that a test can prove that each exists in both languages.

use std::cell::{Cell, RefCell};

pub use fluent_bundle::FluentArgs as Values;
use fluent_bundle::{FluentBundle, FluentResource};
use leptos::prelude::*;

use crate::link::{self, ApiError};
use crate::settings::Stored;

/// A language of the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// The language a tablet starts in.
    #[default]
    Vietnamese,
    /// Complete.
    English,
}

impl Language {
    /// Its tag (BCP 47), as the page, the settings and the word files carry it.
    pub fn id(self) -> &'static str {
        match self {
            Self::Vietnamese => "vi",
            Self::English => "en",
        }
    }

    /// Its name in itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::Vietnamese => "Tiếng Việt",
            Self::English => "English",
        }
    }

    /// The language of a tag; Vietnamese for any other.
    pub fn of(id: &str) -> Self {
        match id {
            "en" => Self::English,
            _ => Self::Vietnamese,
        }
    }
}

type Bundle = FluentBundle<FluentResource>;

thread_local! {
    static LANGUAGE: Cell<Option<RwSignal<Language>>> = const { Cell::new(None) };
    /// The language that somebody asked for last, where its words are not here yet.
    static ASKED: Cell<Option<Language>> = const { Cell::new(None) };
    /// The languages whose words are here; the one in use among them.
    static WORDS: RefCell<Vec<(Language, Bundle)>> = const { RefCell::new(Vec::new()) };
}

/// Reads the words of a language, and what of them is no Fluent.
fn read(language: Language, text: String) -> (Bundle, Vec<String>) {
    let mut bundle = FluentBundle::new(vec![language.id().parse().unwrap_or_default()]);
    // Marks around inserted words (U+2068, U+2069) serve mixed writing directions, which neither language
    // has; in copied text and in comparisons they only do harm.
    bundle.set_use_isolating(false);
    // What does not parse is one message less; the others are said.
    let (resource, errors) = match FluentResource::try_new(text) {
        Ok(resource) => (resource, Vec::new()),
        Err((resource, errors)) => (resource, errors),
    };
    let mut wrong: Vec<String> = errors.iter().map(ToString::to_string).collect();
    if let Err(errors) = bundle.add_resource(resource) {
        wrong.extend(errors.iter().map(ToString::to_string));
    }
    (bundle, wrong)
}

fn keep(language: Language, text: String) {
    let (bundle, wrong) = read(language, text);
    debug_assert!(wrong.is_empty(), "{wrong:?}");
    WORDS.with_borrow_mut(|words| {
        words.retain(|(kept, _)| *kept != language);
        words.push((language, bundle));
    });
}

/// Keeps the words that the page's loader has fetched: those of the remembered language. Call before any view.
pub fn begin(text: String) {
    keep(remembered(), text);
}

fn remembered() -> Language {
    Language::of(&Stored::Language.read().unwrap_or_default())
}

/// Provides the remembered language to the whole client. Call once, in the root's owner.
pub fn provide_words() {
    let language = RwSignal::new(remembered());
    LANGUAGE.set(Some(language));
    Effect::new(move |_| {
        let language = language.get().id();
        Stored::Language.write(language);
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("lang", language);
        }
    });
}

/// The language in use.
pub fn language() -> Language {
    signal().get()
}

/// The language that was chosen last: the one in use, or one whose words are on their way.
pub fn asked() -> Language {
    ASKED.get().unwrap_or_else(|| signal().get_untracked())
}

/// Changes the language, once its words are here, unless another was chosen meanwhile.
///
/// # Errors
/// When they cannot be fetched and are still wanted; the language stays.
pub async fn choose(language: Language) -> Result<(), ApiError> {
    ASKED.set(Some(language));
    let is_here = WORDS.with_borrow(|words| words.iter().any(|(kept, _)| *kept == language));
    let fetched = if is_here {
        Ok(())
    } else {
        // The page names the files of its own build.
        let address = document()
            .document_element()
            .and_then(|root| root.get_attribute(&format!("data-words-{}", language.id())))
            .unwrap_or_default();
        link::get_file(&address)
            .await
            .map(|text| keep(language, text))
    };
    if ASKED.get() != Some(language) {
        return Ok(());
    }
    ASKED.set(None);
    fetched?;
    if signal().get_untracked() != language {
        signal().set(language);
    }
    Ok(())
}

/// Whether the person reads English now (Vietnamese otherwise).
pub fn is_english() -> bool {
    LANGUAGE
        .get()
        .is_some_and(|language| language.get() == Language::English)
}

fn signal() -> RwSignal<Language> {
    LANGUAGE
        .get()
        .expect("`provide_words` runs before any view")
}

/// The sentence for a key. Use the macro [`tr!`](crate::tr), which a test can follow.
pub fn say(key: &'static str) -> String {
    said(key, None)
}

/// The sentence for a key with its inserted values. Use the macro [`tr!`](crate::tr).
pub fn say_with(key: &'static str, values: &Values<'_>) -> String {
    said(key, Some(values))
}

fn said(key: &'static str, values: Option<&Values<'_>>) -> String {
    let language = language();
    WORDS.with_borrow(|words| {
        words
            .iter()
            .find(|(kept, _)| *kept == language)
            .and_then(|(_, bundle)| sentence(bundle, key, values))
            .unwrap_or_else(|| key.to_owned())
    })
}

fn sentence(bundle: &Bundle, key: &str, values: Option<&Values<'_>>) -> Option<String> {
    let pattern = bundle.get_message(key)?.value()?;
    let mut errors = Vec::new();
    Some(
        bundle
            .format_pattern(pattern, values, &mut errors)
            .into_owned(),
    )
}

/// The sentence for a key, now: `tr!("sign-in")`, `tr!("pages-seen", { "seen" => 5, "all" => 5 })`.
#[macro_export]
macro_rules! tr {
    ($key:literal $(,)?) => { $crate::words::say($key) };
    ($key:literal, { $($name:literal => $value:expr),* $(,)? } $(,)?) => {{
        let mut values = $crate::words::Values::new();
        $( values.set($name, $value); )*
        $crate::words::say_with($key, &values)
    }};
}

/// The sentence for a key as a signal that follows the language, for component properties.
#[macro_export]
macro_rules! move_tr {
    ($($words:tt)*) => { ::leptos::prelude::Signal::derive(move || $crate::tr!($($words)*)) };
}

#[cfg(test)]
mod tests {
    //! Both languages say the same things, and the code asks for nothing that neither says.

    use std::collections::{BTreeMap, BTreeSet};
    use std::path::{Path, PathBuf};
    use std::{env, fs};

    fn files(under: &Path, extension: &str) -> Vec<PathBuf> {
        let mut found = Vec::new();
        for entry in fs::read_dir(under).expect("the directory is part of the sources") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                found.extend(files(&path, extension));
            } else if path.extension().is_some_and(|e| e == extension) {
                found.push(path);
            }
        }
        found
    }

    /// Asked when the test runs: what another clone compiled into the same target directory may be what runs here.
    fn own_folder() -> PathBuf {
        PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"))
    }

    /// Each message with the variables it inserts, from all files of a language.
    fn messages(language: &str) -> BTreeMap<String, BTreeSet<String>> {
        let root = own_folder().join("../assets/locales").join(language);
        let mut all = BTreeMap::new();
        for file in files(&root, "ftl") {
            let text = fs::read_to_string(&file).expect("a readable locale file");
            let mut current = String::new();
            for line in text.lines().filter(|line| !line.starts_with('#')) {
                if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
                    let (key, _) = line
                        .split_once('=')
                        .unwrap_or_else(|| panic!("{}: {line}", file.display()));
                    current = key.trim().to_owned();
                    let earlier = all.insert(current.clone(), BTreeSet::new());
                    assert!(earlier.is_none(), "{current} is said twice in {language}");
                }
                for piece in line.split('$').skip(1) {
                    let name: String = piece
                        .chars()
                        .take_while(|c| c.is_ascii_alphanumeric() || *c == '-' || *c == '_')
                        .collect();
                    // What only chooses a form is said in languages that have forms.
                    if piece[name.len()..].trim_start().starts_with("->") {
                        continue;
                    }
                    all.get_mut(&current)
                        .expect("a message before its variables")
                        .insert(name);
                }
            }
        }
        all
    }

    #[test]
    fn both_languages_say_the_same_things() {
        let (vi, en) = (messages("vi"), messages("en"));
        let only_vi: Vec<_> = vi.keys().filter(|key| !en.contains_key(*key)).collect();
        let only_en: Vec<_> = en.keys().filter(|key| !vi.contains_key(*key)).collect();
        assert!(
            only_vi.is_empty() && only_en.is_empty(),
            "only in vi: {only_vi:?}; only in en: {only_en:?}"
        );
        for (key, variables) in &vi {
            assert_eq!(
                variables, &en[key],
                "{key} inserts different values in the two languages"
            );
        }
    }

    #[test]
    fn every_sentence_the_code_asks_for_exists() {
        let said = messages("vi");
        let mut asked = 0;
        for file in files(&own_folder().join("src"), "rs") {
            let source = fs::read_to_string(&file).expect("a readable source file");
            let code: Vec<&str> = source
                .lines()
                .map(str::trim)
                .filter(|line| !line.starts_with("//"))
                .collect();
            // A key is a literal right behind the bracket, on the same line or, as rustfmt likes it, on the next.
            for call in code.join("\n").split(concat!("tr", "!(")).skip(1) {
                if let Some(key) = call.trim_start().strip_prefix('"') {
                    let key = key.split('"').next().unwrap_or_default();
                    asked += 1;
                    assert!(
                        said.contains_key(key),
                        "{}: no sentence for {key:?}",
                        file.display()
                    );
                }
            }
        }
        assert!(
            asked > 50,
            "only {asked} sentences found: the search no longer understands the sources"
        );
    }

    #[test]
    fn the_locale_files_are_understood_and_insert_without_marks() {
        use super::{Language, Values, read, sentence};
        for language in [Language::Vietnamese, Language::English] {
            let folder = own_folder().join("../assets/locales").join(language.id());
            let mut all = String::new();
            for file in files(&folder, "ftl") {
                all.push_str(&fs::read_to_string(&file).expect("a readable locale file"));
                all.push('\n');
            }
            let (bundle, wrong) = read(language, all);
            assert!(wrong.is_empty(), "{}: {wrong:?}", language.id());
            for (key, variables) in messages(language.id()) {
                let mut values = Values::new();
                for name in variables {
                    values.set(name, 3);
                }
                let said = sentence(&bundle, &key, Some(&values))
                    .unwrap_or_else(|| panic!("{key} does not parse in {}", language.id()));
                assert!(
                    !said.contains(['\u{2068}', '\u{2069}']),
                    "{key} carries isolation marks"
                );
                assert!(
                    language == Language::English || !said.to_lowercase().contains("passkey"),
                    "{key}: the word is “khóa truy cập”"
                );
            }
        }
    }
}
