//! Stream filters (ISO 32000-2 §7.4): Flate, LZW, ASCIIHex and ASCII85, with their predictors, after
//! the data are decrypted.

use std::borrow::Cow;
use std::io::Read;

use super::Error;
use super::encryption::Encryption;
use super::object::{Dictionary, Object, Stream, decode_hexadecimal};
use super::parser::is_whitespace;
use crate::limits::PDF_FILTERS;

/// The data of a stream after all its filters, at most `limit` bytes at every stage. Borrowed
/// where there is no filter.
///
/// `resolve` follows references, which the standard allows for every value here.
pub(super) fn decode<'a>(
    stream: &Stream<'a>,
    encryption: Option<&Encryption>,
    limit: usize,
    resolve: &dyn Fn(&Object<'a>) -> Result<Object<'a>, Error>,
) -> Result<Cow<'a, [u8]>, Error> {
    // the short keys are those of inline images (§8.9.7); here `/F` is a file
    let entry = |key: &str| stream.dictionary().get(key).map_or(Ok(Object::Null), resolve);
    let filters = match entry("Filter")? {
        Object::Array(filters) => filters,
        Object::Null => Vec::new(),
        one => vec![one],
    };
    let parameters = match entry("DecodeParms")? {
        Object::Array(parameters) => parameters,
        one => vec![one],
    };
    if filters.len() > PDF_FILTERS {
        return Err(Error::UnsupportedFilter(format!("{} filters", filters.len())));
    }
    let mut data = Cow::Borrowed(stream.raw());
    if let Some(encryption) = encryption
        && let Some(owner) = stream.owner()
    {
        if data.len() > limit {
            return Err(Error::TooMuchInflated);
        }
        // the crypt filter comes first (§7.6.6)
        let first = filters.first().map(resolve).transpose()?;
        let crypt = match first.as_ref().and_then(Object::as_name) {
            Some(name) if name == "Crypt" => {
                let parameters = parameters.first().map_or(Ok(Object::Null), resolve)?;
                let name = parameters.as_dictionary().and_then(|it| it.get("Name")?.as_name());
                Some(name.map_or(&b"Identity"[..], |it| it.as_bytes()).to_vec())
            }
            _ => None,
        };
        if let Some(opened) = encryption.open_stream(stream, owner, crypt.as_deref())? {
            data = opened.into();
        }
    }
    for (index, filter) in filters.iter().enumerate() {
        let filter = resolve(filter)?;
        let parameters = parameters.get(index).map_or(Ok(Object::Null), resolve)?;
        let parameters = parameters.as_dictionary();
        let name = filter.as_name().map(|name| name.as_bytes().to_vec()).unwrap_or_default();
        data = match name.as_slice() {
            b"FlateDecode" | b"Fl" => predict(inflate(&data, limit)?, parameters, limit)?.into(),
            b"LZWDecode" | b"LZW" => {
                let early =
                    parameters.and_then(|it| it.get("EarlyChange")?.as_integer()) != Some(0);
                predict(decompress_lzw(&data, early, limit)?, parameters, limit)?.into()
            }
            b"ASCIIHexDecode" | b"AHx" => {
                let end = data.iter().position(|&byte| byte == b'>').unwrap_or(data.len());
                decode_hexadecimal(data.get(..end).unwrap_or_default()).into()
            }
            b"ASCII85Decode" | b"A85" => decode_base85(&data, limit)?.into(),
            b"Crypt" if index == 0 => data,
            other => {
                return Err(Error::UnsupportedFilter(String::from_utf8_lossy(other).into_owned()));
            }
        };
    }
    Ok(data)
}

fn inflate(data: &[u8], limit: usize) -> Result<Vec<u8>, Error> {
    let mut inflated = Vec::new();
    let bound = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    flate2::bufread::ZlibDecoder::new(data)
        .take(bound)
        .read_to_end(&mut inflated)
        .map_err(|_| Error::BadFilterData("FlateDecode"))?;
    if inflated.len() > limit { Err(Error::TooMuchInflated) } else { Ok(inflated) }
}

/// What [`inflate`] makes the data of.
pub(super) fn deflate(data: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut deflated = Vec::new();
    let level = flate2::Compression::default();
    flate2::bufread::ZlibEncoder::new(data, level).read_to_end(&mut deflated)?;
    Ok(deflated)
}

