//! A law prepared to be drawn from by thousands, and the draws of one shard.
//!
//! Refuses: to draw one of few; what is prepared for few draws is inverted one by one.

use super::{
    instructions::Instructions,
    passes::{BLOCK, Scratch, depth_above, depth_below},
    table::Table,
    words::Words,
};
use crate::num::lanes::ln_sum;
use crate::sample::Source;
use crate::tail::{Recipe, Tail};

/// A table may ask for the quantile once for so many draws.
const DRAWS_A_PLACE: u64 = 4;
/// No table asks for it more often.
const MOST_PLACES: u64 = 1 << 18;

/// The law of the least of `power` draws of a law, prepared.
#[derive(Clone, Debug)]
pub struct Kernel<'a, T: ?Sized> {
    law: &'a T,
    power: f64,
    route: Route,
}

#[derive(Clone, Debug)]
enum Route {
    Recipe(Recipe),
    Table(Box<Table>),
    Inversion,
}

impl<'a, T: Tail + ?Sized> Kernel<'a, T> {
    /// Prepares a law for about so many draws in all; they decide whether a table is worth its making.
    pub fn new(law: &'a T, draws: u64) -> Self {
        Self::of_least(law, 1.0, draws)
    }

    /// The same for the least of `power` draws each, real `power > 0`.
    pub fn of_least(law: &'a T, power: f64, draws: u64) -> Self {
        assert!(power > 0.0, "a least one is of some draws");
        let mut kernel = Self { law, power, route: Route::Inversion };
        let recipe = law.recipe();
        if let Some(recipe) = if power == 1.0 { recipe } else { recipe.and_then(|recipe| recipe.least_of(power)) } {
            kernel.route = Route::Recipe(recipe);
        } else if draws / DRAWS_A_PLACE >= Table::FIRST {
            let budget = (draws / DRAWS_A_PLACE).min(MOST_PLACES);
            let quantile = |lower: bool, p: f64| kernel.at_depth(depth(lower, p));
            kernel.route = Route::Table(Box::new(Table::new(&quantile, law.support().low >= 0.0, budget)));
        }
        kernel
    }

    /// The draw of a word by the law's own inversion.
    pub fn inverted(&self, word: u64) -> f64 {
        let upper = word >> 63 == 0;
        self.at_depth(if upper { depth_above::<false>(word) } else { depth_below::<false>(!word) })
    }

    fn at_depth(&self, depth: f64) -> f64 {
        self.law.inv_ln_sf(-depth / self.power)
    }
}

/// `-ln S` where S or, on the lower side, 1 - S is p, at most 1/2.
fn depth(lower: bool, p: f64) -> f64 {
    let rest = 1.0 - p;
    -if lower { ln_sum::<false>(rest, (1.0 - rest) - p) } else { ln_sum::<false>(p, 0.0) }
}

/// The draws of one shard, block by block.
#[derive(Clone, Debug)]
pub struct Batch<'a, T: ?Sized> {
    kernel: &'a Kernel<'a, T>,
    instructions: Instructions,
    words: Words,
    scratch: Box<Scratch>,
    /// How many of the block have been given.
    given: usize,
}

impl<'a, T: Tail + ?Sized> Batch<'a, T> {
    /// The draws of a shard; `which` tells sequences apart that are drawn together.
    pub fn new(kernel: &'a Kernel<'a, T>, source: &Source, shard: u64, which: u32) -> Self {
        let instructions = Instructions::best(source.arithmetic());
        Self::with(kernel, instructions, source.words(shard, which))
    }

    /// The draws of some words with some instructions.
    pub fn with(kernel: &'a Kernel<'a, T>, instructions: Instructions, words: Words) -> Self {
        Self { kernel, instructions, words, scratch: Box::default(), given: BLOCK }
    }

    /// The next draws, at least one and at most so many.
    pub fn some(&mut self, most: u64) -> &[f64] {
        if self.given == BLOCK {
            self.fill();
        }
        let first = self.given;
        self.given += (BLOCK - first).min(usize::try_from(most).unwrap_or(BLOCK));
        let asked = first..self.given;
        if matches!(self.kernel.route, Route::Inversion) {
            // One by one, and no more of them than are asked for.
            let (draws, words) = (&mut self.scratch.draws.0[asked.clone()], &self.scratch.words.0[asked.clone()]);
            draws.iter_mut().zip(words).for_each(|(draw, word)| *draw = self.kernel.inverted(*word));
        }
        &self.scratch.draws.0[asked]
    }

    /// The next draw.
    #[inline]
    pub fn one(&mut self) -> f64 {
        self.some(1)[0]
    }

    /// The sum of the next draws, to a few units of the last place of the sum of their sizes however many there are.
    ///
    /// Blocks are added with the rounding of each addition kept (Neumaier 1974).
    pub fn sum(&mut self, count: u64) -> f64 {
        let (mut total, mut lost, mut left) = (0.0f64, 0.0, count);
        while left > 0 {
            let instructions = self.instructions;
            let some = self.some(left);
            left -= some.len() as u64;
            let part = instructions.sum(some);
            let sum = total + part;
            lost += if total.abs() >= part.abs() { (total - sum) + part } else { (part - sum) + total };
            total = sum;
        }
        // Beyond f64 nothing is lost that could be known.
        if total.is_finite() { total + lost } else { total }
    }

    fn fill(&mut self) {
        self.given = 0;
        let (kernel, words, scratch) = (self.kernel, &mut self.words, &mut *self.scratch);
        match &kernel.route {
            Route::Recipe(recipe) => self.instructions.by_recipe(recipe, words, scratch),
            Route::Table(table) => {
                if self.instructions.by_rows(table.rows(), table.exponentials(), words, scratch) {
                    let draws = scratch.draws.0.iter_mut().zip(&scratch.words.0);
                    for (draw, word) in draws.filter(|(draw, _)| draw.is_nan()) {
                        *draw = table.refined(*word).unwrap_or_else(|| kernel.inverted(*word));
                    }
                }
            }
            Route::Inversion => words.fill(&mut scratch.words.0),
        }
    }
}
