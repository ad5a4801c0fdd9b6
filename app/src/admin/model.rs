//! What administration decides without a browser: who matches a search, in which order people and units stand,
//! what the next tablet is called.

use nghisu_protocol::ids::UnitId;
use nghisu_protocol::people::{Person, Role, Unit};
use nghisu_protocol::text::{name_key, rank};

/// People in rank order (thứ bậc), then by name; closed accounts last.
pub fn in_rank_order(mut people: Vec<Person>) -> Vec<Person> {
    people.sort_by_cached_key(|person| {
        let precedence = person
            .positions
            .iter()
            .map(|position| position.precedence)
            .min()
            .unwrap_or(i32::MAX);
        (!person.active, precedence, name_key(&person.name))
    });
    people
}

/// Whoever matches a search by name or title, best first; an empty search keeps all in their order.
pub fn matching(people: &[Person], search: &str) -> Vec<Person> {
    let search = search.trim();
    if search.is_empty() {
        return people.to_vec();
    }
    let mut found: Vec<(u8, &Person)> = people
        .iter()
        .filter_map(|person| {
            let titles = person
                .positions
                .iter()
                .filter_map(|position| rank(search, &position.title));
            rank(search, &person.name)
                .into_iter()
                .chain(titles)
                .min()
                .map(|rank| (rank, person))
        })
        .collect();
    found.sort_by_key(|(rank, _)| *rank);
    found
        .into_iter()
        .map(|(_, person)| person.clone())
        .collect()
}

/// A unit with its depth in the tree, in the order of the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedUnit {
    /// The unit.
    pub unit: Unit,
    /// 0 for a root.
    pub depth: usize,
}

/// The tree laid out: each unit below its parent, siblings by precedence, then name. A unit whose parent is not
/// among them (an administrator of a part sees only the part) stands at the top; a loop cannot hide anybody.
pub fn laid_out(units: &[Unit]) -> Vec<PlacedUnit> {
    let known = |id: UnitId| units.iter().any(|unit| unit.id == id);
    let mut placed = Vec::with_capacity(units.len());
    let mut open: Vec<(usize, &Unit)> = Vec::new();
    let children = |of: Option<UnitId>| {
        let mut children: Vec<&Unit> = units
            .iter()
            .filter(|unit| match of {
                Some(parent) => unit.parent == Some(parent),
                None => unit.parent.is_none_or(|parent| !known(parent)),
            })
            .collect();
        children.sort_by_key(|unit| (unit.precedence, nghisu_protocol::text::sort_key(&unit.name)));
        children
    };
    open.extend(children(None).into_iter().rev().map(|unit| (0, unit)));
    while let Some((depth, unit)) = open.pop() {
        if placed
            .iter()
            .any(|placed: &PlacedUnit| placed.unit.id == unit.id)
        {
            continue;
        }
        placed.push(PlacedUnit {
            unit: unit.clone(),
            depth,
        });
        open.extend(
            children(Some(unit.id))
                .into_iter()
                .rev()
                .map(|child| (depth + 1, child)),
        );
    }
    for unit in units {
        if !placed.iter().any(|placed| placed.unit.id == unit.id) {
            placed.push(PlacedUnit {
                unit: unit.clone(),
                depth: 0,
            });
        }
    }
    placed
}

/// Whether a unit's last day is over. Days are `yyyy-MM-dd`, which sort as they pass.
pub fn has_ended(unit: &Unit, today: &str) -> bool {
    unit.valid_to.as_deref().is_some_and(|last| last < today)
}

/// A name's last part, by which Vietnamese people are addressed: "đồng chí Vy".
pub fn given_name(name: &str) -> &str {
    name.split_whitespace().last().unwrap_or(name)
}

/// What the next tablet of a room is called: by the number after the highest, as long as numbers are written there.
pub fn next_tablet_name<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut highest = ("Máy phòng họp ", 0_u32, 2);
    for name in names {
        let words = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
        let number = &name[words.len()..];
        if let Ok(found) = number.parse::<u32>()
            && found >= highest.1
        {
            highest = (words, found, number.len());
        }
    }
    let (words, number, width) = highest;
    format!("{words}{:0width$}", number.saturating_add(1))
}

/// The word for a role, in the language in use.
pub fn role_word(role: Role) -> String {
    match role {
        Role::Administrator => crate::tr!("role-administrator"),
        Role::Secretary => crate::tr!("role-secretary"),
        Role::Clerk => crate::tr!("role-clerk"),
        Role::Official => crate::tr!("role-official"),
    }
}

#[cfg(test)]
mod tests {
    use nghisu_protocol::ids::{PersonId, PositionId, Uuid};
    use nghisu_protocol::people::Position;

    use super::*;

