//! Papers as their readers and other programs see them: text by poppler, structure by qpdf.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod demonstration;
mod judges;
mod minutes;
mod paper_sets;
mod refusals;
mod small_papers;
