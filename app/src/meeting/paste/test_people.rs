//! The office that the tests know: a directory with its traps, and who of it takes part in a meeting.

use nghisu_protocol::ids::{PersonId, Uuid};

use super::agenda_body::Known;
use super::people_model::{Held, Listed};

/// Number, name, title, unit and its short name.
const PEOPLE: [(u128, &str, &str, &str, &str); 9] = [
    (
        1,
        "Lê Quang Thiệu",
        "Chủ tịch UBND tỉnh",
        "UBND tỉnh Thanh Giang",
        "",
    ),
    (
        2,
        "Đặng Thị Ngọc Hường",
        "Phó Chủ tịch UBND tỉnh",
        "UBND tỉnh Thanh Giang",
        "",
    ),
    (
        4,
        "Đoàn Minh Triết",
        "Giám đốc Sở Tài chính",
        "Sở Tài chính",
        "Sở TC",
    ),
    (
        6,
        "Hồ Thị Xuân Ái",
        "Giám đốc Sở Nông nghiệp và Môi trường",
        "Sở Nông nghiệp và Môi trường",
        "",
    ),
    (
        7,
        "Ứng Thị Hạnh Ngân",
        "Phó Giám đốc Sở Xây dựng",
        "Sở Xây dựng",
        "",
    ),
    (
        8,
        "Nguyễn Hoàng Bảo Khánh Vy",
        "Chủ tịch UBND xã Vân Khê",
        "UBND xã Vân Khê",
        "",
    ),
    (
        20,
        "Nguyễn Văn Bình",
        "Chuyên viên",
        "Sở Tài chính",
        "Sở TC",
    ),
    (21, "Nguyễn Văn Bình", "Chuyên viên", "Sở Xây dựng", ""),
    (22, "Nguyễn Văn Bính", "Chuyên viên", "Sở Tư pháp", ""),
];

/// Somebody, by their number.
pub(super) const fn id(number: u128) -> PersonId {
    PersonId(Uuid::from_u128(number))
}

/// Everybody.
pub(super) fn directory() -> Vec<Listed> {
    PEOPLE
        .into_iter()
        .map(|(number, name, title, unit, unit_short)| Listed {
            id: id(number),
            name: name.into(),
            positions: vec![Held {
                title: title.into(),
                unit: unit.into(),
                unit_short: unit_short.into(),
            }],
        })
        .collect()
}

/// Who takes part: the chair and the heads, of whom no two have a name in common.
pub(super) fn participants() -> Vec<Known> {
    PEOPLE
        .into_iter()
        .filter(|(number, ..)| [1, 4, 6, 7].contains(number))
        .map(|(number, name, position, ..)| Known {
            id: id(number),
            name: name.into(),
            position: position.into(),
        })
        .collect()
}
