//! Who presents an item, as a line of an agenda says it: after a dash, in brackets, "do … trình bày", "Đơn vị trình: …".
//! What is found is taken out of the line. Pure.

use nghisu_protocol::ids::PersonId;
use nghisu_protocol::text::fold;

use super::agenda_titles::{BEGINNINGS, HONORIFICS, LABELS, NO_BODIES, VERBS};
use super::text::{Text, lower, tidy};

/// A participant, as far as an agenda may name them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Who.
    pub id: PersonId,
    /// Full name.
    pub name: String,
    /// Position.
    pub position: String,
}

/// Who presents.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Body {
    /// The body, or what stands beside the name.
    pub words: String,
    /// The participant who is named.
    pub presenter: Option<PersonId>,
    /// The person who is named, where they are none of the participants.
    pub named: String,
    /// A person is named who is none of the participants, or more than one of them.
    pub is_unknown: bool,
    /// It stood where a body stands, and does not look like one.
    pub is_guessed: bool,
}

/// Letters that a body has at most, where no word says that it is one.
const LONGEST: usize = 140;
/// Letters of a line that is searched at most: no title is longer.
const LONGEST_LINE: usize = 1_500;

/// The title that remains of a line, and who presents it.
pub fn take(line: &str, people: &[Known]) -> (String, Option<Body>) {
    let line = line.trim();
    if line.chars().nth(LONGEST_LINE).is_some() {
        return (tidy(line), None);
    }
    [bracketed, labelled, done_by, dashed, before_verb]
        .into_iter()
        .find_map(|find| find(line, people))
        .map_or_else(
            || (tidy(line), None),
            |(title, words, is_guessed)| {
                let mut body = of_words(&words, people);
                body.is_guessed = is_guessed;
                (title, Some(body))
            },
        )
}

/// A line that says nothing but who presents what stands above it: "Đơn vị trình: Sở Tài chính", "(Sở Tài chính báo cáo)".
pub fn whole(line: &str, people: &[Known]) -> Option<Body> {
    let line = line.trim().trim_end_matches(['.', ';', ',']);
    if line.chars().nth(LONGEST_LINE).is_some() {
        return None;
    }
    let text = Text::of(line);
    if let Some((0, end)) = label(&text, 0) {
        return Some(of_words(&text.part(end, text.len()), people));
    }
    let inner = line
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
        .unwrap_or(line);
    let words = without_verb(inner);
    let has_verb = words.chars().count() < tidy(inner).chars().count();
    (looks_like_body(&words, people) && (has_verb || inner != line || words.chars().count() <= 60))
        .then(|| of_words(&words, people))
}

/// What a cell of a table says in which stands who presents.
pub fn of_words(words: &str, people: &[Known]) -> Body {
    let text = tidy(words);
    let text = text.trim_matches([' ', '.', ';', ',', ':', '(', ')', '-', '–', '—']);
    let folded = format!(" {} ", fold(text));
    let mut named: Vec<&Known> = people
        .iter()
        .filter(|one| !one.name.is_empty() && folded.contains(&format!(" {} ", fold(&one.name))))
        .collect();
    // A name within a longer one is not meant.
    let longest = named.iter().map(|one| one.name.chars().count()).max();
    named.retain(|one| Some(one.name.chars().count()) == longest);
    if let [only] = named.as_slice() {
        return Body {
            words: beside_name(text, &only.name),
            presenter: Some(only.id),
            ..Body::default()
        };
    }
    let whole = fold(text);
    let mut holders = people
        .iter()
        .filter(|one| !one.position.is_empty() && fold(&one.position) == whole);
    let holder = holders.next().filter(|_| holders.next().is_none());
    let has_honorific = without_honorific(text).is_some_and(|rest| {
        // "Đồng chí Giám đốc Sở Tài chính" names an office, not a person.
        !looks_like_body(rest, &[])
    });
    if has_honorific && named.is_empty() {
        // A person presents, whom the list does not know; what stands behind a comma says for whom.
        let (name, beside) = text.split_once(',').unwrap_or((text, ""));
        return Body {
            words: beside.trim().to_owned(),
            named: name.trim().to_owned(),
            is_unknown: true,
            ..Body::default()
        };
    }
    Body {
        words: match without_honorific(text) {
            Some(rest) if !has_honorific => rest.to_owned(),
            _ => text.to_owned(),
        },
        presenter: holder.map(|one| one.id),
        is_unknown: named.len() > 1 || has_honorific,
        ..Body::default()
    }
}

