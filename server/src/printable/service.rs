//! Who gets which set, and the making of one PDF at a time.
//!
//! A PDF lies in `cache/sets/` of the data directory as long as it is kept: for some minutes, for the person it was made for,
//! and only for the content that it was made of. After a restart the folder is empty.

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use nghisu_protocol::documents::Secrecy;
use nghisu_protocol::error::ErrorCode;
use nghisu_protocol::ids::{DocumentId, ItemId, MeetingId, PersonId, Timestamp};
use nghisu_protocol::log::Hash;
use nghisu_protocol::printable::{LeftOut, PaperSet, SetPdf};
use nghisu_protocol::room::{Act, Viewer};
use tokio::sync::{Semaphore, broadcast::error::RecvError, watch};
use tokio::task::AbortHandle;

use super::PrintError;
use super::binding::{self, Bound};
use super::content::Content;
use super::cover::{self, Place, Print};
use super::file_names::{numbered, without_refused};
use super::packing::{Entry, EntryContent};
use crate::clock::Clock;
use crate::documents::Documents;
use crate::documents::error::DocumentError;
use crate::http::error::Coded as _;
use crate::live::Rooms;
use crate::pages::workers::blocking;

/// PDFs that are made or wait at once.
const LINE: usize = 8;
/// Those of one person among them.
const OF_ONE: usize = 2;
/// ZIPs that are sent at once.
const SENT: usize = 8;
/// How long a PDF is kept, and that one could not be made, in milliseconds.
const KEPT: i64 = 15 * 60 * 1000;
/// Bytes of PDFs that are kept at most; the latest is kept whatever its size.
const KEPT_BYTES: u64 = 2 << 30;
/// The name of the cover in a ZIP.
const COVER: &str = "00 Chương trình.pdf";

/// The service of printable sets. Cheap to clone.
#[derive(Clone)]
pub struct Printing(Arc<Inner>);

struct Inner {
    rooms: Rooms,
    documents: Documents,
    clock: Clock,
    folder: PathBuf,
    sets: Mutex<HashMap<Key, Set>>,
    /// Names files; never the same twice.
    count: Mutex<u64>,
    making: Semaphore,
    sending: Arc<Semaphore>,
}

/// Whose set of what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    person: PersonId,
    meeting: MeetingId,
    item: Option<ItemId>,
}

/// A PDF that is there, or comes.
struct Set {
    content: Hash,
    state: watch::Receiver<State>,
    work: AbortHandle,
}

impl Drop for Set {
    fn drop(&mut self) {
        self.work.abort();
    }
}

#[derive(Debug, Clone)]
enum State {
    Waiting,
    Making { done: u32 },
    Ready(Arc<Made>),
    Failed { code: ErrorCode, at: Timestamp },
}

/// A PDF on disk; its file goes with the last who holds it.
#[derive(Debug)]
pub(super) struct Made {
    file: ScratchFile,
    bound: Bound,
    at: Timestamp,
    /// The name under which it is saved.
    pub(super) name: String,
}

impl Made {
    /// Its file and length.
    pub(super) fn open(&self) -> io::Result<(File, u64)> {
        Ok((File::open(&self.file.0)?, self.bound.size))
    }
}

#[derive(Debug)]
struct ScratchFile(PathBuf);

impl Drop for ScratchFile {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(&self.0)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "a printable set was not removed");
        }
    }
}

/// Who asks for which set.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) viewer: Viewer,
    /// Full name, as it is printed.
    pub(super) name: String,
    pub(super) meeting: MeetingId,
    pub(super) item: Option<ItemId>,
}

impl Asked {
    fn key(&self) -> Key {
        Key {
            person: self.viewer.person,
            meeting: self.meeting,
            item: self.item,
        }
    }
}

