//! A file as an answer: whole or in part (RFC 9110, section 14), named in any script (RFC 6266, RFC 8187).

use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt as _;
use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, body::SizedStream, http::header, web::Bytes};
use futures_util::stream;

use nghisu_protocol::error::ErrorCode;

use crate::documents::error::DocumentError;
use crate::documents::versions::StoredVersion;
use crate::http::error::ApiError;
use crate::pages::{EncodedImage, workers::blocking};

/// How a browser keeps what may be taken away again: it asks each time whether it still may show it.
pub(crate) const KEPT_AND_ASKED_FOR: &str = "private, no-cache";
/// Bytes that are read at once.
const PIECE: usize = 256 * 1024;

/// A version's file, or the part that the request names.
pub(super) fn answer(
    request: &HttpRequest,
    version: &StoredVersion,
    file: File,
) -> Result<HttpResponse, ApiError> {
    let tag = format!("\"{}\"", version.hash);
    if is_known(request, &tag) {
        return Ok(not_modified(tag));
    }
    let text = |name| {
        request
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    // A part of another version of the file would be of no use (RFC 9110, 13.1.5).
    let is_current = text(header::IF_RANGE).is_none_or(|known| known == tag);
    let part = match text(header::RANGE).filter(|_| is_current) {
        Some(range) => parse(range, version.size)?,
        None => None,
    };
    let mut response = match &part {
        Some(part) => {
            let mut response = HttpResponse::PartialContent();
            response.insert_header((
                header::CONTENT_RANGE,
                format!("bytes {}-{}/{}", part.start, part.end - 1, version.size),
            ));
            response
        }
        None => HttpResponse::Ok(),
    };
    let range = part.unwrap_or(0..version.size);
    response
        .content_type("application/pdf")
        .insert_header((header::ACCEPT_RANGES, "bytes"))
        .insert_header((header::ETAG, tag))
        .insert_header((header::CACHE_CONTROL, KEPT_AND_ASKED_FOR))
        .insert_header((header::CONTENT_DISPOSITION, disposition(&version.file_name)));
    Ok(response.body(SizedStream::new(
        range.end - range.start,
        pieces(file, range),
    )))
}

/// A page's image, unless the client has it: `tag` is its entity tag, `made` makes it.
pub(crate) async fn image(
    request: &HttpRequest,
    tag: String,
    made: impl Future<Output = Result<Arc<EncodedImage>, ErrorCode>>,
) -> Result<HttpResponse, ApiError> {
    if is_known(request, &tag) {
        return Ok(not_modified(tag));
    }
    let image = made.await.map_err(ApiError::new)?;
    Ok(HttpResponse::Ok()
        .content_type(image.media_type.as_str())
        .insert_header((header::ETAG, tag))
        .insert_header((header::CACHE_CONTROL, KEPT_AND_ASKED_FOR))
        .body(image.bytes.to_vec()))
}

/// What the client has is still so: with the headers that the answer in full would have had (RFC 9110, 15.4.5).
fn not_modified(tag: String) -> HttpResponse {
    HttpResponse::NotModified()
        .insert_header((header::ETAG, tag))
        .insert_header((header::CACHE_CONTROL, KEPT_AND_ASKED_FOR))
        .finish()
}

/// Whether the client has what the tag names.
pub(crate) fn is_known(request: &HttpRequest, tag: &str) -> bool {
    request
        .headers()
        .get_all(header::IF_NONE_MATCH)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|known| known.trim().trim_start_matches("W/") == tag || known.trim() == "*")
}

/// The part that a `Range` names; `None` for what is no single range of bytes, which may be ignored.
fn parse(range: &str, size: u64) -> Result<Option<Range<u64>>, DocumentError> {
    let Some((first, last)) = range
        .strip_prefix("bytes=")
        .filter(|ranges| !ranges.contains(','))
        .and_then(|range| range.trim().split_once('-'))
    else {
        return Ok(None);
    };
    let part = match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last => first..last.saturating_add(1).min(size),
        (Ok(first), Err(_)) if last.is_empty() => first..size,
        (Err(_), Ok(count)) if first.is_empty() => size.saturating_sub(count)..size,
        _ => return Ok(None),
    };
    if part.start < part.end {
        Ok(Some(part))
    } else {
        Err(DocumentError::Range)
    }
}

/// A file that is shown where it can be, under its name.
pub(crate) fn disposition(name: &str) -> String {
    named("inline", name)
}

/// A file that is saved under its name.
pub(crate) fn attachment(name: &str) -> String {
    named("attachment", name)
}

/// The file's name twice: for old clients without marks, for all others as it is.
fn named(kind: &str, name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| match c {
            '"' | '\\' => '_',
            ' '..='~' => c,
            _ => '_',
        })
        .collect();
    let mut encoded = String::new();
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => {
                encoded.push(char::from(byte));
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    format!("{kind}; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

/// A part of a file, piece by piece; the disk is read only as fast as the client takes it.
pub(crate) fn pieces(
    file: File,
    range: Range<u64>,
) -> impl futures_util::Stream<Item = Result<Bytes, io::Error>> {
    let start = (Arc::new(file), range);
    stream::try_unfold(start, |(file, range)| async move {
        if range.is_empty() {
            return Ok(None);
        }
        let length = usize::try_from(range.end - range.start).map_or(PIECE, |left| left.min(PIECE));
        let (source, at) = (Arc::clone(&file), range.start);
        let bytes = blocking(move || {
            let mut bytes = vec![0; length];
            source.read_exact_at(&mut bytes, at)?;
            Ok(bytes)
        })
        .await?;
        let next = range.start + bytes.len() as u64..range.end;
        Ok(Some((Bytes::from(bytes), (file, next))))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_names_a_part_of_the_file() {
        for (range, part) in [
            ("bytes=0-9", Some(0..10)),
            ("bytes=90-", Some(90..100)),
            ("bytes=-10", Some(90..100)),
            ("bytes=-1000", Some(0..100)),
            ("bytes=90-1000", Some(90..100)),
            ("bytes=0-0,5-6", None),
            ("bytes=9-0", None),
            ("bytes=x-", None),
            ("lines=0-9", None),
        ] {
            assert_eq!(parse(range, 100).unwrap(), part, "{range}");
        }
        for range in ["bytes=100-", "bytes=100-200", "bytes=-0"] {
            assert!(parse(range, 100).is_err(), "{range}");
        }
    }

    #[test]
    fn a_name_travels_in_any_script() {
        assert_eq!(
            disposition("Tờ \"trình\".pdf"),
            "inline; filename=\"T_ _tr_nh_.pdf\"; filename*=UTF-8''T%E1%BB%9D%20%22tr%C3%ACnh%22.pdf"
        );
    }
}
