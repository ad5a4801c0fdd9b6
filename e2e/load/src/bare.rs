//! What the product is measured against: a loop that sends a message to every socket and does nothing else, and
//! PDFium in a process of its own without pool, limits or deadline. Started by the measurements themselves.

use std::fs::File;
use std::io::{BufRead as _, Write as _};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use actix_web::web::{Data, Payload};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use actix_ws::{Message, Session};
use anyhow::Context as _;
use clap::Args;
use nghisu_render::Encoding;
use nghisu_render::bare::BareLibrary;

use crate::Drawing;

/// Open sockets, in the order in which they came.
#[derive(Default)]
struct Ring(Mutex<Vec<Session>>);

/// Serves the loop on a free port until the process is ended; the port is the first line of output.
pub(crate) fn broadcast() -> anyhow::Result<()> {
    actix_web::rt::System::new().block_on(async {
        let ring = Data::new(Ring::default());
        let server = HttpServer::new(move || {
            App::new()
                .app_data(ring.clone())
                .route("/socket", web::get().to(socket))
        })
        .tcp_nodelay(true)
        .bind(("127.0.0.1", 0))?;
        let port = server.addrs().first().context("no address")?.port();
        writeln!(std::io::stdout(), "{port}")?;
        server.run().await?;
        Ok(())
    })
}

async fn socket(
    request: HttpRequest,
    body: Payload,
    ring: Data<Ring>,
) -> Result<HttpResponse, actix_web::Error> {
    let (response, session, mut messages) = actix_ws::handle(&request, body)?;
    ring.0
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(session);
    actix_web::rt::spawn(async move {
        while let Some(Ok(message)) = messages.recv().await {
            let Message::Text(text) = message else {
                continue;
            };
            let all = ring
                .0
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone();
            for mut session in all {
                // One that has gone is told nothing.
                let _ = session.text(text.clone()).await;
            }
        }
    });
    Ok(response)
}

/// What one bare process draws.
#[derive(Debug, Args)]
pub(crate) struct RasterOptions {
    #[command(flatten)]
    pub(crate) drawing: Drawing,
    /// The document
    #[arg(long)]
    pub(crate) document: PathBuf,
    /// Its pages, from 0
    #[arg(long, value_delimiter = ',')]
    pub(crate) pages: Vec<u32>,
    /// Long edge in pixels
    #[arg(long)]
    pub(crate) long_edge: u32,
}

/// Says `ready`, and draws all pages for each line that it is given, saying `done` after them.
pub(crate) fn rasters(options: &RasterOptions) -> anyhow::Result<()> {
    let mut library = BareLibrary::load(&options.drawing.pdfium)?;
    library.open(File::open(&options.document)?)?;
    let mut out = std::io::stdout();
    writeln!(out, "ready")?;
    for line in std::io::stdin().lock().lines() {
        line?;
        for page in &options.pages {
            library.raster(*page, options.long_edge, Encoding::Auto)?;
        }
        writeln!(out, "done")?;
    }
    Ok(())
}
