//! Papers for tests, written byte by byte, so that each test shows what its paper is about.

/// A PDF of pages with a line of text each. Letters outside ASCII are drawn as question marks and read
/// from the text layer as they are (a `ToUnicode` map, ISO 32000-2, 9.10.3).
pub(crate) fn pdf(pages: &[&str]) -> Vec<u8> {
    padded(pages, 0)
}

/// The same with so many bytes of a comment on each page, for a file that takes its time to arrive.
pub(crate) fn padded(pages: &[&str], padding: usize) -> Vec<u8> {
    let padding = format!("%{}\n", "x".repeat(padding));
    let mut letters: Vec<char> = Vec::new();
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!(
            "<</Type/Pages/Kids[{}]/Count {}>>",
            (0..pages.len())
                .map(|page| format!("{} 0 R ", 5 + 2 * page))
                .collect::<String>(),
            pages.len()
        ),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 4 0 R>>".to_owned(),
        String::new(),
    ];
    for (page, words) in pages.iter().enumerate() {
        let codes: String = words
            .chars()
            .map(|letter| {
                let known = letters.iter().position(|known| *known == letter);
                let code = known.unwrap_or_else(|| {
                    letters.push(letter);
                    letters.len() - 1
                });
                // Codes from 33 on are drawn as some letter of the font.
                format!("{:02X}", 33 + code)
            })
            .collect();
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {} 0 R/Resources<</Font<</F 3 0 R>>>>>>",
            6 + 2 * page
        ));
        objects.push(stream(&format!(
            "{padding}BT /F 18 Tf 72 700 Td <{codes}> Tj ET"
        )));
    }
    assert!(letters.len() < 200, "a test's paper has few letters");
    let map: String = letters
        .iter()
        .enumerate()
        .map(|(code, letter)| {
            let mut units = [0; 2];
            let unicode: String = letter
                .encode_utf16(&mut units)
                .iter()
                .map(|unit| format!("{unit:04X}"))
                .collect();
            format!("1 beginbfchar <{:02X}> <{unicode}> endbfchar\n", 33 + code)
        })
        .collect();
    objects[3] = stream(&format!(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def /CMapType 2 def\n\
         1 begincodespacerange <00> <FF> endcodespacerange\n{map}endcmap end end"
    ));
    file(&objects, "")
}

/// A paper that asks for a password.
pub(crate) fn encrypted() -> Vec<u8> {
    let key = "00".repeat(32);
    file(
        &[
            "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
            "<</Type/Pages/Kids[]/Count 0>>".to_owned(),
        ],
        &format!("/Encrypt<</Filter/Standard/V 1/R 2/O<{key}>/U<{key}>/P -4>>/ID[<00><00>]"),
    )
}

/// A stream object.
pub(crate) fn stream(content: &str) -> String {
    format!(
        "<</Length {}>>\nstream\n{content}\nendstream",
        content.len()
    )
}

/// A file of objects, numbered from 1; the first is the catalogue.
pub(crate) fn file(objects: &[String], trailer: &str) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        places.push(bytes.len());
        bytes.extend(format!("{} 0 obj\n{object}\nendobj\n", index + 1).bytes());
    }
    let table = bytes.len();
    let size = objects.len() + 1;
    bytes.extend(format!("xref\n0 {size}\n0000000000 65535 f \n").bytes());
    for place in places {
        bytes.extend(format!("{place:010} 00000 n \n").bytes());
    }
    bytes.extend(
        format!("trailer\n<</Size {size}/Root 1 0 R{trailer}>>\nstartxref\n{table}\n%%EOF\n")
            .bytes(),
    );
    bytes
}
