//! One event to many sockets, beside a bare actix-ws loop that sends a message of the same length to as many sockets.
//!
//! Both servers run at once, both are spoken to in turns, and the same code listens to both. Two times are taken of
//! each event: from its sending until the last socket has it, which for the product holds the decision and the commit
//! to disk, and the *fan-out* itself, from the first socket that has it to the last.

use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use clap::Args;
use futures_util::{SinkExt as _, StreamExt as _};
use nghisu_load::{Figure, Samples, Target};
use nghisu_protocol::room::state::Presented;
use nghisu_protocol::room::{FOLD_VERSION, RoomCommand};
use nghisu_protocol::socket::{ClientMessage, PROTOCOL_VERSION};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};
use tokio_tungstenite::tungstenite::Message;

use crate::api::{Socket, connect, envelope};
use crate::office::{self, Office};
use crate::{Door, say};

const PATIENCE: Duration = Duration::from_secs(30);
/// Between two events, so that what the first has stirred up is over.
const PAUSE: Duration = Duration::from_millis(25);
/// People whose tablets listen; each has several.
const PEOPLE: usize = 50;
/// How an event begins on the wire.
const EVENT: &str = "{\"type\":\"entries\"";

#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(flatten)]
    door: Door,
    /// Sockets that listen
    #[arg(long, default_value_t = 200)]
    sockets: usize,
    /// Events to each side
    #[arg(long, default_value_t = 200)]
    events: usize,
}

pub(crate) async fn measure(options: &Options) -> anyhow::Result<Vec<Figure>> {
    let office = Office::prepare(&options.door, PEOPLE).await?;
    let paper = office.papers.first().context("the meeting has no paper")?;
    let mut product = Side::default();
    let hello = serde_json::to_string(&ClientMessage::Hello {
        protocol: PROTOCOL_VERSION,
        fold: FOLD_VERSION,
        build: "load".to_owned(),
        since: None,
        annotations: std::collections::BTreeMap::new(),
    })?;
    for index in 0..options.sockets {
        let mut socket = office.tablets[index % PEOPLE]
            .socket(office.meeting)
            .await?;
        socket.send(Message::text(hello.clone())).await?;
        until(&mut socket, "{\"type\":\"snapshot\"").await?;
        product.listen(socket);
    }
    let mut leader = office.chair.socket(office.meeting).await?;
    leader.send(Message::text(hello)).await?;
    until(&mut leader, "{\"type\":\"snapshot\"").await?;
    product.speak(leader);

    let (_child, port) = bare_loop().await?;
    let mut bare = Side::default();
    let address = format!("http://127.0.0.1:{port}/socket");
    for _ in 0..options.sockets {
        bare.listen(connect(&address, None).await?);
    }
    bare.speak(connect(&address, None).await?);
    office::await_quiet(&options.door).await?;

    let mut y = 0;
    let mut present = || {
        y = (y + 1) % 10_000;
        let place = Presented {
            version: paper.version,
            page: 1,
            y,
        };
        let command = ClientMessage::Command(envelope(RoomCommand::Present { place }));
        serde_json::to_string(&command)
    };
    // The first one says how long an event is, and warms both sides.
    let event = product.send(present()?).await?.text;
    for _ in 0..10 {
        product.send(present()?).await?;
        bare.send(event.clone()).await?;
    }
    let (mut ours, mut theirs) = (Times::default(), Times::default());
    for _ in 0..options.events {
        ours.add(&product.send(present()?).await?);
        theirs.add(&bare.send(event.clone()).await?);
    }
    say(format!(
        "an event of {} bytes to {} sockets, {} times",
        event.len(),
        options.sockets,
        options.events
    ));
    figures(options, ours, theirs)
}

fn figures(options: &Options, ours: Times, theirs: Times) -> anyhow::Result<Vec<Figure>> {
    let samples = |values| Samples::new(values).context("nothing was sent");
    let (our_all, their_all) = (samples(ours.all)?, samples(theirs.all)?);
    let (our_fan, their_fan) = (samples(ours.fan_out)?, samples(theirs.fan_out)?);
    let name = |what: &str| format!("one event to {} sockets, {what}", options.sockets);
    let ratio = |what: &str, ours: &Samples, theirs: &Samples| {
        let (ours, theirs) = (ours.percentile(50.0), theirs.percentile(50.0));
        Figure::ratio(
            name(what),
            ours / theirs,
            options.events,
            Target::AtMost(1.5),
            [("ours_ms", ours), ("bare_ms", theirs)],
        )
    };
    Ok(vec![
        ratio("fan-out beside a bare actix-ws loop", &our_fan, &their_fan),
        Figure {
            target: None,
            ..ratio(
                "from sending to the last, with decision and commit, beside the bare loop",
                &our_all,
                &their_all,
            )
        },
        Figure::time(name("from sending to the last"), 95, &our_all, None),
    ])
}

