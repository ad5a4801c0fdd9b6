//! What a worker gives up before it reads the first byte of a document, and the proof that it did.
//!
//! Three layers: resource limits (memory, no file growth, few descriptors, and a place behind the server's for the
//! processor), no new privileges and no core dumps, and a seccomp list of the calls that drawing needs. Everything else
//! fails with `EPERM`, so that PDFium's attempts to look for system fonts fail softly. Landlock is not used: it restricts the network only from Linux 6.7.

use std::collections::BTreeMap;
use std::io;
use std::os::unix::process::CommandExt as _;
use std::process::Command;

use rustix::process::{DumpableBehavior, Resource, Rlimit, Signal};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule,
};
use serde::{Deserialize, Serialize};

/// The address space of a worker when the pool says nothing.
pub(crate) const DEFAULT_MEMORY: u64 = 1536 << 20;
/// Tells a worker its limit of address space, in bytes.
pub(crate) const MEMORY_VARIABLE: &str = "NGHISU_RENDER_MEMORY";
/// How far a worker stands behind the server when all processors are busy: a page that is drawn some milliseconds later
/// is noticed by one reader, an event that is delivered later by all.
const NICENESS: i32 = 5;
/// The socket, standard output and error, and the documents held open.
const DESCRIPTORS: u64 = 32;

/// Makes the kernel kill this process when the thread that started it ends.
pub(crate) fn die_with_parent() -> io::Result<()> {
    rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?;
    // A parent that died before the line above would never be noticed; the socket's end covers that.
    Ok(())
}

/// Sets the limits that hold for the rest of the process's life.
pub(crate) fn limit(memory: u64) -> io::Result<()> {
    for (resource, value) in [
        (Resource::As, memory),
        (Resource::Fsize, 0),
        (Resource::Core, 0),
        (Resource::Nofile, DESCRIPTORS),
    ] {
        let limit = Rlimit {
            current: Some(value),
            maximum: Some(value),
        };
        rustix::process::setrlimit(resource, limit)?;
    }
    rustix::process::set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    rustix::process::nice(NICENESS)?;
    Ok(())
}

/// Installs the list of permitted calls; there is no way back.
pub(crate) fn confine() -> Result<(), seccompiler::Error> {
    let program: BpfProgram = SeccompFilter::new(
        permitted()?,
        SeccompAction::Errno(libc::EPERM as u32),
        SeccompAction::Allow,
        std::env::consts::ARCH.try_into()?,
    )?
    .try_into()?;
    // This also sets no-new-privileges, without which an unprivileged process may not filter.
    seccompiler::apply_filter_all_threads(&program)
}

fn permitted() -> Result<BTreeMap<libc::c_long, Vec<SeccompRule>>, seccompiler::Error> {
    let equals = |argument: u8, value: u64| {
        SeccompCondition::new(argument, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, value)
    };
    let masked = |argument: u8, mask: u64, value: u64| {
        SeccompCondition::new(
            argument,
            SeccompCmpArgLen::Dword,
            SeccompCmpOp::MaskedEq(mask),
            value,
        )
    };
    let (executable, anonymous) = (libc::PROT_EXEC as u64, libc::MAP_ANONYMOUS as u64);
    let process = u64::from(std::process::id());
    let mut calls: BTreeMap<libc::c_long, Vec<SeccompRule>> = [
        // Reading the documents that came through the socket, by position: their offset is shared with other processes.
        libc::SYS_pread64,
        libc::SYS_lseek,
        libc::SYS_close,
        // Memory, apart from mapping it.
        libc::SYS_brk,
        libc::SYS_munmap,
        libc::SYS_mremap,
        libc::SYS_madvise,
        // The ordinary life of a process with one thread.
        libc::SYS_futex,
        libc::SYS_clock_gettime,
        libc::SYS_getrandom,
        libc::SYS_getpid,
        libc::SYS_gettid,
        libc::SYS_sched_yield,
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_sigaltstack,
        libc::SYS_restart_syscall,
        libc::SYS_exit,
        libc::SYS_exit_group,
    ]
    .into_iter()
    .map(|call| (call, Vec::new()))
    .collect();
    for (call, conditions) in [
        // The conversation with the pool, on no other socket.
        (libc::SYS_recvmsg, vec![equals(0, 0)?]),
        (libc::SYS_sendmsg, vec![equals(0, 0)?]),
        // A last word on standard error.
        (libc::SYS_write, vec![equals(0, 2)?]),
        // Memory is never executable and never a file.
        (
            libc::SYS_mmap,
            vec![masked(2, executable, 0)?, masked(3, anonymous, anonymous)?],
        ),
        (libc::SYS_mprotect, vec![masked(2, executable, 0)?]),
        // `abort` raises a signal in this very process.
        (libc::SYS_tgkill, vec![equals(0, process)?]),
    ] {
        calls.insert(call, vec![SeccompRule::new(conditions)?]);
    }
    Ok(calls)
}

/// What a worker can still do, found by trying each. A worker that can do any of it is not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confinement {
    /// It can open a file or folder.
    pub opens_files: bool,
    /// It can make a socket.
    pub makes_sockets: bool,
    /// It can connect the socket that it has to something else.
    pub connects: bool,
    /// It can become another program.
    pub executes: bool,
    /// It can start a process.
    pub forks: bool,
    /// It can start a thread.
    pub starts_threads: bool,
}

impl Confinement {
    /// None of it works.
    pub fn holds(&self) -> bool {
        *self
            == Self {
                opens_files: false,
                makes_sockets: false,
                connects: false,
                executes: false,
                forks: false,
                starts_threads: false,
            }
    }

    /// Tries everything in this process. Each attempt is harmless where it is permitted.
    pub(crate) fn probe() -> Self {
        let permitted = |error: io::Error| error.raw_os_error() != Some(libc::EPERM);
        let elsewhere = rustix::net::SocketAddrUnix::new(c"/nonexistent/socket");
        Self {
            opens_files: std::fs::File::open("/").map_or_else(permitted, |_| true),
            makes_sockets: std::net::UdpSocket::bind("127.0.0.1:0")
                .map_or_else(permitted, |_| true),
            connects: elsewhere
                .and_then(|address| rustix::net::connect(io::stdin(), &address))
                .map_or_else(|error| permitted(error.into()), |()| true),
            // The program does not exist: where `execve` is permitted, the answer is "not found".
            executes: permitted(Command::new("/nonexistent/program").exec()),
            forks: Command::new("/nonexistent/program")
                .spawn()
                .map_or_else(permitted, |_| true),
            starts_threads: std::thread::Builder::new().spawn(|| ()).is_ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Without the limits every probe must succeed, or it would prove nothing inside them.
    #[test]
    fn an_unlimited_process_is_not_taken_for_confined() {
        let open = Confinement::probe();
        assert_eq!(
            open,
            Confinement {
                opens_files: true,
                makes_sockets: true,
                connects: true,
                executes: true,
                forks: true,
                starts_threads: true,
            }
        );
        assert!(!open.holds());
    }
}
