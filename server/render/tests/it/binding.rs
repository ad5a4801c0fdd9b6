//! One file of many documents' pages: bound by real workers, read again by real workers.

use std::fs::File;
use std::io::Read as _;

use nghisu_render::{
    BindError, Binder, Bookmark, Encoding, Inspection, Pool, Priority, RenderError,
};
use sha2::{Digest as _, Sha256};

use super::pdf::{self, Pdf};
use super::pdf_file::file;
use super::{Pixels, document, impatient_pool, pool};

/// Two pages of different sizes, the second turned; sizes and rotation are inherited from the tree.
fn mixed() -> Vec<u8> {
    Pdf::new([
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/MediaBox[0 0 300 400]>>",
        "<</Type/Page/Parent 2 0 R>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[10 20 851 1211]/Rotate 90>>",
    ])
    .bytes()
}

struct Bound {
    file: File,
    inspection: Inspection,
}

impl Bound {
    async fn read(pool: &Pool, file: &File) -> Self {
        let mut bytes = Vec::new();
        let mut file = file.try_clone().unwrap();
        std::io::Seek::rewind(&mut file).unwrap();
        file.read_to_end(&mut bytes).unwrap();
        let inspection = pool
            .inspect(&document(&bytes), Priority::Visible)
            .await
            .unwrap();
        Self { file, inspection }
    }

    fn bytes(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        std::io::Seek::rewind(&mut self.file).unwrap();
        self.file.read_to_end(&mut bytes).unwrap();
        bytes
    }

    fn sizes(&self) -> Vec<(f32, f32)> {
        let pages = self.inspection.pages.iter();
        pages.map(|page| (page.width, page.height)).collect()
    }
}

#[tokio::test]
async fn ps_3_pages_keep_their_size_and_stand_in_the_order_that_is_asked_for() {
    let pool = pool();
    let file = tempfile::tempfile().unwrap();
    let mut binder = Binder::begin(pool.clone(), file.try_clone().unwrap()).unwrap();
    let two = binder.add(&document(&mixed()), None, |_| {}).await.unwrap();
    let one = binder
        .add(&document(&pdf::text("Trang")), None, |_| {})
        .await
        .unwrap();
    let cover = pdf::text("Bia");
    let cover = binder
        .add_bytes(Sha256::digest(&cover).into(), &cover)
        .await
        .unwrap();
    assert_eq!((two.pages(), one.pages(), cover.pages()), (2, 1, 1));
    let outline = [
        Bookmark {
            title: "Chương trình",
            section: &cover,
            is_nested: false,
        },
        Bookmark {
            title: "Nội dung 1",
            section: &two,
            is_nested: false,
        },
        Bookmark {
            title: "Tờ trình",
            section: &two,
            is_nested: true,
        },
        Bookmark {
            title: "Báo cáo",
            section: &one,
            is_nested: true,
        },
    ];
    let length = binder
        .finish(&[&cover, &two, &one], "Bộ in", &outline)
        .unwrap();
    assert_eq!(file.metadata().unwrap().len(), length);

    let bound = Bound::read(&pool, &file).await;
    assert_eq!(
        bound.sizes(),
        [
            (600.0, 800.0),
            (300.0, 400.0),
            (1191.0, 841.0),
            (600.0, 800.0)
        ]
    );
    assert!(bound.inspection.first_page_text.contains("Bia"));
    let entries: Vec<_> = bound
        .inspection
        .outline
        .iter()
        .map(|entry| (entry.level, entry.title.as_str(), entry.page))
        .collect();
    assert_eq!(
        entries,
        [
            (0, "Chương trình", Some(0)),
            (0, "Nội dung 1", Some(1)),
            (1, "Tờ trình", Some(1)),
            (1, "Báo cáo", Some(3)),
        ]
    );
}

