//! `nghisu verify FILE`: judges a package or a signed PDF, far from the server that made it.
//!
//! It opens no database and no network; what it says follows from the file, the clock and what `--trust` names. The
//! exit code is for scripts: 0 valid, 1 not valid, 2 cannot be decided.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufReader, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::ValueEnum;
use nghisu_evidence::package::MAX_MINUTES;
use nghisu_evidence::verify::{Trust, verify_package, verify_pdf};
use nghisu_protocol::archive::{Finding, SignatureFinding, Verdict, Verification};
use nghisu_protocol::ids::Timestamp;

use crate::clock::Clock;

/// Bytes of a file of trusted keys or certificates at most.
const MAX_TRUST: u64 = 1 << 20;

/// Check an archive package or a signed PDF
///
/// Needs no server. Exit code 0: valid; 1: not valid; 2: cannot be decided.
#[derive(Debug, clap::Args)]
pub(crate) struct Verify {
    /// The package (.zip) or the signed PDF
    file: PathBuf,
    /// Print the verdict as JSON
    #[arg(long)]
    json: bool,
    /// Directory with what is trusted: PEM certificates of authorities (the office's own as signing-ca.pem) and public
    /// log keys (64 hexadecimal digits); without it a package is judged by what it carries
    #[arg(long, value_name = "DIR")]
    trust: Option<PathBuf>,
    /// Language of the answer
    #[arg(long, value_enum, default_value = "vi")]
    lang: Language,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Language {
    /// Tiếng Việt
    Vi,
    /// English
    En,
}

impl Verify {
    pub(crate) fn run(self) -> ExitCode {
        let undecided = ExitCode::from(2);
        match self.check() {
            Ok(verification) => {
                let code = match verification.verdict {
                    Verdict::Valid => ExitCode::SUCCESS,
                    Verdict::Invalid => ExitCode::from(1),
                    Verdict::Undecided => undecided,
                };
                let text = if self.json {
                    serde_json::to_string_pretty(&verification).map(|json| json + "\n")
                } else {
                    Ok(self.lang.tell(&verification))
                };
                let written = text
                    .map_err(io::Error::from)
                    .and_then(|text| io::stdout().write_all(text.as_bytes()));
                // A verdict that nobody could read was not given.
                if written.is_ok() { code } else { undecided }
            }
            Err(error) => {
                let _ = writeln!(io::stderr(), "nghisu: {error:#}");
                undecided
            }
        }
    }

    fn check(&self) -> anyhow::Result<Verification> {
        let trust = match &self.trust {
            Some(folder) => read_trust(folder)?,
            None => Trust::default(),
        };
        let now = Clock::system().now();
        judge(&self.file, &trust, now)
            .with_context(|| format!("{} cannot be read", self.file.display()))
    }
}

/// Judges a file by its first bytes: a PDF as one, everything else as a package.
fn judge(path: &Path, trust: &Trust, now: Timestamp) -> io::Result<Verification> {
    let mut file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(io::Error::from(io::ErrorKind::IsADirectory));
    }
    let mut first = Vec::new();
    (&mut file).take(5).read_to_end(&mut first)?;
    file.rewind()?;
    if first != b"%PDF-" {
        return Ok(verify_package(BufReader::new(file), trust, now));
    }
    let mut pdf = Vec::new();
    file.take(MAX_MINUTES + 1).read_to_end(&mut pdf)?;
    if pdf.len() as u64 > MAX_MINUTES {
        return Err(io::Error::from(io::ErrorKind::FileTooLarge));
    }
    Ok(verify_pdf(&pdf, trust, now))
}

fn read_trust(folder: &Path) -> anyhow::Result<Trust> {
    let mut trust = Trust::default();
    let entries = fs::read_dir(folder).with_context(|| format!("--trust {}", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        if !entry.file_type()?.is_file() {
            continue;
        }
        let mut text = String::new();
        File::open(entry.path())?
            .take(MAX_TRUST)
            .read_to_string(&mut text)
            .with_context(|| format!("--trust: {}", entry.path().display()))?;
        trust
            .add(&entry.file_name().to_string_lossy(), &text)
            .with_context(|| format!("--trust: {}", entry.path().display()))?;
    }
    anyhow::ensure!(
        !trust.is_empty(),
        "--trust {} holds nothing to trust",
        folder.display()
    );
    Ok(trust)
}

impl Language {
    fn pick<'a>(self, vi: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Vi => vi,
            Self::En => en,
        }
    }

    /// One sentence, then the signatures, then the details, for people.
    fn tell(self, verification: &Verification) -> String {
        let mut text = format!("{}\n", self.pick(&verification.vi, &verification.en));
        if !verification.signatures.is_empty() {
            let _ = writeln!(text, "\n{}", self.pick("Chữ ký", "Signatures"));
            for signature in &verification.signatures {
                let _ = writeln!(text, "{}", self.signature(signature));
            }
        }
        let _ = writeln!(text, "\n{}", self.pick("Chi tiết", "Details"));
        for finding in &verification.findings {
            let _ = writeln!(text, "{}", self.finding(finding));
        }
        let _ = writeln!(text, "\nSHA-256 {}", verification.file);
        text
    }

    fn signature(self, signature: &SignatureFinding) -> String {
        let kind = if signature.is_internal {
            self.pick(", chữ ký nội bộ", ", internal signature")
        } else {
            ""
        };
        let claimed = signature.signed_at.map_or_else(String::new, |at| {
            format!(", {} {}", self.pick("ký lúc", "signed at"), moment(at))
        });
        format!(
            "  {} {}{kind}{claimed}\n    {} {}; {} {} – {}",
            self.mark(signature.verdict),
            signature.signer,
            self.pick("Cấp bởi", "Issued by"),
            signature.issuer,
            self.pick("chứng thư có giá trị", "certificate valid"),
            moment(signature.not_before),
            moment(signature.not_after),
        )
    }

    fn finding(self, finding: &Finding) -> String {
        let subject = if finding.subject.is_empty() {
            String::new()
        } else {
            format!("{}: ", finding.subject)
        };
        format!(
            "  {} {subject}{} [{}]",
            self.mark(finding.verdict),
            self.pick(&finding.vi, &finding.en),
            finding.code
        )
    }

    fn mark(self, verdict: Verdict) -> &'static str {
        match verdict {
            Verdict::Valid => "✓",
            Verdict::Invalid => "✗",
            Verdict::Undecided => "?",
        }
    }
}

/// A moment in Vietnam.
fn moment(at: Timestamp) -> String {
    let zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(7));
    jiff::Timestamp::from_millisecond(at.0).map_or_else(
        |_| at.0.to_string(),
        |at| at.to_zoned(zone).strftime("%d/%m/%Y %H:%M").to_string(),
    )
}
