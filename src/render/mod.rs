//! Turns evidence into pictures, data files, tables and one page of report.
//!
//! Refuses: judging. What a row means is decided below; here it is only shown.

pub mod axis;
mod callout;
pub mod chart;
mod clip;
pub mod compare;
pub mod data;
mod dots;
mod draw;
pub mod errata;
pub mod erratum;
pub mod essay;
pub mod evidence;
pub mod files;
pub mod fit_picture;
mod grid;
mod label;
mod layout;
mod legend;
mod map;
mod marker;
pub mod numbers;
pub mod palette;
pub mod picture;
mod placement;
#[cfg(feature = "png")]
pub mod png;
mod range;
pub mod report;
mod svg;
pub mod table;
mod text;

pub use chart::{Chart, ChartPanel, Key, Mark, Point, Series};
