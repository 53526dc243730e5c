//! The files of a claim, `<id>.svg`, `<id>.csv` and `<id>.png`: written together, checked together.

use super::chart::Chart;
use super::{compare, picture};
use std::io;
use std::path::{Path, PathBuf};

/// Pixels of the PNG for each unit of the picture: about 300 dots an inch at the width of a column.
#[cfg(feature = "png")]
const PIXELS_PER_UNIT: u32 = 2;

/// Writes the files of a claim into a directory, which is made if need be, and tells their paths.
///
/// # Errors
/// When the directory or a file cannot be written.
pub fn write(directory: &Path, id: &str, chart: &Chart, csv: &str) -> io::Result<Vec<PathBuf>> {
    std::fs::create_dir_all(directory)?;
    let svg = picture::svg(chart);
    let mut contents = vec![("svg", svg.clone().into_bytes()), ("csv", csv.as_bytes().to_vec())];
    contents.extend(png(&svg)?.map(|bytes| ("png", bytes)));
    let mut paths = Vec::new();
    for (extension, bytes) in contents {
        let path = directory.join(format!("{id}.{extension}"));
        std::fs::write(&path, bytes)?;
        paths.push(path);
    }
    Ok(paths)
}

#[cfg(feature = "png")]
fn png(svg: &str) -> io::Result<Option<Vec<u8>>> {
    let width = svg.split_once(" width=\"").and_then(|(_, rest)| rest.split('"').next()?.parse::<u32>().ok());
    let pixels = width.unwrap_or(800) * PIXELS_PER_UNIT;
    super::png::rasterise(svg, pixels).map(Some).map_err(io::Error::other)
}

#[cfg(not(feature = "png"))]
fn png(_: &str) -> io::Result<Option<Vec<u8>>> {
    Ok(None)
}

/// What [`write()`] would change, in words; empty when the files on disk are up to date. A PNG follows from its SVG, so it is
/// only missed when absent.
pub fn check(directory: &Path, id: &str, chart: &Chart, csv: &str) -> Vec<String> {
    let path = |extension: &str| directory.join(format!("{id}.{extension}"));
    let mut found = compare::file(&path("csv"), csv).err().unwrap_or_default();
    found.extend(compare::file(&path("svg"), &picture::svg(chart)).err().unwrap_or_default());
    if cfg!(feature = "png") && !path("png").exists() {
        found.push(format!("{id}.png is missing"));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::Axis;
    use crate::render::{ChartPanel, Series};

    #[test]
    fn what_was_written_passes_and_a_change_or_a_gap_is_found() {
        let directory = std::env::temp_dir().join(format!("goodhart-files-{}", std::process::id()));
        let chart = |end: f64| {
            let line = Series::line("a", 0, false, &[(1.0, 1.0), (2.0, 1.5), (3.0, end)]);
            let panels = vec![ChartPanel::new("", Axis::linear("x"), Axis::linear("y"), vec![line])];
            Chart { title: "t".into(), panels, ..Chart::default() }
        };
        assert_eq!(check(&directory, "a", &chart(2.0), "x\n1\n")[0], "a.csv is missing");
        let paths = write(&directory, "a", &chart(2.0), "x\n1\n").unwrap();
        assert_eq!(paths.len(), if cfg!(feature = "png") { 3 } else { 2 });
        assert!(check(&directory, "a", &chart(2.0), "x\n1\n").is_empty());
        assert_eq!(check(&directory, "a", &chart(2.0), "x\n2\n"), ["a.csv: row 1, x: 1 is now 2"]);
        assert!(check(&directory, "a", &chart(1.9), "x\n1\n")[0].starts_with("a.svg: "));
        std::fs::remove_dir_all(&directory).unwrap();
    }
}
