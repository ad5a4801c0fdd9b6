//! A fresh database for each store test, on SQLite and on PostgreSQL.
//!
//! `NGHISU_TEST_POSTGRES_URL` names a server on which the tests may create databases. Without it a
//! throwaway cluster of the installed PostgreSQL is started for the test run; a machine
//! without PostgreSQL fails these tests, it does not skip them.

use std::{
    fs::File,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::OnceLock,
};

use nghisu_server::db::Db;
use sea_orm::{ConnectionTrait, Database, DbErr};
use tempfile::TempDir;

/// A database that vanishes with the value.
pub(crate) struct TestDb {
    pub(crate) db: Db,
    pub(crate) url: Option<String>,
    pub(crate) folder: TempDir,
}

impl TestDb {
    pub(crate) async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(folder.path(), None).await.unwrap();
        Self {
            db,
            url: None,
            folder,
        }
    }

    pub(crate) async fn postgres() -> Self {
        let url = fresh_postgres_database().await;
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(folder.path(), Some(&url)).await.unwrap();
        Self {
            db,
            url: Some(url),
            folder,
        }
    }
}

/// Runs an async test function once on SQLite and once on PostgreSQL:
/// `on_both_databases! { what_is_written_can_be_read, … }`.
macro_rules! on_both_databases {
    ($($test:ident),+ $(,)?) => {$(
        mod $test {
            #[tokio::test]
            async fn on_sqlite() {
                super::$test($crate::databases::TestDb::sqlite().await).await;
            }

            #[tokio::test]
            async fn on_postgresql() {
                super::$test($crate::databases::TestDb::postgres().await).await;
            }
        }
    )+};
}
pub(crate) use on_both_databases;

/// Says something to a database, such as what it refuses from now on.
pub(crate) async fn execute(db: &Db, sql: &str) {
    let sql = sql.to_owned();
    db.write::<_, DbErr, _, _>(
        move |txn| async move { txn.execute_unprepared(&sql).await.map(drop) },
    )
    .await
    .unwrap();
}

/// A new, empty database on the test's PostgreSQL server.
pub(crate) async fn fresh_postgres_database() -> String {
    let server = server_url();
    let name = format!("nghisu_{}", uuid::Uuid::new_v4().simple());
    let admin = Database::connect(server.as_str()).await.unwrap();
    admin
        .execute_unprepared(&format!("CREATE DATABASE {name}"))
        .await
        .unwrap();
    admin.close().await.unwrap();
    let mut url = url::Url::parse(&server).unwrap();
    url.set_path(&name);
    url.to_string()
}

/// Takes a database of [`fresh_postgres_database`] away from those who are connected to it.
pub(crate) async fn drop_postgres_database(url: &str) {
    let url = url::Url::parse(url).unwrap();
    let name = url.path().trim_start_matches('/');
    let admin = Database::connect(server_url()).await.unwrap();
    admin
        .execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)"))
        .await
        .unwrap();
    admin.close().await.unwrap();
}

fn server_url() -> String {
    static SERVER: OnceLock<String> = OnceLock::new();
    SERVER
        .get_or_init(|| {
            std::env::var("NGHISU_TEST_POSTGRES_URL").unwrap_or_else(|_| shared_cluster())
        })
        .clone()
}

/// The throwaway cluster that all test processes of this build share.
///
/// Whoever comes first starts it, under a lock. A small shell watches over the processes that use
/// it, and stops it and removes its files a few seconds after the last one ended, however it ended.
fn shared_cluster() -> String {
    let me = std::fs::metadata("/proc/self").unwrap().uid();
    let build = env!("CARGO_TARGET_TMPDIR").replace(['/', '\\'], "-");
    let name = format!("nghisu-postgres-{me}{build}");
    let folder = std::env::temp_dir().join(&name);
    let lock = File::create(std::env::temp_dir().join(format!("{name}.lock"))).unwrap();
    lock.lock().unwrap();
    let port_file = folder.join("port");
    let port = match std::fs::read_to_string(&port_file) {
        Ok(port) if folder.join("data/postmaster.pid").exists() => port,
        _ => {
            let _ = std::fs::remove_dir_all(&folder);
            let port = start_cluster(&folder, me == 0);
            std::fs::write(&port_file, &port).unwrap();
            port
        }
    };
    std::fs::write(
        folder.join("users").join(std::process::id().to_string()),
        "",
    )
    .unwrap();
    format!("postgres://postgres@127.0.0.1:{port}/postgres")
}

/// Starts a cluster of the newest installed PostgreSQL on a free port of the loopback address.
fn start_cluster(folder: &Path, root: bool) -> String {
    let binaries = newest_postgres();
    std::fs::create_dir_all(folder.join("users")).unwrap();
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    // PostgreSQL refuses to run as root; its package brings a user.
    let as_user = if root {
        run(&format!("chown postgres {}", folder.display()));
        "setpriv --reuid=postgres --regid=postgres --clear-groups"
    } else {
        ""
    };
    let (bin, dir) = (binaries.display(), folder.display());
    run(&format!(
        "cd / && {as_user} {bin}/initdb -D {dir}/data -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null"
    ));
    run(&format!(
        "cd / && {as_user} {bin}/pg_ctl -D {dir}/data -w -t 60 -l {dir}/data/log \
         -o '-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off \
         -c max_connections=400 -c shared_buffers=32MB' start >/dev/null"
    ));
    Command::new("setsid")
        .args([
            "--fork",
            "sh",
            "-c",
            &format!(
                "cd /; exec 9>{dir}.lock; idle=0; while :; do sleep 1; flock 9; used=; \
                 for user in {dir}/users/*; do \
                   if [ -d /proc/\"${{user##*/}}\" ]; then used=1; else rm -f \"$user\"; fi; done; \
                 if [ \"$used\" ]; then idle=0; else idle=$((idle+1)); fi; \
                 if [ $idle -ge 8 ]; then {as_user} {bin}/pg_ctl -D {dir}/data -m immediate stop; \
                   rm -rf {dir}; exit; fi; \
                 flock -u 9; done"
            ),
        ])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    port.to_string()
}

fn run(script: &str) {
    let output = Command::new("sh").args(["-c", script]).output().unwrap();
    assert!(
        output.status.success(),
        "{script}: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Runs a program of the installed PostgreSQL, such as `pg_dump`.
pub(crate) fn postgres(program: &str, arguments: &[&str]) {
    let output = Command::new(newest_postgres().join(program))
        .args(arguments)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program}: {said}");
}

fn newest_postgres() -> PathBuf {
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir(Path::new("/usr/lib/postgresql"))
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .collect();
    versions.sort();
    versions
        .pop()
        .expect("the store tests need PostgreSQL: apt-get install postgresql, or set NGHISU_TEST_POSTGRES_URL")
        .1
}
