//! Decoding of streams (ISO 32000-2, 7.4), as far as structure needs it: FlateDecode with PNG predictors.
//!
//! What comes out is limited, so that a small file cannot fill the memory.

use super::ReadError;
use super::object::{Dictionary, Object, Stream};

/// The largest decoded stream; cross-reference and object streams of real documents are far smaller.
pub(crate) const MAX_DECODED: usize = 64 << 20;

/// Undoes the stream's filters.
pub(crate) fn decode(stream: &Stream) -> Result<Vec<u8>, ReadError> {
    let (filter, parameters) = match (
        stream.dictionary.get("Filter"),
        stream.dictionary.get("DecodeParms"),
    ) {
        (None | Some(Object::Null), _) => return Ok(stream.data.clone()),
        (Some(Object::Array(filters)), parameters) => match (filters.as_slice(), parameters) {
            ([], _) => return Ok(stream.data.clone()),
            ([filter], Some(Object::Array(parameters))) => (filter, parameters.first()),
            ([filter], parameters) => (filter, parameters),
            _ => return Err(ReadError::Stream("several filters")),
        },
        (Some(filter), parameters) => (filter, parameters),
    };
    if !filter.is_name("FlateDecode") {
        return Err(ReadError::Stream("a filter other than FlateDecode"));
    }
    let inflated =
        miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(&stream.data, MAX_DECODED)
            .map_err(|_| ReadError::Stream("the deflated data is broken or too large"))?;
    match parameters {
        None | Some(Object::Null) => Ok(inflated),
        Some(Object::Dictionary(parameters)) => undo_predictor(inflated, parameters),
        Some(_) => Err(ReadError::Stream(
            "the filter's parameters are not a direct dictionary",
        )),
    }
}

fn undo_predictor(data: Vec<u8>, parameters: &Dictionary) -> Result<Vec<u8>, ReadError> {
    let integer = |key: &str, default: i64| match parameters.get(key) {
        None => Ok(default),
        Some(value) => value
            .as_integer()
            .ok_or(ReadError::Stream("a filter parameter is not a number")),
    };
    let predictor = integer("Predictor", 1)?;
    if predictor == 1 {
        return Ok(data);
    }
    let columns = usize::try_from(integer("Columns", 1)?).unwrap_or(0);
    let is_bytes = integer("Colors", 1)? == 1 && integer("BitsPerComponent", 8)? == 8;
    if !(10..=15).contains(&predictor) || !is_bytes || columns == 0 || columns > 1 << 16 {
        return Err(ReadError::Stream("an unusual predictor"));
    }
    if !data.len().is_multiple_of(columns + 1) {
        return Err(ReadError::Stream("the predicted rows are incomplete"));
    }
    let mut out = Vec::with_capacity(data.len());
    let mut above = vec![0_u8; columns];
    for row in data.chunks_exact(columns + 1) {
        let mut current = row[1..].to_vec();
        for index in 0..columns {
            let left = if index == 0 { 0 } else { current[index - 1] };
            let upper_left = if index == 0 { 0 } else { above[index - 1] };
            let up = above[index];
            let predicted = match row[0] {
                0 => 0,
                1 => left,
                2 => up,
                3 => u16::midpoint(u16::from(left), u16::from(up)).to_le_bytes()[0],
                4 => paeth(left, up, upper_left),
                _ => return Err(ReadError::Stream("an unknown row filter")),
            };
            current[index] = current[index].wrapping_add(predicted);
        }
        out.extend_from_slice(&current);
        above = current;
    }
    Ok(out)
}

fn paeth(left: u8, up: u8, upper_left: u8) -> u8 {
    let estimate = i16::from(left) + i16::from(up) - i16::from(upper_left);
    let distance = |value: u8| (estimate - i16::from(value)).abs();
    if distance(left) <= distance(up) && distance(left) <= distance(upper_left) {
        left
    } else if distance(up) <= distance(upper_left) {
        up
    } else {
        upper_left
    }
}
