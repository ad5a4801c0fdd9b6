//! Lays the client out as the server serves it: hashed names, filled-in templates, compressed copies.
//!
//! Everything below `/assets/` except the fonts carries a hash of its content in its name and may be cached
//! for ever. `index.html`, `sw.js`, the manifest and the icons keep their names and are asked for anew. The
//! *build* is one hash over all inputs: the shell, the service worker and the server compare it, so that no
//! tablet ever runs a mixture of two versions.
//!
//! Templates (`index.html`, `boot.js`, `sw.js`, `manifest.webmanifest` in `app/static`) may use these words:
//! `{{js}}`, `{{parts}}`, `{{wasm}}`, `{{css}}`, `{{boot}}` (addresses), `{{room}}` (the addresses
//! of the room's part as a JSON array), `{{words_vi}}`, `{{words_en}}` (the addresses of what the client says in a
//! language), `{{build}}`, and in `sw.js` also `{{files}}`, a JSON array of all addresses of the shell.

mod styles;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::parts;
use crate::report::Missing;

const INDEX: &str = "index.html";
const BOOT: &str = "boot.js";
const WORKER: &str = "sw.js";
const MANIFEST: &str = "manifest.webmanifest";
/// The languages of the client, as `assets/locales` and the page name them.
const LANGUAGES: [&str; 2] = ["vi", "en"];

/// What wasm-bindgen made of the compiled client.
#[derive(Debug)]
pub(crate) struct Bindings {
    /// The module that loads the WebAssembly.
    pub(crate) js: String,
    pub(crate) wasm: Vec<u8>,
    /// The script that loads the parts of the client, and is loaded by `js`.
    pub(crate) loader: String,
    /// The parts' modules, by file name.
    pub(crate) modules: Vec<(String, Vec<u8>)>,
    /// Each part's modules, by file name.
    pub(crate) needs: BTreeMap<String, Vec<String>>,
    /// JavaScript that crates bring along, by path; `js` imports it from `./snippets/`.
    pub(crate) snippets: Vec<(String, Vec<u8>)>,
}

/// The files of the client that are not compiled.
#[derive(Debug)]
pub(crate) struct Sources {
    /// `app/static`, by path below it.
    files: BTreeMap<String, Vec<u8>>,
    /// `app/styles/*.css` in the order of their names, as one text, as it travels.
    css: String,
    /// `assets/fonts/**/*.woff2`, by file name.
    fonts: BTreeMap<String, Vec<u8>>,
    /// `assets/locales/<language>/*.ftl`, by language, each as one text.
    words: BTreeMap<&'static str, String>,
}

/// What was written.
#[derive(Debug, Serialize)]
pub(crate) struct Build {
    /// The hash over all inputs.
    #[serde(rename = "build")]
    pub(crate) id: String,
    /// The addresses of the shell: what a tablet needs to start without a network.
    pub(crate) files: Vec<String>,
    #[serde(skip)]
    pub(crate) wasm_bytes: usize,
    #[serde(skip)]
    pub(crate) wasm_compressed_bytes: usize,
}

impl Sources {
    /// Reads them from a clone.
    pub(crate) fn read(root: &Path) -> Result<Self> {
        let place = root.join("app/static");
        let mut files = BTreeMap::new();
        if place.is_dir() {
            for path in files_below(&place)? {
                let bytes = fs::read(place.join(&path))?;
                files.insert(path, bytes);
            }
        }
        for needed in [INDEX, BOOT] {
            if !files.contains_key(needed) {
                return Err(Missing::new(
                    format!("The client has no app/static/{needed}."),
                    "`git status`: the file belongs to the repository",
                )
                .into());
            }
        }
        let mut css = String::new();
        for path in sorted(&root.join("app/styles"), "css")? {
            css.push_str(&styles::compact(&fs::read_to_string(&path)?));
            css.push('\n');
        }
        let mut fonts = BTreeMap::new();
        let place = root.join("assets/fonts");
        if place.is_dir() {
            for path in files_below(&place)? {
                if let Some((_, name)) = path.rsplit_once('/').or(Some(("", path.as_str())))
                    && name.ends_with(".woff2")
                {
                    fonts.insert(name.to_owned(), fs::read(place.join(&path))?);
                }
            }
        }
        let mut words = BTreeMap::new();
        for language in LANGUAGES {
            let mut said = String::new();
            for path in sorted(&root.join("assets/locales").join(language), "ftl")? {
                said.push_str(&fs::read_to_string(&path)?);
                said.push('\n');
            }
            words.insert(language, said);
        }
        Ok(Self {
            files,
            css,
            fonts,
            words,
        })
    }

    /// Every input with a name, in a fixed order.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let files = self.files.iter().chain(&self.fonts);
        let words = self.words.iter();
        files
            .map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
            .chain(words.map(|(language, said)| (*language, said.as_bytes())))
            .chain([("styles", self.css.as_bytes())])
    }
}

