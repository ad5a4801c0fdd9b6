//! Lists of people as offices keep them, against a directory with its traps.

use super::people_model::{Doubt, MOST_ROWS, Outcome, Reading, read};
use super::test_people::{directory, id};

fn reading(text: &str) -> Reading {
    read(text, &directory())
}

fn outcomes(text: &str) -> Vec<Outcome> {
    reading(text)
        .rows
        .into_iter()
        .map(|row| row.outcome)
        .collect()
}

fn found(number: u128) -> Outcome {
    Outcome::Found(id(number))
}

#[test]
fn a_table_with_a_head() {
    let text = "STT\tHọ và tên\tChức vụ\tĐơn vị\n\
        1\tLê Quang Thiệu\tChủ tịch\tUBND tỉnh\n\
        2\tĐoàn Minh Triết\tGiám đốc\tSở Tài chính\n\
        3\tHồ Thị Xuân Ái\tGiám đốc\tSNN&MT";
    assert_eq!(outcomes(text), [found(1), found(4), found(6)]);
    assert_eq!(reading(text).left_out.len(), 1);
}

#[test]
fn columns_stand_in_any_order() {
    assert_eq!(
        outcomes(
            "Sở Tài chính\tGiám đốc\tĐoàn Minh Triết\nUBND xã Vân Khê\tChủ tịch\tNguyễn Hoàng Bảo Khánh Vy"
        ),
        [found(4), found(8)]
    );
    assert_eq!(
        outcomes("Giám đốc Sở Tài chính, Đoàn Minh Triết"),
        [found(4)]
    );
}

#[test]
fn marks_capitals_and_spaces_make_no_difference() {
    for name in [
        "doan minh triet",
        "ĐOÀN MINH TRIẾT",
        "Đoàn  Minh   Triết ",
        "Đoàn Minh Triét",
    ] {
        assert_eq!(outcomes(name), [found(4)], "{name}");
    }
}

#[test]
fn what_stands_before_a_name_is_no_part_of_it() {
    for name in [
        "Ông Đoàn Minh Triết",
        "Ông/Bà Đoàn Minh Triết",
        "Đ/c Đoàn Minh Triết",
        "đồng chí Đoàn Minh Triết",
        "1. Đoàn Minh Triết",
        "- TS. Đoàn Minh Triết",
        "Ông: Đoàn Minh Triết",
        "Đ/c Đoàn Minh Triết, Giám đốc Sở Tài chính",
        "Đoàn Minh Triết - Giám đốc Sở TC",
        "Đoàn Minh Triết; GĐ; STC",
        "4\tĐoàn\tMinh Triết\tGiám đốc",
    ] {
        assert_eq!(outcomes(name), [found(4)], "{name}");
    }
}

#[test]
fn one_of_two_of_a_name_is_told_by_their_unit() {
    assert_eq!(outcomes("Nguyễn Văn Bình\tSở Tài chính"), [found(20)]);
    assert_eq!(outcomes("Nguyễn Văn Bình\tSTC"), [found(20)]);
    assert_eq!(outcomes("Nguyễn Văn Bình\tSở TC"), [found(20)]);
    assert_eq!(outcomes("Nguyễn Văn Bình\tChuyên viên\tSXD"), [found(21)]);
    assert_eq!(outcomes("Nguyen Van Binh\tSo Tu phap"), [found(22)]);
    assert_eq!(
        outcomes("Nguyễn Văn Bình"),
        [Outcome::Doubtful(vec![id(20), id(21)], Doubt::SameName)],
        "the marks leave two of three"
    );
    assert_eq!(
        outcomes("Nguyen Van Binh"),
        [Outcome::Doubtful(
            vec![id(20), id(21), id(22)],
            Doubt::SameName
        )]
    );
    assert_eq!(outcomes("Nguyễn Văn Bính"), [found(22)]);
}

