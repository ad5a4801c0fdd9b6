//! The demonstration office with as many more officials as a large meeting has, its meeting open and led.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use anyhow::{Context as _, bail};
use clap::Args;
use nghisu_protocol::ids::{MeetingId, PersonId, VersionId};
use nghisu_protocol::meetings::{MeetingSummary, MeetingView};
use nghisu_protocol::people::{
    IssuedToken, Person, PersonPlan, PositionPlan, Role, RoleGrant, TokenPlan,
};
use nghisu_protocol::room::RoomCommand;
use nghisu_protocol::room::command::Invitation;
use nghisu_protocol::room::state::{ParticipantRole, Presented, Stage};
use serde::Serialize;
use tokio::time::interval;

use crate::api::Api;
use crate::{Door, say};

/// Family names, so that a hundred people have names that a directory takes.
const FAMILIES: [&str; 10] = [
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ",
];
const GIVEN: [&str; 10] = [
    "An", "Bình", "Châu", "Dũng", "Giang", "Hà", "Khoa", "Lan", "Minh", "Sơn",
];

/// What the load works with.
#[derive(Debug)]
pub(crate) struct Office {
    pub(crate) meeting: MeetingId,
    /// Who leads the pages.
    pub(crate) chair: Api,
    /// The additional officials, one each for a tablet.
    pub(crate) tablets: Vec<Api>,
    pub(crate) papers: Vec<Paper>,
}

/// A document of the meeting.
#[derive(Debug, Clone)]
pub(crate) struct Paper {
    /// What kind of pages it has.
    pub(crate) kind: &'static str,
    pub(crate) version: VersionId,
    pub(crate) pages: u32,
}

/// The kinds of papers by the numbers in front of their file names.
const KINDS: [(&str, &str); 3] = [("1.", "text"), ("2.", "tables"), ("4.", "scan")];

impl Office {
    /// Finds the demonstration's meeting, invites so many officials to it and opens it.
    pub(crate) async fn prepare(door: &Door, tablets: usize) -> anyhow::Result<Self> {
        let administrator = Api::new(&door.url, &door.token)?;
        let mut people: Vec<Person> = administrator.get("people").await?;
        let by_name = |people: &[Person], name: &str| {
            people
                .iter()
                .find(|person| person.name == name)
                .map(|person| person.id)
        };
        let enter = async |person: PersonId| -> anyhow::Result<Api> {
            let plan = TokenPlan {
                name: "load".to_owned(),
                expires_at: None,
            };
            let token: IssuedToken = administrator
                .post(&format!("people/{person}/tokens"), &plan)
                .await?;
            Ok(administrator.with_token(token.secret))
        };
        let secretary =
            by_name(&people, "Trịnh Thu Uyên").context("the office has no secretary")?;
        let secretary = enter(secretary).await?;
        let (meeting, view) = meeting(&secretary).await?;
        let chair = view.room.chair.context("the meeting has no chair")?;
        let unit = view.room.details.unit.context("the meeting has no unit")?;

        let mut invited = Vec::new();
        let mut entered = Vec::new();
        for index in 0..tablets {
            let name = format!(
                "{} {} {}",
                FAMILIES[index % 10],
                GIVEN[index / 10 % 10],
                GIVEN[index / 100 % 10]
            );
            let id = match by_name(&people, &name) {
                Some(id) => id,
                None => {
                    let plan = official(&name, unit, index);
                    let person: Person = administrator.post("people", &plan).await?;
                    let id = person.id;
                    people.push(person);
                    id
                }
            };
            entered.push(enter(id).await?);
            invited.push(Invitation {
                person: id,
                role: ParticipantRole::Delegate,
                items: BTreeSet::new(),
            });
        }
        if !invited.is_empty() {
            let command = RoomCommand::SetParticipants { people: invited };
            secretary.command(meeting, command).await?;
        }
        if view.room.stage == Stage::Published {
            secretary.command(meeting, RoomCommand::Open {}).await?;
        }
        let chair = enter(chair).await?;
        chair.command(meeting, RoomCommand::TakeLead {}).await?;
        Ok(Self {
            meeting,
            chair,
            tablets: entered,
            papers: papers(&view),
        })
    }
}

