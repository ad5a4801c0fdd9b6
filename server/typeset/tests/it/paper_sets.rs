//! The cover list of printable sets.

use nghisu_typeset::{
    Attendance, CoverItem, CoverPaper, PaperSetCover, PaperStanding, Participant, paper_set_cover,
};

use crate::judges;
use crate::minutes::made_at;

fn paper(title: &str, pages: u32, standing: PaperStanding) -> CoverPaper {
    CoverPaper {
        title: title.to_owned(),
        pages,
        is_internal: false,
        standing,
    }
}

fn cover(items: Vec<CoverItem>) -> PaperSetCover {
    PaperSetCover {
        agency: Some("Ủy ban nhân dân tỉnh Thanh Giang".to_owned()),
        title: "Họp giao ban tháng 12".to_owned(),
        starts_at: Some("2026-12-16T08:05:00".parse().unwrap()),
        place: Some("Phòng họp số 1".to_owned()),
        chair: Some("Lê Quang Thiệu, Chủ tịch UBND tỉnh".to_owned()),
        is_one_item: false,
        items,
        participants: None,
        printed_at: "2026-12-16T07:40:00".parse().unwrap(),
        printed_by: "Trịnh Thu Uyên".to_owned(),
    }
}

fn item(number: u32, title: &str, papers: Vec<CoverPaper>) -> CoverItem {
    CoverItem {
        number,
        title: title.to_owned(),
        presenter: Some("Sở Tài chính".to_owned()),
        note: None,
        papers,
    }
}

#[test]
fn ps_2_the_cover_says_what_stands_where_and_who_printed_it() {
    let first = PaperStanding::Page { first: 1_204 };
    let why = "Không ghép được vào bộ in: mở tệp riêng".to_owned();
    let mut data = cover(vec![
        item(1, "Ngân sách", vec![paper("Tờ trình 😀", 12, first)]),
        item(
            2,
            "Quy hoạch",
            vec![paper("Bản đồ", 1, PaperStanding::LeftOut { why })],
        ),
        CoverItem {
            note: Some("họp kín, tài liệu giấy".to_owned()),
            ..item(3, "Nhân sự", Vec::new())
        },
    ]);
    data.participants = Some(vec![Participant {
        name: "Ứng Thị Hạnh Ngân".to_owned(),
        position: "Phó Giám đốc Sở Xây dựng".to_owned(),
        attendance: Attendance::Present,
        instead_of: None,
    }]);
    let typeset = paper_set_cover(&data, made_at()).unwrap();
    assert_eq!(typeset.pages, 1);
    judges::assert_sound(&typeset.pdf);
    let text = judges::text(&typeset.pdf);
    for expected in [
        "ỦY BAN NHÂN DÂN TỈNH THANH GIANG",
        "TÀI LIỆU CUỘC HỌP",
        "08 giờ 05 phút, ngày 16 tháng 12 năm 2026",
        "Tờ trình ?",
        "1.204",
        "Không ghép được vào bộ in: mở tệp riêng.",
        "(họp kín, tài liệu giấy)",
        "Có mặt: 01 người",
        "Ứng Thị Hạnh Ngân, Phó Giám đốc Sở Xây dựng.",
        "In lúc 07 giờ 40 phút, ngày 16 tháng 12 năm 2026. Người in: Trịnh Thu Uyên.",
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
}

#[test]
fn ps_2_a_long_list_goes_on_over_pages_and_an_empty_one_is_a_page() {
    let long = (1..=20)
        .map(|number| {
            let papers = (1..=5)
                .map(|paper_number| {
                    let name = format!("{paper_number:02} Báo cáo tình hình kinh tế - xã hội.pdf");
                    paper(
                        "Báo cáo tình hình kinh tế - xã hội",
                        40,
                        PaperStanding::File { name },
                    )
                })
                .collect();
            item(
                number,
                "Dự thảo báo cáo và nghị quyết về phát triển kinh tế - xã hội",
                papers,
            )
        })
        .collect();
    let typeset = paper_set_cover(&cover(long), made_at()).unwrap();
    assert!(typeset.pages > 4, "{}", typeset.pages);
    judges::assert_sound(&typeset.pdf);
    let typeset = paper_set_cover(&cover(Vec::new()), made_at()).unwrap();
    assert_eq!(typeset.pages, 1);
    assert!(judges::text(&typeset.pdf).contains("Chương trình chưa có nội dung nào."));
}