impl Printing {
    /// The service over these rooms and papers; what an earlier run left in its folder is removed.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn open(data: &Path, rooms: Rooms, documents: Documents, clock: Clock) -> io::Result<Self> {
        let folder = data.join("cache").join("sets");
        match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        fs::create_dir_all(&folder)?;
        let printing = Self(Arc::new(Inner {
            rooms,
            documents,
            clock,
            folder,
            sets: Mutex::default(),
            count: Mutex::default(),
            making: Semaphore::new(1),
            sending: Arc::new(Semaphore::new(SENT)),
        }));
        printing.forget_what_is_erased();
        Ok(printing)
    }

    /// Throws all sets away when a paper is erased because it holds a state secret (rule UP-12): it may be bound in them.
    fn forget_what_is_erased(&self) {
        let mut erasures = self.0.documents.erasures();
        // The service's own end, not this task, decides how long it runs.
        let inner = Arc::downgrade(&self.0);
        tokio::spawn(async move {
            while !matches!(erasures.recv().await, Err(RecvError::Closed)) {
                let Some(inner) = inner.upgrade() else {
                    return;
                };
                Self(inner).sets().clear();
            }
        });
    }

    /// What the set holds, and how far its PDF is.
    pub(super) async fn describe(&self, asked: &Asked) -> Result<PaperSet, PrintError> {
        let content = self.content(asked).await?;
        let mut sets = self.sets();
        sweep(&mut sets, self.0.clock.now());
        let set = sets
            .get(&asked.key())
            .filter(|set| set.content == content.digest());
        let state = set.map(|set| set.state.borrow().clone());
        Ok(described(&content, state.as_ref()))
    }

    /// Has the PDF made, unless it is there or on its way.
    pub(super) async fn begin(&self, asked: &Asked) -> Result<PaperSet, PrintError> {
        let content = self.content(asked).await?;
        let state = self.start(asked, &content)?;
        Ok(described(&content, Some(&*state.borrow())))
    }

    /// The PDF, once it is made.
    pub(super) async fn pdf(&self, asked: &Asked) -> Result<Arc<Made>, PrintError> {
        let content = self.content(asked).await?;
        let mut state = self.start(asked, &content)?;
        let end = state
            .wait_for(|state| matches!(state, State::Ready(_) | State::Failed { .. }))
            .await
            .map_err(|_| PrintError::NotMade(ErrorCode::Unavailable))?;
        match &*end {
            State::Ready(made) => Ok(Arc::clone(made)),
            State::Failed { code, .. } => Err(PrintError::NotMade(*code)),
            State::Waiting | State::Making { .. } => {
                Err(PrintError::NotMade(ErrorCode::Unavailable))
            }
        }
    }

    /// The ZIP as its entries, the cover first, and the name under which it is saved.
    pub(super) async fn entries(&self, asked: &Asked) -> Result<(Vec<Entry>, String), PrintError> {
        let content = self.content(asked).await?;
        let print = self.print(asked);
        let blobs = self.0.documents.blobs().clone();
        let packed = blocking(move || {
            let count = content.papers().count();
            let mut places = BTreeMap::new();
            let mut entries = Vec::new();
            for (number, paper) in (1..).zip(content.papers()) {
                if !paper.may_be_taken {
                    places.insert(paper.document, Place::LeftOut(LeftOut::Internal));
                    continue;
                }
                let place = match blobs.get(paper.hash) {
                    Ok(file) => {
                        let name = numbered(number, count, &paper.title);
                        entries.push(Entry {
                            name: name.clone(),
                            at: paper.added_at,
                            content: EntryContent::File(file, paper.size),
                        });
                        Place::File(name)
                    }
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {
                        Place::LeftOut(LeftOut::Missing)
                    }
                    Err(error) => return Err(error),
                };
                places.insert(paper.document, place);
            }
            let cover = cover::of_zip(&content, &print, &places);
            Ok(cover.map(|cover| {
                let cover = Entry {
                    name: COVER.to_owned(),
                    at: print.at,
                    content: EntryContent::Bytes(cover.pdf),
                };
                entries.insert(0, cover);
                (entries, file_name(&content, "zip"))
            }))
        });
        Ok(packed.await??)
    }

    /// A turn to send a ZIP.
    pub(super) fn turn_to_send(&self) -> Result<tokio::sync::OwnedSemaphorePermit, PrintError> {
        let turn = Arc::clone(&self.0.sending).try_acquire_owned();
        turn.map_err(|_| PrintError::Busy)
    }

    /// The set's content as who asks sees the meeting now: the one door for all of it.
    async fn content(&self, asked: &Asked) -> Result<Content, PrintError> {
        let viewer = &asked.viewer;
        let room = self.0.rooms.read_for(asked.meeting, viewer).await?;
        let view = room.view_for(viewer);
        let mut secrecy: BTreeMap<DocumentId, Secrecy> = BTreeMap::new();
        for (id, document) in &view.documents {
            let Some(version) = document.current() else {
                continue;
            };
            match self.0.documents.open(viewer, version.id).await {
                Ok(stored) => drop(secrecy.insert(*id, stored.secrecy)),
                // It left the meeting since; the view is older by a moment.
                Err(DocumentError::VersionUnknown) => {}
                Err(error) => return Err(error.into()),
            }
        }
        let takes_internal = room.allows(viewer, Act::TakeInternalPapers);
        Content::of(&view, asked.item, &secrecy, takes_internal).ok_or(PrintError::ItemUnknown)
    }

    fn print(&self, asked: &Asked) -> Print {
        Print {
            by: asked.name.clone(),
            at: self.0.clock.now(),
        }
    }

    /// The PDF of this content, or its making, which goes on when nobody waits for it any more.
    fn start(
        &self,
        asked: &Asked,
        content: &Content,
    ) -> Result<watch::Receiver<State>, PrintError> {
        let (key, digest, now) = (asked.key(), content.digest(), self.0.clock.now());
        let mut sets = self.sets();
        sweep(&mut sets, now);
        if let Some(set) = sets.get(&key)
            && set.content == digest
            && !matches!(*set.state.borrow(), State::Failed { .. })
        {
            return Ok(set.state.clone());
        }
        // What is begun for another content of the same set is given up.
        sets.remove(&key);
        let under_way = sets
            .iter()
            .filter(|(_, set)| is_under_way(&set.state.borrow()));
        let persons = under_way.map(|(key, _)| key.person).collect::<Vec<_>>();
        let own = persons
            .iter()
            .filter(|person| **person == key.person)
            .count();
        if persons.len() >= LINE || own >= OF_ONE {
            return Err(PrintError::Busy);
        }
        let (tell, state) = watch::channel(State::Waiting);
        let (printing, content, print) = (self.clone(), content.clone(), self.print(asked));
        let work = tokio::spawn(async move {
            let made = printing.make(&content, &print, &tell).await;
            // Whoever waits is answered; the service's own end, not this task, decides how long it runs.
            let (inner, at) = (Arc::downgrade(&printing.0), printing.0.clock.now());
            drop(printing);
            tell.send_replace(match made {
                Ok(made) => State::Ready(Arc::new(made)),
                Err(error) => {
                    let code = error.code();
                    tracing::error!(%error, meeting = %content.meeting, code = code.as_str(), "a printable set was not made");
                    State::Failed { code, at }
                }
            });
            tokio::time::sleep(Duration::from_millis(KEPT.unsigned_abs() + 1)).await;
            if let Some(printing) = inner.upgrade().map(Self) {
                let now = printing.0.clock.now();
                sweep(&mut printing.sets(), now);
            }
        });
        let set = Set {
            content: digest,
            state: state.clone(),
            work: work.abort_handle(),
        };
        sets.insert(key, set);
        Ok(state)
    }

    async fn make(
        &self,
        content: &Content,
        print: &Print,
        tell: &watch::Sender<State>,
    ) -> Result<Made, PrintError> {
        let unavailable = |_| PrintError::NotMade(ErrorCode::Unavailable);
        let _turn = self.0.making.acquire().await.map_err(unavailable)?;
        tell.send_replace(State::Making { done: 0 });
        let path = self.0.folder.join(format!("{}.pdf", self.next()));
        let scratch = ScratchFile(path.clone());
        let file = blocking(move || {
            OpenOptions::new()
                .read(true)
                .write(true)
                .create_new(true)
                .open(path)
        })
        .await?;
        let workers = self.0.documents.workers();
        let bound = binding::bind(workers, content, print, file, |done| {
            tell.send_replace(State::Making { done });
        })
        .await?;
        Ok(Made {
            file: scratch,
            bound,
            at: print.at,
            name: file_name(content, "pdf"),
        })
    }

    fn next(&self) -> u64 {
        let mut count = self.0.count.lock().unwrap_or_else(PoisonError::into_inner);
        *count += 1;
        *count
    }

    fn sets(&self) -> MutexGuard<'_, HashMap<Key, Set>> {
        self.0.sets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_under_way(state: &State) -> bool {
    matches!(state, State::Waiting | State::Making { .. })
}