#[tokio::test]
async fn ps_5_a_document_that_cannot_be_read_leaves_no_trace() {
    let pool = pool();
    let file = tempfile::tempfile().unwrap();
    let mut binder = Binder::begin(pool.clone(), file.try_clone().unwrap()).unwrap();
    let one = binder
        .add(&document(&pdf::text("Trang")), None, |_| {})
        .await
        .unwrap();
    let broken = binder
        .add(&document(b"%PDF-1.7\nnothing"), None, |_| {})
        .await;
    assert!(
        matches!(broken, Err(BindError::Document(RenderError::Broken(_)))),
        "{broken:?}"
    );
    let two = binder.add(&document(&mixed()), None, |_| {}).await.unwrap();
    binder.finish(&[&one, &two], "Bộ in", &[]).unwrap();
    let bound = Bound::read(&pool, &file).await;
    assert_eq!(bound.sizes().len(), 3);
}

/// What keeps a worker busy for ever is given up, the file goes on, and the pages that are read are not refused for it.
#[tokio::test]
async fn ps_5_a_document_that_stops_a_worker_is_kept_from_binding_and_not_from_readers() {
    let pool = impatient_pool();
    let file = tempfile::tempfile().unwrap();
    let mut binder = Binder::begin(pool.clone(), file.try_clone().unwrap()).unwrap();
    // Flattening its annotation asks for the whole page.
    let endless = document(&pdf::endless());
    let before = binder.add(&document(&mixed()), None, |_| {}).await.unwrap();
    let outcome = binder.add(&endless, Some("Người đọc"), |_| {}).await;
    if outcome.is_err() {
        let _ = binder.add(&endless, Some("Người đọc"), |_| {}).await;
        let refused = binder.add(&endless, Some("Người đọc"), |_| {}).await;
        assert!(
            matches!(refused, Err(BindError::Document(RenderError::Quarantined))),
            "{refused:?}"
        );
    }
    assert!(!pool.is_quarantined(&endless.hash(), Some(1)));
    pool.raster(&endless, 1, 256, Encoding::Auto, Priority::Visible)
        .await
        .unwrap();
    binder.finish(&[&before], "Bộ in", &[]).unwrap();
    assert_eq!(Bound::read(&pool, &file).await.sizes().len(), 2);
}

/// Dark pixels of a page of the bound file.
async fn dark(pool: &Pool, bytes: &[u8], page: u32) -> usize {
    let image = pool
        .raster(
            &document(bytes),
            page,
            1200,
            Encoding::Lossless,
            Priority::Visible,
        )
        .await
        .unwrap();
    Pixels::of(&image)
        .rgb
        .chunks_exact(3)
        .filter(|rgb| rgb[0] < 245)
        .count()
}

#[tokio::test]
async fn ps_4_a_stamp_lies_over_every_page_and_can_be_read() {
    let pool = pool();
    let file = tempfile::tempfile().unwrap();
    let mut binder = Binder::begin(pool.clone(), file.try_clone().unwrap()).unwrap();
    let words = "Nguyễn Thị Hường · 16/12/2026 08:05";
    let plain = binder.add(&document(&mixed()), None, |_| {}).await.unwrap();
    let stamped = binder
        .add(&document(&mixed()), Some(words), |_| {})
        .await
        .unwrap();
    binder.finish(&[&plain, &stamped], "Bộ in", &[]).unwrap();
    let mut bound = Bound::read(&pool, &file).await;
    let bytes = bound.bytes();
    for page in [0, 1] {
        assert_eq!(dark(&pool, &bytes, page).await, 0);
        assert!(dark(&pool, &bytes, page + 2).await > 5_000, "page {page}");
        let text = pool
            .text(&document(&bytes), page + 2, Priority::Visible)
            .await
            .unwrap();
        let all: String = text.runs.iter().map(|run| run.text.as_str()).collect();
        assert!(all.contains("Hường"), "{all}");
        // It stands on the page in all its length, however the page is turned.
        let size = text.geometry.size();
        for run in &text.runs {
            let (x, y) = (
                run.bounds.x + run.bounds.width / 2.0,
                run.bounds.y + run.bounds.height / 2.0,
            );
            assert!(
                (0.0..size.width).contains(&x) && (0.0..size.height).contains(&y),
                "{run:?}"
            );
        }
    }
}

