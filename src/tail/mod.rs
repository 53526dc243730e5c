//! Laws on the line, known by their log survival function.
//!
//! Refuses: files, threads, pictures, random generators.

pub mod catalogue;
pub mod class;
pub mod defaults;
pub mod exponential_piece;
pub mod family;
pub mod laplace;
pub mod law;
pub mod made;
pub mod moment;
pub mod recipe;
pub mod spec;
pub mod tilt;

pub use catalogue::{Argument, Catalogue, Domain, Family, Form, Kind, Parameter};
pub use class::TailClass;
pub use exponential_piece::ExponentialPiece;
pub use laplace::Laplace;
pub use law::{Atom, Interval, Law, Restarts, Tail};
pub use moment::Moment;
pub use recipe::Recipe;