/// Writes the client to `dist`, replacing what was there; `quality` is brotli's, 0 to 11.
pub(crate) fn write(
    sources: &Sources,
    bindings: &Bindings,
    quality: u8,
    dist: &Path,
) -> Result<Build> {
    let (files, mut build) = lay_out(sources, bindings)?;

    let parent = dist.parent().context("a dist directory has a parent")?;
    fs::create_dir_all(parent)?;
    let work = tempfile::Builder::new()
        .prefix("dist-")
        .tempdir_in(parent)?;
    for (address, bytes) in &files {
        let path = work.path().join(address.trim_start_matches('/'));
        fs::create_dir_all(path.parent().context("a file has a directory")?)?;
        fs::write(&path, bytes)?;
        if is_worth_compressing(address) {
            let compressed = brotli(bytes, quality)?;
            if address.starts_with("/assets/app-") && address.ends_with(".wasm") {
                build.wasm_compressed_bytes = compressed.len();
            }
            let mut name = path.into_os_string();
            name.push(".br");
            fs::write(PathBuf::from(name), compressed)?;
        }
    }
    fs::write(
        work.path().join("build.json"),
        serde_json::to_vec_pretty(&build)?,
    )?;

    // The old layout goes only when the new one is complete.
    let complete = work.keep();
    make_readable(&complete)?;
    if dist.exists() {
        fs::remove_dir_all(dist)?;
    }
    fs::rename(&complete, dist)?;
    Ok(build)
}

/// Everything that is served, by address, and the build that it makes up.
fn lay_out(sources: &Sources, bindings: &Bindings) -> Result<(BTreeMap<String, Vec<u8>>, Build)> {
    let id = build_id(sources, bindings);
    let mut files = BTreeMap::new();

    let mut js = bindings.js.clone();
    if !bindings.snippets.is_empty() {
        let mut hash = Sha256::new();
        for (path, bytes) in &bindings.snippets {
            hash.update(path);
            hash.update(bytes);
        }
        let directory = format!("snippets-{}", short(hash));
        js = js.replace("./snippets/", &format!("./{directory}/"));
        for (path, bytes) in &bindings.snippets {
            files.insert(format!("/assets/{directory}/{path}"), bytes.clone());
        }
    }
    let address_of_wasm = hashed("app", "_bg.wasm", &bindings.wasm);
    let mut loader = bindings.loader.clone();
    let mut addresses = BTreeMap::new();
    for (name, module) in &bindings.modules {
        let stem = name.trim_end_matches(".wasm");
        let address = hashed(stem, ".wasm", module);
        loader = loader.replace(&quoted(format!("./{name}")), &quoted(beside(&address)));
        files.insert(address.clone(), module.clone());
        addresses.insert(name.as_str(), address);
    }
    // The part that is opened from outside, by whoever was sent a meeting's address.
    let room: Vec<_> = bindings.needs.get("room").into_iter().flatten().collect();
    let room: Vec<_> = room
        .iter()
        .filter_map(|name| addresses.get(name.as_str()))
        .collect();
    // The two scripts import each other: their names come from both, as they are before they know them.
    let both = [js.as_bytes(), loader.as_bytes()].concat();
    let address_of_js = hashed("app", ".js", &both);
    let address_of_loader = hashed("parts", ".js", &both);
    js = renamed(&js, parts::LOADER, &address_of_loader);
    loader = renamed(&loader, parts::MAIN, &address_of_js);
    let address_of_css = hashed("app", ".css", sources.css.as_bytes());
    let mut words = BTreeMap::from([
        ("build", id.clone()),
        ("css", address_of_css.clone()),
        ("js", address_of_js.clone()),
        ("parts", address_of_loader.clone()),
        ("room", serde_json::to_string(&room)?),
        ("wasm", address_of_wasm.clone()),
    ]);
    for (language, name) in LANGUAGES.into_iter().zip(["words_vi", "words_en"]) {
        let said = sources.words.get(language).cloned().unwrap_or_default();
        let address = hashed(&format!("words-{language}"), ".txt", said.as_bytes());
        words.insert(name, address.clone());
        files.insert(address, said.into_bytes());
    }
    files.insert(address_of_wasm, bindings.wasm.clone());
    files.insert(address_of_js, js.into_bytes());
    files.insert(address_of_loader, loader.into_bytes());
    files.insert(address_of_css, sources.css.clone().into_bytes());
    for (name, bytes) in &sources.fonts {
        files.insert(format!("/assets/fonts/{name}"), bytes.clone());
    }

    let boot = fill(BOOT, source(sources, BOOT)?, &words)?;
    let address_of_boot = hashed("boot", ".js", boot.as_bytes());
    words.insert("boot", address_of_boot.clone());
    files.insert(address_of_boot, boot.into_bytes());

    for (path, bytes) in &sources.files {
        match path.as_str() {
            BOOT | WORKER => {}
            INDEX | MANIFEST => {
                let text = fill(path, source(sources, path)?, &words)?;
                files.insert(format!("/{path}"), text.into_bytes());
            }
            _ => {
                files.insert(format!("/{path}"), bytes.clone());
            }
        }
    }
    let shell: Vec<String> = files.keys().cloned().collect();
    if sources.files.contains_key(WORKER) {
        words.insert("files", serde_json::to_string(&shell)?);
        let text = fill(WORKER, source(sources, WORKER)?, &words)?;
        files.insert(format!("/{WORKER}"), text.into_bytes());
    }
    let build = Build {
        id,
        files: shell,
        wasm_bytes: bindings.wasm.len(),
        wasm_compressed_bytes: 0,
    };
    Ok((files, build))
}

