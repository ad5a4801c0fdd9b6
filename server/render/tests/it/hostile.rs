//! Documents that mean harm or are damaged: each ends in a named error, and the pool goes on serving.

use std::time::{Duration, Instant};

use nghisu_render::{Encoding, Inspection, PixelRect, Pool, PoolConfig, Priority, RenderError};

use crate::pdf::{Pdf, endless, page, page_with, stream, text};
use crate::{config, document, impatient_pool, pool};

async fn inspect(pool: &Pool, bytes: &[u8]) -> Result<Inspection, RenderError> {
    pool.inspect(&document(bytes), Priority::Visible).await
}

/// A small picture of the first page, without looking at it.
async fn draw(pool: &Pool, bytes: &[u8]) -> Result<(), RenderError> {
    let document = document(bytes);
    pool.raster(&document, 0, 256, Encoding::Auto, Priority::Visible)
        .await
        .map(|_| ())
}

async fn assert_serves(pool: &Pool) {
    assert_eq!(draw(pool, &text("binh thuong")).await, Ok(()));
}

#[tokio::test]
async fn what_is_no_pdf_is_called_so() {
    let pool = pool();
    for bytes in [&b""[..], b"PK\x03\x04 a word processor's file", b"%PDX-1.7"] {
        assert_eq!(inspect(&pool, bytes).await, Err(RenderError::NotPdf));
    }
    assert_serves(&pool).await;
}

#[tokio::test]
async fn a_document_that_wants_a_password_is_called_so() {
    let pool = pool();
    let key = "00112233445566778899aabbccddeeff".repeat(2);
    let encryption =
        format!("/Encrypt<</Filter/Standard/V 1/R 2/O<{key}>/U<{key}>/P -4>>/ID[<00><00>]");
    let bytes = page("", "").trailer(&encryption).bytes();
    assert_eq!(inspect(&pool, &bytes).await, Err(RenderError::Encrypted));
    assert_serves(&pool).await;
}

#[tokio::test]
async fn a_truncated_document_is_broken() {
    let pool = pool();
    let whole = text("mot nua");
    for length in [9, 60, 100] {
        let cut = inspect(&pool, &whole[..length]).await;
        let expected = Err(RenderError::Broken("FormatError".to_owned()));
        assert_eq!(cut, expected, "{length} bytes");
    }
    assert_serves(&pool).await;
}

#[tokio::test]
async fn a_page_tree_that_contains_itself_is_broken() {
    let pool = pool();
    let bytes = Pdf::new([
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 3/Parent 2 0 R>>",
    ])
    .bytes();
    let outcome = inspect(&pool, &bytes).await;
    assert!(
        matches!(outcome, Err(RenderError::Broken(_))),
        "{outcome:?}"
    );
    assert_serves(&pool).await;
}

#[tokio::test]
async fn a_document_of_too_many_pages_is_refused() {
    let pool = pool();
    let bytes = Pdf::new([
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!(
            "<</Type/Pages/Kids[{}]/Count 10001/MediaBox[0 0 600 800]>>",
            "3 0 R ".repeat(10_001)
        ),
        "<</Type/Page/Parent 2 0 R>>".to_owned(),
    ])
    .bytes();
    assert_eq!(
        inspect(&pool, &bytes).await,
        Err(RenderError::TooManyPages(10_001))
    );
    assert_serves(&pool).await;
}

#[tokio::test]
async fn an_outline_that_contains_itself_ends() {
    let bytes = Pdf::new([
        "<</Type/Catalog/Pages 2 0 R/Outlines 4 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 600 800]>>",
        "<</Type/Page/Parent 2 0 R>>",
        "<</First 5 0 R/Last 5 0 R>>",
        "<</Title(vong)/Parent 4 0 R/Next 5 0 R/First 5 0 R>>",
    ])
    .bytes();
    let inspection = inspect(&pool(), &bytes).await.unwrap();
    assert!(inspection.outline.len() <= 1000);
}

#[tokio::test]
async fn a_page_of_a_kilometre_is_drawn_as_small_as_any() {
    let pool = pool();
    let bytes = page(
        "/MediaBox[0 0 2800000 1400000]/UserUnit 75000",
        "0 0 1400000 1400000 re f",
    )
    .bytes();
    assert_eq!(draw(&pool, &bytes).await, Ok(()));
    assert_serves(&pool).await;
}