/// What stands beside a name: "đ/c Đoàn Minh Triết, Giám đốc Sở Tài chính" leaves the position.
fn beside_name(text: &str, name: &str) -> String {
    let places = Text::of(text);
    let bare_name: String = Text::of(name).bare.into_iter().collect();
    let at = places.find(&bare_name, 0);
    let rest = match at {
        Some(at) => {
            let before = places.part(0, at);
            let after = places.part(at + bare_name.chars().count(), places.len());
            let before = tidy(&before);
            let before = match HONORIFICS.iter().find(|word| {
                let folded = lower(&before);
                folded == **word || folded.ends_with(&format!(" {word}"))
            }) {
                Some(word) => {
                    let length = before.chars().count() - word.chars().count();
                    before.chars().take(length).collect()
                }
                None => before,
            };
            format!("{before} {after}")
        }
        // It was written with loose marks.
        None => String::new(),
    };
    tidy(
        rest.trim()
            .trim_matches([' ', ',', ';', '-', '–', '—', ':', '(', ')', '.']),
    )
}

fn without_honorific(text: &str) -> Option<&str> {
    let start = lower(text);
    HONORIFICS.into_iter().find_map(|word| {
        let rest = start.strip_prefix(word)?;
        if !rest.starts_with([' ', ':', '.']) {
            return None;
        }
        let skipped = word.chars().count();
        let from = text
            .char_indices()
            .nth(skipped)
            .map_or(text.len(), |(at, _)| at);
        Some(text[from..].trim_start_matches([' ', ':', '.']))
    })
}

/// Whether words are a unit, an office or a person.
pub fn looks_like_body(words: &str, people: &[Known]) -> bool {
    let words = words.trim();
    let length = words.chars().count();
    if !(2..=LONGEST).contains(&length) {
        return false;
    }
    let start = lower(words);
    let begins = |with: &str| {
        start
            .strip_prefix(with)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', ',', '.', ':']))
    };
    if NO_BODIES.iter().any(|no| start.starts_with(no)) {
        return false;
    }
    if BEGINNINGS.into_iter().any(begins) {
        return true;
    }
    // "STC", "SNN&MT".
    let is_short = length <= 10
        && words
            .chars()
            .all(|c| c.is_uppercase() || matches!(c, '&' | '-' | '.'))
        && words.chars().filter(|c| c.is_uppercase()).count() >= 2;
    let folded = fold(words);
    let is_known = people.iter().any(|one| {
        folded == fold(&one.name) || !one.position.is_empty() && folded == fold(&one.position)
    });
    is_short && !is_roman_like(words) || is_known
}

fn is_roman_like(words: &str) -> bool {
    words.chars().all(|c| matches!(c, 'I' | 'V' | 'X'))
}

type Found = (String, String, bool);

/// "… Đơn vị trình: Sở Tài chính".
fn labelled(line: &str, _: &[Known]) -> Option<Found> {
    let text = Text::of(line);
    let (at, end) =
        (1..text.len()).find_map(|from| label(&text, from).filter(|(at, _)| *at == from))?;
    let title = clean_title(&text.part(0, at));
    let words = text.part(end, text.len());
    (!title.is_empty() && !words.trim().is_empty()).then_some((title, words, false))
}

/// The label at a place, and where the words after it begin.
fn label(text: &Text, from: usize) -> Option<(usize, usize)> {
    LABELS.into_iter().find_map(|words| {
        if !text.has_at(from, words) {
            return None;
        }
        let mut end = from + words.chars().count();
        while text.bare.get(end) == Some(&' ') {
            end += 1;
        }
        (text.bare.get(end) == Some(&':')).then_some((from, end + 1))
    })
}

/// "… (Sở Tài chính báo cáo)", at the end.
fn bracketed(line: &str, people: &[Known]) -> Option<Found> {
    let line = line.trim_end_matches(['.', ';', ',', ' ']);
    let inner = line.strip_suffix(')')?;
    let at = inner.rfind('(')?;
    let (title, inner) = (clean_title(&inner[..at]), &inner[at + 1..]);
    let text = Text::of(inner);
    let words = match label(&text, 0) {
        Some((_, end)) => text.part(end, text.len()),
        None => without_verb(inner),
    };
    let is_said = words.chars().count() < tidy(inner).chars().count();
    ((is_said || looks_like_body(&words, people)) && !title.is_empty() && !words.is_empty())
        .then_some((title, words, false))
}

/// Without "do" before and "báo cáo" behind.
fn without_verb(words: &str) -> String {
    let words = tidy(words);
    let text = Text::of(&words);
    let mut to = text.len();
    for verb in VERBS {
        let length = verb.chars().count();
        if text.len() > length && text.has_at(text.len() - length, verb) {
            to = text.len() - length;
            break;
        }
    }
    let from = if text.has_at(0, "do") { 2 } else { 0 };
    let inner = text.part(from, to);
    if inner.trim().is_empty() {
        return words;
    }
    tidy(&inner)
}

