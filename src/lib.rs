//! A laboratory for heavy tails.
#![deny(unsafe_code)]

pub mod claim;
pub mod claims;
pub mod cli;
pub mod expect;
pub mod fit;
pub mod model;
pub mod num;
pub mod render;
pub mod sample;
pub mod tail;