/// A script that imports another from its address. Other mentions stay: the module's own imports go by the name.
fn renamed(script: &str, name: &str, address: &str) -> String {
    let from = |name: &str| format!("from {}", quoted(name));
    script.replace(&from(name), &from(&beside(address)))
}

fn quoted(name: impl std::fmt::Display) -> String {
    format!("\"{name}\"")
}

/// The address of a file as its neighbours import it.
fn beside(address: &str) -> String {
    address.replacen("/assets/", "./", 1)
}

/// One hash over all inputs, before anything is filled in.
fn build_id(sources: &Sources, bindings: &Bindings) -> String {
    let mut hash = Sha256::new();
    for (path, bytes) in sources.all() {
        hash.update(path);
        hash.update([0]);
        hash.update(Sha256::digest(bytes));
    }
    for (path, bytes) in &bindings.snippets {
        hash.update(path);
        hash.update(Sha256::digest(bytes));
    }
    for (name, module) in &bindings.modules {
        hash.update(name);
        hash.update(Sha256::digest(module));
    }
    hash.update(Sha256::digest(&bindings.loader));
    hash.update(Sha256::digest(&bindings.js));
    hash.update(Sha256::digest(&bindings.wasm));
    short(hash)
}

fn source<'a>(sources: &'a Sources, name: &str) -> Result<&'a str> {
    let bytes = sources
        .files
        .get(name)
        .with_context(|| format!("app/static/{name} is missing"))?;
    std::str::from_utf8(bytes).with_context(|| format!("app/static/{name} is no UTF-8"))
}

/// Replaces `{{word}}` by its meaning; a word that means nothing is a mistake in the template.
fn fill(name: &str, template: &str, words: &BTreeMap<&str, String>) -> Result<String> {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        let (word, after) = after
            .split_once("}}")
            .with_context(|| format!("app/static/{name}: a {{{{ is not closed"))?;
        let Some(meaning) = words.get(word.trim()) else {
            let known: Vec<_> = words.keys().copied().collect();
            bail!(
                "app/static/{name}: {{{{{word}}}}} means nothing here; known are {}",
                known.join(", ")
            );
        };
        text.push_str(before);
        text.push_str(meaning);
        rest = after;
    }
    text.push_str(rest);
    Ok(text)
}

fn hashed(name: &str, ending: &str, bytes: &[u8]) -> String {
    let hash = short(Sha256::new_with_prefix(bytes));
    format!("/assets/{name}-{hash}{ending}")
}

/// Sixteen hexadecimal digits: enough that two files of one client never share a name.
fn short(hash: Sha256) -> String {
    let mut digits = hex::encode(hash.finalize());
    digits.truncate(16);
    digits
}

/// Fonts and pictures are compressed already.
fn is_worth_compressing(address: &str) -> bool {
    [
        ".js",
        ".css",
        ".html",
        ".wasm",
        ".svg",
        ".json",
        ".webmanifest",
        ".txt",
    ]
    .iter()
    .any(|ending| address.ends_with(ending))
}

fn brotli(bytes: &[u8], quality: u8) -> Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: i32::from(quality),
        lgwin: 22,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut io::Cursor::new(bytes), &mut compressed, &parameters)
        .context("brotli")?;
    Ok(compressed)
}

/// A temporary directory is private to its owner; the client is for whoever runs the server.
fn make_readable(directory: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(directory, fs::Permissions::from_mode(0o755))?;
    Ok(())
}

/// The paths of all files below a directory, relative to it, with `/` between their parts.
pub(crate) fn files_below(directory: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut open = vec![(directory.to_path_buf(), String::new())];
    while let Some((directory, prefix)) = open.pop() {
        let entries = fs::read_dir(&directory)
            .with_context(|| format!("{} cannot be read", directory.display()))?;
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            let name = name
                .to_str()
                .with_context(|| format!("{} has no plain name", entry.path().display()))?;
            let path = format!("{prefix}{name}");
            if entry.file_type()?.is_dir() {
                open.push((entry.path(), format!("{path}/")));
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn sorted(directory: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    if !directory.is_dir() {
        return Ok(Vec::new());
    }
    Ok(files_below(directory)?
        .into_iter()
        .filter(|path| path.ends_with(&format!(".{extension}")))
        .map(|path| directory.join(path))
        .collect())
}

#[cfg(test)]
mod tests;
