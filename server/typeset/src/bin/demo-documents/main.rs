//! Writes the demonstration office's papers into a directory:
//! `cargo run -p nghisu-typeset --bin demo-documents -- <directory>`.
//!
//! The office, its people and its figures are invented. The papers are of the kinds that a provincial
//! committee really deals with: a long report in two versions, a book of tables and charts, a file of
//! scanned pages, a large drawing and a short paper. The same run gives the same bytes.

mod image_pdf;
mod scan;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Parser;
use nghisu_typeset::{Request, Standard, Template, compile, typeset};
use serde_json::{Value, json};

/// Write the demonstration's papers.
#[derive(Parser)]
struct Arguments {
    /// Where to write them; made if it is not there.
    directory: PathBuf,
    /// Write only the papers whose file name contains this.
    #[arg(long)]
    only: Option<String>,
}

/// A paper that is typeset: its file name, its template's name and source, and its data.
struct Paper {
    file: &'static str,
    template: Template,
    data: Value,
    made_at: &'static str,
}

fn papers() -> Vec<Paper> {
    let report = Template {
        name: "report",
        source: include_str!("../../../../../assets/demo/report.typ"),
    };
    vec![
        Paper {
            file: "1. Bao cao KTXH 2026.pdf",
            template: report,
            data: json!({ "version": 1 }),
            made_at: "2026-12-11T09:12:00Z",
        },
        Paper {
            file: "1. Bao cao KTXH 2026 (phien ban 2).pdf",
            template: report,
            data: json!({ "version": 2 }),
            made_at: "2026-12-15T14:40:00Z",
        },
        Paper {
            file: "2. Du toan ngan sach 2027.pdf",
            template: Template {
                name: "budget",
                source: include_str!("../../../../../assets/demo/budget.typ"),
            },
            data: json!({}),
            made_at: "2026-12-11T10:05:00Z",
        },
        Paper {
            file: "3. Ban ve A1 Duong tinh 635.pdf",
            template: Template {
                name: "drawing",
                source: include_str!("../../../../../assets/demo/drawing.typ"),
            },
            data: json!({}),
            made_at: "2026-12-09T03:30:00Z",
        },
        Paper {
            file: "5. Ket qua ky so 2026.pdf",
            template: Template {
                name: "signing-results",
                source: include_str!("../../../../../assets/demo/signing-results.typ"),
            },
            data: json!({}),
            made_at: "2026-12-14T02:00:00Z",
        },
    ]
}

const SCANNED: &str = "4. Ho so kiem tra ho chua.pdf";
const RESERVOIRS: Template = Template {
    name: "reservoirs",
    source: include_str!("../../../../../assets/demo/reservoirs.typ"),
};

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let directory = &arguments.directory;
    fs::create_dir_all(directory)
        .with_context(|| format!("the directory {} cannot be made", directory.display()))?;
    let wanted = |file: &str| {
        arguments
            .only
            .as_deref()
            .is_none_or(|part| file.contains(part))
    };

    for paper in papers().into_iter().filter(|paper| wanted(paper.file)) {
        let typeset = typeset(&Request {
            template: paper.template,
            data: &paper.data,
            files: &[],
            attachments: &[],
            standard: Standard::Archive,
            made_at: Some(paper.made_at.parse()?),
        })?;
        write(directory, paper.file, &typeset.pdf)?;
    }

    if wanted(SCANNED) {
        let document = compile(&Request {
            template: RESERVOIRS,
            data: &json!({}),
            files: &[],
            attachments: &[],
            standard: Standard::Appearance,
            made_at: None,
        })?;
        let pages = scan::scan(&document)?;
        let pdf = image_pdf::write(&pages, "Hồ sơ kiểm tra hiện trạng 24 hồ chứa");
        write(directory, SCANNED, &pdf)?;
    }
    Ok(())
}

fn write(directory: &Path, file: &str, pdf: &[u8]) -> Result<()> {
    let path = directory.join(file);
    fs::write(&path, pdf).with_context(|| format!("{} cannot be written", path.display()))
}
