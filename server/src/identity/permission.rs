//! Who may do what with people, units and rights: the one place that knows.
//!
//! A role holds in a unit and everything below it, or in the whole tree. An administrator manages a
//! person only when every place of that person (each unit of a position or role) lies in their part:
//! otherwise an administrator of one part could open the door of somebody in another. Pure.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use nghisu_protocol::{
    ids::{MeetingId, PersonId, SessionId, TokenId, UnitId},
    people::{Role, RoleGrant},
    room::{Offices, Viewer},
};

/// How a request showed who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// A browser that signed in with a passkey.
    Session(SessionId),
    /// A browser that came in by a pass, into one meeting.
    Pass {
        /// The session that the pass opened.
        session: SessionId,
        /// The only meeting that it reaches.
        meeting: MeetingId,
    },
    /// A program with a service token.
    Token(TokenId),
    /// A command on the server's own terminal.
    Terminal,
}

/// How far a door leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// To whatever the person may do.
    Everything,
    /// To one meeting, as a delegate or guest of it (rule DO-1).
    Meeting(MeetingId),
}

impl Door {
    /// How far it leads.
    #[must_use]
    pub const fn reach(self) -> Reach {
        match self {
            Self::Session(_) | Self::Token(_) | Self::Terminal => Reach::Everything,
            Self::Pass { meeting, .. } => Reach::Meeting(meeting),
        }
    }

    /// The session, where it is one.
    #[must_use]
    pub const fn session(self) -> Option<SessionId> {
        match self {
            Self::Session(session) | Self::Pass { session, .. } => Some(session),
            Self::Token(_) | Self::Terminal => None,
        }
    }
}

/// Who asks. Handlers take it as an argument; the guard made it.
#[derive(Debug, Clone)]
pub struct Actor {
    /// Who; `None` only for [`Door::Terminal`].
    pub person: Option<PersonId>,
    /// Full name.
    pub name: String,
    /// Through which door.
    pub door: Door,
    /// What they may do, and where.
    pub grants: Vec<RoleGrant>,
    /// Whose clerk they are by these rights.
    pub clerk_of: Offices,
    /// From which address.
    pub address: String,
}

impl Actor {
    /// The operator at the server's own terminal: may do everything.
    #[must_use]
    pub fn terminal() -> Self {
        Self {
            person: None,
            name: String::new(),
            door: Door::Terminal,
            grants: vec![RoleGrant {
                role: Role::Administrator,
                unit: None,
            }],
            clerk_of: Offices::None,
            address: "terminal".to_owned(),
        }
    }

    /// The same, with what comes along through their door: through one that leads to one meeting nothing of what the
    /// directory says of them. Whoever holds another's pass has nothing of their rights but a place in that meeting, so that
    /// an administrator or a clerk may have one as well as anybody.
    #[must_use]
    pub(super) fn held_to_their_door(self) -> Self {
        match self.reach() {
            Reach::Everything => self,
            Reach::Meeting(_) => Self {
                grants: Vec::new(),
                clerk_of: Offices::None,
                ..self
            },
        }
    }

    /// How far they reach.
    #[must_use]
    pub const fn reach(&self) -> Reach {
        self.door.reach()
    }

    /// The person who asks.
    ///
    /// # Panics
    /// For [`Actor::terminal`], which never comes through a route.
    #[must_use]
    pub fn id(&self) -> PersonId {
        self.person
            .expect("whoever comes through a route is a person")
    }

