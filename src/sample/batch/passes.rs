//! The passes over a block of draws, as plain loops that a compiler turns into vector instructions: inlined into each set of them.
//!
//! Refuses: to choose the instructions; see [`super::instructions`].

use super::{table::Rows, words::Words};
use crate::num::lanes::{exp, exp_m1, ln, ln_exp_m1, ln_sum, multiply_add};
use crate::tail::recipe::{Recipe, Start, Step};

/// Draws that are made at once: their arrays stay in the nearest cache.
pub const BLOCK: usize = 512;

/// An array that begins with a cache line: stores that cross one cost several times as much.
#[derive(Clone, Debug)]
#[repr(align(64))]
pub struct Aligned<T>(pub [T; BLOCK]);

/// What a block needs.
#[derive(Clone, Debug)]
pub struct Scratch {
    /// Its words.
    pub words: Aligned<u64>,
    /// The rows of a table.
    rows: Aligned<u64>,
    /// The places in them.
    shares: Aligned<f64>,
    /// The draws.
    pub draws: Aligned<f64>,
}

impl Scratch {
    /// Of nothing yet.
    pub fn new() -> Self {
        let zeros = || Aligned([0.0; BLOCK]);
        Self { words: Aligned([0; BLOCK]), rows: Aligned([0; BLOCK]), shares: zeros(), draws: zeros() }
    }
}

impl Default for Scratch {
    fn default() -> Self {
        Self::new()
    }
}

/// `2^-64`.
const UNIT: f64 = 1.0 / 18_446_744_073_709_551_616.0;
/// The least depth: that of the largest word, for the words whose probability is rounded to 1.
const LEAST_DEPTH: f64 = 0.5 * UNIT;

/// `(word + 1/2) / 2^64`, rounded once: 64 bits near 0, and 53 near 1.
#[inline(always)]
pub fn probability(word: u64) -> f64 {
    // Either half of the word is the last bits of a number whose first are known: 2^84 and 2^52.
    let high = f64::from_bits((word >> 32) | 0x4530_0000_0000_0000) - 19_342_813_113_834_066_795_298_816.0;
    let low = f64::from_bits((word & 0xffff_ffff) | 0x4330_0000_0000_0000) - 4_503_599_627_370_496.0;
    (high + (low + 0.5)) * UNIT
}

/// `-ln S` for the S of a word.
#[inline(always)]
pub fn depth_above<const FUSED: bool>(word: u64) -> f64 {
    depth_of::<FUSED>(probability(word))
}

#[inline(always)]
fn depth_of<const FUSED: bool>(probability: f64) -> f64 {
    let depth = -ln_sum::<FUSED>(probability, 0.0);
    if depth > LEAST_DEPTH { depth } else { LEAST_DEPTH }
}

/// `-ln(1 - S)` for the S of a word.
#[inline(always)]
pub fn depth_below<const FUSED: bool>(word: u64) -> f64 {
    let (share, rest) = (probability(word), probability(!word));
    // What the rounding of 1 - S has lost of the digits of S.
    let depth = -ln_sum::<FUSED>(rest, (1.0 - rest) - share);
    if depth > LEAST_DEPTH { depth } else { LEAST_DEPTH }
}

