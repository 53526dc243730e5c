//! The table of contents: every claim of the laboratory, one a file.

use crate::claim::Claim;

mod limits;
mod measure;

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
    s3,
    s4,
    s5,
    s6,
    s7,
    s8,
    s9,
    s10,
    s11,
    s12,
    g1,
    g2,
    g3,
    g4,
    g5,
    g6,
    g7,
    g8,
    g9,
    g10,
    g11,
    g12,
    g13,
    g14,
    g15,
    g16,
    gm,
    b1,
    b2,
    b3,
    b4,
    b5,
    b6,
    b7,
    b8,
    b9,
    k1,
    k2,
    k3,
    k4,
    k5,
    k6,
    k7,
    k8,
    k9,
    k10,
    d2,
    d3,
    d4,
    d5,
    d6,
    d7,
    d8,
    d9,
    f1,
    f2,
    f3,
    f4,
    m1,
    m2,
    m3,
    m4,
    e1,
    e2,
    e4,
    e5,
    e6,
    e7,
    e8,
    e9,
    e10,
    e11,
    e13,
    e14,
}
