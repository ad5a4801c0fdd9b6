//! What an honest page looks like from outside.

use nghisu_render::{Encoding, LADDER, MediaType, PixelRect, Priority, Rect, Rotation};

use crate::pdf::{Pdf, page, page_with, stream, text};
use crate::{Pixels, RED, WHITE, document, pool};

/// A red square of 100 points at the lower left corner of the page, before any rotation.
const RED_CORNER: &str = "1 0 0 rg 0 0 100 100 re f";

#[tokio::test]
async fn a_font_that_is_not_embedded_still_shows_its_words() {
    let pool = pool();
    let document = document(&text("Phien hop thu 12"));
    let image = pool
        .raster(&document, 0, LADDER[1], Encoding::Auto, Priority::Visible)
        .await
        .unwrap();
    assert_eq!(
        (image.media_type, image.width, image.height),
        (MediaType::Webp, 900, 1200)
    );
    assert!(Pixels::of(&image).dark() > 500, "the words are drawn");
}

#[tokio::test]
async fn vietnamese_letters_are_drawn_though_no_font_is_embedded() {
    let pool = pool();
    for face in [
        "TimesNewRomanPSMT",
        "TimesNewRomanPS-BoldMT",
        "ArialMT",
        "Arial-ItalicMT",
        "UnknownFace",
    ] {
        let mut dark = Vec::new();
        // The same letter with none, one and two marks.
        for letter in ["o", "ocircumflex", "uni1ED9"] {
            let font = format!(
                "/Resources<</Font<</F1<</Type/Font/Subtype/TrueType/BaseFont/{face}/FirstChar 65/LastChar 65/Widths[600]\
                 /FontDescriptor<</Type/FontDescriptor/FontName/{face}/Flags 32/ItalicAngle 0/Ascent 900/Descent -200\
                 /CapHeight 700/StemV 80/FontBBox[0 -200 1000 900]>>\
                 /Encoding<</BaseEncoding/WinAnsiEncoding/Differences[65/{letter}]>>>>>>>>"
            );
            let document = document(&page(&font, "BT /F1 200 Tf 100 400 Td (A) Tj ET").bytes());
            let image = pool
                .raster(&document, 0, 800, Encoding::Lossless, Priority::Visible)
                .await
                .unwrap();
            dark.push(Pixels::of(&image).dark());
        }
        assert!(
            dark[0] > 500 && dark[1] > dark[0] + 100 && dark[2] > dark[1] + 100,
            "{face}: {dark:?}"
        );
    }
}

#[tokio::test]
async fn text_comes_with_its_places() {
    let pool = pool();
    let document = document(&text("Phien hop"));
    let text = pool.text(&document, 0, Priority::Visible).await.unwrap();
    let [run] = text.runs.as_slice() else {
        panic!("one run: {text:?}")
    };
    assert_eq!(run.text, "Phien hop");
    assert_eq!(run.stops.len(), "Phien hop".len() + 1);
    assert!(run.stops.is_sorted(), "{:?}", run.stops);
    // Stops count from the run's own edge, wherever the run stands on the page.
    let (first, last) = (run.stops[0], run.stops[run.stops.len() - 1]);
    assert!(
        first.abs() < 0.02 && (last - run.bounds.width).abs() < 0.02,
        "{:?} in {:?}",
        run.stops,
        run.bounds
    );
    // 24 points of Helvetica on a baseline at 700 of 800 points, from 72 on: "Phien hop" is 104 points wide.
    let Rect {
        x,
        y,
        width,
        height,
    } = run.bounds;
    assert!(
        (x - 72.0).abs() < 3.0 && (width - 104.0).abs() < 6.0,
        "{:?}",
        run.bounds
    );
    assert!(
        (70.0..100.0).contains(&y) && (100.0..120.0).contains(&(y + height)),
        "{:?}",
        run.bounds
    );
    assert!(!text.is_truncated);
}

#[tokio::test]
async fn words_in_two_columns_are_two_runs() {
    let content = "BT /F1 12 Tf 72 700 Td (So hieu) Tj 250 0 Td (Noi dung) Tj ET";
    let fonts = "/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>>>>>";
    let text = pool()
        .text(&document(&page(fonts, content).bytes()), 0, Priority::Next)
        .await
        .unwrap();
    let words: Vec<_> = text.runs.iter().map(|run| run.text.as_str()).collect();
    assert_eq!(words, ["So hieu", "Noi dung"]);
}

