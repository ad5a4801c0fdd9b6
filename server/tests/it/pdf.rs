//! Papers for tests, written byte by byte, so that each test shows what its paper is about.

pub(crate) use crate::pdf_file::file;

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

/// A line from point to point.
type Stroke = &'static [(f64, f64)];

/// A paper that is one picture, without any text: MẬT in a frame, as a scanner sees a stamp.
pub(crate) fn stamped_scan() -> Vec<u8> {
    // Strokes from point to point, in heights of a capital; each letter has its own beginning.
    const LETTERS: [(f64, &[Stroke]); 3] = [
        (
            0.0,
            &[&[(0.0, 1.0), (0.0, 0.0), (0.45, 0.95), (0.9, 0.0), (0.9, 1.0)]],
        ),
        (
            1.15,
            &[
                &[(0.0, 1.0), (0.4, 0.0), (0.8, 1.0)],
                &[(0.15, 0.65), (0.65, 0.65)],
                &[(0.22, -0.2), (0.4, -0.36), (0.58, -0.2)],
                &[(0.4, 1.28), (0.4, 1.28)],
            ],
        ),
        (2.1, &[&[(0.0, 0.0), (0.8, 0.0)], &[(0.4, 0.0), (0.4, 1.0)]]),
    ];
    let frame: &[(f64, f64)] = &[
        (-0.6, -0.8),
        (3.5, -0.8),
        (3.5, 1.8),
        (-0.6, 1.8),
        (-0.6, -0.8),
    ];
    let letters = LETTERS.iter().flat_map(|(start, strokes)| {
        strokes.iter().flat_map(move |stroke| {
            stroke.windows(2).map(move |ends| {
                (
                    ends[0].0 + start,
                    ends[0].1,
                    ends[1].0 + start,
                    ends[1].1,
                    0.09,
                )
            })
        })
    });
    let frame = frame
        .windows(2)
        .map(|ends| (ends[0].0, ends[0].1, ends[1].0, ends[1].1, 0.03));
    let strokes: Vec<_> = letters.chain(frame).collect();
    let (width, height, cap) = (340, 220, 60.0);
    let mut samples = String::new();
    for at in 0..width * height {
        let (x, y) = (
            f64::from(at % width) / cap - 1.0,
            f64::from(at / width) / cap - 1.3,
        );
        let is_ink = strokes.iter().any(|(from_x, from_y, to_x, to_y, reach)| {
            let (along_x, along_y) = (to_x - from_x, to_y - from_y);
            let length = (along_x * along_x + along_y * along_y).max(1e-9);
            let part = ((x - from_x) * along_x + (y - from_y) * along_y) / length;
            let part = part.clamp(0.0, 1.0);
            (x - from_x - part * along_x).hypot(y - from_y - part * along_y) < *reach
        });
        samples.push_str(if is_ink { "c83c3c" } else { "f0eee8" });
    }
    let picture = format!(
        "<</Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceRGB/BitsPerComponent 8\
         /Filter/ASCIIHexDecode/Length {}>>\nstream\n{samples}\nendstream",
        samples.len()
    );
    file(
        &[
            "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
            "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</P 5 0 R>>>>>>"
                .to_owned(),
            stream("85 0 0 55 100 680 cm /P Do"),
            picture,
        ],
        "",
    )
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
