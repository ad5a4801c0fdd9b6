//! The words of minutes: what the log suggests, what a secretary may save, what is still missing. Pure.

use std::collections::BTreeSet;

use nghisu_protocol::{
    ids::PersonId,
    minutes::{
        MAX_LINE, MAX_PARAGRAPH, MAX_PARAGRAPHS, MAX_RECIPIENTS, MAX_SYMBOL, MinutesFacts,
        MinutesItemText, MinutesText, MissingPart, Tenure,
    },
    room::Room,
};

use super::MinutesError;
use crate::text::{BadText, line, passage};

/// Abbreviations that offices use in the names of agencies, which a heading writes out (Nghị định 30/2020/NĐ-CP). Those that
/// stand for more than one thing, such as "TT", are nobody's guess.
const ABBREVIATIONS: [(&str, &str); 14] = [
    ("UBND", "Ủy ban nhân dân"),
    ("HĐND", "Hội đồng nhân dân"),
    ("UBMTTQ", "Ủy ban Mặt trận Tổ quốc"),
    ("MTTQ", "Mặt trận Tổ quốc"),
    ("TP", "thành phố"),
    ("TPHCM", "thành phố Hồ Chí Minh"),
    ("HCM", "Hồ Chí Minh"),
    ("TX", "thị xã"),
    ("TW", "Trung ương"),
    ("VP", "Văn phòng"),
    ("BCĐ", "Ban Chỉ đạo"),
    ("BQL", "Ban Quản lý"),
    ("GD&ĐT", "Giáo dục và Đào tạo"),
    ("KH&CN", "Khoa học và Công nghệ"),
];

/// What the directory says of the unit that holds the meeting, on the meeting's day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Agencies {
    /// The unit's name.
    pub issuing: String,
    /// The name of the unit above it; empty when there is none.
    pub superior: String,
}

/// The first draft, as the log suggests it.
#[must_use]
pub fn suggest(room: &Room, facts: &MinutesFacts, agencies: &Agencies) -> MinutesText {
    let invitation = room.details.invitation.trim();
    let basis = match invitation {
        "" => String::new(),
        named if named.to_lowercase().starts_with("giấy mời") => named.to_owned(),
        number => format!("Giấy mời số {number}"),
    };
    let (secretary, chair) = signers(facts);
    MinutesText {
        superior_agency: in_full(&agencies.superior),
        issuing_agency: in_full(&agencies.issuing),
        symbol: symbol_of(&agencies.issuing),
        place: room.details.place.clone(),
        basis,
        items: suggest_items(room, facts),
        adoption: String::new(),
        recipients: vec!["Như thành phần dự họp".to_owned()],
        archive: "VT, TH".to_owned(),
        secretary_authority: String::new(),
        chair_authority: String::new(),
        secretary,
        chair,
    }
}

