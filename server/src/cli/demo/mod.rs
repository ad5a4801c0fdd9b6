//! `nghisu demo`: fills the demonstration office, so that a newcomer finds people, a meeting and its papers.
//!
//! Only the first administrator and their token are made in the data directory, as `nghisu person` and
//! `nghisu token` make them; all the rest goes through the public API, as any program's work does. Nothing
//! is done twice: what is there is left alone. It never touches an office of other people.

mod api;
mod meetings;
mod office;
mod papers;
mod people;

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use jiff::civil::Date;
use nghisu_protocol::{
    ids::{PersonId, Timestamp},
    people::{IssuedToken, PersonPlan, Role, RoleGrant, TokenPlan},
};
use url::Url;

use self::{
    api::Api,
    office::Office,
    people::{Known, Slip},
};
use super::open_identity;
use crate::{
    config::{Config, Settings},
    identity::{Actor, Identity, Listing},
};

/// What the data directory keeps of the demonstration: `begun` or `filled`.
const MARK: &str = "demonstration";
const BEGUN: &str = "begun\n";
const FILLED: &str = "filled\n";
/// Life of the tokens that are used for filling. They are revoked at the end; this is for a run that is cut.
const TOKEN_LIFE_MS: i64 = 60 * 60 * 1_000;

/// Fill the demonstration office of a server that runs on this machine, and print activation codes
///
/// The office, its people and its papers are invented. A second run changes nothing. An office that has
/// people of its own is never touched.
#[derive(Debug, clap::Args)]
pub(crate) struct Demo {
    /// Address of the running server [default: the public URL]
    #[arg(long, value_name = "URL")]
    url: Option<Url>,
    /// Directory with the papers; the number in front of a file's name finds its item
    #[arg(long, value_name = "DIR")]
    documents: Option<PathBuf>,
    /// Day of the meeting, as yyyy-MM-dd [default: today]
    #[arg(long, value_name = "DAY")]
    date: Option<Date>,
    #[command(flatten)]
    settings: Settings,
}

impl Demo {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        super::block_on(self.fill())
    }

    async fn fill(self) -> anyhow::Result<()> {
        let config = Config::load(self.settings)?;
        let mark = config.data.join(MARK);
        if fs::read_to_string(&mark).is_ok_and(|word| word == FILLED) {
            return say(
                "The demonstration office is filled already; nothing was changed. \
                 A new activation code: nghisu person link NAME",
            );
        }
        if let Some(directory) = self.documents.as_deref().filter(|path| !path.is_dir()) {
            bail!(
                "the papers' directory {} is not there; `cargo run -p nghisu-typeset --bin demo-documents -- {0}` writes it",
                directory.display()
            );
        }
        let office = Office::read()?;
        let identity = open_identity(&config).await?;
        let Some(administrator) = administrator(&identity, &office).await? else {
            return say(
                "This office has people of its own; the demonstration is filled into an empty office only. Nothing was changed.",
            );
        };
        fs::write(&mark, BEGUN).with_context(|| format!("{} cannot be written", mark.display()))?;
        let token = identity
            .issue_token(&Actor::terminal(), administrator, token_plan())
            .await
            .context("no token can be made")?;
        let api = Api::new(
            self.url.unwrap_or_else(|| config.public_url()),
            token.secret.clone(),
        )?;
        let day = self.date.unwrap_or_else(today);
        let filled = fill_with(&api, &office, day, self.documents.as_deref()).await;
        // Also after a failure: no token outlives its use.
        identity
            .revoke_token(&Actor::terminal(), administrator, token.id)
            .await
            .context("the token cannot be revoked")?;
        let slips = filled?;
        fs::write(&mark, FILLED)
            .with_context(|| format!("{} cannot be written", mark.display()))?;
        print(&slips)
    }
}

/// The administrator, made where nobody is there yet; nobody in an office of other people.
async fn administrator(identity: &Identity, office: &Office) -> anyhow::Result<Option<PersonId>> {
    let terminal = Actor::terminal();
    let everybody = Listing {
        closed: true,
        ..Listing::default()
    };
    let people = identity.people(&terminal, everybody).await?;
    if people.is_empty() {
        let plan = PersonPlan {
            name: office.administrator.clone(),
            email: None,
            phone: None,
            positions: Vec::new(),
            grants: vec![RoleGrant {
                role: Role::Administrator,
                unit: None,
            }],
        };
        let person = identity
            .create_person(&terminal, plan)
            .await
            .context("the administrator cannot be made")?;
        return Ok(Some(person.id));
    }
    let is_ours = people
        .iter()
        .all(|one| office.people.iter().any(|person| person.name == one.name));
    let found = people.iter().find(|one| one.name == office.administrator);
    Ok(found.filter(|_| is_ours).map(|one| one.id))
}

/// Everything through the API; answers the codes that were made.
async fn fill_with(
    api: &Api,
    office: &Office,
    day: Date,
    documents: Option<&Path>,
) -> anyhow::Result<Vec<Slip>> {
    let report: papers::Report<'_> = &|line: &str| writeln!(io::stdout(), "{line}");
    let mut known = Known::default();
    let units = known.make_units(api, office).await?;
    report(&format!("Đơn vị: {units}"))?;
    let people = known.make_people(api, office).await?;
    report(&format!("Người: {people}"))?;
    if documents.is_none() {
        report("No papers: --documents names no directory.")?;
    }
    for meeting in &office.meetings {
        let maker = meeting.secretaries.first().context("no secretary")?;
        let tokens = format!("people/{}/tokens", known.person(maker)?);
        let token: IssuedToken = api.post(&tokens, &token_plan()).await?;
        let secretary = api.with_token(token.secret.clone());
        let made = meetings::make(&secretary, &known, meeting, day, documents, report).await;
        api.delete(&format!("{tokens}/{}", token.id)).await?;
        made.with_context(|| meeting.title.clone())?;
    }
    known.issue_codes(api, office).await
}

fn token_plan() -> TokenPlan {
    let now = jiff::Timestamp::now().as_millisecond();
    TokenPlan {
        name: "nghisu demo".to_owned(),
        expires_at: Some(Timestamp(now + TOKEN_LIFE_MS)),
    }
}

/// The day at +07:00.
fn today() -> Date {
    jiff::Timestamp::now()
        .to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(7)))
        .date()
}

fn say(line: &str) -> anyhow::Result<()> {
    writeln!(io::stdout(), "{line}")?;
    Ok(())
}

/// The slips as a table. Names are stored composed, so characters are columns.
fn print(slips: &[Slip]) -> anyhow::Result<()> {
    let mut rows = vec![[
        "Họ và tên / name".to_owned(),
        "Chức vụ / position".to_owned(),
        "Mã / code".to_owned(),
        "Liên kết / link".to_owned(),
    ]];
    rows.extend(slips.iter().map(|slip| {
        let (left, right) = slip.issued.code.split_at(slip.issued.code.len() / 2);
        [
            slip.name.clone(),
            slip.position.clone(),
            format!("{left} {right}"),
            slip.issued.link.clone(),
        ]
    }));
    let width = |column: usize| {
        let lengths = rows.iter().map(|row| row[column].chars().count());
        lengths.max().unwrap_or(0)
    };
    let (name, position, code) = (width(0), width(1), width(2));
    let mut out = io::stdout().lock();
    writeln!(out)?;
    for [a, b, c, d] in &rows {
        writeln!(out, "{a:name$}  {b:position$}  {c:code$}  {d}")?;
    }
    Ok(())
}
