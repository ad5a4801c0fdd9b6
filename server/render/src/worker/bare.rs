//! The same drawing without pool, process or limits: what the house around PDFium is measured against.

use std::fs::File;
use std::path::Path;

use super::engine::Engine;
use crate::wire::{Job, Reply};
use crate::{Encoding, Image, RenderError, SecrecyMark};

/// PDFium in this very process. For measurements with documents made for that; never for documents from outside.
pub struct BareLibrary(Engine);

impl BareLibrary {
    /// Loads the library; possible once in a process.
    pub fn load(library: &Path) -> Result<Self, RenderError> {
        Engine::load(library).map(Self)
    }

    /// Opens a document; the next one takes its place.
    pub fn open(&mut self, file: File) -> Result<(), RenderError> {
        self.0
            .run(0, Some(file), &Job::Geometry { page: 0 })
            .map(|_| ())
    }

    /// The gravest stamp of secrecy on the first page of the open document, like [`crate::Pool::mark`].
    pub fn mark(&mut self) -> Result<Option<SecrecyMark>, RenderError> {
        match self.0.run(0, None, &Job::Mark)? {
            (Reply::Mark(mark), _) => Ok(mark),
            _ => Err(RenderError::WorkerLost),
        }
    }

    /// Draws and encodes a page of the open document, like [`crate::Pool::raster`].
    pub fn raster(
        &mut self,
        page: u32,
        long_edge: u32,
        encoding: Encoding,
    ) -> Result<Image, RenderError> {
        match self.0.run(
            0,
            None,
            &Job::Raster {
                page,
                long_edge,
                encoding,
            },
        )? {
            (
                Reply::Image {
                    media_type,
                    width,
                    height,
                },
                bytes,
            ) => Ok(Image {
                media_type,
                width,
                height,
                bytes,
            }),
            _ => Err(RenderError::WorkerLost),
        }
    }
}
