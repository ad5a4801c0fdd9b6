//! The minutes of the demonstration office, and minutes of other sizes.

use nghisu_typeset::{
    Anchor, Attachment, Attendance, Invited, Minutes, Participant, Relationship, Typeset, minutes,
};

use crate::judges;

pub(crate) fn demonstration() -> Minutes {
    serde_json::from_str(include_str!("minutes.json")).unwrap()
}

pub(crate) fn made_at() -> jiff::Timestamp {
    "2026-12-16T04:20:00Z".parse().unwrap()
}

fn typeset(data: &Minutes) -> Typeset {
    minutes(data, &[], made_at()).unwrap()
}

fn anchor<'a>(typeset: &'a Typeset, label: &str) -> &'a Anchor {
    typeset.anchor(label).unwrap()
}

#[test]
fn vietnamese_text_is_there_to_the_letter() {
    let data = demonstration();
    let text = judges::text(&typeset(&data).pdf);
    for expected in [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "ỦY BAN NHÂN DÂN TỈNH THANH GIANG",
        "Thời gian bắt đầu: 08 giờ 00 phút, ngày 16 tháng 12 năm 2026.",
        "Nguyễn Hoàng Bảo Khánh Vy, Chủ tịch UBND xã Vân Khê – dự nội dung 3 và 4.",
        "Ứng Thị Hạnh Ngân, Phó Giám đốc Sở Xây dựng – dự thay Ngô Bá Thịnh, Giám đốc Sở Xây dựng (Công văn số 2407/SXD-VP ngày 15/12/2026);",
        "Mạc Văn Ủy",
        "Lê Quang Thiệu, Chủ tịch UBND tỉnh (đến 09 giờ 30 phút);",
        "tán thành 6 (75,0%); không tán thành 1 (12,5%); không biểu quyết 1 (12,5%). Thông qua.",
        "Cuộc họp kết thúc vào 11 giờ 05 phút, ngày 16 tháng 12 năm 2026./.",
        "THƯ KÝ CHỦ TỌA KT. CHỦ TỊCH PHÓ CHỦ TỊCH Trịnh Thu Uyên Đặng Thị Ngọc Hường",
        "- Thường trực Tỉnh ủy (để báo cáo); - Chủ tịch, các Phó Chủ tịch UBND tỉnh;",
        "- Lưu: VT, TH (Hồ sơ số 07.2026.PH-TH).",
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
    for paragraph in data.items.iter().flat_map(|item| &item.course) {
        assert!(text.contains(paragraph.as_str()), "{paragraph}\n{text}");
    }
}

#[test]
fn whoever_was_to_stand_in_is_told_so_in_every_list() {
    let mut data = demonstration();
    data.participants = [
        ("Ứng Thị Hạnh Ngân", Attendance::Unrecorded),
        ("Mạc Văn Ủy", Attendance::Absent),
    ]
    .map(|(name, attendance)| Participant {
        name: name.to_owned(),
        position: "Phó Giám đốc Sở Xây dựng".to_owned(),
        attendance,
        instead_of: Some(Invited {
            name: "Ngô Bá Thịnh".to_owned(),
            position: "Giám đốc Sở Xây dựng".to_owned(),
        }),
    })
    .to_vec();
    let text = judges::text(&typeset(&data).pdf);
    for name in ["Ứng Thị Hạnh Ngân", "Mạc Văn Ủy"] {
        let line = format!(
            "{name}, Phó Giám đốc Sở Xây dựng – dự thay Ngô Bá Thịnh, Giám đốc Sở Xây dựng."
        );
        assert!(text.contains(&line), "{line}\n{text}");
    }
}

#[test]
fn the_log_is_named_by_size_and_root() {
    let text = judges::text(&typeset(&demonstration()).pdf);
    assert!(
        text.contains(
            "Nhật ký cuộc họp: 1.284 sự kiện, gốc 8f3c 1b5e 9a27 d440 6c1e 7fb2 385d a9e0 417c 6d92 ab53 f8e1 d06b 4f7a 2c95 83ee"
        ),
        "{text}"
    );
}

#[test]
fn the_log_that_is_printed_is_named_for_programs_too() {
    let pdf = typeset(&demonstration()).pdf;
    let keyword =
        "nghisu-log:1284:8f3c1b5e9a27d4406c1e7fb2385da9e0417c6d92ab53f8e1d06b4f7a2c9583ee";
    let info = judges::info(&pdf);
    let line = info.lines().find(|line| line.starts_with("Keywords:"));
    assert!(line.is_some_and(|line| line.ends_with(keyword)), "{info}");
    let raw = String::from_utf8_lossy(&pdf);
    assert!(raw.contains(&format!("<pdf:Keywords>{keyword}</pdf:Keywords>")));
}

#[test]
fn the_file_is_an_archivable_and_accessible_pdf() {
    let pdf = typeset(&demonstration()).pdf;
    judges::assert_sound(&pdf);
    let fonts = judges::embedded_fonts(&pdf);
    assert!(fonts.len() >= 3, "{fonts:?}");
    assert!(fonts.iter().all(|font| font.contains("Tinos")), "{fonts:?}");

    let info = judges::info(&pdf);
    assert!(
        info.contains("Biên bản: Phiên họp Ủy ban nhân dân tỉnh thường kỳ tháng 12 năm 2026"),
        "{info}"
    );
    assert!(
        info.lines()
            .any(|line| line.starts_with("Tagged:") && line.ends_with("yes")),
        "{info}"
    );
    assert!(info.contains("595.276 x 841.89 pts (A4)"), "{info}");

    let raw = String::from_utf8_lossy(&pdf);
    for claim in [
        "<pdfaid:part>2</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        "<pdfuaid:part>1</pdfuaid:part>",
    ] {
        assert!(raw.contains(claim), "{claim}");
    }
    assert!(raw.contains("/Lang(vi-VN)") || raw.contains("/Lang (vi-VN)"));
}

#[test]
fn the_same_minutes_give_the_same_bytes() {
    let data = demonstration();
    assert_eq!(typeset(&data).pdf, typeset(&data).pdf);
}

#[test]
fn attachments_make_it_pdf_a_3() {
    let votes = Attachment {
        name: "bieu-quyet.json".to_owned(),
        mime: "application/json".to_owned(),
        description: "Kết quả biểu quyết".to_owned(),
        relationship: Relationship::Data,
        bytes: br#"{"votes":[]}"#.to_vec(),
    };
    let typeset = minutes(&demonstration(), &[votes], made_at()).unwrap();
    judges::assert_sound(&typeset.pdf);
    assert!(judges::attachments(&typeset.pdf).contains("bieu-quyet.json"));
    let raw = String::from_utf8_lossy(&typeset.pdf);
    assert!(raw.contains("<pdfaid:part>3</pdfaid:part>"));
    assert!(raw.contains("<pdfaid:conformance>A</pdfaid:conformance>"));
}

#[test]
fn signatures_stand_between_title_and_name_on_free_ground() {
    let typeset = typeset(&demonstration());
    let secretary = anchor(&typeset, "sig-secretary");
    let chair = anchor(&typeset, "sig-chair");
    assert_eq!(secretary.page, typeset.pages);
    assert_eq!(chair.page, typeset.pages);
    // Side by side at one height, the secretary on the left, inside the margins of 30 and 17 mm.
    assert_eq!(secretary.y, chair.y);
    assert!(secretary.x >= 85.0 && secretary.x + secretary.width < chair.x);
    assert!(chair.x + chair.width <= 595.3 - 48.0);

    for (place, title, name) in [
        (secretary, "THƯ KÝ", "Trịnh Thu Uyên"),
        (chair, "PHÓ CHỦ TỊCH", "Đặng Thị Ngọc Hường"),
    ] {
        let [left, bottom, right, top] = place.rect();
        let upper_left = |top: f64, height: f64| {
            [
                left as u32,
                (841.89 - top) as u32,
                (right - left) as u32,
                height as u32,
            ]
        };
        let read = |top, height| judges::text_in(&typeset.pdf, place.page, upper_left(top, height));
        assert_eq!(
            read(top - 1.0, top - bottom - 2.0),
            "",
            "the place of {name}"
        );
        assert!(
            read(top + 50.0, 52.0).contains(title),
            "above the place of {name}"
        );
        assert!(
            read(bottom, 30.0).contains(name),
            "below the place of {name}"
        );
    }
}

#[test]
fn a_seal_covers_the_left_third_of_the_chairs_signature() {
    let typeset = typeset(&demonstration());
    let chair = anchor(&typeset, "sig-chair");
    let seal = anchor(&typeset, "seal");
    assert!((seal.x + seal.width - (chair.x + chair.width / 3.0)).abs() < 0.1);
    assert!((seal.width - 42.0 / 25.4 * 72.0).abs() < 0.1);
    assert!((seal.y + seal.height / 2.0 - (chair.y + chair.height / 2.0)).abs() < 0.1);
}

#[test]
fn minutes_without_a_number_keep_a_place_for_it() {
    let mut data = demonstration();
    let without = typeset(&data);
    let place = anchor(&without, "number");
    assert_eq!(place.page, 1);
    assert!(place.y > 650.0 && place.x > 85.0, "{place:?}");

    data.number = Some(5);
    let with = typeset(&data);
    assert_eq!(with.anchor("number"), None);
    assert!(judges::text(&with.pdf).contains("Số: 05/BB-UBND"));
}

#[test]
fn pages_are_numbered_from_the_second_one_on() {
    let typeset = typeset(&demonstration());
    let numbers: Vec<String> = (1..=typeset.pages)
        .map(|page| judges::text_in(&typeset.pdf, page, [250, 0, 130, 54]))
        .collect();
    assert_eq!(numbers[0], "");
    for (index, number) in numbers.iter().enumerate().skip(1) {
        assert_eq!(*number, (index + 1).to_string());
    }
}

#[test]
fn signatures_are_never_alone_on_a_page() {
    // Growing minutes move the end of the text through a whole page and onto the next one.
    for lines in (0..24).step_by(3) {
        let mut data = demonstration();
        data.items.truncate(1);
        data.items[0]
            .course
            .extend((0..lines).map(|line| format!("Dòng bổ sung thứ {line} của diễn biến.")));
        let typeset = typeset(&data);
        let chair = anchor(&typeset, "sig-chair");
        let pages = judges::pages(&typeset.pdf);
        let last = &pages[chair.page as usize - 1];
        assert!(
            last.contains("Cuộc họp kết thúc vào") && last.contains("thống nhất thông qua."),
            "with {lines} more lines: {last}"
        );
    }
}

#[test]
fn sixty_items_and_two_hundred_people_fit() {
    let mut data = demonstration();
    let item = data.items[1].clone();
    data.items = (1..=60)
        .map(|number| {
            let mut item = item.clone();
            item.number = number;
            item
        })
        .collect();
    data.participants = (0..200)
        .map(|index| Participant {
            name: "Nguyễn Hoàng Bảo Khánh Vy".to_owned(),
            position: format!(
                "Phó Trưởng ban Thường trực Ban Chỉ đạo phòng thủ dân sự và tìm kiếm cứu nạn khu vực {index}"
            ),
            attendance: Attendance::Present,
            instead_of: None,
        })
        .collect();
    let typeset = typeset(&data);
    let text = judges::text(&typeset.pdf);
    assert!(text.contains("60. Giao chỉ tiêu kế hoạch"));
    assert!(text.contains("Có mặt: 200 người"));
    assert_eq!(anchor(&typeset, "sig-chair").page, typeset.pages);
}

#[test]
fn a_meeting_without_items_or_conclusions_still_has_minutes() {
    let mut data = demonstration();
    data.items.clear();
    data.adoption = None;
    data.basis = None;
    data.recipients.clear();
    let typeset = typeset(&data);
    assert!(judges::text(&typeset.pdf).contains("Nội dung Cuộc họp kết thúc vào"));

    let mut data = demonstration();
    for item in &mut data.items {
        item.conclusions.clear();
        item.votes.clear();
        item.opinions.clear();
    }
    let text = judges::text(&minutes(&data, &[], made_at()).unwrap().pdf);
    assert!(!text.contains("Kết luận") && !text.contains("Ý kiến"));
}