/// The name of an agency as a heading has it: without the usual abbreviations. Typesetting gives it its capitals.
pub(crate) fn in_full(agency: &str) -> String {
    let long = |short: &str| {
        let short = short.to_uppercase();
        let found = ABBREVIATIONS.iter().find(|(known, _)| short == *known);
        found.map(|(_, long)| *long)
    };
    // "TP. Thanh Đông", "TP.Thanh Đông" and "TP.HCM" are abbreviated too; another name with a stop stays as it is.
    let words = agency.split_whitespace().flat_map(|word| {
        let parts: Vec<&str> = word.split('.').filter(|part| !part.is_empty()).collect();
        match parts.first().and_then(|first| long(first)) {
            Some(_) => parts
                .into_iter()
                .map(|part| long(part).unwrap_or(part))
                .collect(),
            None => vec![word],
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Who signs unless others are named, secretary and chair: who held the office when the meeting ended. They are two
/// people (rule MI-6), so a secretary to whom the chair was passed gives way in one of the two places to somebody else
/// who held that office; where nobody did, [`missing`] says so.
fn signers(facts: &MinutesFacts) -> (Option<PersonId>, Option<PersonId>) {
    let holder = |tenures: &[Tenure], but: Option<PersonId>| {
        let mut others = tenures.iter().filter(|tenure| Some(tenure.person) != but);
        let at_the_end = others.clone().find(|tenure| tenure.until.is_none());
        at_the_end
            .or_else(|| others.next())
            .map(|tenure| tenure.person)
    };
    let (secretary, chair) = (
        holder(&facts.secretaries, None),
        holder(&facts.chairs, None),
    );
    if secretary.is_none() || secretary != chair {
        return (secretary, chair);
    }
    match holder(&facts.secretaries, chair) {
        Some(other) => (Some(other), chair),
        None => (secretary, holder(&facts.chairs, secretary).or(chair)),
    }
}

/// The items' words as the log has them: course and conclusions, a paragraph for each line.
#[must_use]
pub fn suggest_items(room: &Room, facts: &MinutesFacts) -> Vec<MinutesItemText> {
    facts
        .items
        .iter()
        .filter_map(|fact| {
            let item = room.items.get(&fact.item)?;
            let conclusions: Vec<&str> = item
                .conclusions
                .iter()
                .map(|conclusion| conclusion.text.as_str())
                .collect();
            Some(MinutesItemText {
                item: fact.item,
                course: paragraphs(&[&item.course]),
                conclusions: paragraphs(&conclusions),
            })
        })
        .collect()
}

/// Texts as paragraphs within their limits: one for each line, or for each text where those are too many.
fn paragraphs(texts: &[&str]) -> Vec<String> {
    let split = |is_by_line: bool| -> Vec<String> {
        texts
            .iter()
            .flat_map(|text| {
                if is_by_line {
                    text.lines().collect()
                } else {
                    vec![*text]
                }
            })
            .map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "))
            .filter(|part| !part.is_empty())
            .flat_map(|part| cut(&part))
            .collect()
    };
    let by_line = split(true);
    if by_line.len() <= MAX_PARAGRAPHS {
        by_line
    } else {
        split(false)
    }
}

/// A text of one line in parts of at most [`MAX_PARAGRAPH`] characters, between words where it has any.
fn cut(text: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((limit, _)) = rest.char_indices().nth(MAX_PARAGRAPH) {
        let at = rest[..limit]
            .rfind(' ')
            .filter(|at| *at > 0)
            .unwrap_or(limit);
        parts.push(rest[..at].to_owned());
        rest = rest[at..].trim_start();
    }
    parts.push(rest.to_owned());
    parts
}

/// The usual symbol of an agency's minutes: `BB-UBND` for a people's committee, else `BB-` and initials.
#[must_use]
pub fn symbol_of(agency: &str) -> String {
    let lower = agency.trim().to_lowercase();
    let starts = |names: &[&str]| names.iter().any(|name| lower.starts_with(name));
    if starts(&["ubnd", "ủy ban nhân dân", "uỷ ban nhân dân"]) {
        return "BB-UBND".to_owned();
    }
    if starts(&["hđnd", "hội đồng nhân dân"]) {
        return "BB-HĐND".to_owned();
    }
    let initials: String = agency
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && word.to_lowercase() != "và")
        .flat_map(|word| {
            // A word that is an abbreviation already stays whole.
            let is_abbreviation =
                word.chars().count() > 1 && word.chars().all(|c| !c.is_lowercase());
            let taken = if is_abbreviation { word.len() } else { 0 };
            let first = word.chars().next().map_or(0, char::len_utf8);
            word[..taken.max(first)]
                .to_uppercase()
                .chars()
                .collect::<Vec<_>>()
        })
        .take(MAX_SYMBOL - 3)
        .collect();
    if initials.is_empty() {
        "BB".to_owned()
    } else {
        format!("BB-{initials}")
    }
}

/// The saved words beside what the log says now: items that are gone are left out, items that came in
/// have the words that the log suggests, signers who never held the office are nobody.
#[must_use]
pub fn reconciled(
    saved: MinutesText,
    suggested: &MinutesText,
    facts: &MinutesFacts,
) -> MinutesText {
    let holds = |tenures: &[Tenure], person: Option<PersonId>| {
        person.filter(|person| tenures.iter().any(|tenure| tenure.person == *person))
    };
    let items = suggested
        .items
        .iter()
        .map(|own| {
            saved
                .items
                .iter()
                .find(|item| item.item == own.item)
                .unwrap_or(own)
                .clone()
        })
        .collect();
    MinutesText {
        items,
        secretary: holds(&facts.secretaries, saved.secretary),
        chair: holds(&facts.chairs, saved.chair),
        ..saved
    }
}

/// Words as they may be kept: NFC, within their limits. Empty paragraphs stay, because somebody may be
/// about to fill them; they are not printed.
///
/// # Errors
/// [`MinutesError::Field`] with the field's name.
pub fn checked(text: MinutesText, facts: &MinutesFacts) -> Result<MinutesText, MinutesError> {
    let mut seen = BTreeSet::new();
    let mut items = Vec::with_capacity(text.items.len());
    for item in text.items {
        let is_known = facts.items.iter().any(|fact| fact.item == item.item);
        if !is_known || !seen.insert(item.item) {
            return Err(MinutesError::Field("items"));
        }
        items.push(MinutesItemText {
            item: item.item,
            course: passages(&item.course, "items.course")?,
            conclusions: passages(&item.conclusions, "items.conclusions")?,
        });
    }
    if text.recipients.len() > MAX_RECIPIENTS {
        return Err(MinutesError::Field("recipients"));
    }
    let signer = |tenures: &[Tenure], person: Option<PersonId>, field| match person {
        Some(person) if !tenures.iter().any(|tenure| tenure.person == person) => {
            Err(MinutesError::Field(field))
        }
        person => Ok(person),
    };
    Ok(MinutesText {
        superior_agency: short(&text.superior_agency, MAX_LINE, "superior_agency")?,
        issuing_agency: short(&text.issuing_agency, MAX_LINE, "issuing_agency")?,
        symbol: short(&text.symbol, MAX_SYMBOL, "symbol")?,
        place: short(&text.place, MAX_LINE, "place")?,
        basis: short(&text.basis, MAX_LINE, "basis")?,
        items,
        adoption: long(&text.adoption, "adoption")?,
        recipients: text
            .recipients
            .iter()
            .map(|recipient| short(recipient, MAX_LINE, "recipients"))
            .collect::<Result<_, _>>()?,
        archive: short(&text.archive, MAX_LINE, "archive")?,
        secretary_authority: authority(&text.secretary_authority, "secretary_authority")?,
        chair_authority: authority(&text.chair_authority, "chair_authority")?,
        secretary: signer(&facts.secretaries, text.secretary, "secretary")?,
        chair: signer(&facts.chairs, text.chair, "chair")?,
    })
}

/// A symbol that a number can follow.
///
/// # Errors
/// [`MinutesError::Field`].
pub fn checked_symbol(symbol: &str) -> Result<String, MinutesError> {
    line(symbol, 1, MAX_SYMBOL).map_err(|_| MinutesError::Field("symbol"))
}

fn short(text: &str, most: usize, field: &'static str) -> Result<String, MinutesError> {
    line(text, 0, most).map_err(|_: BadText| MinutesError::Field(field))
}

/// A paragraph; a tab, which no paper prints, is a space, and so is a break that a word processor put into it.
fn long(text: &str, field: &'static str) -> Result<String, MinutesError> {
    passage(
        &text.replace(['\t', '\u{b}', '\u{c}'], " "),
        0,
        MAX_PARAGRAPH,
    )
    .map_err(|_: BadText| MinutesError::Field(field))
}

fn passages(texts: &[String], field: &'static str) -> Result<Vec<String>, MinutesError> {
    if texts.len() > MAX_PARAGRAPHS {
        return Err(MinutesError::Field(field));
    }
    texts.iter().map(|text| long(text, field)).collect()
}

/// The lines above a signer's name, two at most.
fn authority(text: &str, field: &'static str) -> Result<String, MinutesError> {
    let text = long(text, field)?;
    let lines = text.lines().filter(|line| !line.trim().is_empty()).count();
    if lines > 2 || text.chars().count() > MAX_LINE {
        return Err(MinutesError::Field(field));
    }
    Ok(text)
}

/// What keeps the minutes from being submitted.
#[must_use]
pub fn missing(facts: &MinutesFacts, text: &MinutesText) -> Vec<MissingPart> {
    [
        (facts.log_size.is_none(), MissingPart::MeetingNotClosed),
        (text.issuing_agency.is_empty(), MissingPart::IssuingAgency),
        (text.chair.is_none(), MissingPart::Chair),
        (text.secretary.is_none(), MissingPart::Secretary),
        (text.place.is_empty(), MissingPart::Place),
        (
            text.chair.is_some() && text.chair == text.secretary,
            MissingPart::TwoSigners,
        ),
    ]
    .into_iter()
    .filter_map(|(is_missing, part)| is_missing.then_some(part))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_symbol_follows_from_the_agency() {
        for (agency, symbol) in [
            ("UBND tỉnh Thanh Giang", "BB-UBND"),
            ("Ủy ban nhân dân xã Vân Khê", "BB-UBND"),
            ("Uỷ ban nhân dân phường Thanh Đông", "BB-UBND"),
            ("Hội đồng nhân dân tỉnh", "BB-HĐND"),
            ("Sở Tài chính", "BB-STC"),
            ("Sở Nông nghiệp và Môi trường", "BB-SNNMT"),
            ("Văn phòng UBND tỉnh", "BB-VPUBNDT"),
            ("", "BB"),
        ] {
            assert_eq!(symbol_of(agency), symbol, "{agency}");
        }
    }

    #[test]
    fn a_heading_names_its_agency_in_full() {
        for (agency, full) in [
            ("UBND tỉnh Thanh Giang", "Ủy ban nhân dân tỉnh Thanh Giang"),
            ("Văn phòng UBND tỉnh", "Văn phòng Ủy ban nhân dân tỉnh"),
            (
                "HĐND và UBND TP. Thanh Đông",
                "Hội đồng nhân dân và Ủy ban nhân dân thành phố Thanh Đông",
            ),
            (
                "VP HĐND TP.HCM",
                "Văn phòng Hội đồng nhân dân thành phố Hồ Chí Minh",
            ),
            ("Sở GD&ĐT", "Sở Giáo dục và Đào tạo"),
            ("Ủy ban nhân dân xã Vân Khê", "Ủy ban nhân dân xã Vân Khê"),
            ("UBND TP.Thanh Đông", "Ủy ban nhân dân thành phố Thanh Đông"),
            ("Công ty A.B", "Công ty A.B"),
            ("Sở Tài chính", "Sở Tài chính"),
            ("", ""),
        ] {
            assert_eq!(in_full(agency), full, "{agency}");
        }
    }

    #[test]
    fn a_line_is_a_paragraph_and_a_long_one_is_cut_between_words() {
        assert_eq!(
            paragraphs(&["Một.\n\n  Hai\tba.  ", "Bốn."]),
            ["Một.", "Hai ba.", "Bốn."]
        );
        let long = "chữ ".repeat(MAX_PARAGRAPH);
        let parts = paragraphs(&[&long]);
        assert!(
            parts
                .iter()
                .all(|part| part.chars().count() <= MAX_PARAGRAPH)
        );
        assert_eq!(parts.join(" "), long.trim());
        let many = "a\n".repeat(MAX_PARAGRAPHS + 1);
        assert_eq!(paragraphs(&[&many]).len(), 1);
        assert_eq!(cut(&"x".repeat(MAX_PARAGRAPH + 1)).len(), 2);
    }
}