/// A stamp of a signature: a widget with an appearance that fills a part of the page.
#[tokio::test]
async fn ps_3_signature_stamps_are_part_of_their_pages() {
    let widget =
        "<</Type/Annot/Subtype/Widget/FT/Sig/T(S)/F 4/Rect[100 100 300 200]/AP<</N 6 0 R>>>>";
    let appearance = pdf::stream(
        "/Type/XObject/Subtype/Form/BBox[0 0 200 100]",
        "0.8 0 0 rg 0 0 200 100 re f",
    );
    let signed = Pdf::new([
        "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]/SigFlags 3>>>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Annots[5 0 R]>>".to_owned(),
        pdf::stream("", "0 0 1 rg 300 400 100 100 re f"),
        widget.to_owned(),
        appearance,
    ])
    .bytes();
    let pool = pool();
    let file = tempfile::tempfile().unwrap();
    let mut binder = Binder::begin(pool.clone(), file.try_clone().unwrap()).unwrap();
    let section = binder.add(&document(&signed), None, |_| {}).await.unwrap();
    binder.finish(&[&section], "Bộ in", &[]).unwrap();
    let mut bound = Bound::read(&pool, &file).await;
    let bytes = bound.bytes();
    let seen = dark(&pool, &bytes, 0).await;
    let before = dark(&pool, &signed, 0).await;
    assert!(
        before > 60_000 && seen.abs_diff(before) < 500,
        "{seen} {before}"
    );
    assert!(!bound.inspection.has_forms);
}

/// A scan of so many pages, each with an image of a megabyte that nothing compresses.
fn heavy_scan(pages: usize) -> Vec<u8> {
    let kids: String = (0..pages)
        .map(|page| format!("{} 0 R ", 3 + 3 * page))
        .collect();
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        format!("<</Type/Pages/Count {pages}/Kids[{kids}]/MediaBox[0 0 595 842]>>").into_bytes(),
    ];
    let mut state = 1_u32;
    for page in 0..pages {
        let number = 3 + 3 * page;
        objects.push(
            format!(
                "<</Type/Page/Parent 2 0 R/Contents {} 0 R/Resources<</XObject<</I {} 0 R>>>>>>",
                number + 1,
                number + 2
            )
            .into_bytes(),
        );
        objects.push(pdf::stream("", "q 595 0 0 842 0 0 cm /I Do Q").into_bytes());
        let mut image = b"<</Type/XObject/Subtype/Image/Width 1024/Height 1024/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1048576>>\nstream\n".to_vec();
        image.extend((0..1 << 20).map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state.to_be_bytes()[0]
        }));
        image.extend(b"\nendstream");
        objects.push(image);
    }
    file(&objects, "")
}

#[tokio::test]
async fn ps_5_a_long_scan_is_bound_in_less_memory_than_it_has() {
    let scan = heavy_scan(300);
    let memory = 460 << 20;
    assert!(scan.len() as u64 * 2 > memory, "PDFium would hold it twice");
    let pool = Pool::start(nghisu_render::PoolConfig {
        memory,
        ..super::config()
    })
    .unwrap();
    let file = tempfile::tempfile().unwrap();
    let mut binder = Binder::begin(pool.clone(), file.try_clone().unwrap()).unwrap();
    let mut told = Vec::new();
    let section = binder
        .add(&document(&scan), None, |done| told.push(done))
        .await
        .unwrap();
    assert_eq!(section.pages(), 300);
    assert!(told.len() > 4 && told.is_sorted(), "{told:?}");
    let length = binder.finish(&[&section], "Bộ in", &[]).unwrap();
    assert!(length > 300 << 20);
    // The last page shows what it showed.
    let mut bound = Bound::read(&pool, &file).await;
    let bytes = bound.bytes();
    let seen = async |bytes: &[u8]| {
        let document = document(bytes);
        let drawn = pool.raster(&document, 299, 256, Encoding::Lossless, Priority::Visible);
        Pixels::of(&drawn.await.unwrap()).rgb
    };
    assert!(seen(&bytes).await == seen(&scan).await);
}
