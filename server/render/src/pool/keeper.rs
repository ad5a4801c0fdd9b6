//! A keeper is the thread that owns one worker process: it starts it, hands it one job at a time, kills it when a job takes
//! too long, and starts the next.

use std::io;
use std::os::fd::{AsFd as _, OwnedFd};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::time::{Duration, Instant};

use rustix::net::{AddressFamily, SocketFlags, SocketType};

use super::PoolConfig;
use super::binder::Sink;
use super::queue::{Assignment, Outcome, Queue, short};
use crate::wire::{self, Reply, Request, WireError};
use crate::worker::MEMORY_VARIABLE;
use crate::{Confinement, LIBRARY_VARIABLE, RenderError};

/// Documents that one worker holds open.
pub(super) const OPEN_DOCUMENTS: usize = 6;
/// How long a worker may take to load the library and lock itself in.
const START: Duration = Duration::from_secs(10);

/// What the C library's allocator is told (mallopt(3)): a page's bitmap of up to 32 MiB comes from the heap, and 64 MiB of
/// what was freed stay there for the next one. Otherwise each page gets new memory, and the kernel's work to hand it out
/// takes as long as drawing (measured: 30 instead of 16 ms a page of tables). Other C libraries do not know these words.
const ALLOCATOR: [(&str, &str); 3] = [
    ("MALLOC_MMAP_THRESHOLD_", "33554432"),
    ("MALLOC_TRIM_THRESHOLD_", "67108864"),
    ("MALLOC_TOP_PAD_", "16777216"),
];

/// The running process, shared with the pool so that it can be killed from outside while a job runs.
#[derive(Debug, Clone, Default)]
pub(super) struct Child(Arc<Mutex<Option<std::process::Child>>>);

impl Child {
    pub(super) fn id(&self) -> Option<u32> {
        self.lock().as_ref().map(std::process::Child::id)
    }

