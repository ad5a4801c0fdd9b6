//! The letters for documents that do not bring their own.
//!
//! A worker cannot look for the system's fonts, and the faces inside PDFium have no Vietnamese letters. Tinos and Arimo have
//! the metrics of Times New Roman, in which public offices write (Nghị định 30/2020/NĐ-CP, annex I), and of Arial, so that
//! lines keep their length. Symbols and typewriter faces are left to PDFium.

use pdfium_render::prelude::{
    PdfFontCharacterSet, PdfFontWeight, PdfiumCustomFontProvider, PdfiumCustomFontProviderRequest,
    PdfiumCustomFontProviderResponse,
};

/// The four faces of a family: regular, bold, italic, bold italic.
struct Family {
    names: [&'static str; 4],
    faces: [&'static [u8]; 4],
}

const SERIF: Family = Family {
    names: ["Tinos", "Tinos Bold", "Tinos Italic", "Tinos Bold Italic"],
    faces: [
        include_bytes!("../../../../assets/fonts/tinos/Tinos-Regular.ttf"),
        include_bytes!("../../../../assets/fonts/tinos/Tinos-Bold.ttf"),
        include_bytes!("../../../../assets/fonts/tinos/Tinos-Italic.ttf"),
        include_bytes!("../../../../assets/fonts/tinos/Tinos-BoldItalic.ttf"),
    ],
};

const SANS: Family = Family {
    names: ["Arimo", "Arimo Bold", "Arimo Italic", "Arimo Bold Italic"],
    faces: [
        include_bytes!("../../../../assets/fonts/arimo/Arimo-Regular.ttf"),
        include_bytes!("../../../../assets/fonts/arimo/Arimo-Bold.ttf"),
        include_bytes!("../../../../assets/fonts/arimo/Arimo-Italic.ttf"),
        include_bytes!("../../../../assets/fonts/arimo/Arimo-BoldItalic.ttf"),
    ],
};

/// Faces whose letters look like most faces' letters: with and without serifs, bold and regular.
pub(crate) fn letters() -> [&'static [u8]; 4] {
    [SERIF.faces[1], SANS.faces[1], SERIF.faces[0], SANS.faces[0]]
}

/// The face that stamps on bound pages are written in.
pub(crate) fn upright() -> &'static [u8] {
    SERIF.faces[0]
}

/// The beginnings of names of common faces without serifs. PDFium has already turned Arial into Helvetica.
const SANS_NAMES: [&str; 13] = [
    "Helvetica",
    "Arial",
    "Arimo",
    "BeVietnam",
    "Calibri",
    "Carlito",
    "Inter",
    "Liberation",
    "Open",
    "Roboto",
    "Segoe",
    "Tahoma",
    "Verdana",
];
/// The beginnings of names of typewriter faces.
const FIXED_NAMES: [&str; 2] = ["Courier", "Consolas"];

/// Answers PDFium's questions for fonts.
#[derive(Default)]
pub(crate) struct FallbackFonts {
    /// Every answer has a number of its own, because PDFium lets go of each one separately.
    answers: u64,
}

impl PdfiumCustomFontProvider for FallbackFonts {
    fn provide(
        &mut self,
        request: PdfiumCustomFontProviderRequest,
    ) -> Option<PdfiumCustomFontProviderResponse> {
        let family = family(&request)?;
        let is_bold = match request.weight {
            PdfFontWeight::Weight600
            | PdfFontWeight::Weight700Bold
            | PdfFontWeight::Weight800
            | PdfFontWeight::Weight900 => true,
            PdfFontWeight::Custom(weight) => weight > 500,
            _ => false,
        };
        let face = usize::from(is_bold) + 2 * usize::from(request.is_italic);
        self.answers += 1;
        Some(PdfiumCustomFontProviderResponse {
            id: self.answers,
            font_face: family.names[face].to_owned(),
            character_set: request.character_set,
            data: family.faces[face].to_vec(),
        })
    }
}

fn family(request: &PdfiumCustomFontProviderRequest) -> Option<&'static Family> {
    let is_other_script = matches!(
        request.character_set,
        PdfFontCharacterSet::Symbol
            | PdfFontCharacterSet::JapaneseShiftJis
            | PdfFontCharacterSet::KoreanHangul
            | PdfFontCharacterSet::ChineseGb2312
            | PdfFontCharacterSet::ChineseBig5
    );
    let begins = |names: &[&str]| names.iter().any(|name| request.font_face.starts_with(name));
    if is_other_script || request.is_fixed_pitch || begins(&FIXED_NAMES) {
        return None;
    }
    Some(if begins(&SANS_NAMES) { &SANS } else { &SERIF })
}