/// Times in milliseconds.
#[derive(Default)]
struct Times {
    all: Vec<f64>,
    fan_out: Vec<f64>,
}

impl Times {
    fn add(&mut self, sent: &Sent) {
        self.all.push(milliseconds(sent.last - sent.began));
        self.fan_out.push(milliseconds(sent.last - sent.first));
    }
}

/// One event and when it was where.
struct Sent {
    text: String,
    began: Instant,
    first: Instant,
    last: Instant,
}

/// One server's sockets.
struct Side {
    sockets: usize,
    speaker: Option<mpsc::UnboundedSender<String>>,
    arrived: mpsc::UnboundedReceiver<(Instant, Option<String>)>,
    tell: mpsc::UnboundedSender<(Instant, Option<String>)>,
}

impl Default for Side {
    fn default() -> Self {
        let (tell, arrived) = mpsc::unbounded_channel();
        Self {
            sockets: 0,
            speaker: None,
            arrived,
            tell,
        }
    }
}

impl Side {
    /// Listens to a socket; the first of them also keeps what it hears.
    fn listen(&mut self, mut socket: Socket) {
        let keeps = self.sockets == 0;
        self.sockets += 1;
        let tell = self.tell.clone();
        tokio::spawn(async move {
            while let Some(Ok(message)) = socket.next().await {
                let at = Instant::now();
                if let Message::Text(text) = message
                    && text.starts_with(EVENT)
                    && tell.send((at, keeps.then(|| text.to_string()))).is_err()
                {
                    return;
                }
            }
        });
    }

    /// Takes the socket that sends; what it hears is thrown away.
    fn speak(&mut self, socket: Socket) {
        let (speaker, mut words) = mpsc::unbounded_channel::<String>();
        self.speaker = Some(speaker);
        let (mut sink, mut stream) = socket.split();
        tokio::spawn(async move { while let Some(Ok(_)) = stream.next().await {} });
        tokio::spawn(async move {
            while let Some(text) = words.recv().await {
                if sink.send(Message::text(text)).await.is_err() {
                    return;
                }
            }
        });
    }

    /// Sends, and waits until every socket has it.
    async fn send(&mut self, text: String) -> anyhow::Result<Sent> {
        sleep(PAUSE).await;
        let began = Instant::now();
        self.speaker
            .as_ref()
            .context("nobody speaks")?
            .send(text)
            .context("the speaker has gone")?;
        let mut times = Vec::with_capacity(self.sockets);
        let mut event = String::new();
        while times.len() < self.sockets {
            let arrived = timeout(PATIENCE, self.arrived.recv()).await;
            let (at, text) = arrived
                .with_context(|| format!("only {} sockets have it", times.len()))?
                .context("all sockets have closed")?;
            times.push(at);
            event = text.unwrap_or(event);
        }
        let (first, last) = (times.iter().min(), times.iter().max());
        Ok(Sent {
            text: event,
            began,
            first: *first.context("there are no sockets")?,
            last: *last.context("there are no sockets")?,
        })
    }
}

async fn until(socket: &mut Socket, beginning: &str) -> anyhow::Result<()> {
    loop {
        let message = timeout(PATIENCE, socket.next()).await?;
        match message.context("the socket has ended")?? {
            Message::Text(text) if text.starts_with(beginning) => return Ok(()),
            Message::Close(frame) => bail!("closed: {frame:?}"),
            _ => {}
        }
    }
}

/// Starts the bare loop as a process of its own, as the product is one.
async fn bare_loop() -> anyhow::Result<(Child, u16)> {
    let mut child = Command::new(std::env::current_exe()?)
        .arg("bare-loop")
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let out = child.stdout.take().context("no output")?;
    let line = BufReader::new(out).lines().next_line().await?;
    let port = line.context("the bare loop does not start")?.parse()?;
    Ok((child, port))
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
