//! Running other programs: with the environment they would have without us, and stopped when we are.
//!
//! `cargo xtask` runs inside cargo, which sets variables for the crate `xtask`. Handed on, they make build
//! scripts that watch them (ring's, for one) run again on each change between `cargo build` and `cargo
//! xtask`; they are therefore taken away from every child.

use std::collections::BTreeSet;
use std::env;
use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process};

/// The children that run now; a signal to stop is handed on to them.
static RUNNING: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());
/// Whether somebody asked this program to stop.
static STOPPING: AtomicBool = AtomicBool::new(false);

/// Catches the signals that ask this program to stop, from now on: children are asked to stop, the driver
/// then ends by itself and takes down what it had set up.
pub(crate) fn hand_on_signals() -> Result<()> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let mut signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM, SIGHUP])
        .context("the signals cannot be caught")?;
    thread::spawn(move || {
        for _ in signals.forever() {
            STOPPING.store(true, Ordering::SeqCst);
            let running = RUNNING.lock().expect("no holder of this lock panics");
            for &id in running.iter() {
                let _ = signal_process(id, Signal::TERM);
            }
        }
    });
    Ok(())
}

/// Whether the driver was asked to stop.
pub(crate) fn is_stopping() -> bool {
    STOPPING.load(Ordering::SeqCst)
}

/// A command in the environment that the user's shell has, without what cargo added for `xtask`.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for (name, _) in env::vars_os() {
        if is_added_by_cargo(&name) {
            command.env_remove(name);
        }
    }
    if let Some(paths) = env::var_os("LD_LIBRARY_PATH") {
        let kept: Vec<_> = env::split_paths(&paths)
            .filter(|path| !is_added_library_path(path))
            .collect();
        match env::join_paths(kept) {
            Ok(kept) if !kept.is_empty() => command.env("LD_LIBRARY_PATH", kept),
            _ => command.env_remove("LD_LIBRARY_PATH"),
        };
    }
    command
}

/// `cargo` of the toolchain that built this driver.
pub(crate) fn cargo() -> Command {
    command(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")))
}

fn is_added_by_cargo(name: &OsStr) -> bool {
    let Some(name) = name.to_str() else {
        return false;
    };
    ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_"]
        .iter()
        .any(|start| name.starts_with(start))
        || matches!(
            name,
            "CARGO" | "CARGO_CRATE_NAME" | "CARGO_PRIMARY_PACKAGE" | "OUT_DIR"
        )
}

fn is_added_library_path(path: &Path) -> bool {
    let parts: Vec<_> = path.iter().filter_map(OsStr::to_str).collect();
    parts.contains(&"toolchains")
        || parts.contains(&"rustlib")
        || parts.ends_with(&["debug"])
        || parts.ends_with(&["debug", "deps"])
}

/// Runs a command to its end, its output going where ours goes.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = status(command)?;
    if status.success() {
        return Ok(());
    }
    bail!("{} ended with {}", name(command), outcome(status))
}

/// Runs a command to its end and gives back how it ended.
pub(crate) fn status(command: &mut Command) -> Result<ExitStatus> {
    let child = Running::start(command)?;
    child.wait()
}

/// Runs a command to its end and gives back what it wrote to standard output.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| cannot_start(command))?;
    if !output.status.success() {
        bail!(
            "{} ended with {}\n{}",
            name(command),
            outcome(output.status),
            String::from_utf8_lossy(&output.stderr).trim_end()
        );
    }
    String::from_utf8(output.stdout)
        .with_context(|| format!("{} wrote what is no UTF-8", name(command)))
}

/// Whether a command runs and ends well; what it writes is not shown.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// A child that is asked to stop when the driver is, and at the latest when this value goes.
#[derive(Debug)]
pub(crate) struct Running {
    child: Child,
    name: String,
    /// What ends this program quickly and cleanly.
    stop: Signal,
}

impl Running {
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        if is_stopping() {
            bail!("stopped before {}", name(command));
        }
        let child = command.spawn().with_context(|| cannot_start(command))?;
        RUNNING
            .lock()
            .expect("no holder of this lock panics")
            .insert(child.id());
        Ok(Self {
            child,
            name: name(command),
            stop: Signal::TERM,
        })
    }

    /// Uses another signal than SIGTERM to stop it.
    pub(crate) fn stopped_by(mut self, signal: Signal) -> Self {
        self.stop = signal;
        self
    }

    /// Its output and input pipes, where they were asked for.
    pub(crate) fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// Whether it has ended already.
    pub(crate) fn has_ended(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    pub(crate) fn wait(mut self) -> Result<ExitStatus> {
        self.child
            .wait()
            .with_context(|| format!("cannot wait for {}", self.name))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = signal_process(self.child.id(), self.stop);
            let _ = self.child.wait();
        }
        RUNNING
            .lock()
            .expect("no holder of this lock panics")
            .remove(&self.child.id());
    }
}

fn signal_process(id: u32, signal: Signal) -> Result<()> {
    let pid = i32::try_from(id)
        .ok()
        .and_then(Pid::from_raw)
        .context("a process id is a positive number")?;
    Ok(kill_process(pid, signal)?)
}

/// A command as a person would name it: the program and its first words.
pub(crate) fn name(command: &Command) -> String {
    let program = Path::new(command.get_program())
        .file_name()
        .unwrap_or(command.get_program())
        .to_string_lossy()
        .into_owned();
    let words = command
        .get_args()
        .take(3)
        .map(|word| word.to_string_lossy().into_owned());
    let text: Vec<_> = std::iter::once(program).chain(words).collect();
    format!("`{}`", text.join(" "))
}

/// How a program ended, in words.
pub(crate) fn outcome(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt;
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("exit status {code}"),
        (None, Some(signal)) => format!("signal {signal}"),
        (None, None) => "no exit status".to_owned(),
    }
}

fn cannot_start(command: &Command) -> String {
    format!("{} cannot be started", name(command))
}
