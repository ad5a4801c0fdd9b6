//! What the sheet says of a set. Pure.

use nghisu_protocol::printable::{LeftOut, PaperSet, SetPaper, SetPdf};

/// A set in figures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// The papers in the PDF.
    pub bound: usize,
    /// Their pages, without the cover.
    pub pages: u32,
    /// Internal ones among them, which carry the reader's name.
    pub named: usize,
    /// The files in the ZIP, without the cover.
    pub packed: usize,
    /// Their bytes.
    pub bytes: u64,
}

/// Counts a set.
pub fn figures(set: &PaperSet) -> Figures {
    Figures {
        bound: set.bound().count(),
        pages: set.bound().map(|paper| paper.pages).sum(),
        named: set.bound().filter(|paper| paper.is_internal).count(),
        packed: set.packed().count(),
        bytes: set.packed().map(|paper| paper.size).sum(),
    }
}

/// How far the PDF's making is, 0 to 1; none while it waits for its turn, and while it is not being made.
pub fn share(set: &PaperSet) -> Option<f64> {
    let SetPdf::Making { done: Some(done) } = set.pdf else {
        return None;
    };
    let pages = figures(set).pages.max(1);
    Some((f64::from(done) / f64::from(pages)).min(1.0))
}

/// The papers that a file comes without, each with the reason; `of` chooses the file.
pub fn left_out(
    set: &PaperSet,
    of: impl Fn(&SetPaper) -> Option<LeftOut>,
) -> Vec<(String, LeftOut)> {
    let papers = set.papers.iter();
    papers
        .filter_map(|paper| Some((paper.title.clone(), of(paper)?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use nghisu_protocol::ids::{DocumentId, ItemId, Uuid};

    use super::*;

    fn paper(title: &str, pages: u32, is_internal: bool) -> SetPaper {
        SetPaper {
            document: DocumentId(Uuid::nil()),
            item: ItemId(Uuid::nil()),
            title: title.to_owned(),
            pages,
            size: 1_000,
            is_internal,
            not_in_pdf: None,
            not_in_zip: is_internal.then_some(LeftOut::Internal),
        }
    }

    fn set(pdf: SetPdf) -> PaperSet {
        let broken = SetPaper {
            not_in_pdf: Some(LeftOut::Unreadable),
            ..paper("Bản đồ", 7, false)
        };
        PaperSet {
            papers: vec![
                paper("Tờ trình", 3, false),
                paper("Ý kiến", 5, true),
                broken,
            ],
            pdf,
        }
    }

    #[test]
    fn ps_7_figures_count_what_a_file_really_has() {
        let figures = figures(&set(SetPdf::Absent {}));
        assert_eq!((figures.bound, figures.pages, figures.named), (2, 8, 1));
        assert_eq!((figures.packed, figures.bytes), (2, 2_000));
    }

    #[test]
    fn ps_7_progress_is_told_once_pages_are_bound() {
        let share = |pdf| share(&set(pdf));
        assert_eq!(share(SetPdf::Absent {}), None);
        assert_eq!(share(SetPdf::Making { done: None }), None);
        assert_eq!(share(SetPdf::Making { done: Some(4) }), Some(0.5));
        assert_eq!(share(SetPdf::Making { done: Some(80) }), Some(1.0));
    }

    #[test]
    fn what_is_left_out_is_named_with_its_reason() {
        let set = set(SetPdf::Absent {});
        let pdf = left_out(&set, |paper| paper.not_in_pdf);
        assert_eq!(pdf, [("Bản đồ".to_owned(), LeftOut::Unreadable)]);
        let zip = left_out(&set, |paper| paper.not_in_zip);
        assert_eq!(zip, [("Ý kiến".to_owned(), LeftOut::Internal)]);
    }
}
