//! Agendas as offices write them, and what nobody should paste.

use super::agenda_model::{Doubt, MOST_LETTERS, Reading, Why, read};
use super::test_people::{id, participants};

/// Title, body and minutes of each item.
fn items(text: &str) -> Vec<(String, String, u32)> {
    let items = read(text, &participants()).items.into_iter();
    items
        .map(|item| (item.title, item.body, item.minutes))
        .collect()
}

fn titles(text: &str) -> Vec<String> {
    items(text).into_iter().map(|(title, ..)| title).collect()
}

fn left(reading: &Reading, why: Why) -> Vec<&str> {
    let left = reading.left_out.iter().filter(|left| left.why == why);
    left.map(|left| left.line.as_str()).collect()
}

fn item(title: &str, body: &str, minutes: u32) -> (String, String, u32) {
    (title.into(), body.into(), minutes)
}

#[test]
fn a_programme_with_dashes_and_minutes() {
    let text = "CHƯƠNG TRÌNH HỌP\n\
        Phiên họp UBND tỉnh thường kỳ tháng 12 năm 2026\n\n\
        1. Tình hình kinh tế - xã hội năm 2026; nhiệm vụ, giải pháp năm 2027 — Sở Tài chính, 40 phút\n\
        2. Giao chỉ tiêu kế hoạch và dự toán ngân sách năm 2027 — Sở Tài chính, 35 phút\n\
        3. Chủ trương đầu tư dự án nâng cấp Đường tỉnh 635, đoạn Vân Khê – Lâm Thượng — Sở Xây dựng, 30 phút\n\
        4. An toàn hồ chứa thủy lợi mùa khô 2026–2027 — Sở Nông nghiệp và Môi trường, 25 phút\n\
        5. Thông báo: kết quả ký số và xử lý văn bản điện tử năm 2026 — Văn phòng, 10 phút";
    assert_eq!(
        items(text),
        [
            item(
                "Tình hình kinh tế - xã hội năm 2026; nhiệm vụ, giải pháp năm 2027",
                "Sở Tài chính",
                40
            ),
            item(
                "Giao chỉ tiêu kế hoạch và dự toán ngân sách năm 2027",
                "Sở Tài chính",
                35
            ),
            item(
                "Chủ trương đầu tư dự án nâng cấp Đường tỉnh 635, đoạn Vân Khê – Lâm Thượng",
                "Sở Xây dựng",
                30
            ),
            item(
                "An toàn hồ chứa thủy lợi mùa khô 2026–2027",
                "Sở Nông nghiệp và Môi trường",
                25
            ),
            item(
                "Thông báo: kết quả ký số và xử lý văn bản điện tử năm 2026",
                "Văn phòng",
                10
            ),
        ]
    );
    let reading = read(text, &participants());
    assert_eq!(
        left(&reading, Why::Heading),
        [
            "CHƯƠNG TRÌNH HỌP",
            "Phiên họp UBND tỉnh thường kỳ tháng 12 năm 2026"
        ]
    );
    assert!(reading.items.iter().all(|item| item.doubts.is_empty()));
}

#[test]
fn a_table_of_four_columns() {
    let text = "STT\tNội dung\tĐơn vị trình bày\tThời gian\n\
        1\tTình hình kinh tế - xã hội năm 2026\tSở Tài chính\t08:00 - 08:40\n\
        2\tGiao chỉ tiêu kế hoạch\tSở Tài chính\t08:40 - 09:15\n\
        3\tDự án Đường tỉnh 635\tSở Xây dựng\t30 phút";
    assert_eq!(
        items(text),
        [
            item("Tình hình kinh tế - xã hội năm 2026", "Sở Tài chính", 40),
            item("Giao chỉ tiêu kế hoạch", "Sở Tài chính", 35),
            item("Dự án Đường tỉnh 635", "Sở Xây dựng", 30),
        ]
    );
    let reading = read(text, &participants());
    assert_eq!(left(&reading, Why::TableHead).len(), 1);
}

