//! Stamps of secrecy on papers that say nothing to who reads their text: scans, and words that are drawn.

use nghisu_render::{Pool, Priority, RenderError, SecrecyMark};

use crate::pdf::{endless, page_with};
use crate::scans::{Dice, Face, Paper, Scanner, Style, noise};
use crate::{document, impatient_pool, pool};

const FACES: [Face; 4] = [Face::SerifBold, Face::SansBold, Face::Serif, Face::Sans];

const BODY: [&str; 9] = [
    "Thực hiện Nghị quyết của Hội đồng nhân dân tỉnh về nhiệm vụ phát triển kinh tế - xã hội",
    "năm 2026, Ủy ban nhân dân tỉnh báo cáo kết quả thực hiện các chỉ tiêu, nhiệm vụ chủ yếu",
    "trong 9 tháng đầu năm; đồng thời đề ra nhiệm vụ, giải pháp trọng tâm những tháng cuối năm.",
    "Tốc độ tăng trưởng tổng sản phẩm trên địa bàn (GRDP) ước đạt 8,12%, trong đó khu vực công",
    "nghiệp và xây dựng tăng 9,4%; dịch vụ tăng 7,9%; nông, lâm nghiệp và thủy sản tăng 3,6%.",
    "Thu ngân sách nhà nước ước đạt 41.250 tỷ đồng, bằng 78% dự toán; giải ngân vốn đầu tư công",
    "đạt 62,5% kế hoạch. Công tác quốc phòng, an ninh được giữ vững, trật tự an toàn xã hội ổn định.",
    "Đề nghị các sở, ban, ngành, UBND các xã, phường khẩn trương triển khai thực hiện, định kỳ báo",
    "cáo kết quả về Văn phòng UBND tỉnh trước ngày 20 hằng tháng để tổng hợp, theo dõi, đôn đốc.",
];

/// Words in capitals that are like MẬT.
const OTHER_PHRASES: [&str; 26] = [
    "ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM",
    "MẶT TRẬN TỔ QUỐC",
    "MẶT BẰNG",
    "GIẢI PHÓNG MẶT BẰNG",
    "MẶT",
    "MẶT ĐƯỜNG",
    "MẤT",
    "MẤT MÙA",
    "MẤT AN TOÀN",
    "MẮT",
    "MẠT",
    "MÁT",
    "MAT",
    "MỘT",
    "MỘT SỐ NHIỆM VỤ",
    "MỐT",
    "MẬU",
    "MẬN",
    "MẪU SỐ 01",
    "MẠNG",
    "LUẬT",
    "CẬP NHẬT",
    "VẬT",
    "KỸ THUẬT",
    "TRẬT TỰ",
    "ĐẤT ĐAI",
];
/// Words in capitals in which MẬT means something else.
const EVERYDAY_TITLES: [&str; 9] = [
    "BAN HÀNH QUY CHẾ BẢO MẬT THÔNG TIN",
    "VỀ CÔNG TÁC BẢO MẬT",
    "PHỔ BIẾN LUẬT BẢO VỆ BÍ MẬT NHÀ NƯỚC",
    "VỀ VIỆC GIỮ BÍ MẬT",
    "VỀ VIỆC ĐỔI MẬT KHẨU",
    "ĐIỀU CHỈNH MẬT ĐỘ DÂN SỐ",
    "BAN HÀNH QUY TRÌNH KỸ THUẬT MẬT MÃ",
    "THÀNH LẬP BAN CƠ MẬT",
    "PHÁT TRIỂN NGHỀ NUÔI MẬT ONG",
];
/// Stamps that say something else.
const OTHER_STAMPS: [&str; 11] = [
    "KHẨN",
    "THƯỢNG KHẨN",
    "HỎA TỐC",
    "MẪU",
    "ĐẾN",
    "MẶT",
    "MẤT",
    "NHẬT",
    "MỘT",
    "BẢN SAO",
    "LUẬT",
];
/// A round red seal.
const SEAL: &str = "0.8 0.1 0.1 RG 3 w 470 130 m 470 152 452 170 430 170 c 408 170 390 152 390 130 c \
                    390 108 408 90 430 90 c 452 90 470 108 470 130 c S";

