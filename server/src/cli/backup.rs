//! `nghisu backup --data DIR --to DIR`: a copy of everything, made beside a server that runs.

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::{
    backup::{self, Progress},
    clock::Clock,
    config::{Config, Settings},
};

/// Between two lines about files.
const PACE: Duration = Duration::from_secs(2);

/// Copy the database, all files and the keys into an empty folder, while the server runs or not
///
/// The copy is checked before the command ends. It holds the keys: keep it as safe as the server. To restore it, start
/// the server with it as --data.
#[derive(Debug, clap::Args)]
pub(crate) struct Backup {
    /// Folder for the copy; it must be empty or not exist yet
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
    #[command(flatten)]
    settings: Settings,
}

impl Backup {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let config = Config::load(self.settings)?;
        let mut out = std::io::stdout();
        let has_database = config.database_url.is_none();
        if !has_database {
            writeln!(
                out,
                "The database is PostgreSQL: pg_dump copies it, and must have ended before this command began. Files \
                 and keys are copied here."
            )?;
        }
        let backup = super::block_on(async move {
            let made_at = Clock::system().now();
            let postgres = config.database_url.as_deref();
            let done = backup::run(&config.data, &self.to, postgres, made_at, teller());
            Ok(done.await?)
        })?;
        writeln!(
            out,
            "The backup is whole and was checked: {} files, {} MB.",
            backup.files,
            backup.bytes.div_ceil(1_000_000)
        )?;
        Ok(())
    }
}

/// Tells how far it is, on standard error.
fn teller() -> impl Fn(Progress) + Send + 'static {
    let told = Mutex::new(None::<Instant>);
    move |progress| {
        let line = match progress {
            Progress::Database => "Copying the database".to_owned(),
            Progress::Checking => "Checking the copy".to_owned(),
            Progress::Files(files, bytes) => {
                let Ok(mut told) = told.lock() else { return };
                if told.is_some_and(|at| at.elapsed() < PACE) {
                    return;
                }
                *told = Some(Instant::now());
                format!("Copying files: {files}, {} MB", bytes / 1_000_000)
            }
        };
        // Nobody may be looking.
        let _ = writeln!(std::io::stderr(), "{line}");
    }
}
