//! Convergence: whatever is lost, cut, repeated or interleaved, every tablet ends with the same annotations and
//! each command happens once (rules EV-5, HS-4, HS-5, AN-1, AN-4).

use std::collections::{BTreeMap, BTreeSet};

use nghisu_protocol::{
    annotation::{AnnotationCommand, Annotations, Sharing},
    ids::{AnnotationId, CommandId},
    room::{FOLD_VERSION, Room},
    socket::{ClientMessage, Command, CommandEnvelope, Outcome, PROTOCOL_VERSION, ServerMessage},
    stream::StreamId,
};
use proptest::prelude::*;

use crate::{
    rooms::{VERSION, envelope, ink},
    tablet::{Guest, Hall, Tablet},
};

/// What happens to one of the two tablets.
#[derive(Debug, Clone, Copy)]
enum Happening {
    /// Its person draws and shares; it waits in the outbox.
    Draw(Sharing),
    /// Its person lets others see one of their own, whether or not it was taken back.
    Change(usize, Sharing),
    /// Its person takes back one of their own.
    TakeBack(usize),
    /// It sends what waits, all of it, again where it was sent before.
    Send,
    /// It reads so many messages, if there are as many.
    Read(usize),
    /// The connection breaks: what is under way in either direction is lost.
    Cut,
}

fn happening() -> impl Strategy<Value = (bool, Happening)> {
    let sharing = || prop_oneof![Just(Sharing::Meeting), Just(Sharing::Secretary)];
    let what = prop_oneof![
        4 => sharing().prop_map(Happening::Draw),
        3 => (0_usize..6, sharing()).prop_map(|(index, sharing)| Happening::Change(index, sharing)),
        2 => (0_usize..6).prop_map(Happening::TakeBack),
        4 => Just(Happening::Send),
        3 => (1_usize..4).prop_map(Happening::Read),
        2 => Just(Happening::Cut),
    ];
    (any::<bool>(), what)
}

/// A tablet with its outbox, through any number of connections.
struct Author<'a> {
    hall: &'a Hall,
    who: &'a Guest,
    tablet: Option<Tablet>,
    /// What was folded when the last connection broke.
    kept: (Option<Room>, Option<Annotations>),
    outbox: Vec<CommandEnvelope>,
    drawn: Vec<AnnotationId>,
    outcomes: BTreeMap<CommandId, Outcome>,
    /// Which commands are two entries when they are accepted (rule AN-4).
    changes: BTreeSet<CommandId>,
}

impl<'a> Author<'a> {
    fn new(hall: &'a Hall, who: &'a Guest) -> Self {
        Self {
            hall,
            who,
            tablet: None,
            kept: (None, None),
            outbox: Vec::new(),
            drawn: Vec::new(),
            outcomes: BTreeMap::new(),
            changes: BTreeSet::new(),
        }
    }

    /// The tablet, connected anew where it was cut; it says how far it is and is told the rest.
    async fn connected(&mut self) -> &mut Tablet {
        if self.tablet.is_none() {
            let mut tablet = self.hall.connect(self.who).await.unwrap();
            let (room, annotations) = self.kept.clone();
            let since = room.as_ref().map(|room| room.seq);
            tablet.room = room;
            let held = annotations.as_ref().map(|held| (VERSION, held.seq));
            if let Some(held) = annotations {
                tablet.annotations.insert(VERSION, held);
            }
            tablet
                .say(&ClientMessage::Hello {
                    protocol: PROTOCOL_VERSION,
                    fold: FOLD_VERSION,
                    build: "test".into(),
                    since,
                    annotations: held.into_iter().collect(),
                })
                .await;
            if held.is_none() {
                tablet
                    .say(&ClientMessage::WatchAnnotations {
                        version: VERSION,
                        since: None,
                    })
                    .await;
            }
            self.tablet = Some(tablet);
        }
        self.tablet.as_mut().expect("it is connected above")
    }

    async fn send(&mut self) {
        for envelope in self.outbox.clone() {
            self.connected()
                .await
                .say(&ClientMessage::Command(envelope))
                .await;
        }
    }

    /// Reads one message; an answered command leaves the outbox, and a second answer equals the first.
    async fn read(&mut self) {
        let message = self.connected().await.next().await.expect("a message");
        if let ServerMessage::Outcome { id, outcome } = message {
            self.outbox.retain(|envelope| envelope.id != id);
            let first = self.outcomes.entry(id).or_insert_with(|| outcome.clone());
            assert_eq!(*first, outcome);
        }
    }