/// A report of a provincial committee with the words of its title.
fn report(title: &[&str]) -> Paper {
    let mut paper = Paper::default();
    let bold = |size| Style::black(Face::SerifBold, size);
    paper.centre(160.0, 780.0, bold(13.0), "ỦY BAN NHÂN DÂN");
    paper.centre(160.0, 764.0, bold(13.0), "TỈNH ĐỒNG NAI");
    paper.centre(
        410.0,
        780.0,
        bold(12.0),
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    );
    paper.centre(410.0, 764.0, bold(13.0), "Độc lập - Tự do - Hạnh phúc");
    paper.draw("0.1 G 0.7 w 130 758 m 190 758 l S 325 758 m 495 758 l S");
    let plain = Style::black(Face::Serif, 13.0);
    paper.centre(160.0, 740.0, plain, "Số: 218/BC-UBND");
    paper.centre(410.0, 740.0, plain, "Đồng Nai, ngày 18 tháng 11 năm 2026");
    let mut y = 660.0;
    for line in title {
        paper.centre(297.0, y, bold(14.0), line);
        y -= 18.0;
    }
    y -= 16.0;
    let body = Style::black(Face::Serif, 13.0);
    while y > 90.0 {
        for line in BODY {
            paper.write(85.0, y, body, line);
            y -= 19.0;
            if y < 90.0 {
                break;
            }
        }
        y -= 6.0;
    }
    paper
}

/// Presses a stamp with a frame below the heading.
fn stamp(paper: &mut Paper, words: &str, style: Style, is_double: bool) {
    let (x, y) = (160.0, 705.0);
    let width = style.width(words) - style.tracking * style.stretch / 100.0;
    paper.centre(x, y, style, words);
    let cap = style.size * 0.66;
    let [red, green, blue] = style.colour;
    let frame = |paper: &mut Paper, away: f32, line: f32| {
        paper.draw(&format!(
            "{red} {green} {blue} RG {line} w {} {} {} {} re S",
            x - width / 2.0 - 5.0 - away,
            y - cap * 0.35 - 2.0 - away,
            width + 10.0 + 2.0 * away,
            cap * 1.8 + 4.0 + 2.0 * away,
        ));
    };
    frame(paper, 0.0, 1.0);
    if is_double {
        frame(paper, 2.5, 1.4);
    }
}

async fn mark(pool: &Pool, pdf: &[u8]) -> Option<SecrecyMark> {
    pool.mark(&document(pdf), Priority::Visible).await.unwrap()
}

/// A stamp as offices have them: its face, its size, letters set wide or narrow.
fn any_style(dice: &mut Dice) -> Style {
    Style {
        face: dice.pick(&FACES),
        size: dice.between(14.0, 24.0),
        tracking: dice.pick(&[0.0, 0.0, 1.0, 2.5]),
        stretch: dice.between(85.0, 115.0),
        ..Style::black(Face::Serif, 14.0)
    }
}

/// A scanner as offices have them, and the paper as somebody laid it on the glass.
fn any_scanner(dice: &mut Dice) -> Scanner {
    Scanner {
        dots_per_inch: dice.pick(&[150, 150, 200, 200, 200, 300]),
        askew: dice.between(-3.0, 3.0),
        blur: dice.between(1.0, 6.0),
        noise: dice.between(2.0, 14.0),
        ink: dice.between(0.5, 1.0),
        is_grey: false,
        quality: dice.pick(&[40, 60, 80]),
    }
}

/// Red ink of all kinds, half worn stamps, papers askew: which of so many were not read for what they are.
async fn missed(count: usize, is_grey: bool, seed: u64) -> Vec<String> {
    let pool = pool();
    let mut dice = Dice(seed);
    let mut missed = Vec::new();
    for number in 0..count {
        let (words, degree) = dice.pick(&[
            ("MẬT", SecrecyMark::Confidential),
            ("TỐI MẬT", SecrecyMark::Secret),
            ("TUYỆT MẬT", SecrecyMark::TopSecret),
        ]);
        let style = any_style(&mut dice).red();
        let mut paper = report(&["BÁO CÁO", "Kết quả phát triển kinh tế - xã hội"]);
        stamp(&mut paper, words, style, dice.pick(&[true, false]));
        let scanner = Scanner {
            is_grey,
            ..any_scanner(&mut dice)
        };
        let pdf = scanner.scan(&pool, &paper, &mut dice).await;
        let found = mark(&pool, &pdf).await;
        if found != Some(degree) {
            missed.push(format!("{number} {words} {style:?} {scanner:?}: {found:?}"));
        }
    }
    missed
}

