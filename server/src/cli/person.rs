//! `nghisu person …`: the first administrator, and a way back in for whoever is locked out.

use std::io::Write as _;

use anyhow::{Context as _, bail};
use clap::Subcommand;
use nghisu_protocol::{
    ids::PersonId,
    people::{IssuedActivation, Person as Found, PersonPlan, Role, RoleGrant},
};

use super::open_identity;
use crate::{
    config::{Config, Settings},
    identity::{Actor, Identity, Listing, Order},
};

/// Make the first administrator, or let a person in again
///
/// These commands work on the data directory itself, while the server runs or not. Whoever may run
/// them rules the system.
#[derive(Debug, clap::Args)]
pub(crate) struct Person {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Make an administrator of the whole tree and print an activation code
    CreateAdministrator {
        /// Full name: family, middle and given name
        name: String,
        #[command(flatten)]
        settings: Settings,
    },
    /// Print a new activation code and link for a person; codes made before become void
    Link {
        /// Name, a part of it (marks may be left out), or id
        person: String,
        /// Make the person when nobody is called that: without any role, not even that of an official
        #[arg(long)]
        create: bool,
        #[command(flatten)]
        settings: Settings,
    },
}

impl Person {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        super::block_on(async move {
            match self.act {
                Act::CreateAdministrator { name, settings } => {
                    let config = Config::load(settings)?;
                    let identity = open_identity(&config).await?;
                    let grant = RoleGrant {
                        role: Role::Administrator,
                        unit: None,
                    };
                    let person = create(&identity, name, vec![grant]).await?;
                    print(&person, &issue(&identity, &person).await?)
                }
                Act::Link {
                    person,
                    create: may_create,
                    settings,
                } => {
                    let config = Config::load(settings)?;
                    let identity = open_identity(&config).await?;
                    let person = match find(&identity, &person).await? {
                        Some(person) => person,
                        None if may_create => create(&identity, person, Vec::new()).await?,
                        None => bail!(
                            "nobody is called “{person}” (--create makes a person of that name)"
                        ),
                    };
                    print(&person, &issue(&identity, &person).await?)
                }
            }
        })
    }
}

async fn create(
    identity: &Identity,
    name: String,
    grants: Vec<RoleGrant>,
) -> anyhow::Result<Found> {
    let plan = PersonPlan {
        name,
        email: None,
        phone: None,
        positions: Vec::new(),
        grants,
    };
    identity
        .create_person(&Actor::terminal(), plan)
        .await
        .context("the person cannot be made")
}

async fn issue(identity: &Identity, person: &Found) -> anyhow::Result<IssuedActivation> {
    identity
        .issue_activation(&Actor::terminal(), person.id)
        .await
        .context("no code can be made for this person")
}

/// The one person meant by a name or an id. Several are listed with their ids, and none is taken.
pub(super) async fn find(identity: &Identity, wanted: &str) -> anyhow::Result<Option<Found>> {
    let terminal = Actor::terminal();
    if let Ok(id) = wanted.parse::<PersonId>() {
        return Ok(Some(
            identity
                .person(&terminal, id)
                .await
                .context("there is no person with this id")?,
        ));
    }
    let listing = Listing {
        search: Some(wanted.to_owned()),
        order: Order::Name,
        ..Listing::default()
    };
    let mut found = identity.people(&terminal, listing).await?;
    let same: Vec<_> = found
        .iter()
        .filter(|one| one.name == wanted.trim())
        .collect();
    if let [only] = same.as_slice() {
        return Ok(Some((*only).clone()));
    }
    if found.len() > 1 {
        let list: Vec<String> = found
            .iter()
            .map(|one| format!("  {}  {}", one.id, one.name))
            .collect();
        bail!(
            "“{wanted}” can be several people; give the id:\n{}",
            list.join("\n")
        );
    }
    Ok(found.pop())
}

fn print(person: &Found, issued: &IssuedActivation) -> anyhow::Result<()> {
    let expires = jiff::Timestamp::from_millisecond(issued.expires_at.0)?
        .to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(7)));
    let (left, right) = issued.code.split_at(issued.code.len() / 2);
    writeln!(
        std::io::stdout(),
        "{} ({})\n  Mã kích hoạt / code: {left} {right}\n  Liên kết / link:     {}\n  Hết hạn / expires:   {}",
        person.name,
        person.id,
        issued.link,
        expires.strftime("%d/%m/%Y %H:%M (+07:00)")
    )?;
    Ok(())
}