/// A block of draws by a recipe.
#[inline(always)]
pub fn by_recipe<const FUSED: bool>(recipe: &Recipe, words: &mut Words, scratch: &mut Scratch) {
    words.fill(&mut scratch.words.0);
    let (words, draws) = (&scratch.words.0, &mut scratch.draws.0);
    match recipe.start() {
        Start::Above => {
            // Two short passes are faster than one in which the registers run out.
            from_words(words, draws, probability);
            each(draws, depth_of::<FUSED>);
        }
        Start::Below => from_words(words, draws, depth_below::<FUSED>),
        Start::Share => from_words(words, draws, |word| probability(!word)),
        Start::Odds => from_words(words, draws, |word| probability(!word) / probability(word)),
    }
    let mut steps = recipe.steps();
    while let [step, rest @ ..] = steps {
        steps = rest;
        match *step {
            Step::Line { factor, shift } => {
                if let [Step::Exp, rest @ ..] = steps {
                    steps = rest;
                    each(draws, |x| exp::<FUSED>(multiply_add::<FUSED>(factor, x, shift)));
                } else {
                    each(draws, |x| multiply_add::<FUSED>(factor, x, shift));
                }
            }
            Step::Exp => each(draws, exp::<FUSED>),
            Step::ExpM1 => each(draws, exp_m1::<FUSED>),
            Step::Ln => each(draws, ln::<FUSED>),
            Step::LnExpM1 => each(draws, ln_exp_m1::<FUSED>),
            Step::AtMost(high) => each(draws, |x| if x < high { x } else { high }),
        }
    }
}

#[inline(always)]
fn from_words(words: &[u64; BLOCK], draws: &mut [f64; BLOCK], start: impl Fn(u64) -> f64) {
    for (draw, word) in draws.iter_mut().zip(words) {
        *draw = start(*word);
    }
}

#[inline(always)]
fn each(draws: &mut [f64; BLOCK], step: impl Fn(f64) -> f64) {
    for draw in draws {
        *draw = step(*draw);
    }
}

/// A block of draws from a table, NaN where a row has none; says whether there are any of those.
#[inline(always)]
pub fn by_rows<const FUSED: bool>(rows: &Rows, exponentials: bool, words: &mut Words, scratch: &mut Scratch) -> bool {
    words.fill(&mut scratch.words.0);
    for ((word, row), share) in scratch.words.0.iter().zip(&mut scratch.rows.0).zip(&mut scratch.shares.0) {
        (*row, *share) = cell(*word);
    }
    let places = scratch.rows.0.iter().zip(&scratch.shares.0);
    for ((row, share), draw) in places.zip(&mut scratch.draws.0) {
        *draw = polynomial::<FUSED>(&rows.0[(row & (rows.0.len() as u64 - 1)) as usize], *share);
    }
    if exponentials {
        each(&mut scratch.draws.0, exp::<FUSED>);
    }
    scratch.draws.0.iter().map(|draw| u64::from(draw.is_nan())).sum::<u64>() > 0
}

/// The row of a word, and its place there from -1 to 1: rows are sixteenths of the doublings of the probability of the nearer end, those of
/// the lower end in the second half of the table.
#[inline(always)]
pub fn cell(word: u64) -> (u64, f64) {
    let side = (word as i64 >> 63) as u64;
    let bits = probability(word ^ side).to_bits();
    let near = (0x3fe0u64).wrapping_sub(bits >> 48);
    let near = if near < 511 { near } else { 511 };
    (near | (side & 512), f64::from_bits(((bits << 4) & 0x000f_ffff_ffff_ffff) | 0x4000_0000_0000_0000) - 3.0)
}

/// A polynomial of seventh degree.
#[inline(always)]
pub fn polynomial<const FUSED: bool>(c: &[f64; 8], x: f64) -> f64 {
    let fma = multiply_add::<FUSED>;
    let square = x * x;
    let low = fma(square, fma(c[3], x, c[2]), fma(c[1], x, c[0]));
    let high = fma(square, fma(c[7], x, c[6]), fma(c[5], x, c[4]));
    fma(square * square, high, low)
}

/// The sum of some draws, in eight parts side by side: the order does not depend on the instructions.
#[inline(always)]
pub fn sum(draws: &[f64]) -> f64 {
    let (eights, rest) = draws.as_chunks::<8>();
    let mut parts = [0.0; 8];
    for eight in eights {
        for (part, draw) in parts.iter_mut().zip(eight) {
            *part += draw;
        }
    }
    let [a, b, c, d, e, f, g, h] = parts;
    rest.iter().fold(((a + b) + (c + d)) + ((e + f) + (g + h)), |sum, draw| sum + draw)
}