#[test]
fn a_table_whose_time_comes_first_and_whose_notes_come_last() {
    let text = "KẾ HOẠCH TỔ CHỨC PHIÊN HỌP\n\
        TT\tThời gian\tNội dung\tNgười trình bày\tGhi chú\n\
        1\t8h00–8h15\tKhai mạc\tđ/c Lê Quang Thiệu\t\n\
        2\t8h15–8h55\tTình hình kinh tế\tĐ/c Đoàn Minh Triết, Giám đốc Sở Tài chính\tCó tài liệu\n\
        \t\t- xã hội năm 2026\t\t\n\
        3\t8h55\tThảo luận\tCác đại biểu\t\n\
        4\t10h30\tKết luận\tChủ tịch UBND tỉnh\t\n\
        Nơi nhận:\n- Như trên;\n- Lưu: VT, TH.";
    let reading = read(text, &participants());
    let ids: Vec<_> = reading.items.iter().map(|item| item.presenter).collect();
    assert_eq!(
        items(text),
        [
            item("Khai mạc", "", 15),
            item(
                "Tình hình kinh tế - xã hội năm 2026",
                "Giám đốc Sở Tài chính",
                40
            ),
            item("Thảo luận", "Các đại biểu", 95),
            item("Kết luận", "Chủ tịch UBND tỉnh", 0),
        ]
    );
    assert_eq!(ids, [Some(id(1)), Some(id(4)), None, Some(id(1))]);
    assert_eq!(left(&reading, Why::Closing).len(), 3);
    assert_eq!(left(&reading, Why::Heading), ["KẾ HOẠCH TỔ CHỨC PHIÊN HỌP"]);
}

#[test]
fn a_table_without_a_head() {
    let text = "1\tBáo cáo thu ngân sách tháng 11 năm 2026\tSở Tài chính\t20'\n\
        2\tTiến độ giải ngân vốn đầu tư công\tSở Xây dựng\t15'";
    assert_eq!(
        items(text),
        [
            item(
                "Báo cáo thu ngân sách tháng 11 năm 2026",
                "Sở Tài chính",
                20
            ),
            item("Tiến độ giải ngân vốn đầu tư công", "Sở Xây dựng", 15),
        ]
    );
}

#[test]
fn a_cell_of_a_spreadsheet_with_several_lines() {
    let text = "STT\tNội dung\tĐơn vị\n1\t\"Báo cáo kinh tế\nxã hội\"\tSở Tài chính\n2\tKết luận\tVăn phòng";
    assert_eq!(titles(text), ["Báo cáo kinh tế xã hội", "Kết luận"]);
}

#[test]
fn items_with_letters_below_them_and_wrapped_lines() {
    let text = "1. Xem xét, cho ý kiến các dự thảo:\n\
        a) Nghị quyết về mức thu học phí;\n\
        b) Quyết định ban hành đơn giá\nbồi thường cây trồng.\n\
        2. Tình hình giải ngân vốn đầu tư công\nvà các giải pháp thúc đẩy\n(Sở Tài chính báo cáo)";
    assert_eq!(
        items(text),
        [
            item(
                "Xem xét, cho ý kiến các dự thảo: a) Nghị quyết về mức thu học phí; b) Quyết định ban hành đơn giá bồi thường cây trồng.",
                "",
                0
            ),
            item(
                "Tình hình giải ngân vốn đầu tư công và các giải pháp thúc đẩy",
                "Sở Tài chính",
                0
            ),
        ]
    );
}

#[test]
fn who_presents_and_how_long_in_lines_of_their_own() {
    let text = "Nội dung 1: Tình hình kinh tế - xã hội\n\
        - Đơn vị trình: Sở Tài chính\n- Thời gian: 30 phút\n\
        Nội dung 2: Dự án Đường tỉnh 635\n\
        Đơn vị trình bày: Sở Xây dựng\nThời gian: 20 phút\n\
        Nội dung 3: Ý kiến khác";
    assert_eq!(
        items(text),
        [
            item("Tình hình kinh tế - xã hội", "Sở Tài chính", 30),
            item("Dự án Đường tỉnh 635", "Sở Xây dựng", 20),
            item("Ý kiến khác", "", 0),
        ]
    );
}

#[test]
fn sections_in_roman_numbers() {
    let text = "I. KHAI MẠC\n\
        II. NỘI DUNG\n\
        1. Báo cáo của Sở Tài chính về thu ngân sách\n\
        2. Báo cáo tiến độ dự án (Sở Xây dựng)\n\
        III. BẾ MẠC";
    let reading = read(text, &participants());
    assert_eq!(
        titles(text),
        [
            "KHAI MẠC",
            "Báo cáo của Sở Tài chính về thu ngân sách",
            "Báo cáo tiến độ dự án",
            "BẾ MẠC"
        ]
    );
    assert_eq!(left(&reading, Why::Section), ["II. NỘI DUNG"]);
}