/// LZW with variable code lengths (§7.4.4.2); `early` is `/EarlyChange`.
fn decompress_lzw(data: &[u8], early: bool, limit: usize) -> Result<Vec<u8>, Error> {
    const CLEAR: usize = 256;
    const END: usize = 257;
    const BAD: Error = Error::BadFilterData("LZWDecode");
    // an entry of the table is a stretch of what was written already
    let mut table: Vec<(usize, usize)> = Vec::new();
    let mut previous: Option<(usize, usize)> = None;
    let (mut width, mut buffer, mut bits) = (9_u32, 0_usize, 0_u32);
    let mut output: Vec<u8> = Vec::new();
    for &byte in data {
        buffer = ((buffer << 8) | usize::from(byte)) & 0x00ff_ffff;
        bits += 8;
        if bits < width {
            continue;
        }
        bits -= width;
        let code = (buffer >> bits) & ((1 << width) - 1);
        let start = output.len();
        match code {
            CLEAR => {
                table.clear();
                (previous, width) = (None, 9);
                continue;
            }
            END => return Ok(output),
            literal if literal < CLEAR => output.push(u8::try_from(literal).map_err(|_| BAD)?),
            _ => {
                let known = table.get(code - 258).copied();
                let (from, length) = match (known, previous) {
                    (Some(entry), _) => entry,
                    // the code that is being defined right now
                    (None, Some((from, length))) if code - 258 == table.len() => (from, length + 1),
                    _ => return Err(BAD),
                };
                for index in from..from + length {
                    let byte = output.get(index).copied().ok_or(BAD)?;
                    output.push(byte);
                }
            }
        }
        if output.len() > limit {
            return Err(Error::TooMuchInflated);
        }
        if let Some((from, length)) = previous
            && table.len() < 4096 - 258
        {
            table.push((from, length + 1));
        }
        previous = Some((start, output.len() - start));
        // the first code that no longer fits makes the codes one bit longer, or the one before it
        width = match table.len() + 258 + usize::from(early) {
            0..512 => 9,
            512..1024 => 10,
            1024..2048 => 11,
            _ => 12,
        };
    }
    Ok(output)
}

fn decode_base85(data: &[u8], limit: usize) -> Result<Vec<u8>, Error> {
    const BAD: Error = Error::BadFilterData("ASCII85Decode");
    let mut output = Vec::new();
    let mut group: Vec<u8> = Vec::with_capacity(5);
    let push = |group: &[u8], output: &mut Vec<u8>| {
        let padded = group.iter().copied().chain(std::iter::repeat(84)).take(5);
        let value = padded.fold(0_u64, |value, digit| value * 85 + u64::from(digit));
        let word = u32::try_from(value).map_err(|_| BAD)?.to_be_bytes();
        output.extend(word.iter().take(group.len().saturating_sub(1)));
        if output.len() > limit { Err(Error::TooMuchInflated) } else { Ok(()) }
    };
    for &byte in data {
        match byte {
            b'~' => break,
            b'z' if group.is_empty() => output.extend([0; 4]),
            b'!'..=b'u' => {
                group.push(byte - b'!');
                if group.len() == 5 {
                    push(&group, &mut output)?;
                    group.clear();
                }
            }
            byte if is_whitespace(byte) => {}
            _ => return Err(BAD),
        }
    }
    if !group.is_empty() {
        push(&group, &mut output)?;
    }
    Ok(output)
}

