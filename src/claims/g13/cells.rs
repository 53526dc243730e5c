//! Three adjacent cells of equal width under a density: log-concave densities have log-concave masses, and only they.

use crate::tail::Law;

/// The cells `[x, x+d)`, `[x+d, x+2d)`, `[x+2d, x+3d)` and their masses.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cells {
    pub x: f64,
    pub d: f64,
    masses: [f64; 3],
}

impl Cells {
    fn of(law: &Law, x: f64, d: f64) -> Self {
        let mass = |k: f64| {
            let (low, high) = (x + k * d, x + (k + 1.0) * d);
            let (from, to) = (law.ln_sf(low), law.ln_sf(high));
            // Above the median by survival functions, below by distribution functions.
            if from < -std::f64::consts::LN_2 {
                from.exp() * -(to - from).exp_m1()
            } else {
                law.ln_cdf(high).exp() - law.ln_cdf(low).exp()
            }
        };
        Self { x, d, masses: [0.0, 1.0, 2.0].map(mass) }
    }

    /// Where the density is furthest from log-concave, and if it nowhere is, where it is most clearly so; among cells that
    /// draws still reach; none if there are no such cells.
    pub fn worst(law: &Law) -> Option<Self> {
        let support = law.support();
        let quantile = |p: f64| if p < 0.5 { law.inv_ln_cdf(p.ln()) } else { law.inv_ln_sf((-p).ln_1p()) };
        let places: Vec<f64> = (1..40).map(|i| quantile(f64::from(i) / 40.0)).collect();
        let starts = places.iter().copied().chain(support.low.is_finite().then_some(support.low));
        let pairs = starts.flat_map(|x| places.iter().filter(move |y| **y > x).map(move |y| (x, 0.5 * (y - x))));
        let inside = pairs.filter(|(x, d)| x + 3.0 * d <= support.high);
        let reached = inside.map(|(x, d)| Self::of(law, x, d)).filter(|cells| cells.rarest() > 0.05);
        let all: Vec<Self> = reached.collect();
        let most = |of: fn(&Self) -> f64| all.iter().max_by(|a, b| of(a).total_cmp(&of(b))).filter(|c| of(c) > 1e-9);
        let fallen = most(|cells| -cells.change());
        let risen = || most(Self::change);
        // Neither: masses in geometric progression everywhere, so the cells that most draws reach.
        let level = || most(Self::rarest);
        fallen.or_else(risen).or_else(level).copied()
    }

    /// By how much V becomes likelier from the first cell to the second, in units of what draws can tell: negative where
    /// `B^2 < A C`, so that the masses, and hence the density, are not log-concave.
    fn change(&self) -> f64 {
        (self.shares()[1] - 0.5) * self.rarest().sqrt()
    }

    /// `P(V = d)`, chosen so that both values are equally likely in the first cell of U.
    pub fn p_high(&self) -> f64 {
        let [a, b, _] = self.masses;
        b / (a + b)
    }

    /// `P(V = d)` given that U lies in `[x+d, x+2d)`, and in `[x+2d, x+3d)`, by Bayes' rule.
    pub fn shares(&self) -> [f64; 2] {
        let [a, b, c] = self.masses;
        let p = self.p_high();
        [p * a / (p * a + (1.0 - p) * b), p * b / (p * b + (1.0 - p) * c)]
    }

    /// The chance of the rarer of the two cells of U.
    fn rarest(&self) -> f64 {
        let [a, b, c] = self.masses;
        let p = self.p_high();
        (p * a + (1.0 - p) * b).min(p * b + (1.0 - p) * c)
    }
}
