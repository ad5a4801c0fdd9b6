//! What pool, processes, limits and the way over a socket pair cost: the same pages through the worker pool and through
//! PDFium alone, in turns; then all pages at once through a pool of two workers and through two bare processes.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Instant;

use anyhow::{Context as _, bail};
use clap::Args;
use futures_util::future::try_join_all;
use nghisu_load::{Figure, Samples, Target};
use nghisu_render::bare::BareLibrary;
use nghisu_render::{Document, Encoding, Pool, PoolConfig, Priority, WorkerCommand};
use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::{Drawing, say};

/// Workers, and bare processes, of the second comparison.
const PROCESSES: usize = 2;

#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(flatten)]
    drawing: Drawing,
    /// The server's program, which becomes a page worker
    #[arg(long)]
    server: PathBuf,
    /// Directory with the demonstration's papers
    #[arg(long)]
    documents: PathBuf,
    /// Pages of each paper
    #[arg(long, default_value_t = 24)]
    pages: u32,
    /// How often everything is drawn
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Long edge in pixels
    #[arg(long, default_value_t = 2000)]
    long_edge: u32,
}

/// Beginnings of the papers' file names, and what is on their pages.
const PAPERS: [(&str, &str); 3] = [
    ("1. Bao cao KTXH 2026.", "text"),
    ("2.", "tables"),
    ("4.", "scan"),
];

pub(crate) async fn measure(options: &Options) -> anyhow::Result<Vec<Figure>> {
    let pool = Pool::start(PoolConfig {
        workers: PROCESSES,
        ..PoolConfig::new(
            WorkerCommand {
                program: options.server.clone(),
                args: vec!["render-worker".to_owned()],
            },
            options.drawing.pdfium.clone(),
        )
    })?;
    let mut library = BareLibrary::load(&options.drawing.pdfium)?;
    let mut figures = Vec::new();
    for (beginning, kind) in PAPERS {
        let path = find(&options.documents, beginning)?;
        let bytes = std::fs::read(&path)?;
        let document = Document::new(Sha256::digest(&bytes).into(), File::open(&path)?)?;
        drop(bytes);
        figures.push(one_by_one(options, kind, &pool, &document, &mut library, &path).await?);
        figures.push(all_at_once(options, kind, &pool, &document, &path).await?);
    }
    Ok(figures)
}

fn find(directory: &Path, beginning: &str) -> anyhow::Result<PathBuf> {
    let entries = std::fs::read_dir(directory)
        .with_context(|| format!("{} cannot be read", directory.display()))?;
    let mut found: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            path.file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with(beginning))
        })
        .collect();
    found.sort();
    found
        .pop()
        .with_context(|| format!("no file of {} begins with {beginning}", directory.display()))
}

/// Each page by both, one after the other, whoever went second goes first the next time.
async fn one_by_one(
    options: &Options,
    kind: &str,
    pool: &Pool,
    document: &Document,
    library: &mut BareLibrary,
    path: &Path,
) -> anyhow::Result<Figure> {
    library.open(File::open(path)?)?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..options.rounds {
        // The first pages only open the document on both sides.
        for page in 0..options.pages {
            for is_ours in [round % 2 == 0, round % 2 == 1] {
                let began = Instant::now();
                if is_ours {
                    draw(options, pool, document, page).await?;
                } else {
                    library.raster(page, options.long_edge, Encoding::Auto)?;
                }
                let spent = began.elapsed().as_secs_f64() * 1_000.0;
                if page > 1 {
                    if is_ours {
                        ours.push(spent);
                    } else {
                        theirs.push(spent);
                    }
                }
            }
        }
    }
    let ours = Samples::new(ours).context("nothing was drawn")?;
    let theirs = Samples::new(theirs).context("nothing was drawn")?;
    let (our_time, their_time) = (ours.percentile(50.0), theirs.percentile(50.0));
    say(format!(
        "{kind}: pool {our_time:.2} ms, bare {their_time:.2} ms a page"
    ));
    Ok(Figure::ratio(
        format!("time of a page through a worker beside bare PDFium, {kind}"),
        our_time / their_time,
        ours.count(),
        Target::AtMost(1.1),
        [("ours_ms", our_time), ("bare_ms", their_time)],
    ))
}

/// All pages together: the pool's pages a second beside those of two bare processes.
async fn all_at_once(
    options: &Options,
    kind: &str,
    pool: &Pool,
    document: &Document,
    path: &Path,
) -> anyhow::Result<Figure> {
    let mut bare = Vec::new();
    for process in 0..PROCESSES {
        let pages = (0..options.pages).skip(process).step_by(PROCESSES);
        bare.push(Bare::start(options, path, pages.collect()).await?);
    }
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    // The first round opens the document everywhere.
    for round in 0..=options.rounds {
        for is_ours in [round % 2 == 0, round % 2 == 1] {
            let began = Instant::now();
            if is_ours {
                let pages = 0..options.pages;
                try_join_all(pages.map(|page| draw(options, pool, document, page))).await?;
            } else {
                try_join_all(bare.iter_mut().map(Bare::draw)).await?;
            }
            let rate = f64::from(options.pages) / began.elapsed().as_secs_f64();
            if round > 0 {
                if is_ours {
                    ours.push(rate);
                } else {
                    theirs.push(rate);
                }
            }
        }
    }
    let median = |values| {
        Samples::new(values)
            .map(|samples| samples.percentile(50.0))
            .context("nothing was drawn")
    };
    let (ours, theirs) = (median(ours)?, median(theirs)?);
    say(format!(
        "{kind}: pool {ours:.1}, {PROCESSES} bare processes {theirs:.1} pages a second"
    ));
    Ok(Figure::ratio(
        format!(
            "pages a second through {PROCESSES} workers beside {PROCESSES} bare processes, {kind}"
        ),
        ours / theirs,
        options.rounds,
        Target::AtLeast(0.9),
        [("ours_per_s", ours), ("bare_per_s", theirs)],
    ))
}

async fn draw(
    options: &Options,
    pool: &Pool,
    document: &Document,
    page: u32,
) -> anyhow::Result<()> {
    pool.raster(
        document,
        page,
        options.long_edge,
        Encoding::Auto,
        Priority::Visible,
    )
    .await?;
    Ok(())
}

/// A bare process that has opened its document.
struct Bare {
    _child: Child,
    orders: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
}

impl Bare {
    async fn start(options: &Options, path: &Path, pages: Vec<u32>) -> anyhow::Result<Self> {
        let pages: Vec<String> = pages.iter().map(u32::to_string).collect();
        let mut child = Command::new(std::env::current_exe()?)
            .arg("bare-rasters")
            .arg("--pdfium")
            .arg(&options.drawing.pdfium)
            .arg("--document")
            .arg(path)
            .args(["--pages", &pages.join(",")])
            .args(["--long-edge", &options.long_edge.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let orders = child.stdin.take().context("no input")?;
        let answers = BufReader::new(child.stdout.take().context("no output")?).lines();
        let mut bare = Self {
            _child: child,
            orders,
            answers,
        };
        bare.hear("ready").await?;
        Ok(bare)
    }

    async fn draw(&mut self) -> anyhow::Result<()> {
        self.orders.write_all(b"draw\n").await?;
        self.hear("done").await
    }

    async fn hear(&mut self, word: &str) -> anyhow::Result<()> {
        match self.answers.next_line().await? {
            Some(line) if line == word => Ok(()),
            other => bail!("a bare process said {other:?} instead of {word}"),
        }
    }
}
