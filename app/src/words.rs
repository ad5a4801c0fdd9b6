//! The only door to text: every sentence that a person reads comes from `assets/locales/<language>/*.ftl`.
//!
//! [`tr!`](crate::tr) gives the sentence now (and makes the running effect depend on the language),
//! [`move_tr!`](crate::move_tr) gives a signal for a component's property. Both work anywhere, in an event
//! handler or after an `await` too, because they need no reactive owner.
//! Keys are always literals, so that a test can prove that each exists in both languages.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashMap;

use fluent_templates::fluent_bundle::FluentValue;
use leptos::prelude::*;
use leptos_fluent::{I18n, Language, WritingDirection};

use crate::settings::Stored;

fluent_templates::static_loader! {
    static LOCALES = {
        locales: "../assets/locales",
        fallback_language: "vi",
        // Marks around inserted words (U+2068, U+2069) serve mixed writing directions, which neither language
        // has; in copied text and in comparisons they only do harm.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// Vietnamese, the language a tablet starts in.
pub static VIETNAMESE: Language = Language {
    id: "vi",
    name: "Tiếng Việt",
    dir: &WritingDirection::Ltr,
    flag: None,
    script: None,
};

/// English, complete.
pub static ENGLISH: Language = Language {
    id: "en",
    name: "English",
    dir: &WritingDirection::Ltr,
    flag: None,
    script: None,
};

static LANGUAGES: [&Language; 2] = [&VIETNAMESE, &ENGLISH];

thread_local! {
    static I18N: Cell<Option<I18n>> = const { Cell::new(None) };
}

/// Chooses the remembered language and provides it to the whole client. Call once, in the root's owner.
pub fn provide_words() {
    let remembered = Stored::Language.read();
    let first = LANGUAGES
        .into_iter()
        .find(|language| Some(language.id) == remembered.as_deref())
        .unwrap_or(&VIETNAMESE);
    let i18n = I18n::new(
        RwSignal::new(first),
        &LANGUAGES,
        Signal::stored(vec![&LOCALES]),
    );
    provide_context(i18n);
    I18N.set(Some(i18n));
    Effect::new(move |_| {
        let language = i18n.language.get();
        Stored::Language.write(language.id);
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("lang", language.id);
        }
    });
}

/// The language in use, as a signal of its own so that a screen can switch it.
pub fn language() -> RwSignal<&'static Language> {
    i18n().language
}

/// Whether the person reads English now (Vietnamese otherwise).
pub fn is_english() -> bool {
    I18N.get()
        .is_some_and(|i18n| i18n.language.get() == &ENGLISH)
}

fn i18n() -> I18n {
    I18N.get().expect("`provide_words` runs before any view")
}

/// The sentence for a key. Use the macro [`tr!`](crate::tr), which a test can follow.
pub fn say(key: &'static str) -> String {
    i18n().tr(key)
}

/// The sentence for a key with its inserted values. Use the macro [`tr!`](crate::tr).
pub fn say_with(
    key: &'static str,
    values: &HashMap<Cow<'static, str>, FluentValue<'static>>,
) -> String {
    i18n().tr_with_args(key, values)
}

/// The sentence for a key, now: `tr!("sign-in")`, `tr!("pages-seen", { "seen" => 5, "all" => 5 })`.
#[macro_export]
macro_rules! tr {
    ($key:literal $(,)?) => { $crate::words::say($key) };
    ($key:literal, { $($name:literal => $value:expr),* $(,)? } $(,)?) => {{
        let mut values = ::std::collections::HashMap::new();
        $( values.insert(::std::borrow::Cow::Borrowed($name), $value.into()); )*
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
        use fluent_templates::{Loader, fluent_bundle::FluentValue};
        for language in ["vi", "en"] {
            let id = language.parse().expect("a language tag");
            for (key, variables) in messages(language) {
                let values = variables
                    .into_iter()
                    .map(|name| (std::borrow::Cow::Owned(name), FluentValue::from(3)))
                    .collect::<std::collections::HashMap<_, _>>();
                let said = super::LOCALES
                    .try_lookup_with_args(&id, &key, &values)
                    .unwrap_or_else(|| panic!("{key} does not parse in {language}"));
                assert!(
                    !said.contains(['\u{2068}', '\u{2069}']),
                    "{key} carries isolation marks"
                );
                assert!(
                    language == "en" || !said.to_lowercase().contains("passkey"),
                    "{key}: the word is “khóa truy cập”"
                );
            }
        }
    }
}
