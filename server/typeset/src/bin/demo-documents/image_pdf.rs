//! A PDF as office scanners write it: one JPEG a page, no text, no structure (ISO 32000-1, 8.9).

/// A scanned page.
pub(crate) struct ScannedPage {
    /// A baseline JPEG file.
    pub(crate) jpeg: Vec<u8>,
    /// Width in pixels.
    pub(crate) width: u16,
    /// Height in pixels.
    pub(crate) height: u16,
    /// Whether the JPEG holds colours or shades of grey.
    pub(crate) colour: bool,
}

/// The resolution of the scanner.
pub(crate) const DOTS_PER_INCH: f64 = 300.0;

/// Writes the pages into one file.
pub(crate) fn write(pages: &[ScannedPage], title: &str) -> Vec<u8> {
    let mut file = File {
        bytes: b"%PDF-1.4\n%\xE2\xE3\xCF\xD3\n".to_vec(),
        offsets: Vec::new(),
    };
    // Objects 1 to 3 are the catalogue, the tree of pages and the information; each page has three.
    file.object(b"<< /Type /Catalog /Pages 2 0 R /Lang (vi-VN) >>");
    let kids: String = (0..pages.len())
        .map(|index| format!("{} 0 R ", 4 + 3 * index))
        .collect();
    file.object(format!("<< /Type /Pages /Count {} /Kids [{kids}] >>", pages.len()).as_bytes());
    let title: String = title
        .encode_utf16()
        .map(|unit| format!("{unit:04X}"))
        .collect();
    file.object(
        format!(
            "<< /Title <FEFF{title}> /Producer (Scan) /CreationDate (D:20261208091500+07'00') >>"
        )
        .as_bytes(),
    );
    for (index, page) in pages.iter().enumerate() {
        let first = 4 + 3 * index;
        let width = f64::from(page.width) * 72.0 / DOTS_PER_INCH;
        let height = f64::from(page.height) * 72.0 / DOTS_PER_INCH;
        file.object(
            format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width:.2} {height:.2}] \
                 /Resources << /XObject << /Scan {} 0 R >> >> /Contents {} 0 R >>",
                first + 1,
                first + 2
            )
            .as_bytes(),
        );
        let space = if page.colour {
            "DeviceRGB"
        } else {
            "DeviceGray"
        };
        file.stream(
            &format!(
                "/Type /XObject /Subtype /Image /Width {} /Height {} /ColorSpace /{space} \
                 /BitsPerComponent 8 /Filter /DCTDecode",
                page.width, page.height
            ),
            &page.jpeg,
        );
        file.stream(
            "",
            format!("q {width:.2} 0 0 {height:.2} 0 0 cm /Scan Do Q").as_bytes(),
        );
    }
    file.finish()
}

struct File {
    bytes: Vec<u8>,
    offsets: Vec<usize>,
}

impl File {
    fn object(&mut self, content: &[u8]) {
        self.offsets.push(self.bytes.len());
        self.bytes
            .extend_from_slice(format!("{} 0 obj\n", self.offsets.len()).as_bytes());
        self.bytes.extend_from_slice(content);
        self.bytes.extend_from_slice(b"\nendobj\n");
    }

    fn stream(&mut self, entries: &str, data: &[u8]) {
        let mut content = format!("<< {entries} /Length {} >>\nstream\n", data.len()).into_bytes();
        content.extend_from_slice(data);
        content.extend_from_slice(b"\nendstream");
        self.object(&content);
    }

    fn finish(mut self) -> Vec<u8> {
        let start = self.bytes.len();
        let size = self.offsets.len() + 1;
        let mut table = format!("xref\n0 {size}\n0000000000 65535 f \n");
        for offset in &self.offsets {
            table.push_str(&format!("{offset:010} 00000 n \n"));
        }
        table.push_str(&format!(
            "trailer\n<< /Size {size} /Root 1 0 R /Info 3 0 R >>\nstartxref\n{start}\n%%EOF\n"
        ));
        self.bytes.extend_from_slice(table.as_bytes());
        self.bytes
    }
}