/// "… do Sở Tài chính trình bày".
fn done_by(line: &str, _: &[Known]) -> Option<Found> {
    let line = line.trim_end_matches(['.', ';', ',', ' ', ')']);
    let text = Text::of(line);
    let ends = VERBS.into_iter().any(|verb| {
        let at = text.len().checked_sub(verb.chars().count());
        at.is_some_and(|at| text.has_at(at, verb))
    });
    if !ends {
        return None;
    }
    let at = (1..text.len())
        .rev()
        .find(|at| text.has_at(*at, "do") && text.lower[*at] == 'd')?;
    let words = without_verb(&text.part(at, text.len()));
    let title = clean_title(&text.part(0, at));
    (!title.is_empty() && words.chars().count() <= LONGEST).then_some((title, words, false))
}

/// "… — Sở Tài chính".
fn dashed(line: &str, people: &[Known]) -> Option<Found> {
    let line = line.trim_end_matches(['.', ';', ',', ' ']);
    for (sign, is_strong) in [
        ("—", true),
        (" – ", false),
        (" - ", false),
        (": ", false),
        ("; ", false),
    ] {
        let Some(at) = line.rfind(sign) else {
            continue;
        };
        let (title, tail) = (
            clean_title(&line[..at]),
            without_verb(&line[at + sign.len()..]),
        );
        if title.is_empty() || tail.is_empty() {
            continue;
        }
        if looks_like_body(&tail, people) {
            return Some((title, tail, false));
        }
        let is_short = tail.split(' ').count() <= 8 && !tail.chars().any(|c| c.is_ascii_digit());
        if is_strong && is_short {
            return Some((title, tail, true));
        }
    }
    None
}

/// "Sở Tài chính báo cáo tình hình thu ngân sách": who, what they do, and what remains.
fn before_verb(line: &str, people: &[Known]) -> Option<Found> {
    if !looks_like_body(&line.chars().take(LONGEST).collect::<String>(), people) {
        return None;
    }
    let text = Text::of(line);
    let (at, verb) = (3..text.len().min(LONGEST)).find_map(|at| {
        let verb = ["trinh bay", "bao cao"]
            .into_iter()
            .find(|verb| text.has_at(at, verb))?;
        // Only where it is done by somebody: a noun begins in a capital, or after another.
        text.letters[at].is_lowercase().then_some((at, verb))
    })?;
    let words = tidy(&text.part(0, at));
    let end = at + verb.chars().count();
    let rest = text.part(end, text.len());
    let rest = rest.trim_start_matches([' ', ':', ',']);
    if rest.chars().count() < 4 || words.split(' ').count() < 2 {
        return None;
    }
    let title = if verb == "bao cao" && rest.starts_with(char::is_lowercase) {
        format!("Báo cáo {rest}")
    } else {
        let mut letters = rest.chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        first.chain(letters).collect()
    };
    Some((clean_title(&title), words, true))
}

