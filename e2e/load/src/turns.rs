//! "Page turned" to acknowledged: from the presenter's message leaving until a tablet has folded the event, has the
//! sharp page whole, and has answered "painted". After each turn the server's count is awaited: nobody may be missing.
//!
//! Three cases for each kind of paper, each on fresh sockets, so that no tablet holds an image from before: the page
//! was never rendered; it was rendered but the tablets do not have it (*cached*); it was pushed before it was turned.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use clap::Args;
use nghisu_load::{Figure, Samples};
use nghisu_protocol::frame::{LADDER, PageImage};
use nghisu_protocol::room::RoomCommand;
use nghisu_protocol::room::state::Presented;
use nghisu_protocol::socket::Priority;
use tokio::sync::mpsc;
use tokio::time::timeout_at;

use crate::office::{self, Office, Paper};
use crate::tablet::{Order, Part, Report, Tablet, whole};
use crate::{Door, say};

/// Nothing takes longer than this, unless it never comes.
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(flatten)]
    door: Door,
    /// Tablets that follow
    #[arg(long, default_value_t = 50)]
    tablets: usize,
    /// Turns of each kind and case; the pushed-ahead case turns twice as often
    #[arg(long, default_value_t = 17)]
    turns: u32,
    /// Only papers of this kind: text, tables or scan
    #[arg(long)]
    only: Option<String>,
    /// The long edge at which the tablets read, a rung of the ladder
    #[arg(long, default_value_t = LADDER[2])]
    long_edge: u16,
}

pub(crate) async fn measure(options: &Options) -> anyhow::Result<Vec<Figure>> {
    let office = Office::prepare(&options.door, options.tablets).await?;
    let mut figures = Vec::new();
    let mut counted = Vec::new();
    for paper in &office.papers {
        if options
            .only
            .as_deref()
            .is_some_and(|only| only != paper.kind)
        {
            continue;
        }
        // From page 4 on nothing was rendered when the paper came in but thumbnails. Every second page is jumped to,
        // backwards, because the page after each of them is pushed and so rendered too.
        let last = (2 * options.turns + 3).min(paper.pages - 1);
        let jumps: Vec<u32> = (5..=last).rev().step_by(2).collect();
        let cold = case(options, &office, paper, &jumps, false).await?;
        let cached = case(options, &office, paper, &jumps, false).await?;
        let onwards: Vec<u32> = (2..=last).collect();
        let pushed = case(options, &office, paper, &onwards, true).await?;
        let limit = if paper.kind == "scan" { 250.0 } else { 150.0 };
        for (name, percent, target, times) in [
            ("pushed ahead", 99, 25.0, &pushed),
            ("cached", 95, 80.0, &cached),
            ("never rendered", 95, limit, &cold),
        ] {
            let samples = Samples::new(times.acknowledged.clone()).context("nothing was turned")?;
            let name = format!(
                "page turned to acknowledged, {} tablets, {}: {name}",
                options.tablets, paper.kind
            );
            figures.push(Figure::time(name, percent, &samples, Some(target)));
            counted.extend_from_slice(&times.counted);
        }
    }
    let samples = Samples::new(counted).context("there is no such paper")?;
    let name = "page turned to counted by the server (told at most four times a second)";
    figures.push(Figure::time(name, 95, &samples, None));
    Ok(figures)
}

/// Times in milliseconds.
#[derive(Debug, Default)]
struct Times {
    acknowledged: Vec<f64>,
    counted: Vec<f64>,
}

async fn case(
    options: &Options,
    office: &Office,
    paper: &Paper,
    pages: &[u32],
    is_onwards: bool,
) -> anyhow::Result<Times> {
    let mut hall = Hall::join(options, office, paper).await?;
    office::await_quiet(&options.door).await?;
    let mut times = Times::default();
    for page in pages {
        let (acknowledged, counted) = hall.turn(*page).await?;
        if is_onwards && hall.held_before < options.tablets {
            bail!(
                "page {page} was to be there before it was turned, and only {} tablets had it",
                hall.held_before
            );
        }
        times.acknowledged.extend(acknowledged);
        times.counted.push(counted);
    }
    let samples = Samples::new(times.acknowledged.clone()).context("nothing was turned")?;
    say(format!(
        "{} {}: {} turns, p50 {:.1} ms, p95 {:.1} ms, p99 {:.1} ms",
        paper.kind,
        if is_onwards { "onwards" } else { "jumps" },
        pages.len(),
        samples.percentile(50.0),
        samples.percentile(95.0),
        samples.percentile(99.0),
    ));
    Ok(times)
}

