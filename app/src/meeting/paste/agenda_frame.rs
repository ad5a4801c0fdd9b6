//! What stands around an agenda on the paper that holds it: titles, facts of the meeting, signatures. Pure.

use super::text::bare;

/// "Nội dung", "Chương trình họp": a line that only says that an agenda follows.
pub(super) fn is_agenda_word(words: &str) -> bool {
    let words = bare(words);
    let words = words.trim_matches([' ', ':', '.', '-']);
    [
        "noi dung",
        "chuong trinh",
        "noi dung hop",
        "chuong trinh hop",
        "noi dung cuoc hop",
        "noi dung chuong trinh",
        "chuong trinh cuoc hop",
        "noi dung lam viec",
        "chuong trinh lam viec",
        "noi dung phien hop",
        "chuong trinh phien hop",
        "noi dung chinh",
        "chuong trinh, noi dung",
        "noi dung, chuong trinh",
    ]
    .contains(&words)
}

/// What invitations say of a meeting besides its agenda.
pub(super) fn is_about_the_meeting(words: &str) -> bool {
    let bare = bare(words);
    let is_section = |name: &str| {
        bare.strip_prefix(name).is_some_and(|rest| {
            let rest = rest.trim_start();
            rest.is_empty()
                || rest.starts_with([':', ',', '.'])
                || rest.starts_with("du hop")
                || rest.starts_with("tham du")
                || rest.starts_with("hop:")
                || rest.starts_with("moi")
                || rest.starts_with("va dia diem")
                || rest.starts_with("- dia diem")
                || rest.starts_with("cuoc hop:")
                || rest.starts_with("phien hop:")
        })
    };
    [
        "thoi gian",
        "dia diem",
        "thanh phan",
        "chu tri",
        "chu toa",
        "thu ky",
        "hinh thuc",
        "kinh gui",
        "muc dich",
        "yeu cau",
        "muc dich, yeu cau",
        "thanh phan tham du",
        "phong hop",
        "ngay hop",
        "trang phuc",
        "to chuc thuc hien",
        "doi tuong",
    ]
    .into_iter()
    .any(is_section)
}

/// A line that names the paper it stands on: "CHƯƠNG TRÌNH HỌP", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM".
pub(super) fn is_heading(line: &str) -> bool {
    let words = bare(line);
    let words = words.trim();
    let begins = [
        "chuong trinh",
        "noi dung chuong trinh",
        "cong hoa xa hoi",
        "doc lap - tu do",
        "doc lap",
        "giay moi",
        "du thao chuong trinh",
        "lich hop",
        "lich lam viec",
        "ke hoach to chuc",
        "(kem theo",
        "kem theo",
        "so:",
        "phu luc",
        "(du thao",
        "ban hanh kem theo",
    ]
    .iter()
    .any(|begin| words.starts_with(begin));
    let letters: Vec<char> = line.chars().filter(|c| c.is_alphabetic()).collect();
    let is_capital = letters.len() >= 4 && letters.iter().all(|c| !c.is_lowercase());
    let is_office = is_capital
        && [
            "uy ban nhan dan",
            "ubnd",
            "van phong",
            "so ",
            "hoi dong",
            "phien hop",
            "cuoc hop",
            "hop ",
            "hoi nghi",
            "thang ",
            "(thang",
        ]
        .iter()
        .any(|begin| words.starts_with(begin));
    (begins && (is_capital || words.chars().count() < 60) && !words.starts_with("doc lap tu"))
        || is_office
        || is_about_the_meeting(line)
        || is_agenda_word(line)
}

/// The end of a paper: signatures and recipients.
pub(super) fn is_closing(line: &str) -> bool {
    let words = bare(line);
    let words = words.trim_start_matches(['-', ' ', '*']);
    [
        "noi nhan",
        "luu: vt",
        "luu vt",
        "tm. ",
        "tl. ",
        "kt. ",
        "tuq. ",
        "q. chu tich",
    ]
    .iter()
    .any(|end| words.starts_with(end))
}