#[tokio::test]
async fn a_sliver_of_a_page_is_never_thinner_than_a_pixel() {
    let bytes = page("/MediaBox[0 0 100000 1]", "0 0 9 9 re f").bytes();
    assert_eq!(draw(&pool(), &bytes).await, Ok(()));
}

#[tokio::test]
async fn pg_10_a_page_that_never_ends_is_stopped_and_then_refused_by_itself() {
    let pool = impatient_pool();
    let bytes = endless();
    let before = pool.worker_ids();
    for _ in 0..2 {
        let start = Instant::now();
        assert_eq!(
            draw(&pool, &bytes).await,
            Err(RenderError::DeadlineExceeded)
        );
        assert!(start.elapsed() < Duration::from_secs(20));
        assert_serves(&pool).await;
    }
    assert_ne!(pool.worker_ids(), before, "the old worker was replaced");
    assert_eq!(draw(&pool, &bytes).await, Err(RenderError::Quarantined));
    let hash = document(&bytes).hash();
    assert!(pool.is_quarantined(&hash, Some(0)));
    // The other page of the same file is drawn.
    let other = pool.thumbnail(&document(&bytes), 1).await;
    assert!(other.is_ok(), "{other:?}");
}

#[tokio::test]
async fn a_glyph_that_shows_itself_through_a_form_is_stopped() {
    let pool = impatient_pool();
    let bytes = page_with(
        "/Resources<</Font<</F1 5 0 R>>>>",
        "BT /F1 24 Tf 72 700 Td (aaaa) Tj ET",
        &[
            "<</Type/Font/Subtype/Type3/FontBBox[0 0 1000 1000]/FontMatrix[.001 0 0 .001 0 0]/FirstChar 97/LastChar 97\
             /Widths[1000]/Encoding<</Differences[97/a]>>/CharProcs<</a 6 0 R>>/Resources<</XObject<</X 7 0 R>>>>>>"
                .to_owned(),
            stream("", "1000 0 0 0 1000 1000 d1 /X Do /X Do"),
            stream(
                "/Type/XObject/Subtype/Form/BBox[0 0 1000 1000]/Resources<</Font<</F1 5 0 R>>>>",
                "BT /F1 900 Tf (aaaaaaaaaaaaaaaa) Tj ET",
            ),
        ],
    )
    .bytes();
    assert_eq!(
        draw(&pool, &bytes).await,
        Err(RenderError::DeadlineExceeded)
    );
    assert_serves(&pool).await;
}

#[tokio::test]
async fn a_picture_that_claims_ten_gigabytes_costs_none() {
    let pool = pool();
    let picture = stream(
        "/Type/XObject/Subtype/Image/Width 60000/Height 60000/ColorSpace/DeviceRGB/BitsPerComponent 8",
        "little",
    );
    let bytes = page_with(
        "/Resources<</XObject<</X 5 0 R>>>>",
        "600 0 0 800 0 0 cm /X Do",
        &[picture],
    )
    .bytes();
    assert_eq!(draw(&pool, &bytes).await, Ok(()));
    assert_serves(&pool).await;
}

#[tokio::test]
async fn a_worker_that_is_killed_while_it_draws_is_replaced() {
    let pool = Pool::start(PoolConfig {
        deadline: Duration::from_secs(60),
        ..config()
    })
    .unwrap();
    assert_serves(&pool).await;
    let [id] = pool.worker_ids()[..] else {
        panic!("one worker")
    };
    let drawing = {
        let pool = pool.clone();
        tokio::spawn(async move { draw(&pool, &endless()).await })
    };
    // The job has begun when it is no longer in line and the worker is using its processor.
    while pool.waiting() > 0 || processor_ticks(id) < 5 {
        tokio::task::yield_now().await;
    }
    let process = rustix::process::Pid::from_raw(id.try_into().unwrap()).unwrap();
    rustix::process::kill_process(process, rustix::process::Signal::KILL).unwrap();
    assert_eq!(drawing.await.unwrap(), Err(RenderError::WorkerLost));
    assert_serves(&pool).await;
    assert_ne!(pool.worker_ids(), [id]);
}