#[tokio::test]
async fn a_rotated_page_is_drawn_and_measured_as_displayed() {
    let pool = pool();
    let document = document(&page("/Rotate 90", RED_CORNER).bytes());
    let inspection = pool.inspect(&document, Priority::Visible).await.unwrap();
    assert_eq!(
        (inspection.pages[0].width, inspection.pages[0].height),
        (800.0, 600.0)
    );
    let image = pool
        .raster(&document, 0, 800, Encoding::Lossless, Priority::Visible)
        .await
        .unwrap();
    assert_eq!((image.width, image.height), (800, 600));
    // Turned clockwise, the lower left corner becomes the upper left.
    let pixels = Pixels::of(&image);
    assert_eq!(pixels.at(50, 50), RED);
    assert_eq!(pixels.at(50, 550), WHITE);
    let geometry = pool
        .geometry(&document, 0, Priority::Visible)
        .await
        .unwrap();
    assert_eq!(geometry.rotation, Rotation::Clockwise90);
    let user = Rect {
        x: 0.0,
        y: 0.0,
        width: 100.0,
        height: 100.0,
    };
    assert_eq!(
        geometry.to_display(user),
        Rect {
            x: 0.0,
            y: 0.0,
            ..user
        }
    );
}

#[tokio::test]
async fn geometry_agrees_with_the_pixels_for_every_rotation() {
    let pool = pool();
    for degrees in [0, 90, 180, 270] {
        let entries = format!("/Rotate {degrees}/CropBox[100 200 500 700]");
        let document = document(&page(&entries, "1 0 0 rg 120 230 40 60 re f").bytes());
        let geometry = pool
            .geometry(&document, 0, Priority::Visible)
            .await
            .unwrap();
        let user = Rect {
            x: 120.0,
            y: 230.0,
            width: 40.0,
            height: 60.0,
        };
        let shown = geometry.to_display(user);
        assert_eq!(geometry.to_user(shown), user);
        // At 500 pixels for 500 points, pixels are points.
        let image = pool
            .raster(&document, 0, 500, Encoding::Lossless, Priority::Visible)
            .await
            .unwrap();
        let size = geometry.size();
        assert_eq!(
            (image.width as f32, image.height as f32),
            (size.width, size.height)
        );
        let pixels = Pixels::of(&image);
        let red: Vec<(u32, u32)> = (0..image.height)
            .flat_map(|y| (0..image.width).map(move |x| (x, y)))
            .filter(|(x, y)| pixels.at(*x, *y) == RED)
            .collect();
        let (left, right) = (
            red.iter().map(|p| p.0).min().unwrap(),
            red.iter().map(|p| p.0).max().unwrap(),
        );
        let (top, bottom) = (
            red.iter().map(|p| p.1).min().unwrap(),
            red.iter().map(|p| p.1).max().unwrap(),
        );
        let drawn = [left, top, right + 1 - left, bottom + 1 - top].map(|v| v as f32);
        assert_eq!(
            drawn,
            [shown.x, shown.y, shown.width, shown.height],
            "at {degrees} degrees"
        );
    }
}

/// What is laid on the place of a run lies on its words.
#[tokio::test]
async fn an_6_text_lies_where_it_is_drawn_on_a_turned_and_cropped_page() {
    let pool = pool();
    for degrees in [0, 90, 180, 270] {
        let entries = format!(
            "/Rotate {degrees}/CropBox[100 200 500 700]\
             /Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
        );
        let content = "BT /F1 24 Tf 150 600 Td (Phien hop) Tj ET";
        let document = document(&page(&entries, content).bytes());
        let text = pool.text(&document, 0, Priority::Visible).await.unwrap();
        let [run] = text.runs.as_slice() else {
            panic!("one run at {degrees} degrees: {text:?}")
        };
        // At 500 pixels for 500 points, pixels are points.
        let image = pool
            .raster(&document, 0, 500, Encoding::Lossless, Priority::Visible)
            .await
            .unwrap();
        let pixels = Pixels::of(&image);
        let Rect {
            x,
            y,
            width,
            height,
        } = run.bounds;
        let dark: Vec<(f32, f32)> = (0..image.height)
            .flat_map(|y| (0..image.width).map(move |x| (x, y)))
            .filter(|(x, y)| pixels.at(*x, *y)[0] < 100)
            .map(|(x, y)| (x as f32, y as f32))
            .collect();
        assert!(dark.len() > 100, "the words are drawn");
        let outside = dark.iter().filter(|(across, down)| {
            *across < x - 2.0
                || *across > x + width + 2.0
                || *down < y - 2.0
                || *down > y + height + 2.0
        });
        assert_eq!(outside.count(), 0, "at {degrees} degrees: {:?}", run.bounds);
    }
}