    fn unit(id: u128, parent: Option<u128>, precedence: i32, name: &str) -> Unit {
        Unit {
            id: UnitId(Uuid::from_u128(id)),
            parent: parent.map(|parent| UnitId(Uuid::from_u128(parent))),
            name: name.to_owned(),
            short_name: None,
            code: None,
            precedence,
            valid_from: None,
            valid_to: None,
            predecessors: Vec::new(),
        }
    }

    fn person(id: u128, name: &str, title: &str, precedence: i32) -> Person {
        Person {
            id: PersonId(Uuid::from_u128(id)),
            name: name.to_owned(),
            positions: vec![Position {
                id: PositionId(Uuid::from_u128(id)),
                unit: UnitId(Uuid::from_u128(1)),
                title: title.to_owned(),
                precedence,
                valid_from: None,
                valid_to: None,
            }],
            active: true,
            managed: None,
        }
    }

    fn names(people: &[Person]) -> Vec<&str> {
        people.iter().map(|person| person.name.as_str()).collect()
    }

    #[test]
    fn rank_comes_before_the_alphabet_and_closed_accounts_come_last() {
        let mut closed = person(3, "An Văn Bình", "Nguyên Chủ tịch", 0);
        closed.active = false;
        let ordered = in_rank_order(vec![
            closed,
            person(2, "Đặng Thị Ngọc Hường", "Phó Chủ tịch", 2),
            person(1, "Lê Quang Thiệu", "Chủ tịch", 1),
        ]);
        assert_eq!(
            names(&ordered),
            ["Lê Quang Thiệu", "Đặng Thị Ngọc Hường", "An Văn Bình"]
        );
    }

    #[test]
    fn a_search_without_marks_finds_names_and_titles() {
        let people = vec![
            person(1, "Ứng Thị Hạnh Ngân", "Phó Giám đốc Sở Xây dựng", 7),
            person(2, "Mạc Văn Ủy", "Phó Giám đốc Sở Tư pháp", 12),
        ];
        assert_eq!(names(&matching(&people, "ung thi")), ["Ứng Thị Hạnh Ngân"]);
        assert_eq!(names(&matching(&people, "tu phap")), ["Mạc Văn Ủy"]);
        assert_eq!(matching(&people, "  ").len(), 2);
        assert!(matching(&people, "chánh văn phòng").is_empty());
    }

    #[test]
    fn the_tree_stands_parent_first_and_siblings_by_precedence() {
        let units = [
            unit(3, Some(1), 20, "Sở Tài chính"),
            unit(4, Some(2), 1, "Phòng Tổng hợp"),
            unit(2, Some(1), 10, "Văn phòng UBND tỉnh"),
            unit(1, None, 1, "UBND tỉnh Thanh Giang"),
        ];
        let placed: Vec<_> = laid_out(&units)
            .into_iter()
            .map(|placed| (placed.depth, placed.unit.name))
            .collect();
        assert_eq!(
            placed,
            [
                (0, "UBND tỉnh Thanh Giang".to_owned()),
                (1, "Văn phòng UBND tỉnh".to_owned()),
                (2, "Phòng Tổng hợp".to_owned()),
                (1, "Sở Tài chính".to_owned()),
            ]
        );
    }

    #[test]
    fn a_part_of_the_tree_and_even_a_loop_are_shown_whole() {
        let part = [unit(4, Some(2), 1, "Phòng Tổng hợp")];
        assert_eq!(laid_out(&part)[0].depth, 0);
        let ring = [unit(1, Some(2), 1, "A"), unit(2, Some(1), 1, "B")];
        assert_eq!(laid_out(&ring).len(), 2);
    }

    #[test]
    fn a_unit_stands_until_its_last_day_is_over() {
        let mut old = unit(1, None, 1, "Sở Kế hoạch và Đầu tư");
        old.valid_to = Some("2025-02-28".to_owned());
        assert!(!has_ended(&old, "2025-02-28"));
        assert!(has_ended(&old, "2025-03-01"));
    }

    #[test]
    fn tablets_are_numbered_on() {
        let next = |names: &[&str]| next_tablet_name(names.iter().copied());
        assert_eq!(next(&[]), "Máy phòng họp 01");
        let two = ["Máy phòng họp 07", "Máy phòng họp 02", "Máy dự phòng"];
        assert_eq!(next(&two), "Máy phòng họp 08");
        assert_eq!(next(&["Tab B9", "Tab B10"]), "Tab B11");
        assert_eq!(next(&["Máy phòng họp 99"]), "Máy phòng họp 100");
        assert_eq!(next(&["Máy phòng họp"]), "Máy phòng họp 01");
    }

    #[test]
    fn people_are_addressed_by_their_given_name() {
        assert_eq!(given_name("Nguyễn Hoàng Bảo Khánh Vy"), "Vy");
    }
}