    /// Whether they hold a role in whatever part of the tree.
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        self.grants.iter().any(|grant| grant.role == role)
    }

    /// Whether they hold a role at a place: a unit, or with `None` the whole tree.
    #[must_use]
    pub fn holds(&self, role: Role, tree: &Tree, place: Option<UnitId>) -> bool {
        self.grants.iter().any(|grant| {
            grant.role == role
                && match (grant.unit, place) {
                    (None, _) => true,
                    (Some(root), Some(unit)) => tree.is_within(unit, root),
                    (Some(_), None) => false,
                }
        })
    }

    /// May change units here.
    #[must_use]
    pub fn administers(&self, tree: &Tree, place: Option<UnitId>) -> bool {
        self.holds(Role::Administrator, tree, place)
    }

    /// May see and change a person who stands at these places.
    #[must_use]
    pub fn may_manage(&self, tree: &Tree, places: &Places) -> bool {
        self.holds_everywhere(Role::Administrator, tree, places)
    }

    /// May hand out an activation code. Secretaries may, but only for people whose rights do not
    /// exceed a delegate's: whoever holds a code can become that person. A secretary's program may not: it would
    /// become people whom its secretary only brings to their tablets.
    #[must_use]
    pub fn may_activate(&self, tree: &Tree, places: &Places) -> bool {
        self.may_manage(tree, places)
            || (self.is_in_person()
                && self.holds_everywhere(Role::Secretary, tree, places)
                && places
                    .grants
                    .iter()
                    .all(|grant| grant.role == Role::Official))
    }

    /// May read the audit table: it speaks of the whole tree.
    #[must_use]
    pub fn may_audit(&self, tree: &Tree) -> bool {
        self.administers(tree, None)
    }

    /// Whether the person has signed in with a passkey in a browser. A program that acts as a person never
    /// signs as that person (rule SG-2), nor makes keys with which it could come in as that person; nor does a browser
    /// that came in by a pass (rule DO-2).
    #[must_use]
    pub fn is_in_person(&self) -> bool {
        matches!(self.door, Door::Session(_))
    }

    /// How the room of a meeting sees this person.
    #[must_use]
    pub fn viewer(&self) -> Viewer {
        match self.reach() {
            Reach::Everything => Viewer {
                person: self.id(),
                is_secretary: self.has(Role::Secretary),
                clerk_of: self.clerk_of.clone(),
                is_limited: false,
            },
            Reach::Meeting(_) => Viewer::limited(self.id()),
        }
    }

    fn holds_everywhere(&self, role: Role, tree: &Tree, places: &Places) -> bool {
        let mut units = places
            .positions
            .iter()
            .map(|unit| Some(*unit))
            .chain(places.grants.iter().map(|grant| grant.unit))
            .peekable();
        if units.peek().is_none() {
            // Somebody without any place belongs to nobody's part.
            return self.holds(role, tree, None);
        }
        units.all(|unit| self.holds(role, tree, unit))
    }
}

/// Where a person stands in the tree.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    /// The units of their positions, past ones left out.
    pub positions: Vec<UnitId>,
    /// Their roles.
    pub grants: Vec<RoleGrant>,
}

/// The tree of units, as far as permission needs it.
#[derive(Debug, Clone, Default)]
pub struct Tree(HashMap<UnitId, Option<UnitId>>);

impl Tree {
    /// A tree from every unit and the one above it.
    pub fn new(units: impl IntoIterator<Item = (UnitId, Option<UnitId>)>) -> Self {
        Self(units.into_iter().collect())
    }

    /// Whether there is such a unit.
    #[must_use]
    pub fn contains(&self, unit: UnitId) -> bool {
        self.0.contains_key(&unit)
    }

    /// The offices in which one of these rights makes somebody the clerk.
    #[must_use]
    pub fn clerk_of(&self, grants: &[RoleGrant]) -> Offices {
        let roots: Option<Vec<UnitId>> = grants
            .iter()
            .filter(|grant| grant.role == Role::Clerk)
            .map(|grant| grant.unit)
            .collect();
        match roots {
            None => Offices::All,
            Some(roots) if roots.is_empty() => Offices::None,
            Some(roots) => {
                let is_theirs =
                    |unit: &UnitId| roots.iter().any(|root| self.is_within(*unit, *root));
                let units: BTreeSet<UnitId> = self.0.keys().copied().filter(is_theirs).collect();
                Offices::Units {
                    units: Arc::new(units),
                    has_top: roots.iter().any(|root| self.0.get(root) == Some(&None)),
                }
            }
        }
    }

