//! Marks of secrecy on a page: MẬT, TỐI MẬT, TUYỆT MẬT.
//!
//! A state secret carries its degree as a stamp of whole upper-case words on page 1. Finding one never
//! decides anything: a person is asked. So a doubtful mark counts as one, and only words in which MẬT
//! plainly means something else (BẢO MẬT, BÍ MẬT, MẬT KHẨU) are passed over. What is drawn without
//! being text, such as a scan's stamp, the page workers look for ([`nghisu_render::Pool::mark`]). Pure;
//! the page's text is looked at and never kept.

use nghisu_render::{EVERYDAY_AFTER, EVERYDAY_BEFORE, SecrecyMark};
use unicode_normalization::UnicodeNormalization as _;

/// The gravest mark on a page's text.
pub fn mark(text: &str) -> Option<SecrecyMark> {
    text.lines().filter_map(mark_of_line).max()
}

fn mark_of_line(line: &str) -> Option<SecrecyMark> {
    let line: String = line.nfc().collect();
    // "Độ mật: Tối mật" names the degree in whatever case.
    let labelled = line.to_uppercase();
    let labelled = labelled
        .split_once("ĐỘ MẬT")
        .map(|(_, rest)| words(rest))
        .unwrap_or_default();
    let written = words(&line);
    let found = (0..written.len()).filter_map(|at| mark_at(&written, at));
    found.chain(mark_at_start(&labelled)).max()
}

/// The words of a line; a word spaced out into letters ("M Ậ T") is put together.
fn words(line: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut is_spaced_out = false;
    for word in line
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
    {
        let is_letter = word.chars().nth(1).is_none();
        match words.last_mut() {
            Some(last) if is_letter && is_spaced_out && last != "MẬT" => last.push_str(word),
            _ => words.push(word.to_owned()),
        }
        is_spaced_out = is_letter;
    }
    words
}

fn mark_at(words: &[String], at: usize) -> Option<SecrecyMark> {
    match words[at].as_str() {
        "MẬT" => {}
        // Two words spaced out on one line come as one.
        "TỐIMẬT" => return Some(SecrecyMark::Secret),
        "TUYỆTMẬT" => return Some(SecrecyMark::TopSecret),
        _ => return None,
    }
    let before = at.checked_sub(1).map(|at| words[at].as_str());
    let after = words.get(at + 1).map(String::as_str);
    match before {
        Some("TUYỆT") => Some(SecrecyMark::TopSecret),
        Some("TỐI") => Some(SecrecyMark::Secret),
        _ if before.is_some_and(|word| EVERYDAY_BEFORE.contains(&word)) => None,
        _ if after.is_some_and(|word| EVERYDAY_AFTER.contains(&word)) => None,
        _ => Some(SecrecyMark::Confidential),
    }
}

/// The degree that follows the label "ĐỘ MẬT".
fn mark_at_start(words: &[String]) -> Option<SecrecyMark> {
    let at = words.iter().take(2).position(|word| word == "MẬT")?;
    match at.checked_sub(1).map(|at| words[at].as_str()) {
        None => Some(SecrecyMark::Confidential),
        Some("TỐI") => Some(SecrecyMark::Secret),
        Some("TUYỆT") => Some(SecrecyMark::TopSecret),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_is_found() {
        for (text, found) in [
            ("ỦY BAN NHÂN DÂN\nMẬT\nSố: 05/BC-UBND", "MẬT"),
            ("MẬT", "MẬT"),
            ("[MẬT]", "MẬT"),
            ("TỐI MẬT", "TỐI MẬT"),
            ("TUYỆT MẬT", "TUYỆT MẬT"),
            ("TÀI LIỆU MẬT", "MẬT"),
            ("Số: 12 MẬT CỘNG HÒA XÃ HỘI", "MẬT"),
            ("M Ậ T", "MẬT"),
            ("T U Y Ệ T  MẬT", "TUYỆT MẬT"),
            ("T Ố I  M Ậ T", "TỐI MẬT"),
            ("Độ mật: Mật", "MẬT"),
            ("Độ mật: Tối mật", "TỐI MẬT"),
            ("ĐỘ MẬT: TUYỆT MẬT", "TUYỆT MẬT"),
            ("MẬT\nTUYỆT MẬT", "TUYỆT MẬT"),
            ("BẢO VỆ BÍ MẬT NHÀ NƯỚC\r\nMẬT\r\n", "MẬT"),
            // A heading broken in the middle is asked about rather than passed over.
            ("QUY CHẾ BẢO\nMẬT", "MẬT"),
        ] {
            assert_eq!(mark(text).map(SecrecyMark::words), Some(found), "{text}");
        }
    }

    #[test]
    fn a_decomposed_stamp_is_found() {
        assert_eq!(mark("MA\u{323}\u{302}T"), Some(SecrecyMark::Confidential));
        assert_eq!(mark("TÔ\u{301}I MÂ\u{323}T"), Some(SecrecyMark::Secret));
    }

    #[test]
    fn everyday_words_are_no_stamp() {
        for text in [
            "",
            "QUY CHẾ BẢO MẬT THÔNG TIN",
            "LUẬT BẢO VỆ BÍ MẬT NHÀ NƯỚC",
            "ĐỔI MẬT KHẨU ĐỊNH KỲ",
            "BAN CƠ YẾU: KỸ THUẬT MẬT MÃ",
            "MẬT ĐỘ DÂN SỐ",
            "NGHỀ NUÔI ONG LẤY MẬT ONG",
            "bảo mật, bí mật, mật",
            "Mật độ xây dựng",
            "Độ mật: không",
            "Độ mật:",
            "MẬTX",
        ] {
            assert_eq!(mark(text), None, "{text}");
        }
    }
}
