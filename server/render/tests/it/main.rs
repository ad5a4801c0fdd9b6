//! The pool with real worker processes and the real library, on small documents written by hand.

#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, also in what its tests share"
)]

mod binding;
mod confinement;
mod hostile;
mod marks;
mod pages;
mod pdf;
mod pdf_file;
mod pictures;
mod scans;

use std::io::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use nghisu_render::{Document, Image, Pool, PoolConfig, WorkerCommand};
use sha2::{Digest as _, Sha256};

/// The library that the tests draw with: named by the environment, or where the build driver puts it.
fn library() -> PathBuf {
    let path = std::env::var_os(nghisu_render::LIBRARY_VARIABLE).map_or_else(
        || {
            let own = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it");
            PathBuf::from(own).join("../../target/pdfium/libpdfium.so")
        },
        PathBuf::from,
    );
    assert!(
        path.is_file(),
        "PDFium's library is not at {}: name it in {}, or let `cargo xtask test` fetch it",
        path.display(),
        nghisu_render::LIBRARY_VARIABLE,
    );
    path
}

fn config() -> PoolConfig {
    let program = env!("CARGO_BIN_EXE_nghisu-render-worker").into();
    let command = WorkerCommand {
        program,
        args: Vec::new(),
    };
    PoolConfig {
        workers: 1,
        ..PoolConfig::new(command, library())
    }
}

fn pool() -> Pool {
    Pool::start(config()).unwrap()
}

/// One worker that is given up soon.
fn impatient_pool() -> Pool {
    Pool::start(PoolConfig {
        deadline: Duration::from_secs(2),
        ..config()
    })
    .unwrap()
}

fn document(bytes: &[u8]) -> Document {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    Document::new(Sha256::digest(bytes).into(), file).unwrap()
}

/// Decoded pixels of a lossless picture.
struct Pixels {
    width: u32,
    rgb: Vec<u8>,
}

impl Pixels {
    fn of(image: &Image) -> Self {
        let mut decoder = image_webp::WebPDecoder::new(std::io::Cursor::new(&image.bytes)).unwrap();
        assert_eq!(decoder.dimensions(), (image.width, image.height));
        let mut rgb = vec![0; decoder.output_buffer_size().unwrap()];
        decoder.read_image(&mut rgb).unwrap();
        Self {
            width: image.width,
            rgb,
        }
    }

    fn at(&self, x: u32, y: u32) -> [u8; 3] {
        let start = (y * self.width + x) as usize * 3;
        self.rgb[start..start + 3].try_into().unwrap()
    }

    /// Pixels that are nearly black, as text is.
    fn dark(&self) -> usize {
        self.rgb
            .chunks_exact(3)
            .filter(|pixel| pixel.iter().all(|sample| *sample < 100))
            .count()
    }
}

const WHITE: [u8; 3] = [255; 3];
const RED: [u8; 3] = [255, 0, 0];
