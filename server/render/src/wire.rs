//! The conversation between pool and worker: frames over a UNIX stream socket, descriptors beside them (SCM_RIGHTS).
//!
//! A frame is two little-endian 32-bit lengths, a JSON head and a body of raw bytes (an encoded picture). The worker trusts
//! the pool; the pool does not trust the worker: it bounds lengths and time, and takes no descriptor from it.

use std::io::{IoSlice, IoSliceMut};
use std::mem::MaybeUninit;
use std::os::fd::{BorrowedFd, OwnedFd};
use std::time::Instant;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer,
    SendAncillaryMessage, SendFlags, recvmsg, sendmsg,
};
use serde::{Deserialize, Serialize};

use crate::model::{
    Encoding, Imported, InkRefusal, Inspection, MediaType, PageGeometry, PageText, PixelRect,
    Place, SecrecyMark,
};
use crate::worker::Confinement;

/// More than any honest head (a dense page's text) takes.
const MAX_HEAD: usize = 32 << 20;
/// More than any honest picture takes.
const MAX_BODY: usize = 64 << 20;

/// What the pool asks a worker.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Request {
    /// The place of the document among those that this worker holds open.
    pub(crate) slot: usize,
    /// A new document comes with this frame as a descriptor and replaces what was in the slot.
    pub(crate) opens: bool,
    pub(crate) job: Job,
}

/// One piece of work on a document, or on a picture. Pages count from 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Job {
    Inspect,
    Geometry {
        page: u32,
    },
    Text {
        page: u32,
    },
    /// A stamp of secrecy on the first page, as it is seen.
    Mark,
    Raster {
        page: u32,
        long_edge: u32,
        encoding: Encoding,
    },
    Tile {
        page: u32,
        long_edge: u32,
        area: PixelRect,
        encoding: Encoding,
    },
    /// On a picture instead of a document: it always comes with the job and is not kept.
    Ink,
    /// A piece of the document for a file that is being bound: the worker chooses how many pages. The bytes come as
    /// [`Reply::Part`] ahead of the answer. The document always comes with the job and is not kept.
    Import {
        /// The first page of the piece.
        from: u32,
        /// Words that are laid over each page.
        stamp: Option<String>,
        place: Place,
    },
}

/// The place of importing among a document's pages, behind all of them: what is too heavy to be bound stays readable, and
/// is kept from being bound all the same when it stops workers.
const IMPORTING: u32 = u32::MAX;

impl Job {
    /// The document comes with the job and is not held afterwards.
    pub(crate) fn is_kept(&self) -> bool {
        !matches!(self, Self::Ink | Self::Import { .. })
    }

    /// The page that the job works on, if it is about one.
    pub(crate) fn page(&self) -> Option<u32> {
        match self {
            Self::Import { .. } => Some(IMPORTING),
            Self::Inspect | Self::Mark | Self::Ink => None,
            Self::Geometry { page }
            | Self::Text { page }
            | Self::Raster { page, .. }
            | Self::Tile { page, .. } => Some(*page),
        }
    }
}

/// What a worker answers; a picture's bytes are the body of the same frame.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Reply {
    /// The first frame of a worker: the library is loaded and the limits hold.
    Ready(Confinement),
    Inspection(Inspection),
    Geometry(PageGeometry),
    Text(PageText),
    Image {
        media_type: MediaType,
        width: u32,
        height: u32,
    },
    /// The ink of a picture; its PNG is the body.
    Ink {
        width: u32,
        height: u32,
    },
    NoInk(InkRefusal),
    Mark(Option<SecrecyMark>),
    /// Bytes of a file that is being bound, as the body. The answer is still to come.
    Part,
    Imported(Imported),
    Failed(crate::RenderError),
}

/// A received frame.
pub(crate) struct Frame {
    pub(crate) head: Vec<u8>,
    pub(crate) body: Vec<u8>,
    pub(crate) descriptor: Option<OwnedFd>,
}

/// Why a frame did not arrive.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WireError {
    #[error("the other side is gone")]
    Gone,
    #[error("the deadline passed")]
    Late,
    #[error("the frame is malformed")]
    Malformed,
    #[error(transparent)]
    Io(#[from] rustix::io::Errno),
}

