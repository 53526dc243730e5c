//! Data that do not come with the project.

use std::path::{Path, PathBuf};

/// A file that does not come with the project, looked for under the directory that the environment variable GOODHART_DATA
/// names, else beside the project in `../shared`; says that the test is skipped where it is absent.
pub fn at_hand(name: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let root = std::env::var_os("GOODHART_DATA").map_or(beside, PathBuf::from);
    let path = root.join(name);
    if path.is_file() {
        return Some(path);
    }
    println!("skipped: {name} is not at hand");
    None
}
