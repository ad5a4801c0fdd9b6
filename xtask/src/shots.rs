//! `cargo xtask shots`: pictures of every screen in its states, for people who judge how it looks.
//!
//! The demonstration office is filled into a fresh data directory; a browser walks through it and writes
//! `target/shots/<screen>-<state>-<size>-<language>-<theme>.png`. What axe calls serious or critical fails the run.

use anyhow::Result;
use clap::Args;

use crate::paths::Paths;
use crate::wasm::{self, Route};
use crate::{client, journeys, pdfium, process, report, run};

/// Which pictures are taken; all of them where nothing is said.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Languages, such as `vi` or `vi,en`.
    #[arg(long, value_name = "LIST")]
    languages: Option<String>,
    /// Themes: `light`, `dark`.
    #[arg(long, value_name = "LIST")]
    themes: Option<String>,
    /// Sizes, such as `1194x834,834x1194,1280x800`.
    #[arg(long, value_name = "LIST")]
    sizes: Option<String>,
    /// Parts of the walk: `entry`, `calendar`, `editor`, `before`, `administration`, `room`, `replacement`, `record`,
    /// `minutes`, `signing`, `archive`, `cancelled`.
    #[arg(long, value_name = "LIST")]
    parts: Option<String>,
}

/// Builds what is pictured and takes the pictures.
pub(crate) fn run(paths: &Paths, route: Route, options: &Options) -> Result<()> {
    let library = pdfium::prepare(paths)?;
    let toolchain = wasm::prepare(paths, route)?;
    client::build(paths, &toolchain, false)?;
    run::build_server(paths, false)?;
    let papers = run::prepare_papers(paths)?;
    let output = paths.root.join("target/shots");
    report::step(format!("Taking pictures into {}", output.display()));
    let mut walk = journeys::playwright(paths, "shots")?;
    walk.env(pdfium::VARIABLE, library)
        .env(run::PAPERS, papers)
        .env("NGHISU_SHOTS", &output)
        .envs(run::OFFICE);
    let choices = [
        ("NGHISU_SHOTS_LANGUAGES", &options.languages),
        ("NGHISU_SHOTS_THEMES", &options.themes),
        ("NGHISU_SHOTS_SIZES", &options.sizes),
        ("NGHISU_SHOTS_PARTS", &options.parts),
    ];
    for (variable, list) in choices {
        if let Some(list) = list {
            walk.env(variable, list);
        }
    }
    process::run(&mut walk)
}
