//! The law tests: what must hold of every law at every typical spec of the catalogue, from the body to depth 1e6.
//!
//! A property that a law cannot satisfy is named in `exceptions::EXCEPTIONS` with the reason.

mod classes;
mod common;
mod defaults;
mod density;
mod exceptions;
mod integral;
mod moments;
mod oracle;
mod ratios;
mod reference;
mod sampling;
mod shape;