#[tokio::test]
async fn a_signature_stamp_is_drawn_on_the_page_and_on_a_tile() {
    let pool = pool();
    let pdf = Pdf::new([
        "<</Type/Catalog/Pages 2 0 R/AcroForm<</SigFlags 3/Fields[5 0 R 8 0 R]>>>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Annots[5 0 R]>>".to_owned(),
        stream("", "0 g 0 790 10 10 re f"),
        "<</Type/Annot/Subtype/Widget/FT/Sig/T(chuky)/F 4/P 3 0 R/Rect[400 100 500 200]/AP<</N 6 0 R>>/V 7 0 R>>"
            .to_owned(),
        stream("/Type/XObject/Subtype/Form/BBox[0 0 100 100]", "1 0 0 rg 0 0 100 100 re f"),
        "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange[0 1 2 3]/Contents<3003020101>>>"
            .to_owned(),
        "<</FT/Sig/T(trong)/Type/Annot/Subtype/Widget/F 6/Rect[0 0 0 0]>>".to_owned(),
    ]);
    let document = document(&pdf.bytes());
    let inspection = pool.inspect(&document, Priority::Visible).await.unwrap();
    assert!(inspection.has_forms);
    assert_eq!(
        (inspection.signatures, inspection.empty_signature_fields),
        (1, 1)
    );
    let whole = pool
        .raster(&document, 0, 800, Encoding::Lossless, Priority::Visible)
        .await
        .unwrap();
    assert_eq!(Pixels::of(&whole).at(450, 650), RED);
    let area = PixelRect {
        x: 400,
        y: 600,
        width: 512,
        height: 512,
    };
    let tile = pool
        .tile(
            &document,
            0,
            800,
            area,
            Encoding::Lossless,
            Priority::Visible,
        )
        .await
        .unwrap();
    assert_eq!(
        (tile.width, tile.height),
        (200, 200),
        "cut off at the page's edge"
    );
    let tile = Pixels::of(&tile);
    assert_eq!((tile.at(50, 50), tile.at(150, 50)), (RED, WHITE));
}

#[tokio::test]
async fn tiles_join_to_the_whole_page() {
    let pool = pool();
    let document = document(&page("/Rotate 270", "1 0 0 rg 0 0 m 600 800 l 600 0 l f").bytes());
    let whole = pool
        .raster(&document, 0, 1200, Encoding::Lossless, Priority::Visible)
        .await
        .unwrap();
    let whole = Pixels::of(&whole);
    for (x, y) in [(0, 0), (512, 0), (1024, 512)] {
        let area = PixelRect {
            x,
            y,
            width: 512,
            height: 512,
        };
        let tile = pool
            .tile(
                &document,
                0,
                1200,
                area,
                Encoding::Lossless,
                Priority::Visible,
            )
            .await
            .unwrap();
        let pixels = Pixels::of(&tile);
        for (dx, dy) in (0..tile.height).flat_map(|dy| (0..tile.width).map(move |dx| (dx, dy))) {
            // A slanting edge is smoothed from the tile's own corner, which can differ by a shade or two.
            let (tile, page) = (pixels.at(dx, dy), whole.at(x + dx, y + dy));
            let shades = tile.iter().zip(page).map(|(a, b)| a.abs_diff(b)).max();
            assert!(
                shades <= Some(3),
                "{tile:?} and {page:?} at {}, {}",
                x + dx,
                y + dy
            );
        }
    }
}

