//! Arrays in NumPy's `.npy` format, versions 1.0, 2.0 and 3.0.
//!
//! Format: NumPy Enhancement Proposal 1, "A simple file format for NumPy arrays".

use super::all_finite;

const MAGIC: &[u8] = b"\x93NUMPY";

/// The values, in the order of the file; a shape of any rank, in either order, is flattened.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<f64>, String> {
    let (header, data) = split(bytes)?;
    let format = Format::parse(header)?;
    let wanted = format.count.checked_mul(format.width).ok_or("the shape in the header is impossibly large")?;
    if data.len() < wanted {
        return Err(format!(
            "truncated: the header promises {} values ({wanted} bytes), and {} bytes follow",
            format.count,
            data.len()
        ));
    }
    if data.len() > wanted {
        return Err(format!("{} bytes follow the array; one array a file is allowed", data.len() - wanted));
    }
    let values = data.chunks_exact(format.width).map(|chunk| format.value(chunk));
    all_finite(values.enumerate().map(|(i, value)| (value, i + 1)).collect(), "value")
}

/// The header and what follows it.
fn split(bytes: &[u8]) -> Result<(&str, &[u8]), String> {
    if !bytes.starts_with(MAGIC) {
        return Err("not a .npy file: it does not begin with \\x93NUMPY".into());
    }
    let short = || "truncated: the file ends inside its header".to_string();
    let (&version, rest) = bytes[MAGIC.len()..].split_first().ok_or_else(short)?;
    let rest = rest.get(1..).ok_or_else(short)?;
    let (length, rest) = match version {
        1 => {
            let (head, rest) = rest.split_first_chunk::<2>().ok_or_else(short)?;
            (usize::from(u16::from_le_bytes(*head)), rest)
        }
        2 | 3 => {
            let (head, rest) = rest.split_first_chunk::<4>().ok_or_else(short)?;
            (u32::from_le_bytes(*head) as usize, rest)
        }
        other => return Err(format!("format version {other} of .npy is not known; 1, 2 and 3 are")),
    };
    let (header, data) = rest.split_at_checked(length).ok_or_else(short)?;
    let header = std::str::from_utf8(header).map_err(|_| "the header is not text".to_string())?;
    Ok((header, data))
}

/// What the header says.
#[derive(Debug, PartialEq)]
struct Format {
    big_endian: bool,
    /// `f`, `i` or `u`.
    kind: u8,
    width: usize,
    count: usize,
}

impl Format {
    fn parse(header: &str) -> Result<Self, String> {
        let descr = after_key(header, "descr")?;
        let (big_endian, kind, width) = element(descr)?;
        let order = after_key(header, "fortran_order")?;
        if !order.starts_with("True") && !order.starts_with("False") {
            return Err("fortran_order in the header is neither True nor False".into());
        }
        Ok(Self { big_endian, kind, width, count: size(after_key(header, "shape")?)? })
    }

    fn value(&self, chunk: &[u8]) -> f64 {
        let mut bytes = [0; 8];
        bytes[..self.width].copy_from_slice(chunk);
        if self.big_endian {
            bytes[..self.width].reverse();
        }
        let four = [bytes[0], bytes[1], bytes[2], bytes[3]];
        match (self.kind, self.width) {
            (b'f', 4) => f64::from(f32::from_le_bytes(four)),
            (b'f', _) => f64::from_le_bytes(bytes),
            (b'i', 4) => f64::from(i32::from_le_bytes(four)),
            (b'i', _) => i64::from_le_bytes(bytes) as f64,
            (_, 4) => f64::from(u32::from_le_bytes(four)),
            _ => u64::from_le_bytes(bytes) as f64,
        }
    }
}

/// What follows `'key':` in the header, which is a Python dictionary literal.
fn after_key<'a>(header: &'a str, key: &str) -> Result<&'a str, String> {
    let found = ['\'', '"'].iter().find_map(|quote| {
        let quoted = format!("{quote}{key}{quote}");
        let rest = &header[header.find(&quoted)? + quoted.len()..];
        Some(rest.trim_start().strip_prefix(':')?.trim_start())
    });
    found.ok_or_else(|| format!("the header has no {key}"))
}

