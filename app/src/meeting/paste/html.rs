//! What word processors put on the clipboard beside plain text: HTML, in which tables and lists stand that plain text
//! has lost or torn apart. It is read for its words and their order alone; nothing of it is ever shown as HTML. Pure.

use super::text::tidy;

/// Letters of HTML that are read at most: word processors write thirty for each that a person sees.
const MOST: usize = 2_000_000;

/// The lines of a page: a row of a table in one line with its cells between tabs, an item of a list after its number.
/// Nothing where there is neither a table nor a list: then plain text says it as well.
pub fn lines_of(html: &str) -> Option<String> {
    let mut reader = Reader::default();
    let html: String = html.chars().take(MOST).collect();
    let mut rest = html.as_str();
    while let Some(at) = rest.find('<') {
        reader.words(&rest[..at]);
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let Some(end) = end_of_tag(rest) else {
            rest = "";
            break;
        };
        let tag = &rest[1..end];
        rest = &rest[end + 1..];
        let name: String = tag
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .flat_map(char::to_lowercase)
            .collect();
        if !tag.starts_with('/') && matches!(name.as_str(), "style" | "script" | "title" | "head") {
            // What stands in them is not read.
            let closing = format!("</{name}");
            rest = find_ignoring_case(rest, &closing).map_or("", |at| &rest[at..]);
            continue;
        }
        reader.tag(&name, tag.starts_with('/'), tag);
    }
    reader.words(rest);
    reader.finish()
}

/// Where a tag ends; a `>` in a quoted attribute ends none.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    // A quote that nobody closed.
    text.find('>')
}

fn find_ignoring_case(text: &str, wanted: &str) -> Option<usize> {
    let wanted = wanted.as_bytes();
    text.as_bytes()
        .windows(wanted.len())
        .position(|window| window.eq_ignore_ascii_case(wanted))
}

/// A list that is open.
#[derive(Debug)]
struct List {
    /// The number of the next item; none for a list of points.
    next: Option<usize>,
}

#[derive(Debug, Default)]
struct Reader {
    lines: Vec<String>,
    /// The line, or the cell, in the making.
    current: String,
    /// The cells of the row that is open.
    row: Option<Vec<String>>,
    lists: Vec<List>,
    has_structure: bool,
}

impl Reader {
    fn words(&mut self, text: &str) {
        self.current.push_str(&unescaped(text));
    }

    fn tag(&mut self, name: &str, is_closing: bool, tag: &str) {
        match (name, is_closing) {
            ("tr", false) => {
                self.break_line();
                self.row = Some(Vec::new());
                self.has_structure = true;
            }
            ("tr" | "table", true) => self.end_row(),
            ("td" | "th", true) => {
                let cell = tidy(&std::mem::take(&mut self.current));
                if let Some(row) = &mut self.row {
                    row.push(cell);
                }
            }
            ("ol" | "ul", false) => {
                self.break_line();
                let start = attribute(tag, "start").and_then(|start| start.parse().ok());
                let next = (name == "ol").then(|| start.unwrap_or(1));
                self.lists.push(List { next });
            }
            ("ol" | "ul", true) => {
                self.break_line();
                self.lists.pop();
            }
            ("li", false) => {
                self.break_line();
                self.has_structure = true;
                let depth = self.lists.len();
                let sign = match self.lists.last_mut().map(|list| &mut list.next) {
                    Some(Some(next)) => {
                        let number = *next;
                        *next = number.saturating_add(1);
                        if depth > 1 {
                            let letter = u8::try_from(number.saturating_sub(1) % 26);
                            format!("{}) ", char::from(b'a' + letter.unwrap_or(0)))
                        } else {
                            format!("{number}. ")
                        }
                    }
                    _ => "- ".to_owned(),
                };
                self.current.push_str(&sign);
            }
            ("br" | "p" | "div" | "li" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6", _) => {
                self.break_line();
            }
            _ => {}
        }
    }

    /// Ends a line; within a cell the next words only stand apart.
    fn break_line(&mut self) {
        if self.row.is_some() {
            self.current.push(' ');
            return;
        }
        let line = tidy(&std::mem::take(&mut self.current));
        // An item's sign stands in the line of its first paragraph.
        let is_sign = !self.lists.is_empty() && line.len() <= 4 && line.ends_with(['.', ')', '-']);
        if is_sign {
            self.current = format!("{line} ");
        } else if !line.is_empty() {
            self.lines.push(line);
        }
    }

    fn end_row(&mut self) {
        let left = tidy(&std::mem::take(&mut self.current));
        if let Some(mut row) = self.row.take() {
            if !left.is_empty() {
                row.push(left);
            }
            if row.iter().any(|cell| !cell.is_empty()) {
                self.lines.push(row.join("\t"));
            }
        } else if !left.is_empty() {
            self.lines.push(left);
        }
    }

