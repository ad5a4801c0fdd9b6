//! A simulated tablet: a real socket, the product's own fold, credit and "painted" answers as the real one gives
//! them. It decodes and paints nothing: an image counts as there when its last byte is.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::Instant;

use anyhow::{Context as _, bail};
use futures_util::{SinkExt as _, StreamExt as _};
use nghisu_protocol::frame::{Description, FrameHeader, HEADER, PageImage};
use nghisu_protocol::room::state::Presented;
use nghisu_protocol::room::{FOLD_VERSION, Room, RoomCommand};
use nghisu_protocol::socket::{
    CREDIT_EVERY, ClientMessage, Outcome, PROTOCOL_VERSION, Priority, ServerMessage,
};
use nghisu_protocol::stream::StreamId;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Message;

use crate::api::{Socket, envelope};

/// What a tablet is told to do.
#[derive(Debug)]
pub(crate) enum Order {
    /// Ask for an image.
    Ask(PageImage, Priority),
    /// Command the room.
    Do(RoomCommand),
}

/// What a tablet tells.
#[derive(Debug)]
pub(crate) enum Report {
    /// It has joined.
    Joined,
    /// A command goes out now.
    Sent,
    /// An image is here, whole.
    Holds(PageImage),
    /// What the leader shows is known and its sharp page is here; the "painted" answer has gone out.
    Acknowledged(Presented),
    /// How many tablets the server has counted as showing a page, of those that follow.
    Counted {
        place: Option<Presented>,
        seen: u32,
        following: u32,
    },
    /// It has ended.
    Ended(String),
}

/// Who tells what, and when.
pub(crate) type Reports = mpsc::UnboundedSender<(usize, Instant, Report)>;

/// What a tablet is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// Follows and paints.
    Follower {
        /// The long edge at which it reads.
        long_edge: u16,
    },
    /// Leads; shows nothing itself, so that it is not counted.
    Presenter,
}

/// A running tablet; it ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Tablet {
    orders: mpsc::UnboundedSender<Order>,
}

impl Tablet {
    /// Joins with an open socket.
    pub(crate) fn join(number: usize, socket: Socket, part: Part, reports: Reports) -> Self {
        let (orders, received) = mpsc::unbounded_channel();
        let life = Life {
            number,
            part,
            socket,
            reports,
            room: None,
            shown: None,
            acknowledged: None,
            here: HashSet::new(),
            asked: HashSet::new(),
            arriving: HashMap::new(),
            received: 0,
            requests: 0,
        };
        tokio::spawn(life.live(received));
        Self { orders }
    }

    /// Gives an order.
    pub(crate) fn order(&self, order: Order) {
        // A tablet that has ended has told so.
        let _ = self.orders.send(order);
    }
}

struct Arriving {
    description: Description,
    next: u32,
    bytes: usize,
}

struct Life {
    number: usize,
    part: Part,
    socket: Socket,
    reports: Reports,
    room: Option<Room>,
    shown: Option<Presented>,
    acknowledged: Option<Presented>,
    here: HashSet<PageImage>,
    asked: HashSet<PageImage>,
    arriving: HashMap<(bool, u32), Arriving>,
    received: u32,
    requests: u32,
}

impl Life {
    async fn live(mut self, mut orders: mpsc::UnboundedReceiver<Order>) {
        let ending = self.talk(&mut orders).await;
        if let Err(error) = ending {
            self.tell(Report::Ended(format!("{error:#}")));
        }
        // The server need not wait for the end of the socket.
        let _ = self.socket.close(None).await;
    }

    async fn talk(&mut self, orders: &mut mpsc::UnboundedReceiver<Order>) -> anyhow::Result<()> {
        self.say(&ClientMessage::Hello {
            protocol: PROTOCOL_VERSION,
            fold: FOLD_VERSION,
            build: "load".to_owned(),
            since: None,
            annotations: BTreeMap::new(),
        })
        .await?;
        if self.part == Part::Presenter {
            self.say(&ClientMessage::Painted { place: None }).await?;
        }
        loop {
            tokio::select! {
                order = orders.recv() => match order {
                    Some(order) => self.obey(order).await?,
                    None => return Ok(()),
                },
                message = self.socket.next() => {
                    match message.context("the socket has ended")?? {
                        Message::Text(text) => self.hear(&text).await?,
                        Message::Binary(frame) => self.take(&frame).await?,
                        Message::Close(frame) => bail!("closed: {frame:?}"),
                        _ => {}
                    }
                }
            }
        }
    }

    async fn obey(&mut self, order: Order) -> anyhow::Result<()> {
        match order {
            Order::Ask(image, priority) => self.ask(image, priority).await,
            Order::Do(command) => {
                let message = ClientMessage::Command(envelope(command));
                self.tell(Report::Sent);
                self.say(&message).await
            }
        }
    }

