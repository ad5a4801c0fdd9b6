//! What a laid-out client holds, and that its files find each other.

use super::*;

fn sources() -> Sources {
    Sources {
        files: BTreeMap::from([
            (
                INDEX.to_owned(),
                b"<html data-words-vi=\"{{words_vi}}\" data-words-en=\"{{words_en}}\">\
                  <link href=\"{{css}}\"><script type=\"module\" src=\"{{boot}}\"></script>"
                    .to_vec(),
            ),
            (
                BOOT.to_owned(),
                b"import init from \"{{js}}\"; init({ module_or_path: \"{{wasm}}\" });".to_vec(),
            ),
            (
                WORKER.to_owned(),
                b"const BUILD = \"{{build}}\"; const FILES = {{files}};".to_vec(),
            ),
            ("icons/app.svg".to_owned(), b"<svg/>".to_vec()),
        ]),
        css: "body{}".to_owned(),
        fonts: BTreeMap::from([("a.woff2".to_owned(), vec![1, 2])]),
        words: BTreeMap::from([
            ("vi", "back = Quay lại\n".to_owned()),
            ("en", "back = Back\n".to_owned()),
        ]),
    }
}

fn bindings() -> Bindings {
    Bindings {
        js: "import x from './snippets/lib-1/inline0.js'; import * as p from \"./parts.js\";"
            .to_owned(),
        wasm: b"\0asm".to_vec(),
        loader: "import { initSync } from \"./app.js\"; fetch(\"./split_room.wasm\");".to_owned(),
        modules: vec![("split_room.wasm".to_owned(), b"\0asm room".to_vec())],
        needs: BTreeMap::from([("room".to_owned(), vec!["split_room.wasm".to_owned()])]),
        snippets: vec![("lib-1/inline0.js".to_owned(), b"export default 1".to_vec())],
    }
}

fn text<'a>(files: &'a BTreeMap<String, Vec<u8>>, address: &str) -> &'a str {
    std::str::from_utf8(&files[address]).expect("text")
}

#[test]
fn every_address_in_the_shell_is_a_file_of_the_layout() {
    let (files, build) = lay_out(&sources(), &bindings()).expect("laid out");
    for address in &build.files {
        assert!(files.contains_key(address), "{address}");
    }
    let boot = build
        .files
        .iter()
        .find(|address| address.starts_with("/assets/boot-"))
        .expect("boot");
    assert!(text(&files, "/index.html").contains(boot.as_str()));
    assert!(text(&files, "/sw.js").contains(&build.id));
    assert!(text(&files, "/sw.js").contains("\"/assets/fonts/a.woff2\""));
    assert!(!build.files.contains(&"/sw.js".to_owned()));
}

#[test]
fn scripts_and_parts_find_each_other_by_their_addresses() {
    let (files, _) = lay_out(&sources(), &bindings()).expect("laid out");
    let address = |start: &str| {
        let mut found = files.keys().filter(|address| address.starts_with(start));
        found.next().expect(start).replacen("/assets/", "./", 1)
    };
    let at = |address: &str| text(&files, &address.replacen("./", "/assets/", 1)).to_owned();
    let (js, loader) = (address("/assets/app-"), address("/assets/parts-"));
    let js = files
        .keys()
        .filter(|address| address.starts_with("/assets/app-"))
        .find(|address| address.ends_with(".js"))
        .map_or(js, |address| address.replacen("/assets/", "./", 1));
    assert!(at(&js).contains(&loader), "{}", at(&js));
    assert!(at(&loader).contains(&js), "{}", at(&loader));
    assert!(at(&loader).contains(&address("/assets/split_room-")));
}

#[test]
fn a_changed_style_changes_its_name_and_the_build_and_nothing_else() {
    let (_, before) = lay_out(&sources(), &bindings()).expect("laid out");
    let mut changed = sources();
    changed.css.push_str("p{}");
    let (_, after) = lay_out(&changed, &bindings()).expect("laid out");
    assert_ne!(before.id, after.id);
    let differing: Vec<_> = after
        .files
        .iter()
        .filter(|address| !before.files.contains(address))
        .collect();
    assert_eq!(differing.len(), 1, "{differing:?}");
    assert!(differing[0].ends_with(".css"));
}

#[test]
fn each_language_is_a_file_of_its_own_that_the_page_names() {
    let (files, build) = lay_out(&sources(), &bindings()).expect("laid out");
    for (language, said) in [("vi", "back = Quay lại\n"), ("en", "back = Back\n")] {
        let start = format!("/assets/words-{language}-");
        let mut found = build.files.iter().filter(|file| file.starts_with(&start));
        let address = found.next().expect(&start);
        assert!(found.next().is_none());
        assert_eq!(text(&files, address), said);
        let named = format!("data-words-{language}=\"{address}\"");
        assert!(text(&files, "/index.html").contains(&named));
    }
    let mut changed = sources();
    changed.words.insert("en", "back = Return\n".to_owned());
    let (_, after) = lay_out(&changed, &bindings()).expect("laid out");
    assert_ne!(build.id, after.id);
    assert_eq!(
        after
            .files
            .iter()
            .filter(|address| !build.files.contains(address))
            .count(),
        1
    );
}

#[test]
fn snippets_are_imported_from_where_they_are_served() {
    let (files, build) = lay_out(&sources(), &bindings()).expect("laid out");
    let snippet = build
        .files
        .iter()
        .find(|address| address.ends_with("inline0.js"))
        .expect("snippet");
    let js = build
        .files
        .iter()
        .find(|address| address.starts_with("/assets/app-") && address.ends_with(".js"))
        .expect("js");
    let imported = snippet.replace("/assets/", "./");
    assert!(text(&files, js).contains(&imported));
}

#[test]
fn a_word_that_means_nothing_is_refused() {
    let mut wrong = sources();
    wrong
        .files
        .insert(INDEX.to_owned(), b"<p>{{title}}</p>".to_vec());
    let error = lay_out(&wrong, &bindings())
        .expect_err("refused")
        .to_string();
    assert!(error.contains("{{title}}"), "{error}");
    let mut open = sources();
    open.files.insert(INDEX.to_owned(), b"{{css".to_vec());
    assert!(lay_out(&open, &bindings()).is_err());
}

#[test]
fn a_written_client_is_complete_and_compressed() {
    let work = tempfile::tempdir().expect("a directory");
    let dist = work.path().join("client/dist");
    fs::create_dir_all(dist.join("old")).expect("an old layout");
    let build = write(&sources(), &bindings(), 5, &dist).expect("written");
    assert!(!dist.join("old").exists());
    for address in &build.files {
        let path = dist.join(address.trim_start_matches('/'));
        assert!(path.is_file(), "{address}");
        if is_worth_compressing(address) {
            let compressed = fs::read(format!("{}.br", path.display())).expect("compressed");
            let mut plain = Vec::new();
            brotli::BrotliDecompress(&mut compressed.as_slice(), &mut plain).expect("brotli");
            assert_eq!(plain, fs::read(&path).expect("read"), "{address}");
        }
    }
    let told: serde_json::Value =
        serde_json::from_slice(&fs::read(dist.join("build.json")).expect("read")).expect("json");
    assert_eq!(told["build"], build.id);
}