#[test]
fn an_invitation_with_its_frame() {
    let text = "UBND TỈNH THANH GIANG\nVĂN PHÒNG\nSố: 452/GM-UBND\n\
        CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n\n\
        GIẤY MỜI\nDự họp phiên họp thường kỳ\n\n\
        1. Thời gian: 08 giờ 00, ngày 16/12/2026 (thứ Tư).\n\
        2. Địa điểm: Phòng họp số 1, trụ sở UBND tỉnh.\n\
        3. Thành phần:\n- Chủ tịch, các Phó Chủ tịch UBND tỉnh;\n- Giám đốc các sở.\n\
        4. Nội dung:\n\
        - Tình hình kinh tế - xã hội (Sở Tài chính trình bày, 40 phút);\n\
        - An toàn hồ chứa (Sở Nông nghiệp và Môi trường).\n\n\
        Nơi nhận:\n- Như trên;\n- Lưu: VT.";
    assert_eq!(
        items(text),
        [
            item("Tình hình kinh tế - xã hội", "Sở Tài chính", 40),
            item("An toàn hồ chứa", "Sở Nông nghiệp và Môi trường", 0),
        ]
    );
}

#[test]
fn an_invitation_whose_agenda_has_numbers_too() {
    let text = "I. Thời gian: 8h00 ngày 16/12/2026\nII. Địa điểm: Phòng họp số 2\n\
        III. Thành phần\n1. Chủ tịch UBND xã\n2. Trưởng các phòng\n\
        IV. Nội dung\n1. Thu ngân sách (Phòng Kinh tế)\n2. Chi ngân sách (Phòng Kinh tế)";
    assert_eq!(
        items(text),
        [
            item("Thu ngân sách", "Phòng Kinh tế", 0),
            item("Chi ngân sách", "Phòng Kinh tế", 0)
        ]
    );
}

#[test]
fn a_programme_by_the_hour() {
    let text = "08:00 - 08:10: Khai mạc\n08:10 - 08:50: Báo cáo tình hình kinh tế - Sở Tài chính\n\
        08:50 - 09:30: Thảo luận\n09:30: Kết luận";
    assert_eq!(
        items(text),
        [
            item("Khai mạc", "", 10),
            item("Báo cáo tình hình kinh tế", "Sở Tài chính", 40),
            item("Thảo luận", "", 40),
            item("Kết luận", "", 0),
        ]
    );
    assert_eq!(
        items("7h30: Đón tiếp đại biểu\n8h00: Khai mạc\n8h15: Báo cáo chuyên đề"),
        [
            item("Đón tiếp đại biểu", "", 30),
            item("Khai mạc", "", 15),
            item("Báo cáo chuyên đề", "", 0),
        ]
    );
}

#[test]
fn a_list_from_a_word_processor_has_tabs_behind_its_numbers() {
    let text =
        "1.\tBáo cáo thu ngân sách (40')\n2.\tBáo cáo chi ngân sách (30')\n-\tCác khoản chi lớn";
    assert_eq!(
        items(text),
        [
            item("Báo cáo thu ngân sách", "", 40),
            item("Báo cáo chi ngân sách: Các khoản chi lớn", "", 30),
        ]
    );
}

#[test]
fn lines_without_any_number() {
    let text = "Tình hình thu ngân sách tháng 11\nTiến độ giải ngân\nvốn đầu tư công\nCông tác cải cách hành chính - Sở Tư pháp";
    assert_eq!(
        items(text),
        [
            item("Tình hình thu ngân sách tháng 11", "", 0),
            item("Tiến độ giải ngân vốn đầu tư công", "", 0),
            item("Công tác cải cách hành chính", "Sở Tư pháp", 0),
        ]
    );
}

#[test]
fn points_of_a_message() {
    let text = "Nội dung họp giao ban:\n- Kết quả tuần 50\n- Nhiệm vụ tuần 51 (đ/c Đoàn Minh Triết)\n• Ý kiến khác";
    let reading = read(text, &participants());
    assert_eq!(
        titles(text),
        ["Kết quả tuần 50", "Nhiệm vụ tuần 51", "Ý kiến khác"]
    );
    assert_eq!(reading.items[1].presenter, Some(id(4)));
    assert_eq!(left(&reading, Why::Heading), ["Nội dung họp giao ban:"]);
}

