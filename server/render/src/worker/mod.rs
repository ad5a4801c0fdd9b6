//! The worker's side: one process, one thread, one job at a time, on documents that it trusts in nothing.
//!
//! The socket to the pool is the worker's standard input. It loads PDFium, locks itself in, says so, and then answers
//! requests until the socket ends.

pub mod bare;
mod encode;
mod engine;
mod fonts;
mod import;
mod ink;
mod marks;
mod reader;
mod sandbox;
mod text;

use std::fs::File;
use std::io;
use std::os::fd::AsFd;
use std::path::PathBuf;
use std::process::ExitCode;

pub use sandbox::Confinement;
pub(crate) use sandbox::{DEFAULT_MEMORY, MEMORY_VARIABLE};

use crate::RenderError;
use crate::wire::{self, Reply, Request};
use engine::Engine;

/// The whole life of a worker process. The hidden subcommand `nghisu render-worker` calls this first of all, before any
/// runtime, thread or file is opened, and exits with what it returns.
pub fn worker_main() -> ExitCode {
    let socket = io::stdin();
    let socket = socket.as_fd();
    let mut engine = match start() {
        Ok(engine) => engine,
        Err(error) => {
            // The pool reads the reason; when that fails too, the exit code is all that can be said.
            let _ = answer(socket, &Reply::Failed(error), &[]);
            return ExitCode::FAILURE;
        }
    };
    if answer(socket, &Reply::Ready(Confinement::probe()), &[]).is_err() {
        return ExitCode::FAILURE;
    }
    loop {
        let frame = match wire::receive_from_pool(socket) {
            Ok(frame) => frame,
            Err(wire::WireError::Gone) => return ExitCode::SUCCESS,
            Err(_) => return ExitCode::FAILURE,
        };
        let Ok(request) = serde_json::from_slice::<Request>(&frame.head) else {
            return ExitCode::FAILURE;
        };
        let opened = frame.descriptor.filter(|_| request.opens).map(File::from);
        let (reply, body) = engine
            .run(request.slot, opened, &request.job)
            .unwrap_or_else(|error| (Reply::Failed(error), Vec::new()));
        if answer(socket, &reply, &body).is_err() {
            return ExitCode::FAILURE;
        }
    }
}

/// Loads the library, then gives up everything that the work does not need.
fn start() -> Result<Engine, RenderError> {
    let cannot = |what: &str, error: &dyn std::fmt::Display| {
        RenderError::CannotStart(format!("{what}: {error}"))
    };
    sandbox::die_with_parent().map_err(|error| cannot("parent", &error))?;
    let library = std::env::var_os(crate::LIBRARY_VARIABLE)
        .map(PathBuf::from)
        .ok_or_else(|| {
            RenderError::CannotStart(format!("{} is not set", crate::LIBRARY_VARIABLE))
        })?;
    let memory = std::env::var(sandbox::MEMORY_VARIABLE)
        .ok()
        .and_then(|value| value.parse().ok())
        .unwrap_or(sandbox::DEFAULT_MEMORY);
    let engine = Engine::load(&library)?;
    sandbox::limit(memory).map_err(|error| cannot("limits", &error))?;
    sandbox::confine().map_err(|error| cannot("seccomp", &error))?;
    Ok(engine)
}

fn answer(
    socket: std::os::fd::BorrowedFd<'_>,
    reply: &Reply,
    body: &[u8],
) -> Result<(), wire::WireError> {
    let head = serde_json::to_vec(reply).map_err(|_| wire::WireError::Malformed)?;
    wire::send(socket, &head, body, None)
}