    /// Kills the process and takes leave of it. Doing it again does nothing.
    pub(super) fn kill(&self) {
        if let Some(mut child) = self.lock().take() {
            // Both fail only when the process has ended and been waited for already.
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// How long the process has been on a processor: the first number of its `schedstat` (proc(5)), in nanoseconds.
    /// None where the kernel keeps no such account, or the process is gone.
    fn processor_time(&self) -> Option<Duration> {
        let account = std::fs::read_to_string(format!("/proc/{}/schedstat", self.id()?)).ok()?;
        let nanoseconds = account.split_ascii_whitespace().next()?.parse().ok()?;
        Some(Duration::from_nanos(nanoseconds))
    }

    /// The process has ended without being asked to.
    fn has_ended(&self) -> bool {
        self.lock()
            .as_mut()
            .is_none_or(|child| !matches!(child.try_wait(), Ok(None)))
    }

    fn lock(&self) -> MutexGuard<'_, Option<std::process::Child>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) struct Keeper {
    worker: usize,
    config: PoolConfig,
    queue: Arc<Queue>,
    child: Child,
}

impl Keeper {
    pub(super) fn new(worker: usize, config: PoolConfig, queue: Arc<Queue>, child: Child) -> Self {
        Self {
            worker,
            config,
            queue,
            child,
        }
    }

    /// Keeps a worker until the pool closes. How the first start went is told to `report`.
    pub(super) fn run(self, report: &mpsc::Sender<Result<Confinement, RenderError>>) {
        let mut socket = match self.start() {
            Ok((socket, confinement)) => {
                // Nobody listens any more when another worker failed to start; then the queue is closed as well.
                let _ = report.send(Ok(confinement));
                Some(socket)
            }
            Err(error) => {
                let _ = report.send(Err(error));
                return;
            }
        };
        while let Some(assignment) = self.queue.next(self.worker) {
            socket = self.serve(socket, assignment);
            if socket.is_none() && !self.queue.is_closed() {
                // At once rather than with the next job, which then finds a worker ready.
                socket = self.start().map(|(socket, _)| socket).ok();
            }
        }
        self.child.kill();
    }

    /// Does one job, and gives the socket back if the worker is still good.
    fn serve(&self, socket: Option<OwnedFd>, assignment: Assignment) -> Option<OwnedFd> {
        let Assignment {
            ticket,
            slot,
            mut opens,
        } = assignment;
        // A picture is looked at once, a document that is bound is changed. A document of the same bytes that the worker holds makes way for it.
        let is_kept = ticket.job.is_kept();
        opens |= !is_kept;
        let socket = match socket.filter(|_| !self.child.has_ended()) {
            Some(socket) => socket,
            None => {
                // It died while it had nothing to do: no document's fault.
                self.child.kill();
                match self.start() {
                    Ok((socket, _)) => {
                        opens = true;
                        self.queue.restarted(self.worker, &ticket.document, slot);
                        socket
                    }
                    Err(error) => {
                        self.queue.lost(self.worker, None);
                        let _ = ticket.answer.send(Err(error));
                        return None;
                    }
                }
            }
        };
        let request = Request {
            slot,
            opens,
            job: ticket.job,
        };
        let document = &ticket.document;
        let (began, before) = (Instant::now(), self.child.processor_time());
        let outcome = self.ask(&socket, &request, document, ticket.sink.as_deref());
        // Not the time that it waited for a processor: on a busy machine no page is heavy for that.
        let took = before.zip(self.child.processor_time()).map_or_else(
            || began.elapsed(),
            |(before, after)| after.saturating_sub(before),
        );
        let (outcome, socket) = match outcome {
            Ok((Reply::Failed(error), _)) => {
                // A document that could not be opened is not held.
                let keeps = is_kept
                    && (!opens
                        || matches!(
                            error,
                            RenderError::PageOutOfRange { .. } | RenderError::SizeOutOfRange(_)
                        ));
                self.queue
                    .finished(self.worker, document, &request.job, keeps, took);
                (Err(error), Some(socket))
            }
            Ok(answer) => {
                self.queue
                    .finished(self.worker, document, &request.job, is_kept, took);
                (Ok(answer), Some(socket))
            }
            Err(error) => {
                self.child.kill();
                let error = match error {
                    _ if self.queue.is_closed() => RenderError::Closed,
                    WireError::Late => RenderError::DeadlineExceeded,
                    _ => RenderError::WorkerLost,
                };
                tracing::warn!(document = %short(&document.hash()), job = ?request.job, %error, "a page worker was lost");
                let guilty = (document.hash(), request.job.page());
                self.queue.lost(self.worker, Some(guilty));
                (Err(error), None)
            }
        };
        // Nobody listens to a cancelled job; its answer is dropped.
        let _: Result<(), Outcome> = ticket.answer.send(outcome);
        socket
    }

    /// Sends a request and waits for its answer until the deadline.
    fn ask(
        &self,
        socket: &OwnedFd,
        request: &Request,
        document: &super::Document,
        sink: Option<&Sink>,
    ) -> Result<(Reply, Vec<u8>), WireError> {
        let deadline = Instant::now() + self.config.deadline;
        let head = serde_json::to_vec(request).map_err(|_| WireError::Malformed)?;
        let descriptor = request.opens.then(|| document.file.as_fd());
        wire::send(socket.as_fd(), &head, &[], descriptor)?;
        loop {
            match (receive(socket, deadline)?, sink) {
                ((Reply::Part, bytes), Some(sink)) if sink.takes(&bytes) => {}
                ((Reply::Part, _), _) => return Err(WireError::Malformed),
                (answer, _) => return Ok(answer),
            }
        }
    }

    /// Starts a worker and waits until it has proved that it is confined.
    fn start(&self) -> Result<(OwnedFd, Confinement), RenderError> {
        let cannot = |error: &dyn std::fmt::Display| {
            RenderError::CannotStart(format!(
                "{}: {error}",
                self.config.command.program.display()
            ))
        };
        let socket = self.spawn().map_err(|error| cannot(&error))?;
        let error = match receive(&socket, Instant::now() + START) {
            Ok((Reply::Ready(confinement), _)) if confinement.holds() => {
                return Ok((socket, confinement));
            }
            Ok((Reply::Ready(confinement), _)) => {
                cannot(&format!("the worker is not confined: {confinement:?}"))
            }
            Ok((Reply::Failed(error), _)) => error,
            Ok(_) => cannot(&"the worker does not speak the same language"),
            Err(error) => cannot(&error),
        };
        self.child.kill();
        Err(error)
    }

    fn spawn(&self) -> io::Result<OwnedFd> {
        let (ours, theirs) = rustix::net::socketpair(
            AddressFamily::UNIX,
            SocketType::STREAM,
            SocketFlags::CLOEXEC,
            None,
        )?;
        let command = &self.config.command;
        let mut child = self.child.lock();
        *child = Some(
            Command::new(&command.program)
                .args(&command.args)
                // Nothing of the server's environment, where secrets may be.
                .env_clear()
                .env(LIBRARY_VARIABLE, &self.config.library)
                .env(MEMORY_VARIABLE, self.config.memory.to_string())
                .envs(ALLOCATOR)
                .current_dir("/")
                .stdin(Stdio::from(theirs))
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()?,
        );
        Ok(ours)
    }
}

fn receive(socket: &OwnedFd, deadline: Instant) -> Result<(Reply, Vec<u8>), WireError> {
    let frame = wire::receive_from_worker(socket.as_fd(), deadline)?;
    let reply = serde_json::from_slice(&frame.head).map_err(|_| WireError::Malformed)?;
    Ok((reply, frame.body))
}