/// Byte order, kind and width of an element such as `'<f8'`.
fn element(descr: &str) -> Result<(bool, u8, usize), String> {
    let quoted = descr.strip_prefix(['\'', '"']).and_then(|rest| rest.split(['\'', '"']).next());
    let name = quoted.unwrap_or("a structure");
    let refuse = || {
        format!(
            "elements of type {name} are not read; <f4, <f8, >f4, >f8 and integers of 4 or 8 bytes (i4, i8, u4, u8) are"
        )
    };
    let &[order, kind, width] = name.as_bytes() else { return Err(refuse()) };
    let big_endian = match order {
        b'<' => false,
        b'>' => true,
        b'=' => cfg!(target_endian = "big"),
        _ => return Err(refuse()),
    };
    if !matches!((kind, width), (b'f' | b'i' | b'u', b'4' | b'8')) {
        return Err(refuse());
    }
    Ok((big_endian, kind, usize::from(width - b'0')))
}

/// How many values a shape such as `(3, 4)` holds; `()` holds one.
fn size(shape: &str) -> Result<usize, String> {
    let inside = shape.strip_prefix('(').and_then(|rest| rest.split_once(')')).map(|(inside, _)| inside);
    let inside = inside.ok_or("the shape in the header is not a tuple")?;
    let lengths = inside.split(',').map(|part| part.trim().trim_end_matches('L')).filter(|part| !part.is_empty());
    lengths.map(|part| part.parse::<usize>()).try_fold(1usize, |product, length| {
        let length = length.map_err(|_| "the shape in the header is not made of whole numbers".to_string())?;
        product.checked_mul(length).ok_or_else(|| "the shape in the header is impossibly large".to_string())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(version: u8, descr: &str, shape: &str, fortran: &str, data: &[u8]) -> Vec<u8> {
        let header = format!("{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}, }}\n");
        let mut bytes = [MAGIC, &[version, 0]].concat();
        if version == 1 {
            bytes.extend((header.len() as u16).to_le_bytes());
        } else {
            bytes.extend((header.len() as u32).to_le_bytes());
        }
        bytes.extend(header.as_bytes());
        bytes.extend(data);
        bytes
    }

    #[test]
    fn reads_every_type_in_either_byte_order() {
        let cases: [(&str, &[u8]); 10] = [
            ("<f4", &(-3f32).to_le_bytes()),
            (">f4", &(-3f32).to_be_bytes()),
            ("<f8", &(-3f64).to_le_bytes()),
            (">f8", &(-3f64).to_be_bytes()),
            ("<i4", &(-3i32).to_le_bytes()),
            (">i4", &(-3i32).to_be_bytes()),
            ("<i8", &(-3i64).to_le_bytes()),
            (">i8", &(-3i64).to_be_bytes()),
            ("<u4", &3u32.to_le_bytes()),
            (">u8", &3u64.to_be_bytes()),
        ];
        for (descr, data) in cases {
            let expected = if descr.contains('u') { 3.0 } else { -3.0 };
            for version in 1..=3 {
                assert_eq!(read(&file(version, descr, "()", "False", data)).unwrap(), [expected], "{descr}");
            }
        }
    }

    #[test]
    fn flattens_any_shape() {
        let data: Vec<u8> = (1..=6).flat_map(|i| f64::from(i).to_le_bytes()).collect();
        for (shape, order) in [("(6,)", "False"), ("(2, 3)", "True"), ("(1, 2, 3)", "False")] {
            assert_eq!(read(&file(1, "<f8", shape, order, &data)).unwrap().len(), 6);
        }
    }

    #[test]
    fn refuses_what_it_cannot_read() {
        let refused = |bytes: &[u8], words: &str| {
            let error = read(bytes).unwrap_err();
            assert!(error.contains(words), "{error}");
        };
        refused(b"1\n2\n", "does not begin with");
        refused(&file(1, "<f8", "(2,)", "False", &[0; 15]), "truncated: the header promises 2 values (16 bytes)");
        refused(&file(1, "<f8", "(1,)", "False", &[0; 9]), "1 bytes follow the array");
        refused(&file(1, "<f2", "(1,)", "False", &[0; 2]), "type <f2");
        refused(&file(1, "|O", "(1,)", "False", &[0; 2]), "type |O");
        refused(&file(9, "<f8", "(1,)", "False", &[0; 8]), "version 9");
        refused(&file(1, "<f8", "(99999999999, 99999999999)", "False", &[]), "impossibly large");
        refused(&file(1, "<f8", "(0,)", "False", &[]), "no numbers");
        refused(&file(1, "<f8", "(1,)", "False", &f64::NAN.to_le_bytes()), "value 1 is NaN (the only such value)");
        refused(&file(1, "<f8", "(1,)", "False", &[])[..9], "inside its header");
    }
}