    async fn hear(&mut self, text: &str) -> anyhow::Result<()> {
        match serde_json::from_str(text)? {
            ServerMessage::Snapshot { room } => {
                let is_first = self.room.is_none();
                self.room = Some(*room);
                if is_first {
                    self.tell(Report::Joined);
                }
                self.look().await
            }
            ServerMessage::Entries {
                stream: StreamId::Room(_),
                entries,
            } => {
                let room = self.room.as_mut().context("entries came before a state")?;
                for entry in &entries {
                    if let Err(error) = room.apply(entry) {
                        bail!("an entry does not fold: {error:?}");
                    }
                }
                self.look().await
            }
            ServerMessage::Presence {
                seen, following, ..
            } => {
                // Entries and presence come in the server's order, so this counts the place that is folded.
                let place = self.led();
                self.tell(Report::Counted {
                    place,
                    seen,
                    following,
                });
                Ok(())
            }
            ServerMessage::PageRefused { code, .. } => bail!("an image was refused: {code}"),
            ServerMessage::Fault { code, detail } => bail!("a fault: {code}: {detail}"),
            ServerMessage::Outcome {
                outcome: Outcome::Rejected { reason },
                ..
            } => bail!("a command was refused: {reason}"),
            _ => Ok(()),
        }
    }

    /// Follows what is led, if that has changed.
    async fn look(&mut self) -> anyhow::Result<()> {
        let Part::Follower { long_edge } = self.part else {
            return Ok(());
        };
        let shown = self.led();
        let Some(place) = shown.filter(|_| shown != self.shown) else {
            return Ok(());
        };
        self.shown = Some(place);
        let image = whole(place, long_edge);
        // What is pushed already needs no asking.
        let is_coming = self.asked.contains(&image)
            || self
                .arriving
                .values()
                .any(|one| one.description.image == image);
        if !self.here.contains(&image) && !is_coming {
            self.ask(image, Priority::Visible).await?;
        }
        self.acknowledge().await
    }

    /// What the leader shows, as folded.
    fn led(&self) -> Option<Presented> {
        self.room.as_ref()?.lead.as_ref()?.presented()
    }

    /// Says that the page stands, when it does.
    async fn acknowledge(&mut self) -> anyhow::Result<()> {
        let Part::Follower { long_edge } = self.part else {
            return Ok(());
        };
        let Some(place) = self.shown.filter(|_| self.shown != self.acknowledged) else {
            return Ok(());
        };
        if self.here.contains(&whole(place, long_edge)) {
            self.acknowledged = Some(place);
            self.say(&ClientMessage::Painted { place: Some(place) })
                .await?;
            self.tell(Report::Acknowledged(place));
        }
        Ok(())
    }

    async fn ask(&mut self, image: PageImage, priority: Priority) -> anyhow::Result<()> {
        self.requests += 1;
        self.asked.insert(image);
        let request = self.requests;
        self.say(&ClientMessage::Page {
            request,
            image,
            priority,
        })
        .await
    }

    /// Takes a frame (rules PG-2, PG-3) and gives credit back as the real tablet does (rule PG-5).
    async fn take(&mut self, frame: &[u8]) -> anyhow::Result<()> {
        self.received += u32::try_from(frame.len())?;
        if self.received >= CREDIT_EVERY {
            let bytes = std::mem::take(&mut self.received);
            self.say(&ClientMessage::Credit { bytes }).await?;
        }
        let header = FrameHeader::read(frame)?;
        let key = (header.is_pushed, header.request);
        let body = HEADER + usize::from(header.description);
        if header.index == 0 {
            let about = frame.get(HEADER..body).context("a frame is cut short")?;
            let arriving = Arriving {
                description: serde_json::from_slice(about)?,
                next: 0,
                bytes: 0,
            };
            self.arriving.insert(key, arriving);
        }
        let arriving = self
            .arriving
            .get_mut(&key)
            .filter(|arriving| arriving.next == header.index)
            .context("a chunk came out of its order")?;
        arriving.next += 1;
        arriving.bytes += frame.len().saturating_sub(body);
        if !header.is_last {
            return Ok(());
        }
        if arriving.bytes != header.total as usize {
            bail!(
                "an image of {} bytes came as {}",
                header.total,
                arriving.bytes
            );
        }
        let image = arriving.description.image;
        self.arriving.remove(&key);
        self.here.insert(image);
        self.acknowledge().await?;
        self.tell(Report::Holds(image));
        Ok(())
    }

    async fn say(&mut self, message: &ClientMessage) -> anyhow::Result<()> {
        let text = serde_json::to_string(message)?;
        self.socket.send(Message::text(text)).await?;
        Ok(())
    }

    fn tell(&self, report: Report) {
        // Whoever no longer listens has failed and says why.
        let _ = self.reports.send((self.number, Instant::now(), report));
    }
}

/// The image of a whole page.
pub(crate) fn whole(place: Presented, long_edge: u16) -> PageImage {
    PageImage {
        version: place.version,
        page: place.page,
        long_edge,
        tile: None,
    }
}
