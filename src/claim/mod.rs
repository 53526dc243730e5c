//! The card of a claim, its rows, the judge, the error budget and the planted lies.
//!
//! Refuses: files, plots, seeds of its own.

pub mod row;

pub use row::{Axis, Evidence, Line, Measured, Panel, Row, Scale};