#[tokio::test]
async fn of_20_stamps_on_scans_in_colour_at_least_19_are_read_with_their_degree() {
    let missed = missed(20, false, 7).await;
    assert!(missed.len() <= 1, "{missed:#?}");
}

#[tokio::test]
async fn of_20_stamps_on_grey_copies_at_least_19_are_read_with_their_degree() {
    let missed = missed(20, true, 8).await;
    assert!(missed.len() <= 1, "{missed:#?}");
}

#[tokio::test]
async fn nothing_is_asked_about_words_that_look_like_a_stamp() {
    let pool = pool();
    let mut dice = Dice(11);
    for _ in 0..10 {
        let mut paper = report(&["BÁO CÁO"]);
        paper.draw("1 1 1 rg 0 80 595 570 re f");
        for line in 0..18_u8 {
            let style = Style {
                size: dice.between(12.0, 22.0),
                tracking: dice.pick(&[0.0, 0.0, 1.0]),
                ..any_style(&mut dice)
            };
            let style = dice.pick(&[style, style, style.red()]);
            let (x, y) = (dice.between(200.0, 400.0), 640.0 - 30.0 * f32::from(line));
            paper.centre(x, y, style, dice.pick(&OTHER_PHRASES));
        }
        let style = any_style(&mut dice).red();
        let is_double = dice.pick(&[true, false]);
        stamp(&mut paper, dice.pick(&OTHER_STAMPS), style, is_double);
        paper.draw(SEAL);
        let scanner = Scanner {
            is_grey: dice.pick(&[false, false, true]),
            ..any_scanner(&mut dice)
        };
        let pdf = scanner.scan(&pool, &paper, &mut dice).await;
        assert_eq!(mark(&pool, &pdf).await, None, "{scanner:?}");
    }
}

#[tokio::test]
async fn of_9_titles_with_everyday_words_at_least_8_are_not_asked_about() {
    let pool = pool();
    let mut dice = Dice(12);
    let mut asked = Vec::new();
    for title in EVERYDAY_TITLES {
        let paper = report(&["QUYẾT ĐỊNH", title]);
        let scanner = any_scanner(&mut dice);
        let pdf = scanner.scan(&pool, &paper, &mut dice).await;
        let found = mark(&pool, &pdf).await;
        asked.extend(found.map(|mark| (title, mark, scanner)));
    }
    assert!(asked.len() <= 1, "{asked:#?}");
}

#[tokio::test]
async fn a_word_that_is_drawn_and_not_written_is_seen() {
    let pool = pool();
    for (words, degree) in [
        ("MẬT", SecrecyMark::Confidential),
        ("TUYỆT MẬT", SecrecyMark::TopSecret),
    ] {
        let style = Style::black(Face::SansBold, 18.0).red();
        let content = format!("0.8 0.1 0.1 rg\n{}", style.outlines(100.0, 700.0, words));
        let pdf = page_with("", &content, &[]).bytes();
        assert_eq!(mark(&pool, &pdf).await, Some(degree));
    }
}

#[tokio::test]
async fn a_word_that_is_written_is_left_to_who_reads_the_text() {
    let pool = pool();
    let mut paper = report(&["BÁO CÁO"]);
    stamp(
        &mut paper,
        "TỐI MẬT",
        Style::black(Face::SerifBold, 18.0),
        false,
    );
    let pdf = paper.pdf();
    let inspection = pool
        .inspect(&document(&pdf), Priority::Visible)
        .await
        .unwrap();
    assert!(inspection.first_page_text.contains("TỐI MẬT"));
    assert_eq!(mark(&pool, &pdf).await, None);
}

#[tokio::test]
async fn a_page_that_means_harm_costs_no_more_than_its_time() {
    let pool = pool();
    assert_eq!(mark(&pool, &noise(1_240, 1_754)).await, None);
    let impatient = impatient_pool();
    let late = impatient
        .mark(&document(&endless()), Priority::Visible)
        .await;
    assert_eq!(late, Err(RenderError::DeadlineExceeded));
}
