//! One file of the pages of many documents.
//!
//! Workers read the documents and answer pieces of the file, with the places of their objects; this side writes the pieces
//! one behind the other and, at the end, what holds them together: catalogue, page tree, outline and the table of
//! references (ISO 32000-2, 7.5.4, 7.7 and 12.3.3). It never reads what it writes. Pieces go to the disk as they come, so that
//! neither the size of a document nor their number matters to memory. A document that fails leaves no trace.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Document, Pool, Priority};
use crate::model::{Imported, Place};
use crate::wire::{Job, Reply};
use crate::{MAX_PAGES, RenderError};

/// The version is that of PDFium's writer. The second line tells programs that the file is no text.
const HEADER: &[u8] = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n";
const CATALOGUE: u32 = 1;
const TREE: u32 = 2;
const DESCRIPTION: u32 = 3;
const OUTLINE: u32 = 4;
/// The first number that is free for imported objects.
const FREE: u32 = 5;
/// No piece is so long when its worker does no harm: it has a twentieth of that, or it is a single page.
const MAX_PIECE: u64 = 1 << 30;
/// The table of references has ten digits for a place (7.5.4).
const MAX_FILE: u64 = 9_999_999_999;

/// What ends the binding of a document, or of the whole file.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// The document, or its worker. The file can be continued without it.
    #[error(transparent)]
    Document(#[from] RenderError),
    /// The file cannot be written.
    #[error("the bound file cannot be written: {0}")]
    File(#[from] io::Error),
    /// The file would be larger than a PDF with a table of references can be (10 GB), or have too many objects.
    #[error("the bound file would be too large")]
    TooLarge,
}

/// The pages of one document in the bound file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The roots of its page trees with the number of pages below each.
    trees: Vec<(u32, u32)>,
    first_page: u32,
}

impl Section {
    /// The number of its pages.
    pub fn pages(&self) -> u32 {
        self.trees.iter().map(|(_, pages)| pages).sum()
    }
}

/// An entry of the bound file's outline.
#[derive(Debug, Clone, Copy)]
pub struct Bookmark<'a> {
    /// Its words.
    pub title: &'a str,
    /// Whose first page it leads to.
    pub section: &'a Section,
    /// It stands below the last entry for which this is not so.
    pub is_nested: bool,
}

/// A file that is being bound. Sections may come in any order.
#[derive(Debug)]
pub struct Binder {
    pool: Pool,
    file: Arc<File>,
    length: u64,
    /// Where each object begins; 0 for a number that no object has. The first entry is number 0.
    objects: Vec<u64>,
}

