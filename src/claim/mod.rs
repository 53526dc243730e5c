//! The card of a claim, its rows, the judge, the error budget and the planted lies.
//!
//! Refuses: files, plots, seeds of its own.

pub mod bands;
pub mod binomial;
pub mod card;
pub mod engine;
pub mod judge;
pub mod panel;
pub mod proved;
pub mod row;

pub use bands::Band;
pub use card::{Claim, Context, Effort, Published, Subject};
pub use engine::{Engine, Report, report, statistical_rows};
pub use judge::{Budget, Finding, Verdict};
pub use panel::{Axis, Evidence, Line, Panel, Scale, Spot, Tile};
pub use row::{LIE, Measured, Row, Sense};