    /// Whether `unit` is `root` or stands below it.
    #[must_use]
    pub fn is_within(&self, unit: UnitId, root: UnitId) -> bool {
        let mut at = Some(unit);
        // A tree is never deeper than it has units; the bound ends a walk through broken data.
        for _ in 0..=self.0.len() {
            match at {
                Some(unit) if unit == root => return true,
                Some(unit) => at = self.0.get(&unit).copied().flatten(),
                None => return false,
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nghisu_protocol::ids::Uuid;

    const ROOT: UnitId = UnitId(Uuid::from_u128(1));
    const FINANCE: UnitId = UnitId(Uuid::from_u128(2));
    const BUDGET: UnitId = UnitId(Uuid::from_u128(3));
    const JUSTICE: UnitId = UnitId(Uuid::from_u128(4));

    fn tree() -> Tree {
        Tree::new([
            (ROOT, None),
            (FINANCE, Some(ROOT)),
            (BUDGET, Some(FINANCE)),
            (JUSTICE, Some(ROOT)),
        ])
    }

    fn actor(role: Role, unit: Option<UnitId>) -> Actor {
        Actor {
            person: Some(PersonId(Uuid::from_u128(9))),
            grants: vec![RoleGrant { role, unit }],
            ..Actor::terminal()
        }
    }

    fn places(positions: &[UnitId], grants: &[(Role, Option<UnitId>)]) -> Places {
        Places {
            positions: positions.to_vec(),
            grants: grants
                .iter()
                .map(|(role, unit)| RoleGrant {
                    role: *role,
                    unit: *unit,
                })
                .collect(),
        }
    }

    #[test]
    fn a_role_reaches_down_the_tree_and_never_up_or_aside() {
        let admin = actor(Role::Administrator, Some(FINANCE));
        assert!(admin.administers(&tree(), Some(FINANCE)));
        assert!(admin.administers(&tree(), Some(BUDGET)));
        assert!(!admin.administers(&tree(), Some(ROOT)));
        assert!(!admin.administers(&tree(), Some(JUSTICE)));
        assert!(!admin.administers(&tree(), None));
    }

    #[test]
    fn somebody_who_also_stands_elsewhere_is_out_of_reach() {
        let admin = actor(Role::Administrator, Some(FINANCE));
        assert!(admin.may_manage(&tree(), &places(&[BUDGET], &[])));
        assert!(!admin.may_manage(&tree(), &places(&[BUDGET, JUSTICE], &[])));
        assert!(!admin.may_manage(&tree(), &places(&[BUDGET], &[(Role::Administrator, None)])));
        assert!(!admin.may_manage(&tree(), &places(&[], &[])));
    }

    #[test]
    fn a_secretary_hands_codes_to_delegates_only_and_their_program_to_nobody() {
        let secretary = Actor {
            door: Door::Session(SessionId(Uuid::from_u128(7))),
            ..actor(Role::Secretary, Some(ROOT))
        };
        let program = Actor {
            door: Door::Token(TokenId(Uuid::from_u128(8))),
            ..secretary.clone()
        };
        let tree = tree();
        let delegate = places(&[FINANCE], &[(Role::Official, Some(ROOT))]);
        assert!(!program.may_activate(&tree, &delegate));
        assert!(
            secretary.may_activate(&tree, &places(&[FINANCE], &[(Role::Official, Some(ROOT))]))
        );
        for role in [Role::Administrator, Role::Secretary, Role::Clerk] {
            assert!(!secretary.may_activate(&tree, &places(&[FINANCE], &[(role, Some(FINANCE))])));
        }
        assert!(!secretary.may_manage(&tree, &places(&[FINANCE], &[])));
    }

    #[test]
    fn do_1_through_a_door_to_one_meeting_nothing_of_the_directory_comes_along() {
        let meeting = MeetingId(Uuid::from_u128(5));
        let session = SessionId(Uuid::from_u128(7));
        for role in Role::ALL {
            let whole = Actor {
                clerk_of: Offices::All,
                door: Door::Session(session),
                ..actor(role, None)
            };
            let limited = Actor {
                door: Door::Pass { session, meeting },
                ..whole.clone()
            }
            .held_to_their_door();
            assert_eq!(limited.reach(), Reach::Meeting(meeting));
            assert!(!limited.has(role) && !limited.holds(role, &tree(), Some(BUDGET)));
            assert!(!limited.is_in_person() && whole.is_in_person());
            assert!(!limited.may_activate(&tree(), &places(&[FINANCE], &[])));
            assert_eq!(limited.viewer(), Viewer::limited(limited.id()));
            let same = whole.clone().held_to_their_door();
            assert_eq!(same.grants, whole.grants);
        }
    }

    #[test]
    fn a_clerk_keeps_the_meetings_of_their_units_and_at_the_top_those_of_none() {
        let clerk = |units: &[Option<UnitId>]| {
            let grants: Vec<_> = units.iter().map(|unit| (Role::Clerk, *unit)).collect();
            tree().clerk_of(&places(&[], &grants).grants)
        };
        let holds = |offices: Offices| {
            [Some(ROOT), Some(FINANCE), Some(BUDGET), Some(JUSTICE), None]
                .map(|unit| offices.hold(unit))
        };
        assert_eq!(holds(clerk(&[])), [false; 5]);
        assert_eq!(holds(clerk(&[None])), [true; 5]);
        assert_eq!(holds(clerk(&[Some(ROOT)])), [true; 5]);
        assert_eq!(
            holds(clerk(&[Some(FINANCE)])),
            [false, true, true, false, false]
        );
        assert_eq!(
            holds(clerk(&[Some(BUDGET), Some(JUSTICE)])),
            [false, false, true, true, false]
        );
        let secretary = places(&[], &[(Role::Secretary, None)]);
        assert_eq!(tree().clerk_of(&secretary.grants), Offices::None);
    }

    #[test]
    fn a_loop_in_broken_data_ends() {
        let tree = Tree::new([(FINANCE, Some(BUDGET)), (BUDGET, Some(FINANCE))]);
        assert!(!tree.is_within(FINANCE, ROOT));
    }
}
