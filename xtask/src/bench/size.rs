//! The bytes that a tablet fetches before the app runs for the first time, as they travel.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::{Figure, Target};

/// Kilobytes of 1,000 bytes.
const LIMIT_KB: f64 = 450.0;

#[derive(Deserialize)]
struct Build {
    files: Vec<String>,
}

/// Two rows: the start that everybody makes (signing in, the calendar), with a target; and the start of whoever opens a
/// meeting's address at once, who needs the room's part as well. Both count the page, its scripts, modules and style,
/// the mark, the words of one language (Vietnamese, the larger), and the fonts that it preloads, compressed as they are
/// sent. The icons of the installed app, the other fonts and the other parts come later.
pub(super) fn measure(dist: &Path) -> Result<Vec<Figure>> {
    let build = fs::read(dist.join("build.json")).context("the client is not built")?;
    let build: Build = serde_json::from_slice(&build)?;
    let page = fs::read_to_string(dist.join("index.html"))?;
    let boot = build
        .files
        .iter()
        .find(|address| address.starts_with("/assets/boot-"));
    let boot = boot.context("the client has no boot script")?;
    let boot_script = fs::read_to_string(dist.join(boot.trim_start_matches('/')))?;
    let mut details = BTreeMap::new();
    let (mut first, mut room, mut shell) = (0.0, 0.0, 0.0);
    let (mut first_files, mut room_files) = (0, 0);
    for address in &build.files {
        let path = dist.join(address.trim_start_matches('/'));
        let mut compressed = path.clone().into_os_string();
        compressed.push(".br");
        let sent = fs::metadata(&compressed).or_else(|_| fs::metadata(&path))?;
        let kilobytes = sent.len() as f64 / 1_000.0;
        shell += kilobytes;
        let is_part = ["/assets/chunk_", "/assets/split_"]
            .iter()
            .any(|part| address.starts_with(part));
        // The other language's words come when somebody chooses it.
        let is_other = address.starts_with("/assets/words-en-");
        let is_named = !is_other
            && (page.contains(address.as_str()) || boot_script.contains(address.as_str()));
        if address == "/index.html" || (is_named && !is_part && !address.ends_with(".png")) {
            first += kilobytes;
            first_files += 1;
            let kind = address.rsplit_once('.').map_or("other", |(_, kind)| kind);
            *details.entry(format!("{kind}_kb")).or_insert(0.0) += kilobytes;
        } else if is_part && is_named {
            room += kilobytes;
            room_files += 1;
        }
    }
    ensure!(
        ["wasm_kb", "woff2_kb", "txt_kb"]
            .iter()
            .all(|kind| details.contains_key(*kind))
            && room > 0.0,
        "neither the page nor its boot script names what every start needs: {details:?}"
    );
    details.insert("whole_shell_kb".to_owned(), shell);
    let figure = |name: &str, value, samples, target, details| Figure {
        name: name.to_owned(),
        measure: "sum".to_owned(),
        value,
        unit: "kB".to_owned(),
        samples,
        target,
        details,
    };
    let parts = BTreeMap::from([("room_parts_kb".to_owned(), room)]);
    Ok(vec![
        figure(
            "client, first load, brotli",
            first,
            first_files,
            Some(Target::AtMost(LIMIT_KB)),
            details,
        ),
        figure(
            "client, a room opened at once, brotli",
            first + room,
            first_files + room_files,
            None,
            parts,
        ),
    ])
}