/// The secretary's meeting with the most documents.
async fn meeting(secretary: &Api) -> anyhow::Result<(MeetingId, MeetingView)> {
    let meetings: Vec<MeetingSummary> = secretary.get("meetings").await?;
    let found = meetings
        .into_iter()
        .max_by_key(|meeting| meeting.documents)
        .context("the office has no meeting; fill it with `nghisu demo --documents DIR`")?;
    let view: MeetingView = secretary.get(&format!("meetings/{}", found.id)).await?;
    if !matches!(view.room.stage, Stage::Published | Stage::Open) {
        bail!("the meeting is {:?}: it cannot be led", view.room.stage);
    }
    Ok((found.id, view))
}

fn papers(view: &MeetingView) -> Vec<Paper> {
    let versions = view.room.documents.values().flat_map(|one| &one.versions);
    let mut papers: Vec<Paper> = versions
        .filter_map(|version| {
            let (_, kind) = KINDS
                .iter()
                .find(|(number, _)| version.file_name.starts_with(number))?;
            Some(Paper {
                kind,
                version: version.id,
                pages: version.pages,
            })
        })
        .collect();
    papers.sort_by_key(|paper| KINDS.iter().position(|(_, kind)| *kind == paper.kind));
    papers
}

fn official(name: &str, unit: nghisu_protocol::ids::UnitId, index: usize) -> PersonPlan {
    PersonPlan {
        name: name.to_owned(),
        email: None,
        phone: None,
        positions: vec![PositionPlan {
            unit,
            title: "Ủy viên".to_owned(),
            precedence: 100 + i32::try_from(index).unwrap_or_default(),
            valid_from: None,
            valid_to: None,
        }],
        grants: vec![RoleGrant {
            role: Role::Official,
            unit: Some(unit),
        }],
    }
}

/// Waits until the machine does nothing else: papers that came in are being warmed for a while. Says when it gave up.
pub(crate) async fn await_quiet(door: &Door) -> anyhow::Result<()> {
    let mut before = cpu_times()?;
    let mut quiet = 0;
    let mut looks = interval(Duration::from_millis(500));
    looks.tick().await;
    for _ in 0..2 * door.quiet_within {
        looks.tick().await;
        let now = cpu_times()?;
        let (idle, all) = (now.0 - before.0, now.1 - before.1);
        before = now;
        quiet = if idle * 100 >= all * 90 { quiet + 1 } else { 0 };
        if quiet == 3 {
            return Ok(());
        }
    }
    say("the machine did not become quiet: the figures below say less than they should");
    Ok(())
}

/// Idle and all ticks of all cores, from `/proc/stat` (proc(5)).
fn cpu_times() -> anyhow::Result<(u64, u64)> {
    let stat = std::fs::read_to_string("/proc/stat").context("/proc/stat cannot be read")?;
    let line = stat.lines().next().unwrap_or_default();
    let ticks: Vec<u64> = line
        .split_whitespace()
        .skip(1)
        .filter_map(|word| word.parse().ok())
        .collect();
    // User, nice, system, idle, iowait, …: waiting for a disk is idle too.
    let idle = ticks.iter().skip(3).take(2).sum();
    Ok((idle, ticks.iter().sum()))
}

/// What a browser is shown.
#[derive(Debug, Args)]
pub(crate) struct StageOptions {
    #[command(flatten)]
    door: Door,
    /// Kind of the document whose first page is shown: text, tables or scan; without it nothing new is shown
    #[arg(long)]
    show: Option<String>,
}

/// What a browser must know to look.
#[derive(Debug, Serialize)]
pub(crate) struct Staged {
    meeting: MeetingId,
    /// Versions and their numbers of pages, by kind.
    papers: BTreeMap<&'static str, (VersionId, u32)>,
}

/// Opens the meeting and shows a document.
pub(crate) async fn stage(options: &StageOptions) -> anyhow::Result<Staged> {
    let office = Office::prepare(&options.door, 0).await?;
    if let Some(kind) = &options.show {
        let paper = office.papers.iter().find(|paper| paper.kind == kind);
        let place = Presented {
            version: paper.context("there is no such paper")?.version,
            page: 1,
            y: 0,
        };
        let command = RoomCommand::Present { place };
        office.chair.command(office.meeting, command).await?;
    }
    Ok(Staged {
        meeting: office.meeting,
        papers: office
            .papers
            .iter()
            .map(|paper| (paper.kind, (paper.version, paper.pages)))
            .collect(),
    })
}