/// Undoes the predictor that the parameters name (§7.4.4.4).
fn predict(
    data: Vec<u8>,
    parameters: Option<&Dictionary<'_>>,
    limit: usize,
) -> Result<Vec<u8>, Error> {
    const BAD: Error = Error::BadFilterData("Predictor");
    let number = |key: &str, default: usize| {
        let value = parameters.and_then(|it| it.get(key)?.as_integer());
        value.map_or(Some(default), |value| usize::try_from(value).ok()).ok_or(BAD)
    };
    let predictor = number("Predictor", 1)?;
    if predictor <= 1 {
        return Ok(data);
    }
    let (colors, bits) = (number("Colors", 1)?, number("BitsPerComponent", 8)?);
    let pixel_bits = colors.checked_mul(bits).ok_or(BAD)?;
    let row_bits = number("Columns", 1)?.checked_mul(pixel_bits).ok_or(BAD)?;
    let (pixel, row) = (pixel_bits.div_ceil(8), row_bits.div_ceil(8));
    if row == 0 || row > limit {
        return Err(BAD);
    }
    match predictor {
        2 if bits == 8 => Ok(data
            .chunks(row)
            .flat_map(|chunk| {
                let mut line: Vec<u8> = Vec::with_capacity(row);
                for (index, &byte) in chunk.iter().enumerate() {
                    let left = index.checked_sub(pixel).and_then(|at| line.get(at).copied());
                    line.push(byte.wrapping_add(left.unwrap_or(0)));
                }
                line
            })
            .collect()),
        10..=15 => undo_png(&data, pixel, row),
        _ => Err(Error::UnsupportedFilter(format!("Predictor {predictor}"))),
    }
}

/// The PNG filters; each row names its own.
fn undo_png(data: &[u8], pixel: usize, row: usize) -> Result<Vec<u8>, Error> {
    let mut output = Vec::with_capacity(data.len());
    let mut above = vec![0; row];
    let mut line: Vec<u8> = Vec::with_capacity(row);
    for chunk in data.chunks(row + 1) {
        let (&kind, bytes) = chunk.split_first().ok_or(Error::BadFilterData("Predictor"))?;
        line.clear();
        for (index, &byte) in bytes.iter().enumerate() {
            let up = above.get(index).copied().unwrap_or(0);
            let before = index.checked_sub(pixel);
            let left = before.and_then(|at| line.get(at).copied()).unwrap_or(0);
            let corner = before.and_then(|at| above.get(at).copied()).unwrap_or(0);
            let predicted = match kind {
                0 => 0,
                1 => left,
                2 => up,
                3 => left.midpoint(up),
                4 => paeth(left, up, corner),
                _ => return Err(Error::BadFilterData("Predictor")),
            };
            line.push(byte.wrapping_add(predicted));
        }
        output.extend_from_slice(&line);
        line.resize(row, 0);
        std::mem::swap(&mut above, &mut line);
    }
    Ok(output)
}

fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let estimate = i16::from(left) + i16::from(up) - i16::from(corner);
    let distance = |value: u8| (estimate - i16::from(value)).abs();
    if distance(left) <= distance(up) && distance(left) <= distance(corner) {
        left
    } else if distance(up) <= distance(corner) {
        up
    } else {
        corner
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base85_and_lzw() {
        assert_eq!(decode_base85(b"87cURD]i,\"Ebo80~>", 99).unwrap(), b"Hello World!");
        assert_eq!(decode_base85(b"z!!~>", 99).unwrap(), [0, 0, 0, 0, 0]);
        assert_eq!(decode_base85(b"uuuuu", 99), Err(Error::BadFilterData("ASCII85Decode")));
        // the example of §7.4.4.2
        let data = [0x80, 0x0b, 0x60, 0x50, 0x22, 0x0c, 0x0c, 0x85, 0x01];
        let expected = [45, 45, 45, 45, 45, 65, 45, 45, 45, 66];
        assert_eq!(decompress_lzw(&data, true, 99).unwrap(), expected);
        assert_eq!(decompress_lzw(&data, true, 5), Err(Error::TooMuchInflated));
    }

    #[test]
    fn inflating_is_bounded() {
        let data = deflate(&[7; 1000]).unwrap();
        assert_eq!(inflate(&data, 1000).unwrap(), [7; 1000]);
        assert_eq!(inflate(&data, 999), Err(Error::TooMuchInflated));
        assert!(inflate(&data[..data.len() - 8], 1000).is_err());
    }

    #[test]
    fn png_rows_add_up() {
        // Sub, Up, Average, Paeth over rows of three one-byte pixels
        let data = [1, 1, 1, 1, 2, 1, 1, 1, 3, 1, 1, 1, 4, 1, 1, 1];
        let expected = [1, 2, 3, 2, 3, 4, 2, 3, 4, 3, 4, 5];
        assert_eq!(undo_png(&data, 1, 3).unwrap(), expected);
        assert_eq!(undo_png(&[9, 0], 1, 3), Err(Error::BadFilterData("Predictor")));
    }
}