/// Throws away what is too old, and the oldest of what is too much.
fn sweep(sets: &mut HashMap<Key, Set>, now: Timestamp) {
    let mut ready: Vec<(Timestamp, u64, Key)> = Vec::new();
    sets.retain(|key, set| match &*set.state.borrow() {
        State::Ready(made) if now.0.saturating_sub(made.at.0) > KEPT => false,
        State::Ready(made) => {
            ready.push((made.at, made.bound.size, *key));
            true
        }
        // Told to whoever asks, until it is begun anew or long past.
        State::Failed { at, .. } => now.0.saturating_sub(at.0) <= KEPT,
        State::Waiting | State::Making { .. } => true,
    });
    ready.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
    let mut bytes = 0_u64;
    for (place, (_, size, key)) in ready.into_iter().enumerate() {
        bytes = bytes.saturating_add(size);
        if bytes > KEPT_BYTES && place > 0 {
            sets.remove(&key);
        }
    }
}

fn described(content: &Content, state: Option<&State>) -> PaperSet {
    let (pdf, left_out) = match state {
        None => (SetPdf::Absent {}, None),
        Some(State::Waiting) => (SetPdf::Making { done: None }, None),
        Some(State::Making { done }) => (SetPdf::Making { done: Some(*done) }, None),
        Some(State::Failed { .. }) => (SetPdf::Failed {}, None),
        Some(State::Ready(made)) => (
            SetPdf::Ready {
                pages: made.bound.pages,
                size: made.bound.size,
                made_at: made.at,
            },
            Some(&made.bound.left_out),
        ),
    };
    PaperSet {
        papers: content.described(left_out.unwrap_or(&BTreeMap::new())),
        pdf,
    }
}

/// "Tài liệu họp - Họp giao ban tháng 12.pdf", with the item's number where it is one item.
fn file_name(content: &Content, ending: &str) -> String {
    let title = without_refused(&content.title, "Cuộc họp");
    match content.items.first().filter(|_| content.is_one_item) {
        Some(item) => format!("Tài liệu họp - {title} - nội dung {}.{ending}", item.number),
        None => format!("Tài liệu họp - {title}.{ending}"),
    }
}

impl std::fmt::Debug for Printing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Printing")
    }
}