    fn cut(&mut self) {
        if let Some(tablet) = self.tablet.take() {
            self.kept = (
                tablet.room.clone(),
                tablet.annotations.get(&VERSION).cloned(),
            );
        }
    }

    async fn happen(&mut self, happening: Happening, number: u128) {
        match happening {
            Happening::Draw(sharing) => {
                let annotation = ink(number);
                self.drawn.push(annotation.id);
                self.put(AnnotationCommand::Share {
                    annotation,
                    sharing,
                });
            }
            Happening::TakeBack(index) => {
                if let Some(annotation) = self.drawn.get(index).copied() {
                    self.put(AnnotationCommand::Withdraw { annotation });
                }
            }
            Happening::Change(index, sharing) => {
                if let Some(annotation) = self.drawn.get(index).copied() {
                    let id = self.put(AnnotationCommand::ChangeSharing {
                        annotation,
                        sharing,
                    });
                    self.changes.insert(id);
                }
            }
            Happening::Send => self.send().await,
            Happening::Read(count) => {
                // Only what must come is waited for: the answers to what was sent over this connection.
                for _ in 0..count {
                    if self.tablet.is_some() && !self.outbox.is_empty() {
                        self.send().await;
                        self.read().await;
                    }
                }
            }
            Happening::Cut => self.cut(),
        }
    }

    fn put(&mut self, annotations: AnnotationCommand) -> CommandId {
        let envelope = envelope(Command::Annotations {
            version: VERSION,
            annotations,
        });
        let id = envelope.id;
        self.outbox.push(envelope);
        id
    }

    /// The entries that its accepted commands are.
    fn entries(&self) -> impl Iterator<Item = u64> {
        self.outcomes.iter().flat_map(|(id, outcome)| {
            let (last, count) = match outcome {
                Outcome::Accepted { seq } if self.changes.contains(id) => (*seq, 2),
                Outcome::Accepted { seq } => (*seq, 1),
                Outcome::Rejected { .. } => (0, 0),
            };
            last + 1 - count..last + 1
        })
    }

    /// Sends until everything is answered.
    async fn settle(&mut self) {
        self.send().await;
        while !self.outbox.is_empty() {
            self.read().await;
        }
    }

    /// Reads until it has folded so many entries of the annotations.
    async fn until(&mut self, seq: u64) -> Annotations {
        loop {
            let held = self.connected().await.annotations.get(&VERSION).cloned();
            match held {
                Some(held) if held.seq >= seq => return held,
                _ => self.read().await,
            }
        }
    }
}

async fn converges(happenings: Vec<(bool, Happening)>) {
    let hall = Hall::open().await;
    let mut chair = Author::new(&hall, &hall.chair);
    let mut delegate = Author::new(&hall, &hall.delegate);
    for (number, (is_chair, happening)) in happenings.into_iter().enumerate() {
        let author = if is_chair { &mut chair } else { &mut delegate };
        author.happen(happening, 10_000 + number as u128).await;
    }
    chair.settle().await;
    delegate.settle().await;

    let log = hall.app.server.state().rooms.log().clone();
    let stream = StreamId::Annotations(VERSION);
    let entries = log.since(stream, 0, 10_000).await.unwrap();
    // Every accepted command is in the log once, a change of who sees it as two entries; there is nothing besides.
    let accepted: Vec<u64> = chair.entries().chain(delegate.entries()).collect();
    let told: BTreeSet<u64> = accepted.iter().copied().collect();
    assert_eq!(
        told.len(),
        accepted.len(),
        "an entry of two commands: {accepted:?}"
    );
    let all: BTreeSet<u64> = entries.iter().map(|entry| entry.header.seq).collect();
    assert_eq!(told, all);

    let room = hall.room().await;
    let size = entries.len() as u64;
    for author in [&mut chair, &mut delegate] {
        let server = hall
            .app
            .server
            .state()
            .rooms
            .annotations(VERSION, author.who.viewer.clone())
            .await
            .unwrap();
        if size > 0 {
            let held = author.until(size).await;
            assert_eq!(held, server);
        }
        author.connected().await.until_seq(room.seq).await;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, max_shrink_iters: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_1_annotations_converge_and_happen_once_under_any_loss_cut_and_repeat(
        happenings in prop::collection::vec(happening(), 1..40)
    ) {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap()
            .block_on(converges(happenings));
    }
}