    fn finish(mut self) -> Option<String> {
        self.end_row();
        (self.has_structure && !self.lines.is_empty()).then(|| self.lines.join("\n"))
    }
}

/// The value of an attribute.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let at = find_ignoring_case(tag, &format!(" {name}="))?;
    let value = tag[at..].split_once('=')?.1.trim_start_matches(['"', '\'']);
    let end = value.find(['"', '\'', ' ', '>', '/']);
    Some(value[..end.unwrap_or(value.len())].to_owned())
}

/// Text with its entities resolved. Vietnamese letters come as numbers or as themselves; of the names only those are
/// known that programs write.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        match end.and_then(|end| Some((end, entity(&rest[1..end])?))) {
            Some((end, letter)) => {
                out.push(letter);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code);
    }
    const MARKED: [(&str, &str); 8] = [
        ("grave", "aàeèiìoòuùAÀEÈIÌOÒUÙ"),
        ("acute", "aáeéiíoóuúyýAÁEÉIÍOÓUÚYÝ"),
        ("circ", "aâeêoôAÂEÊOÔ"),
        ("tilde", "aãoõnñAÃOÕNÑ"),
        ("uml", "aäeëiïoöuüAÄEËIÏOÖUÜ"),
        ("ring", "aåAÅ"),
        ("cedil", "cçCÇ"),
        ("caron", "sšSŠ"),
    ];
    let plain = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" | "ensp" | "emsp" => Some(' '),
        "ndash" => Some('–'),
        "mdash" => Some('—'),
        "hellip" => Some('…'),
        "lsquo" => Some('‘'),
        "rsquo" => Some('’'),
        "ldquo" => Some('“'),
        "rdquo" => Some('”'),
        "bull" | "middot" => Some('•'),
        _ => None,
    };
    plain.or_else(|| {
        let base = name.chars().next()?;
        let (_, pairs) = MARKED
            .into_iter()
            .find(|(ending, _)| name.get(base.len_utf8()..) == Some(*ending))?;
        let letters: Vec<char> = pairs.chars().collect();
        let pair = letters.chunks(2).find(|pair| pair[0] == base)?;
        pair.get(1).copied()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_a_word_processor_is_rows_with_tabs() {
        let html = "<html><head><style>td { color: red } </style></head><body><!--StartFragment-->\
            <table class=MsoTableGrid border=1><tr><td><p class=MsoNormal><b>STT<o:p></o:p></b></p></td>\
            <td><p>N&#7897;i dung</p></td><td><p>Đơn vị<br>trình</p></td></tr>\
            <tr><td><p>1</p></td><td><p>Tình hình\n  kinh tế</p><p>xã hội</p></td><td>S&#x1edf; T&agrave;i ch&iacute;nh</td></tr>\
            </table><!--EndFragment--></body></html>";
        assert_eq!(
            lines_of(html).unwrap(),
            "STT\tNội dung\tĐơn vị trình\n1\tTình hình kinh tế xã hội\tSở Tài chính"
        );
    }

    #[test]
    fn lists_keep_their_numbers() {
        let html = "<p>CHƯƠNG TRÌNH</p><ol start=\"3\"><li>Báo cáo<ol><li>Thu</li><li>Chi</li></ol></li>\
            <li><p>Kết luận</p></li></ol><ul><li>Khác</li></ul>";
        assert_eq!(
            lines_of(html).unwrap(),
            "CHƯƠNG TRÌNH\n3. Báo cáo\na) Thu\nb) Chi\n4. Kết luận\n- Khác"
        );
    }

    #[test]
    fn pages_without_table_or_list_are_left_to_plain_text() {
        assert_eq!(
            lines_of("<p class=MsoNormal>1. Báo cáo</p><p>2. Kết luận</p>"),
            None
        );
        assert_eq!(lines_of(""), None);
        assert_eq!(lines_of("<table><tr><td> </td></tr></table>"), None);
    }

    #[test]
    fn broken_pages_end_without_harm() {
        for html in [
            "<",
            "<table><tr><td>một",
            "<ol><li>một<li>hai",
            "<td>không có hàng</td></tr></table>",
            "<!-- không đóng",
            "<p title=\"a>b\">x</p><li>y",
            "<style>không đóng",
            "&#xffffffff; &#0; &; &aacute &khong;",
            "<ol start=99999999999999999999><li>a</ol>",
        ] {
            let _ = lines_of(html);
        }
        assert_eq!(lines_of("<table><tr><td>một").unwrap(), "một");
        assert_eq!(lines_of("<ol><li>một<li>hai").unwrap(), "1. một\n2. hai");
    }
}