#[test]
fn somebody_of_another_unit_is_doubtful() {
    assert_eq!(
        outcomes("Đoàn Minh Triết\tGiám đốc\tSở Xây dựng"),
        [Outcome::Doubtful(vec![id(4)], Doubt::OtherUnit)]
    );
    // A unit that the directory does not know says nothing against it.
    assert_eq!(
        outcomes("Đoàn Minh Triết\tVăn phòng Trung ương"),
        [found(4)]
    );
}

#[test]
fn slips_in_a_name_are_doubtful() {
    for name in [
        "Đoàn Minh Triêt ",
        "Đặng Ngọc Hường",
        "Triết Đoàn Minh",
        "Ung Thi Hanh Ngan",
    ] {
        let outcome = &outcomes(name)[0];
        assert!(
            matches!(
                outcome,
                Outcome::Found(_) | Outcome::Doubtful(_, Doubt::LikeName)
            ),
            "{name}: {outcome:?}"
        );
    }
    assert_eq!(
        outcomes("Đặng Ngọc Hường"),
        [Outcome::Doubtful(vec![id(2)], Doubt::LikeName)]
    );
    assert_eq!(
        outcomes("Đoan Minh Triéc"),
        [Outcome::Doubtful(vec![id(4)], Doubt::LikeName)]
    );
}

#[test]
fn a_position_without_a_name_asks_who_holds_it() {
    assert_eq!(
        outcomes("Giám đốc Sở Tài chính"),
        [Outcome::Doubtful(vec![id(4)], Doubt::ByPosition)]
    );
}

#[test]
fn who_is_not_in_the_directory_stays_listed() {
    let reading = reading("Trần Thị Lạ\tGiám đốc Sở Tài chính\tSở Tài chính\nPhạm Văn Mới");
    assert!(
        reading
            .rows
            .iter()
            .all(|row| row.outcome == Outcome::Missing)
    );
    assert_eq!(
        (
            reading.rows[0].name.as_str(),
            reading.rows[0].about.as_str()
        ),
        ("Trần Thị Lạ", "Giám đốc Sở Tài chính, Sở Tài chính")
    );
    let swapped = self::reading("Giám đốc\tTrần Thị Lạ");
    assert_eq!(swapped.rows[0].name, "Trần Thị Lạ");
}

#[test]
fn somebody_named_twice_is_added_once() {
    assert_eq!(
        outcomes("Lê Quang Thiệu\nle quang thieu"),
        [found(1), Outcome::Twice(id(1))]
    );
}

#[test]
fn addresses_numbers_and_titles_are_left_aside() {
    let text = "DANH SÁCH ĐẠI BIỂU DỰ HỌP\n(Kèm theo Giấy mời số 452/GM-UBND)\n\
        1\tĐoàn Minh Triết\t0912 345 678\ttriet@thanhgiang.gov.vn\n\n2\tHồ Thị Xuân Ái";
    assert_eq!(outcomes(text), [found(4), found(6)]);
    assert_eq!(reading(text).left_out.len(), 2);
}

#[test]
fn nothing_is_found_in_nothing() {
    for text in ["", " ", "\n\n", "\t\t", "1\n2\n3", "---", "\u{feff}"] {
        assert_eq!(reading(text).rows, [], "{text:?}");
    }
}

#[test]
fn hostile_lists_end_soon_and_without_harm() {
    let long = (1..=800)
        .map(|n| format!("{n}\tNgười Thứ {n}\tSở"))
        .collect::<Vec<_>>()
        .join("\n");
    let reading = reading(&long);
    assert_eq!(reading.rows.len(), MOST_ROWS);
    assert!(reading.is_cut);
    for text in [
        "a ".repeat(5_000),
        ",".repeat(5_000),
        "\t".repeat(5_000),
        "Nguyễn ".repeat(2_000),
        "ông ".repeat(100),
        "\"".repeat(99),
    ] {
        let _ = self::reading(&text);
    }
    assert_eq!(
        read("Lê Quang Thiệu", &[]).rows[0].outcome,
        Outcome::Missing
    );
}
