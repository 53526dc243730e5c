//! The laws to which totals of heavy steps converge, by one integral along a ray of the complex plane.
//!
//! `E e^{-sigma Y} = exp(-G sigma^a)`, `G = Gamma(1-a)`, for `0 < a < 2`, `a != 1`: positive stable below 1, spectrally positive above;
//! the Landau law at 1, the standard normal law at 2.
//! Refuses: sampling, and any table of constants.

use std::f64::consts::PI;

/// Step of the trapezoidal rule; halving it must not change a value.
const STEP: f64 = 1.0 / 64.0;

/// `integral over (0, inf) of g(r) dr/r` by the trapezoidal rule in u, `r = exp(u - exp(-u))`, for g analytic, `O(r^c)` at 0 and
/// exponentially small at infinity (Takahasi, Mori 1974).
fn over_ray(g: impl Fn(f64) -> f64, step: f64) -> f64 {
    let count = (14.0 / step) as i32;
    let node = |i: i32| {
        let u = -5.0 + f64::from(i) * step;
        let weight = 1.0 + (-u).exp();
        g((u - (-u).exp()).exp()) * weight
    };
    (0..=count).map(node).filter(|x| x.is_finite()).sum::<f64>() * step
}

/// The limit law of index a.
#[derive(Clone, Copy, Debug)]
pub struct Stable {
    index: f64,
    gamma: f64,
    /// The angle of the ray: on it neither factor of `e^{sigma y - G sigma^a}` grows (above index 1, for y near the median).
    angle: f64,
}

impl Stable {
    /// The standard normal law.
    pub const NORMAL: Self = Self { index: 2.0, gamma: -0.5, angle: 0.5 * PI };

    /// The law of index a in (0, 1) or (1, 2).
    pub fn new(index: f64) -> Self {
        assert!(index > 0.0 && index < 2.0 && index != 1.0, "no stable limit of index {index}");
        let angle = if index < 1.0 { (0.5 * PI / index).min(PI) } else { PI / index };
        Self { index, gamma: libm::tgamma(1.0 - index), angle }
    }

    /// The inverse transform of `sigma^{q-1} exp(-G sigma^a)` at y: the distribution function for q = 0, the density for q = 1.
    ///
    /// The Bromwich integral turned onto the rays of angle `+-theta`:
    /// `[q = 0] theta/pi + (1/pi) Im of the integral over r of sigma^q e^{sigma y - G sigma^a} dr/r`, `sigma = r e^{i theta}`.
    pub fn inverse(&self, q: f64, y: f64) -> f64 {
        self.inverse_with(q, y, STEP)
    }

    fn inverse_with(&self, q: f64, y: f64, step: f64) -> f64 {
        let Self { index, gamma, angle } = *self;
        let ((sin, cos), (sin_a, cos_a)) = (angle.sin_cos(), (index * angle).sin_cos());
        let integrand = |r: f64| {
            let power = gamma * r.powf(index);
            let size = q * r.ln() + r * y * cos - power * cos_a;
            let phase = q * angle + r * y * sin - power * sin_a;
            size.exp() * phase.sin()
        };
        let arc = if q == 0.0 { angle / PI } else { 0.0 };
        arc + over_ray(integrand, step) / PI
    }

    /// The median.
    pub fn median(&self) -> f64 {
        let excess = |y: f64| self.inverse(0.0, y) - 0.5;
        let (mut low, mut high) = if self.index < 1.0 { (1e-6, 1.0) } else { (-1.0, 0.0) };
        if self.index < 1.0 {
            while excess(high) < 0.0 {
                high *= 2.0;
            }
        } else {
            while excess(low) > 0.0 {
                low *= 2.0;
            }
        }
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            if excess(middle) < 0.0 { low = middle } else { high = middle }
        }
        0.5 * (low + high)
    }
}

/// The Landau law: `E e^{-sigma L} = e^{sigma ln sigma}`; `inverse(q, j, y)` is the inverse transform of
/// `sigma^{q-1} (ln sigma)^j e^{sigma ln sigma}` at y, for j up to 2. The ray is the negative axis.
pub fn landau_inverse(q: f64, j: u32, y: f64) -> f64 {
    let integrand = |t: f64| {
        let (ln, (sin, cos)) = (t.ln(), (PI * t).sin_cos());
        // (ln t + i pi)^j e^{-i pi t}, imaginary part; sigma^q = t^q e^{i pi q} with q whole.
        let turned = match j {
            0 => -sin,
            1 => PI * cos - ln * sin,
            _ => 2.0 * PI * ln * cos - (ln * ln - PI * PI) * sin,
        };
        let sign = if q as i64 % 2 == 0 { 1.0 } else { -1.0 };
        sign * turned * (q * ln - t * y - t * ln).exp()
    };
    let arc = if q == 0.0 { 1.0 } else { 0.0 };
    arc + over_ray(integrand, STEP) / PI
}

