//! The table of contents: every claim of the laboratory, one a file.

use crate::claim::Claim;

macro_rules! contents {
    ($($name:ident),* $(,)?) => {
        $(mod $name;)*

        /// Every claim, in the order of the tables.
        pub static ALL: &[&Claim] = &[$(&$name::CLAIM),*];
    };
}

contents! {
    s1,
    s2,
    s4,
    s12,
    g1,
    g4,
    g5,
    g6,
    g7,
    b1,
    b2,
    b3,
    b4,
    b5,
    b6,
    b9,
    e5,
}