/// The tablets of one case, with one that leads.
struct Hall<'a> {
    paper: &'a Paper,
    long_edge: u16,
    followers: Vec<Tablet>,
    presenter: Tablet,
    reports: mpsc::UnboundedReceiver<(usize, Instant, Report)>,
    /// How many tablets hold an image.
    held: HashMap<PageImage, usize>,
    /// How many held the page that was turned to last before it was turned.
    held_before: usize,
    /// The place that everybody was last counted at, and when.
    counted: Option<(Presented, Instant)>,
}

impl<'a> Hall<'a> {
    /// Joins anew, goes to page 1, and waits until everybody has it and page 2.
    async fn join(options: &Options, office: &Office, paper: &'a Paper) -> anyhow::Result<Self> {
        let (sender, reports) = mpsc::unbounded_channel();
        let mut followers = Vec::new();
        let part = Part::Follower {
            long_edge: options.long_edge,
        };
        for (number, api) in office.tablets.iter().enumerate() {
            let socket = api.socket(office.meeting).await?;
            followers.push(Tablet::join(number, socket, part, sender.clone()));
        }
        let socket = office.chair.socket(office.meeting).await?;
        let presenter = Tablet::join(followers.len(), socket, Part::Presenter, sender);
        let mut hall = Self {
            paper,
            long_edge: options.long_edge,
            followers,
            presenter,
            reports,
            held: HashMap::new(),
            held_before: 0,
            counted: None,
        };
        let all = hall.followers.len() + 1;
        let mut joined = 0;
        while joined < all {
            if let (_, _, Report::Joined) = hall.next("joining").await? {
                joined += 1;
            }
        }
        // The first page sets the size at which the next ones are pushed.
        let first = hall.place(1);
        for tablet in &hall.followers {
            let image = whole(first, options.long_edge);
            tablet.order(Order::Ask(image, Priority::Visible));
        }
        hall.hold(1).await?;
        // A small step away first: what is shown already is no event.
        let present = |y| RoomCommand::Present {
            place: Presented { y, ..first },
        };
        hall.presenter.order(Order::Do(present(1)));
        hall.presenter.order(Order::Do(present(0)));
        hall.hold(2).await?;
        Ok(hall)
    }

    /// Turns to a page; gives each tablet's time, and that until the server had counted all.
    async fn turn(&mut self, page: u32) -> anyhow::Result<(Vec<f64>, f64)> {
        let place = self.place(page);
        let image = whole(place, self.long_edge);
        self.held_before = self.held.get(&image).copied().unwrap_or(0);
        self.presenter
            .order(Order::Do(RoomCommand::Present { place }));
        let mut sent = None;
        let mut arrived = Vec::with_capacity(self.followers.len());
        while arrived.len() < self.followers.len() {
            match self.next("turning").await? {
                (_, at, Report::Sent) => sent = Some(at),
                (_, at, Report::Acknowledged(shown)) if shown == place => arrived.push(at),
                _ => {}
            }
        }
        let sent = sent.context("nothing was sent")?;
        let counted = loop {
            match self.counted {
                Some((counted, at)) if counted == place => break milliseconds(at - sent),
                _ => self.next("counting").await?,
            };
        };
        if page < self.paper.pages {
            self.hold(page + 1).await?;
        }
        let times = arrived.into_iter().map(|at| milliseconds(at - sent));
        Ok((times.collect(), counted))
    }

    /// Waits until everybody has a page.
    async fn hold(&mut self, page: u32) -> anyhow::Result<()> {
        let image = whole(self.place(page), self.long_edge);
        while self.held.get(&image).copied().unwrap_or(0) < self.followers.len() {
            self.next("pushing").await?;
        }
        Ok(())
    }

    async fn next(&mut self, doing: &str) -> anyhow::Result<(usize, Instant, Report)> {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        let report = timeout_at(deadline, self.reports.recv())
            .await
            .with_context(|| format!("{doing}: nothing happens any more"))?
            .context("all tablets have ended")?;
        match &report.2 {
            Report::Holds(image) => *self.held.entry(*image).or_default() += 1,
            Report::Counted {
                place: Some(place),
                seen,
                following,
            } if report.0 == self.followers.len()
                && seen == following
                && *seen as usize == self.followers.len() =>
            {
                self.counted = Some((*place, report.1));
            }
            Report::Ended(why) => bail!("{doing}: tablet {} has ended: {why}", report.0),
            _ => {}
        }
        Ok(report)
    }

    fn place(&self, page: u32) -> Presented {
        Presented {
            version: self.paper.version,
            page,
            y: 0,
        }
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
