//! Quantiles that are made of a few exponentials and logarithms, step by step: what draws can be made by thousands at a time from.
//!
//! Refuses: to evaluate them; a law's own quantile is the one that counts, and a recipe must agree with it.

/// What a recipe starts from: one of the forms of a survival probability S, each with its digits at both ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Start {
    /// `-ln S`, the depth from above.
    Above,
    /// `-ln F = -ln(1 - S)`, the depth from below.
    Below,
    /// `F = 1 - S`.
    Share,
    /// `F / S`.
    Odds,
}

/// One step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// `factor x + shift`.
    Line {
        /// The factor.
        factor: f64,
        /// The shift.
        shift: f64,
    },
    /// `e^x`.
    Exp,
    /// `e^x - 1`.
    ExpM1,
    /// `ln x`.
    Ln,
    /// `ln(e^x - 1)`.
    LnExpM1,
    /// `min(x, high)`.
    AtMost(f64),
}

/// The quantile of a law as steps from there.
///
/// ```
/// use goodhart::tail::{Catalogue, recipe::Step, spec::parse};
/// let law = |text| parse(text, &Catalogue::standard(), &|_| Err("no files".into())).unwrap();
/// let line = |factor, shift| Step::Line { factor, shift };
/// assert_eq!(law("lomax(2)").recipe().unwrap().steps(), [line(0.5, 0.0), Step::ExpM1]);
/// assert_eq!(law("shifted(1, scaled(3, exponential(2)))").recipe().unwrap().steps(), [line(1.5, 1.0)]);
/// assert!(law("normal(0, 1)").recipe().is_none());
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Recipe {
    start: Start,
    steps: Vec<Step>,
}

impl Recipe {
    /// A recipe without a step.
    pub fn from(start: Start) -> Self {
        Self { start, steps: Vec::new() }
    }

    /// Where it starts.
    pub fn start(&self) -> Start {
        self.start
    }

    /// Its steps.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// With one more step.
    pub fn then(mut self, step: Step) -> Self {
        if let (Some(last), Step::Line { .. }) = (self.steps.last_mut(), step)
            && let Some(one) = joined(*last, step)
        {
            *last = one;
            return self;
        }
        self.steps.push(step);
        self
    }

    /// With a multiplication.
    pub fn times(self, factor: f64) -> Self {
        self.then(Step::Line { factor, shift: 0.0 })
    }

    /// With an addition.
    pub fn plus(self, shift: f64) -> Self {
        self.then(Step::Line { factor: 1.0, shift })
    }

    /// That of the least of `power` draws, whose depth from above is that of one draw over the power; none from the depth from below.
    pub fn least_of(&self, power: f64) -> Option<Self> {
        let share = 1.0 / power;
        let each = Self::from(Start::Above);
        let first = match self.start {
            Start::Above => each.times(share),
            Start::Share => each.times(-share).then(Step::ExpM1).times(-1.0),
            Start::Odds => each.times(share).then(Step::ExpM1),
            Start::Below => return None,
        };
        share.is_normal().then(|| self.steps.iter().fold(first, |recipe, step| recipe.then(*step)))
    }
}

/// Two lines as one, where its numbers are within f64.
fn joined(first: Step, second: Step) -> Option<Step> {
    let (Step::Line { factor: a, shift: b }, Step::Line { factor: c, shift: d }) = (first, second) else { return None };
    let (factor, shift) = (c * a, c * b + d);
    let kept = factor.is_normal() && shift.is_finite() && (b == 0.0 || (c * b).is_normal());
    kept.then_some(Step::Line { factor, shift })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_leave_f64_together_stay_two() {
        let both = Recipe::from(Start::Above).times(1e-200).times(1e-200);
        assert_eq!(both.steps().len(), 2);
        assert_eq!(
            Recipe::from(Start::Above).times(2.0).plus(1.0).times(3.0).steps(),
            [Step::Line { factor: 6.0, shift: 3.0 }]
        );
    }

    #[test]
    fn the_least_of_some_is_had_but_from_below() {
        let pareto = Recipe::from(Start::Above).times(2.0).then(Step::Exp);
        assert_eq!(pareto.least_of(4.0).unwrap().steps()[0], Step::Line { factor: 0.5, shift: 0.0 });
        let odds = Recipe::from(Start::Odds).times(3.0).least_of(2.0).unwrap();
        let line = |factor| Step::Line { factor, shift: 0.0 };
        assert_eq!((odds.start(), odds.steps()), (Start::Above, &[line(0.5), Step::ExpM1, line(3.0)][..]));
        assert_eq!(Recipe::from(Start::Below).then(Step::Ln).least_of(4.0), None);
    }
}
