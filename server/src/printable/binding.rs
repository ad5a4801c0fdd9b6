//! The PDF of a set: every paper's pages, then the cover that knows where they stand, bound by the page workers.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;

use nghisu_protocol::ids::DocumentId;
use nghisu_protocol::log::Hash;
use nghisu_protocol::printable::LeftOut;
use nghisu_render::{BindError, Bookmark, RenderError, Section};

use super::PrintError;
use super::content::{Content, Paper};
use super::cover::{self, Place, Print};
use crate::minutes::paper::local;
use crate::pages::workers::{Workers, blocking};

/// A PDF that was bound.
#[derive(Debug)]
pub(super) struct Bound {
    pub(super) size: u64,
    /// All pages, the cover's among them.
    pub(super) pages: u32,
    /// What it came without.
    pub(super) left_out: BTreeMap<DocumentId, LeftOut>,
}

/// Binds a set into a file. `told` hears how many pages of papers are in it.
pub(super) async fn bind(
    workers: &Workers,
    content: &Content,
    print: &Print,
    file: File,
    told: impl Fn(u32),
) -> Result<Bound, PrintError> {
    let stamp = stamp(print);
    let mut binder = workers.begin_binding(file).await?;
    let mut sections: BTreeMap<DocumentId, Section> = BTreeMap::new();
    let mut places = BTreeMap::new();
    let mut left_out = BTreeMap::new();
    let mut pages = 0;
    for paper in content.papers() {
        let words = paper.is_internal.then_some(stamp.as_str());
        let added = match workers.to_bind(paper.hash).await {
            Ok(document) => {
                binder
                    .add(&document, words, |done| told(pages + done))
                    .await
            }
            Err(error) => Err(BindError::File(error)),
        };
        match added {
            Ok(section) => {
                places.insert(paper.document, Place::Behind(pages));
                pages += section.pages();
                sections.insert(paper.document, section);
            }
            Err(error) => {
                let reason = reason(error, paper)?;
                places.insert(paper.document, Place::LeftOut(reason));
                left_out.insert(paper.document, reason);
            }
        }
        told(pages);
    }
    let (content, print) = (content.clone(), print.clone());
    let (content, cover) = blocking(move || {
        let cover = cover::of_pdf(&content, &print, &places);
        Ok((content, cover))
    })
    .await?;
    let cover = cover?.pdf;
    let cover = binder.add_bytes(Hash::of(&cover).0, &cover).await?;
    let all_pages = pages + cover.pages();
    let size = blocking(move || {
        let papers = content
            .papers()
            .filter_map(|paper| sections.get(&paper.document));
        let order: Vec<&Section> = std::iter::once(&cover).chain(papers).collect();
        let titles = titles(&content);
        let outline = outline(&content, &titles, &cover, &sections);
        let title = format!("Tài liệu: {}", content.title);
        Ok(binder.finish(&order, &title, &outline))
    })
    .await??;
    Ok(Bound {
        size,
        pages: all_pages,
        left_out,
    })
}

/// Whether a paper is left out for this, or the whole set is given up.
fn reason(error: BindError, paper: &Paper) -> Result<LeftOut, PrintError> {
    match error {
        BindError::File(error) if error.kind() == io::ErrorKind::NotFound => {
            tracing::error!(document = %paper.document, content = %paper.hash, "the file of a paper is not there");
            Ok(LeftOut::Missing)
        }
        BindError::Document(
            error @ (RenderError::NotPdf
            | RenderError::Encrypted
            | RenderError::Broken(_)
            | RenderError::TooManyPages(_)
            | RenderError::PageOutOfRange { .. }
            | RenderError::SizeOutOfRange(_)
            | RenderError::DeadlineExceeded
            | RenderError::WorkerLost
            | RenderError::Quarantined),
        ) => {
            tracing::warn!(document = %paper.document, %error, "a paper is left out of a printable set");
            Ok(LeftOut::Unreadable)
        }
        error => Err(error.into()),
    }
}

/// What lies over each page of an internal paper: the reader's name and the time, as on a screen.
fn stamp(print: &Print) -> String {
    format!(
        "{} · {}",
        print.by,
        local(print.at).strftime("%d/%m/%Y %H:%M")
    )
}

/// The words of the outline's upper level.
fn titles(content: &Content) -> Vec<String> {
    let items = content.items.iter();
    items
        .map(|item| format!("{}. {}", item.number, item.title))
        .collect()
}

/// The cover, then every item that has papers here, with them.
fn outline<'a>(
    content: &'a Content,
    titles: &'a [String],
    cover: &'a Section,
    sections: &'a BTreeMap<DocumentId, Section>,
) -> Vec<Bookmark<'a>> {
    let mut outline = vec![Bookmark {
        title: "Chương trình và danh mục tài liệu",
        section: cover,
        is_nested: false,
    }];
    for (item, title) in content.items.iter().zip(titles) {
        let papers = item.papers.iter();
        let papers = papers.filter_map(|paper| Some((paper, sections.get(&paper.document)?)));
        for (place, (paper, section)) in papers.enumerate() {
            if place == 0 {
                outline.push(Bookmark {
                    title,
                    section,
                    is_nested: false,
                });
            }
            outline.push(Bookmark {
                title: &paper.title,
                section,
                is_nested: true,
            });
        }
    }
    outline
}