/// A title without what held its parts together.
pub fn clean_title(title: &str) -> String {
    let title = tidy(title);
    let title = title.trim_matches([' ', ',', ';', ':', '-', '–', '—', '|']);
    let title = title.trim_end_matches(['.', ' ']);
    title.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::test_people::{id, participants};
    use super::*;

    #[test]
    fn a_body_is_found_where_agendas_write_it() {
        for line in [
            "Giao chỉ tiêu năm 2027 — Sở Tài chính",
            "Giao chỉ tiêu năm 2027 – Sở Tài chính",
            "Giao chỉ tiêu năm 2027 - Sở Tài chính",
            "Giao chỉ tiêu năm 2027 (Sở Tài chính)",
            "Giao chỉ tiêu năm 2027 (Sở Tài chính báo cáo)",
            "Giao chỉ tiêu năm 2027 (do Sở Tài chính trình bày)",
            "Giao chỉ tiêu năm 2027 (Báo cáo: Sở Tài chính).",
            "Giao chỉ tiêu năm 2027, do Sở Tài chính trình bày",
            "Giao chỉ tiêu năm 2027. Đơn vị trình: Sở Tài chính.",
            "Giao chỉ tiêu năm 2027; Báo cáo: Sở Tài chính",
            "Giao chỉ tiêu năm 2027: Sở Tài chính",
        ] {
            let (title, body) = take(line, &[]);
            assert_eq!(title, "Giao chỉ tiêu năm 2027", "{line}");
            let body = body.unwrap();
            assert_eq!(body.words, "Sở Tài chính", "{line}");
            assert!(!body.is_guessed && !body.is_unknown, "{line}");
        }
    }

    #[test]
    fn dashes_and_brackets_of_titles_stay_in_them() {
        for line in [
            "Tình hình kinh tế - xã hội năm 2026; nhiệm vụ, giải pháp năm 2027",
            "Nâng cấp Đường tỉnh 635, đoạn Vân Khê – Lâm Thượng",
            "An toàn hồ chứa mùa khô 2026–2027",
            "Dự thảo Nghị quyết (lần 2)",
            "Sơ kết 6 tháng - phương hướng",
            "Công tác phòng, chống thiên tai - Tổ chức thực hiện",
            "Báo cáo tình hình thu ngân sách",
        ] {
            assert_eq!(
                take(line, &participants()),
                (line.to_owned(), None),
                "{line}"
            );
        }
    }

    #[test]
    fn a_participant_who_is_named_presents() {
        for (line, presenter, words) in [
            ("Ngân sách — đ/c Đoàn Minh Triết", Some(id(4)), ""),
            (
                "Ngân sách — Đ/c Đoàn Minh Triết, Giám đốc Sở Tài chính",
                Some(id(4)),
                "Giám đốc Sở Tài chính",
            ),
            (
                "Ngân sách (đồng chí Giám đốc Sở Tài chính báo cáo)",
                None,
                "Giám đốc Sở Tài chính",
            ),
            (
                "Ngân sách — Giám đốc Sở Tài chính",
                Some(id(4)),
                "Giám đốc Sở Tài chính",
            ),
            ("Ngân sách — bà Ung Thi Hanh Ngan", Some(id(7)), ""),
            ("Ngân sách — Sở Tài chính", None, "Sở Tài chính"),
        ] {
            let (title, body) = take(line, &participants());
            let body = body.unwrap();
            assert_eq!(
                (title.as_str(), body.words.as_str()),
                ("Ngân sách", words),
                "{line}"
            );
            if presenter.is_some() {
                assert_eq!(body.presenter, presenter, "{line}");
            }
            assert!(!body.is_unknown, "{line}");
        }
    }

    #[test]
    fn a_person_who_does_not_take_part_is_no_unit() {
        for (line, named, words) in [
            ("Ngân sách — đ/c Trần Văn Lạ", "đ/c Trần Văn Lạ", ""),
            ("Ngân sách — ông Trần Văn Lạ", "ông Trần Văn Lạ", ""),
            ("Ngân sách (bà Trần Thị Lạ)", "bà Trần Thị Lạ", ""),
            (
                "Ngân sách — đ/c Trần Văn Lạ, Giám đốc Sở Tư pháp",
                "đ/c Trần Văn Lạ",
                "Giám đốc Sở Tư pháp",
            ),
        ] {
            let body = take(line, &participants()).1.unwrap_or_default();
            assert!(body.is_unknown && body.presenter.is_none(), "{line}");
            assert_eq!(
                (body.named.as_str(), body.words.as_str()),
                (named, words),
                "{line}"
            );
        }
    }

    #[test]
    fn who_does_it_may_stand_before_what_is_done() {
        let (title, body) = take("Sở Tài chính báo cáo tình hình thu ngân sách", &[]);
        assert_eq!(title, "Báo cáo tình hình thu ngân sách");
        let body = body.unwrap();
        assert_eq!(
            (body.words.as_str(), body.is_guessed),
            ("Sở Tài chính", true)
        );
        let (title, body) = take("Chủ tịch UBND tỉnh phát biểu khai mạc", &[]);
        assert_eq!(
            (title.as_str(), body),
            ("Chủ tịch UBND tỉnh phát biểu khai mạc", None)
        );
    }

    #[test]
    fn what_only_follows_a_strong_dash_is_a_guess() {
        let (title, body) = take("Ngân sách — Khối văn xã", &[]);
        assert_eq!(title, "Ngân sách");
        assert!(body.unwrap().is_guessed);
    }

    #[test]
    fn a_line_of_its_own_may_say_who_presents() {
        for line in [
            "Đơn vị trình: Sở Tài chính",
            "(Sở Tài chính báo cáo)",
            "Sở Tài chính trình bày",
            "Báo cáo: Sở Tài chính.",
        ] {
            assert_eq!(whole(line, &[]).unwrap().words, "Sở Tài chính", "{line}");
        }
        assert_eq!(whole("Thảo luận, góp ý", &[]), None);
    }
}
