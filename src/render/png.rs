//! Rasterises SVG with the bundled font, so that a picture looks the same on a machine with no fonts at all.

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};
use std::sync::{Arc, OnceLock};

fn fonts() -> Arc<fontdb::Database> {
    static FONTS: OnceLock<Arc<fontdb::Database>> = OnceLock::new();
    FONTS
        .get_or_init(|| {
            let mut database = fontdb::Database::new();
            database.load_font_data(dejavu::sans::regular().to_vec());
            database.load_font_data(dejavu::sans::bold().to_vec());
            database.set_sans_serif_family("DejaVu Sans");
            Arc::new(database)
        })
        .clone()
}

fn tree(svg: &str) -> Result<Tree, String> {
    let options = Options { fontdb: fonts(), font_family: "DejaVu Sans".into(), ..Options::default() };
    Tree::from_str(svg, &options).map_err(|e| format!("the picture is not valid SVG: {e}"))
}

/// A PNG of the given width in pixels; the height follows from the picture.
///
/// # Errors
/// When the text is not SVG or the size is impossible.
pub fn rasterise(svg: &str, width: u32) -> Result<Vec<u8>, String> {
    let pixmap = paint(svg, width)?;
    let bytes = pixmap.encode_png().map_err(|e| format!("could not write PNG: {e}"))?;
    let software = concat!("goodhart ", env!("CARGO_PKG_VERSION"));
    let mut notes = text_chunk("Software", software);
    if let Some(description) = between(svg, "<desc>", "</desc>").filter(|d| !d.is_empty()) {
        notes.extend(text_chunk("Description", description));
    }
    Ok(insert_after_header(bytes, &notes))
}

/// The pixels of a picture, row by row from the top.
#[derive(Clone, Debug)]
pub struct Pixels {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Red, green and blue of each pixel.
    pub rgb: Vec<[u8; 3]>,
}

/// The picture as pixels, without packing it into a file.
///
/// # Errors
/// When the text is not SVG or the size is impossible.
pub fn pixels(svg: &str, width: u32) -> Result<Pixels, String> {
    let pixmap = paint(svg, width)?;
    let rgb = pixmap.pixels().iter().map(|p| [p.red(), p.green(), p.blue()]).collect();
    Ok(Pixels { width: pixmap.width(), height: pixmap.height(), rgb })
}

fn paint(svg: &str, width: u32) -> Result<Pixmap, String> {
    let tree = tree(svg)?;
    let scale = width as f32 / tree.size().width();
    let height = (tree.size().height() * scale).round() as u32;
    let mut pixmap = Pixmap::new(width, height).ok_or_else(|| format!("no picture is {width} by {height} pixels"))?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    Ok(pixmap)
}

fn between<'a>(text: &'a str, open: &str, close: &str) -> Option<&'a str> {
    text.split_once(open)?.1.split_once(close).map(|(inside, _)| inside)
}

/// An international text chunk: keyword, five empty bytes (no compression, language or translation), UTF-8 text.
/// PNG specification (W3C, third edition), 11.3.3.4.
fn text_chunk(keyword: &str, text: &str) -> Vec<u8> {
    let mut body = b"iTXt".to_vec();
    body.extend(keyword.as_bytes());
    body.extend([0; 5]);
    body.extend(text.as_bytes());
    let mut chunk = (body.len() as u32 - 4).to_be_bytes().to_vec();
    chunk.extend(&body);
    chunk.extend(crc(&body).to_be_bytes());
    chunk
}

/// The cyclic redundancy code of a chunk. PNG specification, annex D.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |mut c, &byte| {
        c ^= u32::from(byte);
        for _ in 0..8 {
            c = if c & 1 == 1 { 0xedb8_8320 ^ (c >> 1) } else { c >> 1 };
        }
        c
    })
}

/// Signature (8 bytes) and header chunk (25 bytes) come first in every PNG.
fn insert_after_header(mut png: Vec<u8>, chunks: &[u8]) -> Vec<u8> {
    let rest = png.split_off(33.min(png.len()));
    png.extend(chunks);
    png.extend(rest);
    png
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crc_is_that_of_the_specification() {
        assert_eq!(crc(b"IEND"), 0xae42_6082);
    }

    #[test]
    fn widths_of_text_agree_with_the_font() {
        for sample in ["Survival functions: P(X > x) for four error laws", "10⁻¹²", "α = 1.5, σ² ≤ 3 × 10³", "Σ λ μ"]
        {
            let escaped = sample.replace('>', "&gt;");
            let svg = format!(
                "<svg xmlns='http://www.w3.org/2000/svg' width='900' height='50'><text x='5' y='30' \
                 font-family='DejaVu Sans' font-size='20'>{escaped}</text></svg>"
            );
            let measured = f64::from(tree(&svg).unwrap().root().bounding_box().width());
            let expected = super::super::text::width(sample, 20.0, false);
            assert!((measured / expected - 1.0).abs() < 0.06, "{sample}: {measured} {expected}");
        }
    }
}
