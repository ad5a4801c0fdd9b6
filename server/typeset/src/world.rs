//! The world that a template sees: its own source, the office's shared module, the data, the files
//! that came with the request, and four faces of Tinos. Nothing else exists in it: every other path
//! and every package is "not found", and there is no clock but the time that was passed in.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

/// The module that every template may import: measures of the decree, heads of papers, numbers and
/// dates in Vietnamese.
const OFFICE: &str = include_str!("../../../assets/typst/office.typ");

static LIBRARY: LazyLock<LazyHash<Library>> =
    LazyLock::new(|| LazyHash::new(<Library as LibraryExt>::default()));

static FONTS: LazyLock<Vec<Font>> = LazyLock::new(|| {
    [
        include_bytes!("../../../assets/fonts/tinos/Tinos-Regular.ttf").as_slice(),
        include_bytes!("../../../assets/fonts/tinos/Tinos-Bold.ttf").as_slice(),
        include_bytes!("../../../assets/fonts/tinos/Tinos-Italic.ttf").as_slice(),
        include_bytes!("../../../assets/fonts/tinos/Tinos-BoldItalic.ttf").as_slice(),
    ]
    .into_iter()
    .flat_map(|data| Font::iter(Bytes::new(data)))
    .collect()
});

static BOOK: LazyLock<LazyHash<FontBook>> =
    LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));

/// The characters that at least one face of the documents' font lacks, each once, in order.
///
/// All four faces are asked, because the data does not know in which of them it will be printed.
pub(crate) fn missing_glyphs(text: impl Iterator<Item = char>) -> Vec<char> {
    let mut missing = Vec::new();
    for c in text {
        let drawn = FONTS
            .iter()
            .all(|font| font.info().coverage.contains(u32::from(c)));
        if !drawn && !missing.contains(&c) {
            missing.push(c);
        }
    }
    missing
}

/// One compilation's world.
pub(crate) struct Sealed {
    main: FileId,
    sources: HashMap<FileId, Source>,
    files: HashMap<FileId, Bytes>,
    now: Option<Datetime>,
}

impl Sealed {
    /// A world with the template as its main file and `files` beside it. Paths are interned for the
    /// life of the process and there is room for 65,535 of them: so they come from a small fixed set
    /// (`&'static str`) and never from users.
    pub(crate) fn new(
        template: &str,
        files: impl IntoIterator<Item = (&'static str, Vec<u8>)>,
        now: Option<Datetime>,
    ) -> Self {
        let main = file_id("main.typ");
        let office = file_id("office.typ");
        Self {
            main,
            sources: HashMap::from([
                (main, Source::new(main, template.to_owned())),
                (office, Source::new(office, OFFICE.to_owned())),
            ]),
            files: files
                .into_iter()
                .map(|(path, bytes)| (file_id(path), Bytes::new(bytes)))
                .collect(),
            now,
        }
    }
}

fn file_id(path: &'static str) -> FileId {
    let path = VirtualPath::new(path).expect("the paths of a sealed world are plain file names");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

fn not_found(id: FileId) -> FileError {
    FileError::NotFound(PathBuf::from(id.vpath().get_without_slash()))
}

impl World for Sealed {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &BOOK
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.sources.get(&id).cloned().ok_or_else(|| not_found(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().ok_or_else(|| not_found(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        self.now
    }
}
