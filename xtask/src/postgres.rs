//! A throwaway PostgreSQL for the store tests: one cluster for all test processes, gone when they are done.
//!
//! The binaries are those of the Debian package; the cluster that the package itself may run is never touched.
//! PostgreSQL refuses to run as root, so root hands it to the package's own user. Durability is switched off:
//! nothing in it outlives the tests.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::process::Signal;
use tempfile::TempDir;

use crate::debian;
use crate::process::{self, Running};

/// The variable in which the store tests find a server on which they may create databases.
pub(crate) const VARIABLE: &str = "NGHISU_TEST_POSTGRES_URL";

const START_LIMIT: Duration = Duration::from_secs(60);

/// A running cluster; it stops, and its files go, with this value.
#[derive(Debug)]
pub(crate) struct Cluster {
    // Dropped in this order: first the server, then its files.
    server: Running,
    directory: TempDir,
    port: u16,
}

impl Cluster {
    /// Starts a cluster of the newest installed version on a free port of the loopback address.
    pub(crate) fn start() -> Result<Self> {
        let binaries = binaries()?;
        let user = rustix::process::geteuid()
            .is_root()
            .then(package_user)
            .transpose()?;
        let directory = tempfile::Builder::new()
            .prefix("nghisu-postgres-")
            .tempdir()?;
        if let Some((user, group)) = user {
            chown(directory.path(), Some(user), Some(group))?;
        }
        let data = directory.path().join("data");
        let mut initdb = as_user(&binaries.join("initdb"), user);
        initdb
            .args(["--username=postgres", "--auth=trust", "--encoding=UTF8"])
            .args(["--locale=C.UTF-8", "--no-sync", "--no-instructions", "-D"])
            .arg(&data);
        process::output(&mut initdb).context("a PostgreSQL cluster cannot be made")?;

        let port = free_port()?;
        let log = fs::File::create(directory.path().join("log"))?;
        let mut postgres = as_user(&binaries.join("postgres"), user);
        postgres
            .arg("-D")
            .arg(&data)
            .arg("-p")
            .arg(port.to_string())
            .arg("-k")
            .arg(directory.path());
        for setting in [
            "listen_addresses=127.0.0.1",
            "fsync=off",
            "synchronous_commit=off",
            "full_page_writes=off",
            "max_connections=400",
            "shared_buffers=32MB",
        ] {
            postgres.args(["-c", setting]);
        }
        // A group of its own: Ctrl-C reaches the tests first, and they may still want to talk to it.
        postgres
            .process_group(0)
            .stdin(std::process::Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log);
        // SIGQUIT is PostgreSQL's immediate shutdown, which is enough for files that go anyway.
        let server = Running::start(&mut postgres)?.stopped_by(Signal::QUIT);
        let mut cluster = Self {
            server,
            directory,
            port,
        };
        cluster.await_ready(&binaries)?;
        Ok(cluster)
    }

    /// Where the tests reach it.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn await_ready(&mut self, binaries: &Path) -> Result<()> {
        let started = Instant::now();
        loop {
            if let Some(status) = self.server.has_ended()? {
                let log = fs::read_to_string(self.directory.path().join("log")).unwrap_or_default();
                bail!("PostgreSQL ended with {}\n{log}", process::outcome(status));
            }
            let ready = process::succeeds(
                process::command(binaries.join("pg_isready"))
                    .args(["-q", "-h", "127.0.0.1", "-p"])
                    .arg(self.port.to_string()),
            );
            if ready {
                return Ok(());
            }
            if started.elapsed() > START_LIMIT {
                bail!("PostgreSQL was not ready after {} s", START_LIMIT.as_secs());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

/// The directory of the newest installed version's programs, installed first where we may.
fn binaries() -> Result<PathBuf> {
    if let Some(found) = newest(Path::new("/usr/lib/postgresql")) {
        return Ok(found);
    }
    debian::ensure(&["postgresql"], "Testing the stores on PostgreSQL")?;
    newest(Path::new("/usr/lib/postgresql"))
        .context("the package postgresql brought no programs into /usr/lib/postgresql")
}

fn newest(place: &Path) -> Option<PathBuf> {
    let (_, newest) = fs::read_dir(place)
        .ok()?
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let version: u32 = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .filter(|(_, binaries)| binaries.join("postgres").is_file())
        .max()?;
    Some(newest)
}

fn as_user(program: &Path, user: Option<(u32, u32)>) -> Command {
    let mut command = process::command(program);
    // The directory that we stand in may be closed to the other user.
    command.current_dir("/").env("LC_ALL", "C.UTF-8");
    if let Some((user, group)) = user {
        command.uid(user).gid(group);
    }
    command
}

/// User and group ids of the user that the Debian package brings.
fn package_user() -> Result<(u32, u32)> {
    let users = fs::read_to_string("/etc/passwd").context("/etc/passwd cannot be read")?;
    ids_of("postgres", &users).context(
        "PostgreSQL does not run as root, and there is no user `postgres` to run it: \
         `adduser --system --group postgres` helps",
    )
}

fn ids_of(name: &str, users: &str) -> Option<(u32, u32)> {
    users.lines().find_map(|line| {
        let mut fields = line.split(':');
        (fields.next()? == name).then_some(())?;
        let user = fields.nth(1)?.parse().ok()?;
        let group = fields.next()?.parse().ok()?;
        Some((user, group))
    })
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_is_newer_by_number_and_has_its_server() {
        let place = tempfile::tempdir().expect("a directory");
        for version in ["9", "15", "16"] {
            fs::create_dir_all(place.path().join(version).join("bin")).expect("made");
        }
        for version in ["9", "15"] {
            fs::write(place.path().join(version).join("bin/postgres"), "").expect("made");
        }
        let newest = newest(place.path()).expect("one");
        assert!(newest.ends_with("15/bin"), "{}", newest.display());
    }

    #[test]
    fn a_cluster_takes_connections_and_leaves_nothing_behind() {
        let cluster = Cluster::start().expect("started");
        let directory = cluster.directory.path().to_path_buf();
        let address = ("127.0.0.1", cluster.port);
        assert!(cluster.url().contains(&cluster.port.to_string()));
        std::net::TcpStream::connect(address).expect("it listens");
        drop(cluster);
        std::net::TcpStream::connect(address).expect_err("it has stopped");
        assert!(!directory.exists());
    }

    #[test]
    fn a_user_is_found_by_its_whole_name() {
        let users = "root:x:0:0:root:/root:/bin/sh\npostgresql:x:9:9::/:/bin/sh\npostgres:x:105:113:,,,:/var:/bin/sh\n";
        assert_eq!(ids_of("postgres", users), Some((105, 113)));
        assert_eq!(ids_of("postgre", users), None);
    }
}