impl Binder {
    /// Begins a file, which is open for writing and empty.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn begin(pool: Pool, file: File) -> io::Result<Self> {
        file.write_all_at(HEADER, 0)?;
        Ok(Self {
            pool,
            file: Arc::new(file),
            length: HEADER.len() as u64,
            objects: vec![0; FREE as usize],
        })
    }

    /// Adds all pages of a document, unchanged in size, with `stamp` laid over each of them. `told` hears the number of
    /// pages that are done after each piece.
    ///
    /// # Errors
    /// [`BindError::Document`] when the document cannot be read as a whole: then none of it is in the file.
    pub async fn add(
        &mut self,
        document: &Document,
        stamp: Option<&str>,
        mut told: impl FnMut(u32),
    ) -> Result<Section, BindError> {
        let (length, objects) = (self.length, self.objects.len());
        let added = self.add_pieces(document, stamp, &mut told).await;
        if added.is_err() {
            self.length = length;
            self.objects.truncate(objects);
        }
        added
    }

    /// The same for a document in memory, such as a cover; `hash` is its SHA-256.
    ///
    /// # Errors
    /// As [`Self::add`].
    pub async fn add_bytes(&mut self, hash: [u8; 32], pdf: &[u8]) -> Result<Section, BindError> {
        let document = Document::in_memory(hash, pdf)?;
        self.add(&document, None, |_| {}).await
    }

    async fn add_pieces(
        &mut self,
        document: &Document,
        stamp: Option<&str>,
        told: &mut impl FnMut(u32),
    ) -> Result<Section, BindError> {
        let mut section: Option<Section> = None;
        loop {
            let from = section.as_ref().map_or(0, Section::pages);
            let piece = self.piece(document, from, stamp).await?;
            let section = section.get_or_insert(Section {
                trees: Vec::new(),
                first_page: piece.first_page,
            });
            section.trees.push((piece.tree, piece.pages));
            told(section.pages());
            if section.pages() >= piece.all_pages {
                return Ok(section.clone());
            }
        }
    }

    async fn piece(
        &mut self,
        document: &Document,
        from: u32,
        stamp: Option<&str>,
    ) -> Result<Imported, BindError> {
        let place = Place {
            first: u32::try_from(self.objects.len()).map_err(|_| BindError::TooLarge)?,
            parent: TREE,
            at: self.length,
        };
        let job = Job::Import {
            from,
            stamp: stamp.map(str::to_owned),
            place,
        };
        let sink = Arc::new(Sink::new(Arc::clone(&self.file), self.length));
        let answer = self
            .pool
            .run_into(Some(Arc::clone(&sink)), document, job, Priority::Background)
            .await;
        // A full disk is told before what it led to.
        let end = sink.end()?;
        match answer? {
            (Reply::Imported(piece), _) if is_sound(&piece, place, end) => {
                if end > MAX_FILE
                    || piece
                        .objects
                        .iter()
                        .any(|(number, _)| *number > Place::LAST)
                {
                    return Err(BindError::TooLarge);
                }
                for (number, at) in &piece.objects {
                    let number = *number as usize;
                    if self.objects.len() <= number {
                        self.objects.resize(number + 1, 0);
                    }
                    self.objects[number] = *at;
                }
                self.length = end;
                Ok(piece)
            }
            _ => Err(RenderError::WorkerLost.into()),
        }
    }

    /// Ends the file: its pages are those of the sections in this order. Answers its length.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(
        mut self,
        sections: &[&Section],
        title: &str,
        outline: &[Bookmark<'_>],
    ) -> Result<u64, BindError> {
        let trees = || sections.iter().flat_map(|section| &section.trees);
        let kids: Vec<String> = trees().map(|(tree, _)| format!("{tree} 0 R")).collect();
        let pages: u32 = trees().map(|(_, pages)| pages).sum();
        let mut end = Vec::new();
        let tree = format!("<</Type/Pages/Count {pages}/Kids[{}]>>", kids.join(" "));
        self.object(&mut end, TREE, &tree);
        self.object(
            &mut end,
            DESCRIPTION,
            &format!("<</Title {}/Producer(Nghi Su)>>", text(title)),
        );
        let mut catalogue = format!("<</Type/Catalog/Pages {TREE} 0 R/Lang(vi-VN)");
        if !outline.is_empty() {
            self.outline(&mut end, outline)?;
            catalogue += &format!("/Outlines {OUTLINE} 0 R/PageMode/UseOutlines");
        }
        // Its own title, not the file's name, stands above it in a viewer.
        catalogue += "/ViewerPreferences<</DisplayDocTitle true>>>>";
        self.object(&mut end, CATALOGUE, &catalogue);
        let table = self.length + end.len() as u64;
        end.extend_from_slice(format!("xref\n0 {}\n", self.objects.len()).as_bytes());
        for at in &self.objects {
            let entry = match at {
                0 => "0000000000 65535 f\r\n".to_owned(),
                at => format!("{at:010} 00000 n\r\n"),
            };
            end.extend_from_slice(entry.as_bytes());
        }
        let size = self.objects.len();
        end.extend_from_slice(
            format!(
                "trailer\n<</Size {size}/Root {CATALOGUE} 0 R/Info {DESCRIPTION} 0 R>>\nstartxref\n{table}\n%%EOF\n"
            )
            .as_bytes(),
        );
        self.file.write_all_at(&end, self.length)?;
        // What a failed document left behind the end.
        let length = self.length + end.len() as u64;
        self.file.set_len(length)?;
        Ok(length)
    }

    /// Two levels: every entry that is not nested is the parent of those that follow it.
    fn outline(&mut self, end: &mut Vec<u8>, outline: &[Bookmark<'_>]) -> Result<(), BindError> {
        let first = u32::try_from(self.objects.len()).map_err(|_| BindError::TooLarge)?;
        let count = u32::try_from(outline.len()).map_err(|_| BindError::TooLarge)?;
        let nested = |place: u32| place > 0 && outline[place as usize].is_nested;
        let parent = |place: u32| (0..place).rev().find(|other| !nested(*other));
        let name = |place: u32| format!("{} 0 R", first + place);
        for place in 0..count {
            let entry = &outline[place as usize];
            let (owner, level) = match nested(place) {
                true => (parent(place).map_or(OUTLINE, |owner| first + owner), true),
                false => (OUTLINE, false),
            };
            let mut words = format!(
                "<</Title {}/Parent {owner} 0 R/Dest[{} 0 R/Fit]",
                text(entry.title),
                entry.section.first_page
            );
            // Siblings: nothing of an outer level stands between them.
            let before = (0..place).rev().find(|other| nested(*other) == level);
            let before = before.filter(|other| !level || parent(*other) == parent(place));
            let after = (place + 1..count).find(|other| nested(*other) == level);
            let after = after.filter(|other| !level || parent(*other) == parent(place));
            words += &before.map_or(String::new(), |other| format!("/Prev {}", name(other)));
            words += &after.map_or(String::new(), |other| format!("/Next {}", name(other)));
            if !level {
                let below = (place + 1..count)
                    .take_while(|other| nested(*other))
                    .count();
                let below = u32::try_from(below).map_err(|_| BindError::TooLarge)?;
                if below > 0 {
                    let (child, last) = (name(place + 1), name(place + below));
                    words += &format!("/First {child}/Last {last}/Count {below}");
                }
            }
            words += ">>";
            self.objects.push(0);
            self.object(end, first + place, &words);
        }
        let last = (0..count).rev().find(|place| !nested(*place)).unwrap_or(0);
        let root = format!(
            "<</Type/Outlines/First {}/Last {}/Count {count}>>",
            name(0),
            name(last)
        );
        self.object(end, OUTLINE, &root);
        Ok(())
    }

    /// Writes an object behind what is there.
    fn object(&mut self, end: &mut Vec<u8>, number: u32, body: &str) {
        self.objects[number as usize] = self.length + end.len() as u64;
        end.extend_from_slice(format!("{number} 0 obj\n{body}\nendobj\n").as_bytes());
    }
}