/// Sends one frame, with at most one descriptor.
pub(crate) fn send(
    socket: BorrowedFd<'_>,
    head: &[u8],
    body: &[u8],
    descriptor: Option<BorrowedFd<'_>>,
) -> Result<(), WireError> {
    let mut lengths = [0; 8];
    for (place, length) in [(0, head.len()), (4, body.len())] {
        let length = u32::try_from(length).map_err(|_| WireError::Malformed)?;
        lengths[place..place + 4].copy_from_slice(&length.to_le_bytes());
    }
    let mut parts = [lengths.as_slice(), head, body];
    let mut descriptors = descriptor.as_slice();
    while parts.iter().any(|part| !part.is_empty()) {
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
        let mut control = SendAncillaryBuffer::new(&mut space);
        if !descriptors.is_empty() {
            control.push(SendAncillaryMessage::ScmRights(descriptors));
        }
        let slices = parts.map(IoSlice::new);
        let mut sent = match sendmsg(socket, &slices, &mut control, SendFlags::NOSIGNAL) {
            Ok(sent) => sent,
            Err(rustix::io::Errno::INTR) => continue,
            Err(rustix::io::Errno::PIPE | rustix::io::Errno::CONNRESET) => {
                return Err(WireError::Gone);
            }
            Err(error) => return Err(error.into()),
        };
        // The descriptor travels with the first bytes, however few these are.
        descriptors = &[];
        for part in &mut parts {
            let taken = sent.min(part.len());
            *part = &part[taken..];
            sent -= taken;
        }
    }
    Ok(())
}

/// Receives one frame on the worker's side: waits as long as it takes and accepts one descriptor.
pub(crate) fn receive_from_pool(socket: BorrowedFd<'_>) -> Result<Frame, WireError> {
    receive(socket, None, true)
}

/// Receives one frame on the pool's side: until the deadline, and never a descriptor.
pub(crate) fn receive_from_worker(
    socket: BorrowedFd<'_>,
    deadline: Instant,
) -> Result<Frame, WireError> {
    receive(socket, Some(deadline), false)
}

fn receive(
    socket: BorrowedFd<'_>,
    deadline: Option<Instant>,
    takes_descriptor: bool,
) -> Result<Frame, WireError> {
    let mut descriptor = None;
    let mut lengths = [0; 8];
    fill(
        socket,
        &mut lengths,
        deadline,
        takes_descriptor.then_some(&mut descriptor),
    )?;
    let [a, b, c, d, e, f, g, h] = lengths;
    let head_length = u32::from_le_bytes([a, b, c, d]) as usize;
    let body_length = u32::from_le_bytes([e, f, g, h]) as usize;
    if head_length > MAX_HEAD || body_length > MAX_BODY {
        return Err(WireError::Malformed);
    }
    let mut head = vec![0; head_length];
    fill(socket, &mut head, deadline, None)?;
    let mut body = vec![0; body_length];
    fill(socket, &mut body, deadline, None)?;
    Ok(Frame {
        head,
        body,
        descriptor,
    })
}

/// Reads exactly as many bytes as `buffer` holds.
fn fill(
    socket: BorrowedFd<'_>,
    mut buffer: &mut [u8],
    deadline: Option<Instant>,
    mut descriptor: Option<&mut Option<OwnedFd>>,
) -> Result<(), WireError> {
    while !buffer.is_empty() {
        if let Some(deadline) = deadline {
            wait(socket, deadline)?;
        }
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
        let mut control = match descriptor {
            Some(_) => RecvAncillaryBuffer::new(&mut space),
            None => RecvAncillaryBuffer::default(),
        };
        let received = recvmsg(
            socket,
            &mut [IoSliceMut::new(buffer)],
            &mut control,
            RecvFlags::CMSG_CLOEXEC,
        );
        let bytes = match received {
            Ok(message) => message.bytes,
            Err(rustix::io::Errno::INTR) => continue,
            Err(rustix::io::Errno::CONNRESET) => return Err(WireError::Gone),
            Err(error) => return Err(error.into()),
        };
        if let Some(place) = &mut descriptor {
            for message in control.drain() {
                if let RecvAncillaryMessage::ScmRights(descriptors) = message {
                    **place = descriptors.last();
                }
            }
        }
        if bytes == 0 {
            return Err(WireError::Gone);
        }
        buffer = &mut buffer[bytes..];
    }
    Ok(())
}

/// Waits until the socket can be read or has ended.
fn wait(socket: BorrowedFd<'_>, deadline: Instant) -> Result<(), WireError> {
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(WireError::Late);
        }
        let timeout = Timespec::try_from(left).map_err(|_| WireError::Malformed)?;
        match poll(
            &mut [PollFd::from_borrowed_fd(socket, PollFlags::IN)],
            Some(&timeout),
        ) {
            Ok(0) | Err(rustix::io::Errno::INTR) => {}
            Ok(_) => return Ok(()),
            Err(error) => return Err(error.into()),
        }
    }
}