/// The inverse transform of `sigma^{q-1} (ln sigma)^j e^{sigma^2/2}` at y, for q above 0. The ray is the imaginary axis.
pub fn normal_inverse(q: u32, j: u32, y: f64) -> f64 {
    let integrand = |r: f64| {
        // (ln sigma)^j, sigma = i r, as modulus and argument.
        let (ln, phase) = (r.ln(), 0.5 * PI * f64::from(q) + r * y);
        let (modulus, argument) = (ln.hypot(0.5 * PI), (0.5 * PI).atan2(ln));
        let size = (f64::from(q) * ln - 0.5 * r * r).exp() * modulus.powf(f64::from(j));
        size * (phase + f64::from(j) * argument).sin()
    };
    over_ray(integrand, STEP) / PI
}

/// The median of the Landau law.
pub fn landau_median() -> f64 {
    let (mut low, mut high) = (0.0, 4.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if landau_inverse(0.0, 0, middle) < 0.5 { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_index_one_half_the_law_is_levys() {
        // exp(-sqrt(pi sigma)): Levy of scale pi/2; median (pi/2) / Phi^-1(3/4)^2.
        let law = Stable::new(0.5);
        assert!((law.median() / (0.5 * PI / 0.674_489_750_196_081_7_f64.powi(2)) - 1.0).abs() < 1e-12);
        for y in [0.2, 1.0, 3.0, 40.0] {
            let truth = libm::erfc((0.25 * PI / y).sqrt());
            assert!((law.inverse(0.0, y) - truth).abs() < 1e-12, "{y}");
        }
    }

    /// Zolotarev's and Kanter's integral (Kanter 1975) for the positive stable law `exp(-sigma^a)`: another route.
    fn kanter_cdf(a: f64, z: f64) -> f64 {
        let weight = z.powf(-a / (1.0 - a));
        let n = 4000;
        let value = |u: f64| {
            let angle = ((1.0 - a) * u).sin() * (a * u).sin().powf(a / (1.0 - a)) / u.sin().powf(1.0 / (1.0 - a));
            (-angle * weight).exp()
        };
        // Even at 0 and flat at pi: the midpoint rule converges faster than any power.
        (0..n).map(|i| value((f64::from(i) + 0.5) * PI / f64::from(n))).sum::<f64>() / f64::from(n)
    }

    #[test]
    fn the_ray_and_kanters_integral_agree_on_the_median() {
        for a in [0.25, 0.5, 0.75, 0.9] {
            let law = Stable::new(a);
            let median = law.median();
            let scale = libm::tgamma(1.0 - a).powf(1.0 / a);
            let excess = kanter_cdf(a, median / scale) - 0.5;
            assert!(excess.abs() < 1e-10, "{a}: {median} {excess:e}");
        }
    }

    #[test]
    fn the_median_does_not_depend_on_the_step_of_the_rule() {
        for a in [0.25, 0.75, 1.1, 1.25, 1.5, 1.9] {
            let law = Stable::new(a);
            let median = law.median();
            assert!((law.inverse_with(0.0, median, 0.5 * STEP) - 0.5).abs() < 1e-10, "{a}");
        }
    }

    #[test]
    fn at_index_two_the_law_is_normal() {
        for y in [-2.0f64, -0.3, 0.0, 1.0, 3.0] {
            let density = f64::exp(-0.5 * y * y) / (2.0 * PI).sqrt();
            let law = Stable::NORMAL;
            assert!((law.inverse(0.0, y) - 0.5 * libm::erfc(-y / 2f64.sqrt())).abs() < 1e-13, "{y}");
            assert!((law.inverse(1.0, y) - density).abs() < 1e-13, "{y}");
            // The derivative of sigma^q in q is sigma^q ln sigma.
            assert!((normal_inverse(3, 0, y) - (y * y - 1.0) * density).abs() < 1e-13, "{y}");
            let slope = (law.inverse(2.0 + 1e-4, y) - law.inverse(2.0 - 1e-4, y)) / 2e-4;
            assert!((normal_inverse(2, 1, y) - slope).abs() < 1e-7, "{y}");
        }
    }

    #[test]
    fn above_index_one_the_law_is_positive_with_chance_one_minus_one_over_a() {
        assert!((Stable::new(1.5).inverse(0.0, 0.0) - 1.0 / 1.5).abs() < 1e-14);
        // E Z = 0 and the density is the derivative of the distribution function.
        let law = Stable::new(1.5);
        let slope = (law.inverse(0.0, -1.0 + 1e-4) - law.inverse(0.0, -1.0 - 1e-4)) / 2e-4;
        assert!((slope / law.inverse(1.0, -1.0) - 1.0).abs() < 1e-6);
    }

    #[test]
    fn landaus_density_is_the_derivative_of_its_distribution_function() {
        let slope = (landau_inverse(0.0, 0, 1.0 + 1e-4) - landau_inverse(0.0, 0, 1.0 - 1e-4)) / 2e-4;
        assert!((slope / landau_inverse(1.0, 0, 1.0) - 1.0).abs() < 1e-6);
        // The mode of Landau's density is near -0.2228.
        let density = |y: f64| landau_inverse(1.0, 0, y);
        assert!(density(-0.2228) > density(-0.24) && density(-0.2228) > density(-0.2));
        assert!((landau_median() - 1.355_780_420_990_8).abs() < 1e-9);
    }
}