#[test]
fn numbers_in_brackets_and_two_levels() {
    let text = "1) Công tác tổ chức cán bộ\n1.1. Bổ nhiệm\n1.2. Luân chuyển\n2) Công tác thi đua (Sở Nội vụ, 15 phút)";
    assert_eq!(
        items(text),
        [
            item(
                "Công tác tổ chức cán bộ: 1.1. Bổ nhiệm; 1.2. Luân chuyển",
                "",
                0
            ),
            item("Công tác thi đua", "Sở Nội vụ", 15),
        ]
    );
}

#[test]
fn what_stands_apart_below_is_left_out_and_shown() {
    let text =
        "1. Thu ngân sách\n2. Chi ngân sách\n\nĐề nghị các đơn vị gửi tài liệu trước ngày 10/12.";
    let reading = read(text, &[]);
    assert_eq!(titles(text), ["Thu ngân sách", "Chi ngân sách"]);
    assert_eq!(
        left(&reading, Why::Loose),
        ["Đề nghị các đơn vị gửi tài liệu trước ngày 10/12."]
    );
}

#[test]
fn a_section_of_a_table_is_no_item() {
    let text = "STT\tNội dung\tĐơn vị\nI\tCÁC BÁO CÁO\t\n1\tThu ngân sách\tSở Tài chính\nII\tCÁC TỜ TRÌNH\t\n2\tĐơn giá đất\tSở Xây dựng";
    let reading = read(text, &[]);
    assert_eq!(titles(text), ["Thu ngân sách", "Đơn giá đất"]);
    assert_eq!(
        left(&reading, Why::Section),
        ["I CÁC BÁO CÁO", "II CÁC TỜ TRÌNH"]
    );
}

#[test]
fn doubts_are_marked() {
    let text = format!(
        "1. {}\n2. Ngân sách (đ/c Trần Văn Lạ)\n3. Họp (900 phút)\n4. Đề án — Khối văn xã\n5. A",
        "Dài ".repeat(130)
    );
    let doubts: Vec<Vec<Doubt>> = read(&text, &participants())
        .items
        .into_iter()
        .map(|item| item.doubts)
        .collect();
    assert_eq!(doubts[0], [Doubt::TitleTooLong]);
    assert_eq!(doubts[1], [Doubt::PersonUnknown]);
    assert!(doubts[2].contains(&Doubt::MinutesTooMany));
    assert_eq!(doubts[3], [Doubt::BodyGuessed]);
    assert_eq!(doubts[4], [Doubt::TitleTooShort]);
}

#[test]
fn nothing_is_read_from_nothing() {
    for text in [
        "",
        " ",
        "\n\n\n",
        "\t\t\t",
        "\u{feff}",
        "\r\n \r\n",
        "\t\n\t\t\n",
    ] {
        assert_eq!(read(text, &participants()), Reading::default(), "{text:?}");
    }
}

#[test]
fn hostile_texts_end_soon_and_without_harm() {
    let numbers = (1..=500)
        .map(|n| n.to_string())
        .collect::<Vec<_>>()
        .join("\n");
    assert!(read(&numbers, &participants()).items.is_empty());
    let lines = (1..=500)
        .map(|n| format!("{n}. Nội dung {n}"))
        .collect::<Vec<_>>()
        .join("\n");
    let reading = read(&lines, &participants());
    assert_eq!(reading.items.len(), 300);
    assert!(reading.is_cut);
    let one_line = "Ngân sách ".repeat(1_000);
    let reading = read(&one_line, &participants());
    assert_eq!(reading.items.len(), 1);
    assert!(reading.items[0].doubts.contains(&Doubt::TitleTooLong));
    assert!(read(&"a ".repeat(MOST_LETTERS), &participants()).is_cut);
    for text in [
        "((((((((((",
        "))))",
        "— — — —",
        "do do do trình bày",
        "8h 9h 10h",
        "1. 2. 3.",
        "- - -",
        "()",
        "1.",
        "(40')",
        "\"\"\"",
        "\"a\tb\nc",
        "1.1.1.1.1.",
        "I.",
        "a)",
        "Đơn vị trình:",
        "::::",
        "1\t2\t3\n4\t5\t6",
        "\u{202e}1. Họp",
        "phút 40 phút phút",
        "STT\tNội dung\tĐơn vị",
    ] {
        let _ = read(text, &participants());
    }
    let deep = "(".repeat(5_000) + &")".repeat(5_000);
    let _ = read(&deep, &participants());
    let clocks = "8h00 - ".repeat(1_500);
    let _ = read(&clocks, &participants());
    let minutes = "40 phút ".repeat(1_300);
    let _ = read(&minutes, &participants());
}
