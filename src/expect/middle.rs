//! Where deviations are taken from once it is known where the integrands count, and what the size of their logarithms costs.

use super::{
    kernel::{Kernel, Levels, Scale},
    origin::Origin,
};

/// Terms this many nats below the largest do not move a middle.
const LIGHT: f64 = 27.0;
/// Terms this many nats below the largest have no say in the rounding.
const IDLE: f64 = 40.0;

/// A place that was looked at: its coordinate, the logarithms there, and that of the width it stands for.
pub(super) type Seen<'a> = (f64, &'a Levels, f64);

impl Kernel<'_> {
    /// Puts the points that deviations are taken from into the middle of the conditional laws, where they are not at the mean.
    pub(super) fn centre<'s>(&mut self, seen: impl Iterator<Item = Seen<'s>> + Clone) {
        let middle = |level: fn(&Levels) -> f64, top: f64| {
            let (mut mass, mut first) = (0.0, 0.0);
            for (place, levels, ln_width) in seen.clone() {
                let ln = levels.ln_weight + ln_width + level(levels) - top;
                if ln > -LIGHT {
                    let weight = ln.exp();
                    mass += weight;
                    first += weight * place;
                }
            }
            let middle: f64 = first / mass;
            if middle.is_finite() { middle } else { self.mean }
        };
        let above = matches!(self.above, Origin::Middle(_)).then(|| middle(|l| l.sf.0, self.scale.reached));
        let at = matches!(self.at, Origin::Middle(_)).then(|| middle(|l| l.pdf.0, self.scale.density));
        self.above = above.map_or(self.above, Origin::Middle);
        self.at = at.map_or(self.at, Origin::Middle);
    }
}

/// How large the logarithms are where the integrand is not negligible.
pub(super) fn depth<'s>(seen: impl Iterator<Item = Seen<'s>>, scale: &Scale) -> f64 {
    let size = |(_, levels, ln_width): Seen| {
        let ln_weight = levels.ln_weight + ln_width;
        if ln_weight + levels.sf.0 > scale.reached - IDLE { ln_weight.abs() + levels.sf.0.abs() } else { 0.0 }
    };
    seen.map(size).fold(0.0, f64::max)
}

/// What the rounding of places between two neighbours does to the logarithm of an integrand there: the other law's coordinate, and the
/// logarithms.
pub(super) fn jitter((x, a): (f64, &Levels), (y, b): (f64, &Levels), level: fn(&Levels) -> f64) -> f64 {
    let slope = (level(a) - level(b)) / (x - y);
    f64::EPSILON * x.abs().max(y.abs()) * slope.abs()
}