/// A text string in UTF-16 (7.9.2.2), written in hexadecimal digits.
fn text(words: &str) -> String {
    let units = words.encode_utf16().map(|unit| format!("{unit:04X}"));
    format!("<FEFF{}>", units.collect::<String>())
}

/// The worker's word can be what it says: places within its piece, numbers from its first.
fn is_sound(piece: &Imported, place: Place, end: u64) -> bool {
    let has = |number| {
        piece
            .objects
            .binary_search_by_key(&number, |(number, _)| *number)
            .is_ok()
    };
    let is_rising = |pair: &[(u32, u64)]| pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1;
    (1..=MAX_PAGES).contains(&piece.pages)
        && piece.all_pages <= MAX_PAGES
        && piece.objects.windows(2).all(is_rising)
        && piece
            .objects
            .iter()
            .all(|(number, at)| *number >= place.first && (place.at..end).contains(at))
        && has(piece.tree)
        && has(piece.first_page)
}

/// Where the bytes of a piece go.
#[derive(Debug)]
pub(super) struct Sink {
    file: Arc<File>,
    from: u64,
    state: Mutex<(u64, Option<io::Error>)>,
}

impl Sink {
    fn new(file: Arc<File>, from: u64) -> Self {
        Self {
            file,
            from,
            state: Mutex::new((from, None)),
        }
    }

    /// Writes the next bytes. When the disk refuses, the rest is taken and dropped: that is not the worker's fault. More
    /// bytes than any honest piece has are refused.
    pub(super) fn takes(&self, bytes: &[u8]) -> bool {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, trouble) = &mut *state;
        if trouble.is_none()
            && let Err(error) = self.file.write_all_at(bytes, *at)
        {
            *trouble = Some(error);
        }
        *at += bytes.len() as u64;
        *at - self.from <= MAX_PIECE
    }

    /// Where the piece ends, or why it could not be written.
    fn end(&self) -> io::Result<u64> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match state.1.take() {
            Some(error) => Err(error),
            None => Ok(state.0),
        }
    }
}