#[tokio::test]
async fn a_worker_that_dies_idle_costs_no_document_anything() {
    let pool = pool();
    let page = document(&text("vo toi"));
    for _ in 0..3 {
        let image = pool.thumbnail(&page, 0).await;
        assert!(image.is_ok(), "{image:?}");
        let [id] = pool.worker_ids()[..] else {
            panic!("one worker")
        };
        let process = rustix::process::Pid::from_raw(id.try_into().unwrap()).unwrap();
        rustix::process::kill_process(process, rustix::process::Signal::KILL).unwrap();
        while !is_dead(id) {
            tokio::task::yield_now().await;
        }
    }
    assert!(!pool.is_quarantined(&page.hash(), Some(0)));
}

#[tokio::test]
async fn pages_and_sizes_out_of_range_are_refused() {
    let pool = pool();
    let page = document(&text("mot trang"));
    let raster = |page, edge| (page, edge);
    for ((number, edge), expected) in [
        (raster(1, 256), "page"),
        (raster(u32::MAX, 256), "page"),
        (raster(0, 0), "size"),
        (raster(0, 60_000), "size"),
    ] {
        let error = pool
            .raster(&page, number, edge, Encoding::Auto, Priority::Visible)
            .await
            .unwrap_err();
        match expected {
            "page" => assert_eq!(
                error,
                RenderError::PageOutOfRange {
                    page: number,
                    pages: 1
                }
            ),
            _ => assert!(matches!(error, RenderError::SizeOutOfRange(_)), "{error:?}"),
        }
    }
    let area = PixelRect {
        x: 5000,
        y: 0,
        width: 512,
        height: 512,
    };
    let tile = pool
        .tile(&page, 0, 6000, area, Encoding::Auto, Priority::Visible)
        .await;
    assert!(
        matches!(tile, Err(RenderError::SizeOutOfRange(_))),
        "{tile:?}"
    );
    assert_serves(&pool).await;
}

#[tokio::test]
async fn a_cancelled_job_leaves_the_line() {
    let pool = impatient_pool();
    let busy = {
        let pool = pool.clone();
        tokio::spawn(async move { draw(&pool, &endless()).await })
    };
    let waiting = document(&text("thoi"));
    {
        let abandoned = pool.thumbnail(&waiting, 0);
        tokio::pin!(abandoned);
        // Polled once, so that it stands in line, then dropped.
        let _ = futures_poll_once(abandoned.as_mut()).await;
    }
    assert_eq!(busy.await.unwrap(), Err(RenderError::DeadlineExceeded));
    assert_serves(&pool).await;
    assert_eq!(pool.waiting(), 0);
}

#[tokio::test]
async fn a_library_that_is_missing_is_said_at_the_start() {
    let wrong = PoolConfig {
        library: "/nonexistent/libpdfium.so".into(),
        ..config()
    };
    let error = Pool::start(wrong).map(|_| ()).unwrap_err();
    assert!(
        matches!(&error, RenderError::CannotStart(why) if why.contains("/nonexistent/libpdfium.so")),
        "{error:?}"
    );
}

async fn futures_poll_once<F: Future>(mut future: std::pin::Pin<&mut F>) -> Option<F::Output> {
    std::future::poll_fn(|context| {
        std::task::Poll::Ready(match future.as_mut().poll(context) {
            std::task::Poll::Ready(output) => Some(output),
            std::task::Poll::Pending => None,
        })
    })
    .await
}

/// Hundredths of a second that a process has used.
fn processor_ticks(id: u32) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap();
    let fields: Vec<_> = stat
        .rsplit(')')
        .next()
        .unwrap()
        .split_whitespace()
        .collect();
    fields[11].parse().unwrap()
}

/// The process has ended, waited for or not.
fn is_dead(id: u32) -> bool {
    match std::fs::read_to_string(format!("/proc/{id}/stat")) {
        Ok(stat) => stat
            .rsplit(')')
            .next()
            .unwrap()
            .trim_start()
            .starts_with('Z'),
        Err(_) => true,
    }
}
