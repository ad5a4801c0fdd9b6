//! Text in which a number such as "318/BC-STC" stays whole and a dash stands with the word before it. Only where lines
//! break is said by the page: the text stays as it is for whoever copies, seeks or hears it.

use leptos::prelude::*;

/// The longest piece that is kept on one line, in characters.
const MOST: usize = 24;

/// The text, its pieces kept on one line each.
pub fn kept_whole(text: &str) -> impl IntoView + use<> {
    pieces(text)
        .into_iter()
        .map(|(piece, is_whole)| {
            if is_whole {
                view! { <span class="nowrap">{piece}</span> }.into_any()
            } else {
                piece.into_any()
            }
        })
        .collect_view()
}

/// The text in pieces, and whether a piece is kept on one line.
fn pieces(text: &str) -> Vec<(String, bool)> {
    let mut pieces: Vec<(String, bool)> = Vec::new();
    let mut words = text.split(' ').peekable();
    let mut is_first = true;
    while let Some(word) = words.next() {
        let blank = if is_first { "" } else { " " };
        is_first = false;
        let dash = words.next_if(|next| matches!(*next, "-" | "–"));
        let piece = match dash {
            Some(dash) => format!("{word} {dash}"),
            None => word.to_owned(),
        };
        let breaks = dash.is_some() || word.contains(['-', '–', '/']);
        if breaks && !word.is_empty() && piece.chars().count() <= MOST {
            append(&mut pieces, blank);
            pieces.push((piece, true));
        } else {
            append(&mut pieces, &format!("{blank}{piece}"));
        }
    }
    pieces
}

/// Adds to the text that may break anywhere.
fn append(pieces: &mut Vec<(String, bool)>, text: &str) {
    match pieces.last_mut() {
        Some((last, false)) => last.push_str(text),
        _ if text.is_empty() => {}
        _ => pieces.push((text.to_owned(), false)),
    }
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn numbers_and_dashes_stay_where_they_belong() {
        let found = pieces("Báo cáo số 318/BC-STC về kinh tế - xã hội");
        let expected = [
            ("Báo cáo số ", false),
            ("318/BC-STC", true),
            (" về kinh ", false),
            ("tế -", true),
            (" xã hội", false),
        ];
        let expected = expected.map(|(piece, is_whole)| (piece.to_owned(), is_whole));
        assert_eq!(found, expected);
    }

    #[test]
    fn the_text_stays_as_it_is() {
        for text in [
            "",
            "- đầu dòng",
            "Đường tỉnh 635, đoạn Vân Khê – Lâm Thượng",
            "hai  blank -",
            "https://nghisu.thanhgiang.gov.vn/meetings/rat-dai",
        ] {
            let joined: String = pieces(text).into_iter().map(|(piece, _)| piece).collect();
            assert_eq!(joined, text);
        }
    }
}
