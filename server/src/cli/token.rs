//! `nghisu token …`: service tokens, with which a program does what a person may do.

use std::io::Write as _;

use anyhow::{Context as _, bail};
use clap::Subcommand;
use nghisu_protocol::{
    ids::{Timestamp, TokenId},
    people::TokenPlan,
};

use super::open_identity;
use crate::{
    config::{Config, Settings},
    identity::{Actor, Identity},
};

/// Make, list and revoke service tokens for the API
#[derive(Debug, clap::Args)]
pub(crate) struct Token {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Make a token that acts as a person; the secret is printed once, alone on its line
    Create {
        /// Name or id of the person
        #[arg(long)]
        person: String,
        /// What the token is for
        #[arg(long)]
        name: String,
        /// Last day of the token, as yyyy-MM-dd; without it the token holds until it is revoked
        #[arg(long, value_name = "DAY")]
        expires: Option<jiff::civil::Date>,
        #[command(flatten)]
        settings: Settings,
    },
    /// List the tokens of a person
    List {
        /// Name or id of the person
        #[arg(long)]
        person: String,
        #[command(flatten)]
        settings: Settings,
    },
    /// Revoke a token of a person
    Revoke {
        /// Name or id of the person
        #[arg(long)]
        person: String,
        /// The token's id, as `list` prints it
        token: TokenId,
        #[command(flatten)]
        settings: Settings,
    },
}

impl Token {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        super::block_on(self.act.run())
    }
}

impl Act {
    async fn run(self) -> anyhow::Result<()> {
        let mut out = std::io::stdout();
        let terminal = Actor::terminal();
        match self {
            Self::Create {
                person,
                name,
                expires,
                settings,
            } => {
                let (identity, person) = open(settings, &person).await?;
                let expires_at = match expires {
                    Some(day) => Some(end_of(day)?),
                    None => None,
                };
                let issued = identity
                    .issue_token(&terminal, person, TokenPlan { name, expires_at })
                    .await
                    .context("the token cannot be made")?;
                writeln!(out, "{}", issued.secret)?;
            }
            Self::List { person, settings } => {
                let (identity, person) = open(settings, &person).await?;
                for token in identity.tokens(&terminal, person).await? {
                    writeln!(out, "{}  {}", token.id, token.name)?;
                }
            }
            Self::Revoke {
                person,
                token,
                settings,
            } => {
                let (identity, person) = open(settings, &person).await?;
                identity
                    .revoke_token(&terminal, person, token)
                    .await
                    .context("the token cannot be revoked")?;
            }
        }
        Ok(())
    }
}

async fn open(
    settings: Settings,
    person: &str,
) -> anyhow::Result<(Identity, nghisu_protocol::ids::PersonId)> {
    let config = Config::load(settings)?;
    let identity = open_identity(&config).await?;
    match super::person::find(&identity, person).await? {
        Some(person) => Ok((identity, person.id)),
        None => bail!("nobody is called “{person}”"),
    }
}

/// The last moment of a day at +07:00.
fn end_of(day: jiff::civil::Date) -> anyhow::Result<Timestamp> {
    let next = day
        .tomorrow()?
        .to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(7)))?;
    Ok(Timestamp(next.timestamp().as_millisecond()))
}