#[tokio::test]
async fn an_outline_comes_in_reading_order_with_its_pages() {
    let pdf = Pdf::new([
        "<</Type/Catalog/Pages 2 0 R/Outlines 5 0 R>>",
        "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/MediaBox[0 0 600 800]>>",
        "<</Type/Page/Parent 2 0 R>>",
        "<</Type/Page/Parent 2 0 R>>",
        "<</First 6 0 R/Last 8 0 R/Count 3>>",
        "<</Title(Phan I)/Parent 5 0 R/Next 8 0 R/First 7 0 R/Last 7 0 R/Count 1/Dest[3 0 R/Fit]>>",
        "<</Title(Muc 1)/Parent 6 0 R/A<</S/GoTo/D[4 0 R/Fit]>>>>",
        "<</Title(Phan II)/Parent 5 0 R/Prev 6 0 R/Dest[4 0 R/Fit]>>",
    ]);
    let inspection = pool()
        .inspect(&document(&pdf.bytes()), Priority::Visible)
        .await
        .unwrap();
    let outline: Vec<_> = inspection
        .outline
        .iter()
        .map(|entry| (entry.level, entry.title.as_str(), entry.page))
        .collect();
    assert_eq!(
        outline,
        [
            (0, "Phan I", Some(0)),
            (1, "Muc 1", Some(1)),
            (0, "Phan II", Some(1))
        ]
    );
    assert_eq!(inspection.page_count(), 2);
    assert!(!inspection.has_forms && !inspection.has_text_layer && !inspection.is_encrypted);
}

#[tokio::test]
async fn the_first_page_can_be_searched_for_a_secrecy_marking() {
    let fonts = "/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>>>>>";
    let content = "BT /F1 14 Tf 72 700 Td (MAT) Tj 0 -40 Td (So: 12) Tj ET";
    let document = document(&page(fonts, content).bytes());
    let inspection = pool().inspect(&document, Priority::Visible).await.unwrap();
    assert_eq!(inspection.first_page_text, "MAT\nSo: 12");
    assert!(inspection.has_text_layer);
}

#[tokio::test]
async fn a_page_stays_right_after_others_were_drawn() {
    let pool = pool();
    // More documents than a worker holds open, each with a square elsewhere.
    let documents: Vec<_> = (0..9)
        .map(|place| {
            let content = format!("1 0 0 rg {} 0 60 60 re f", place * 60);
            document(&page_with("", &content, &[]).bytes())
        })
        .collect();
    for round in 0..2 {
        for (place, document) in (0_u32..).zip(&documents) {
            let image = pool
                .raster(document, 0, 800, Encoding::Lossless, Priority::Visible)
                .await
                .unwrap();
            let pixels = Pixels::of(&image);
            for other in 0..9 {
                let expected = if other == place { RED } else { WHITE };
                assert_eq!(
                    pixels.at(other * 60 + 30, 770),
                    expected,
                    "round {round}, document {place}"
                );
            }
        }
    }
}

#[tokio::test]
async fn a_long_scan_takes_no_more_memory_than_a_short_one() {
    // 150 pages, each a picture of its own of a megabyte: PDFium keeps what it has read of an open document.
    let pages = 150;
    let kids: String = (0..pages)
        .map(|page| format!("{} 0 R ", 3 + 3 * page))
        .collect();
    let picture = "x".repeat(1 << 20);
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!("<</Type/Pages/Kids[{kids}]/Count {pages}/MediaBox[0 0 600 800]>>"),
    ];
    for page in 0..pages {
        let own = 3 + 3 * page;
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/Contents {} 0 R/Resources<</XObject<</X {} 0 R>>>>>>",
            own + 1,
            own + 2
        ));
        objects.push(stream("", "600 0 0 800 0 0 cm /X Do"));
        let entries = "/Type/XObject/Subtype/Image/Width 1024/Height 1024/ColorSpace/DeviceGray/BitsPerComponent 8";
        objects.push(stream(entries, &picture));
    }
    let pool = pool();
    let document = document(&Pdf::new(objects).bytes());
    for page in 0..pages {
        pool.thumbnail(&document, page).await.unwrap();
    }
    let [id] = pool.worker_ids()[..] else {
        panic!("one worker")
    };
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap();
    let kilobytes: u64 = status
        .lines()
        .find_map(|line| line.strip_prefix("RssAnon:"))
        .and_then(|rest| rest.split_whitespace().next()?.parse().ok())
        .unwrap();
    assert!(kilobytes < 130 * 1024, "{kilobytes} KB");
}
