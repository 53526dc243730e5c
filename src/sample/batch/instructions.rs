//! The sets of instructions that the passes are compiled for, and the choice among them when the program runs: the one file with unsafe code.
//!
//! Refuses: instructions that the machine has not; a set can be had only by asking for it.
#![allow(unsafe_code)]

use super::{
    passes::{self, Scratch},
    table::Rows,
    words::Words,
};
use crate::sample::stream::Arithmetic;
use crate::tail::Recipe;

/// A set of instructions that this machine has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instructions(Set);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Set {
    Portable,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
    #[cfg(target_arch = "x86_64")]
    Avx2Fused,
    #[cfg(target_arch = "x86_64")]
    Avx512Fused,
}

impl Instructions {
    /// The widest that the machine has.
    pub fn best(arithmetic: Arithmetic) -> Self {
        *Self::all(arithmetic).last().expect("the portable ones are everywhere")
    }

    /// All that the machine has, the portable ones first and the widest last.
    pub fn all(arithmetic: Arithmetic) -> Vec<Self> {
        let mut all = vec![Self(Set::Portable)];
        #[cfg(target_arch = "x86_64")]
        {
            let fused = arithmetic == Arithmetic::Fused;
            if is_x86_feature_detected!("avx2") && (!fused || is_x86_feature_detected!("fma")) {
                all.push(Self(if fused { Set::Avx2Fused } else { Set::Avx2 }));
            }
            let wide = is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vl");
            if wide && (!fused || is_x86_feature_detected!("fma")) {
                all.push(Self(if fused { Set::Avx512Fused } else { Set::Avx512 }));
            }
        }
        #[cfg(not(target_arch = "x86_64"))]
        let _ = arithmetic;
        all
    }

    /// What they are called.
    pub fn name(self) -> &'static str {
        match self.0 {
            Set::Portable => "portable",
            #[cfg(target_arch = "x86_64")]
            Set::Avx2 => "AVX2",
            #[cfg(target_arch = "x86_64")]
            Set::Avx512 => "AVX-512",
            #[cfg(target_arch = "x86_64")]
            Set::Avx2Fused => "AVX2, fused",
            #[cfg(target_arch = "x86_64")]
            Set::Avx512Fused => "AVX-512, fused",
        }
    }
}

/// One pass in every set.
macro_rules! in_every_set {
    ($(#[$doc:meta])* $name:ident($($argument:ident: $kind:ty),*) $(-> $result:ty)?, $plain:expr, $fused:expr) => {
        impl Instructions {
            $(#[$doc])*
            pub fn $name(self, $($argument: $kind),*) $(-> $result)? {
                #[cfg(target_arch = "x86_64")]
                mod x86 {
                    use super::*;
                    #[target_feature(enable = "avx2")]
                    pub fn avx2($($argument: $kind),*) $(-> $result)? {
                        $plain($($argument),*)
                    }
                    #[target_feature(enable = "avx512f,avx512dq,avx512vl")]
                    pub fn avx512($($argument: $kind),*) $(-> $result)? {
                        $plain($($argument),*)
                    }
                    #[target_feature(enable = "avx2,fma")]
                    pub fn avx2_fused($($argument: $kind),*) $(-> $result)? {
                        $fused($($argument),*)
                    }
                    #[target_feature(enable = "avx512f,avx512dq,avx512vl,fma")]
                    pub fn avx512_fused($($argument: $kind),*) $(-> $result)? {
                        $fused($($argument),*)
                    }
                }
                match self.0 {
                    Set::Portable => $plain($($argument),*),
                    // SAFETY: a set other than the portable one is made in `all` alone, once the machine has said that it has each of
                    // the features that the function is compiled for.
                    #[cfg(target_arch = "x86_64")]
                    Set::Avx2 => unsafe { x86::avx2($($argument),*) },
                    // SAFETY: likewise.
                    #[cfg(target_arch = "x86_64")]
                    Set::Avx512 => unsafe { x86::avx512($($argument),*) },
                    // SAFETY: likewise.
                    #[cfg(target_arch = "x86_64")]
                    Set::Avx2Fused => unsafe { x86::avx2_fused($($argument),*) },
                    // SAFETY: likewise.
                    #[cfg(target_arch = "x86_64")]
                    Set::Avx512Fused => unsafe { x86::avx512_fused($($argument),*) },
                }
            }
        }
    };
}

in_every_set!(
    /// See [`passes::by_recipe`].
    by_recipe(recipe: &Recipe, words: &mut Words, scratch: &mut Scratch),
    passes::by_recipe::<false>,
    passes::by_recipe::<true>
);
in_every_set!(
    /// See [`passes::by_rows`].
    by_rows(rows: &Rows, exponentials: bool, words: &mut Words, scratch: &mut Scratch) -> bool,
    passes::by_rows::<false>,
    passes::by_rows::<true>
);
in_every_set!(
    /// See [`passes::sum`].
    sum(draws: &[f64]) -> f64,
    passes::sum,
    passes::sum
);
