//! The bytes that a tablet fetches before the app runs for the first time, as they travel.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::{Figure, Target};

/// Kilobytes of 1,000 bytes.
const LIMIT_KB: f64 = 450.0;

#[derive(Deserialize)]
struct Build {
    files: Vec<String>,
}

/// Everything that the page names or loads, compressed as it is sent: the page, its script, module and style, the
/// mark, and the fonts that it preloads. The icons of the installed app and the other fonts come later.
pub(super) fn measure(dist: &Path) -> Result<Figure> {
    let build = fs::read(dist.join("build.json")).context("the client is not built")?;
    let build: Build = serde_json::from_slice(&build)?;
    let page = fs::read_to_string(dist.join("index.html"))?;
    let mut details = BTreeMap::new();
    let (mut first, mut shell) = (0.0, 0.0);
    let mut samples = 0;
    for address in &build.files {
        let path = dist.join(address.trim_start_matches('/'));
        let mut compressed = path.clone().into_os_string();
        compressed.push(".br");
        let sent = fs::metadata(&compressed).or_else(|_| fs::metadata(&path))?;
        let kilobytes = sent.len() as f64 / 1_000.0;
        shell += kilobytes;
        let is_loaded = address == "/index.html"
            || page.contains(address.as_str())
            // The boot script loads these.
            || [".js", ".wasm", ".css"]
                .iter()
                .any(|ending| address.ends_with(ending));
        if is_loaded && !address.ends_with(".png") {
            first += kilobytes;
            samples += 1;
            let kind = address.rsplit_once('.').map_or("other", |(_, kind)| kind);
            *details.entry(format!("{kind}_kb")).or_insert(0.0) += kilobytes;
        }
    }
    details.insert("whole_shell_kb".to_owned(), shell);
    Ok(Figure {
        name: "client, first load, brotli".to_owned(),
        measure: "sum".to_owned(),
        value: first,
        unit: "kB".to_owned(),
        samples,
        target: Some(Target::AtMost(LIMIT_KB)),
        details,
    })
}
