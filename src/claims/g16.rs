//! G-16: lognormal value and lognormal error, where a mere change of the error's unit decides.

use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row, Subject};
use crate::expect::{Refusal, condition::above};
use crate::model::Proxy;
use crate::num::Estimate;
use crate::num::quadrature::{Goal, integrate};
use crate::num::special::ln_normal_sf;
use crate::tail::{Law, TailClass};

/// The card.
pub static CLAIM: Claim = Claim {
    id: "g16",
    title: "Between lognormal laws of equal spread the unit of the error decides: one factor of it turns ruin into growth",
    statement: "Let V ~ LN(m_V, s_V²) and X ~ LN(m_X, s_X²) be independent and let V* ~ LN(m_V + s_V², s_V²). At every t, \
        E[V | X+V ≥ t] = E[V] P(X+V* > t)/P(X+V > t), which is ~ E[V] (S_X + S_V*)/(S_X + S_V) as t grows. So it tends to E[V] if \
        s_X > s_V and is ~ t if s_X < s_V. If s_X = s_V = s it tends to E[V] for m_X - m_V > s², to exactly 2 E[V] for \
        m_X - m_V = s², and to infinity, like t^((m_V + s² - m_X)/s²), for 0 < m_X - m_V < s²; for m_X = m_V it is ~ t/2 and for \
        m_X < m_V it is ~ t. Multiplying an error of equal spread by a constant therefore flips the verdict.",
    hypotheses: "X and V are independent and lognormal.",
    applies,
    source: "Derived in the proof from the closure of subexponential laws under sums.",
    corrects: None,
    evidence,
};

fn applies(subject: Subject<'_>) -> Result<(), String> {
    let Proxy { value, error } = subject.pair()?;
    for law in [value, error] {
        Form::of(law).ok_or_else(|| format!("{law} is not lognormal"))?;
    }
    Ok(())
}

/// A lognormal law by the mean and standard deviation of its logarithm.
#[derive(Clone, Copy, Debug)]
struct Form {
    mu: f64,
    sigma: f64,
}

impl Form {
    /// Of a law that is lognormal throughout, not in its tail alone.
    fn of(law: &Law) -> Option<Self> {
        let TailClass::LogNormal { mu, sigma, ln_coefficient: 0.0 } = law.tail_class() else { return None };
        let form = Self { mu, sigma };
        let same = |z: f64| (law.ln_sf((mu + sigma * z).exp()) / ln_normal_sf(z) - 1.0).abs() < 1e-9;
        [-2.0, 0.0, 2.0].into_iter().all(same).then_some(form)
    }

    fn z(&self, t: f64) -> f64 {
        (t.ln() - self.mu) / self.sigma
    }

    fn ln_sf(&self, t: f64) -> f64 {
        ln_normal_sf(self.z(t))
    }

    fn mean(&self) -> f64 {
        (self.mu + 0.5 * self.sigma * self.sigma).exp()
    }

    /// The law of V weighted by V.
    fn size_biased(&self) -> Self {
        Self { mu: self.mu + self.sigma * self.sigma, ..*self }
    }
}

/// `P(A + B > t) e^-scale`: `A <= t/2`, `B <= t/2`, or neither, so that each integrand is smooth.
fn sum_sf(a: Form, b: Form, t: f64, scale: f64) -> Estimate {
    let half = |a: Form, b: Form| {
        let end = a.z(0.5 * t);
        let low = end.min(0.0) - 14.0;
        let count = (end - low).ceil();
        let edge = |i: f64| low + (end - low) * i / count;
        let panels: Vec<_> = (0..count as u32).map(f64::from).map(|i| (edge(i), edge(i + 1.0))).collect();
        let density = |z: f64| {
            let rest = t - (a.mu + a.sigma * z).exp();
            (-0.5 * z * z + b.ln_sf(rest) - scale).exp() / std::f64::consts::TAU.sqrt()
        };
        integrate(|_, z| [density(z)], &panels, Goal::default()).estimate(0)
    };
    let both = (a.ln_sf(0.5 * t) + b.ln_sf(0.5 * t) - scale).exp();
    half(a, b).plus(half(b, a)).plus(Estimate::new(both, 1e-13 * both))
}

/// `E[V | X + V >= t]` at this very t.
fn exact(v: Form, x: Form, t: f64) -> Estimate {
    let scale = x.ln_sf(t).max(v.ln_sf(t));
    let ratio = sum_sf(x, v.size_biased(), t, scale).over(sum_sf(x, v, t, scale));
    // The logarithms in the integrands round in proportion to their size.
    let rounding = 4.0 * f64::EPSILON * (1.0 + scale.abs()) * ratio.value;
    ratio.plus(Estimate::new(0.0, rounding)).scaled(v.mean())
}

/// The leading form: tails instead of tails of sums.
fn leading(v: Form, x: Form, t: f64) -> f64 {
    let scale = x.ln_sf(t).max(v.ln_sf(t));
    let tail = |form: Form| (form.ln_sf(t) - scale).exp();
    v.mean() * (tail(x) + tail(v.size_biased())) / (tail(x) + tail(v))
}

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    Ok(Evidence::of(vec![rescaled(context)?, border(context)?, spreads(context)?]))
}

/// One error in three units.
fn rescaled(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "V and X/c both LN(0, 1): the unit c of the error decides";
    let mut panel = Panel::new(title, Axis::log("threshold t"), Axis::log("E[V | U ≥ t]"));
    let e = std::f64::consts::E;
    for (c, name) in [(2.0, "c = 2: without bound"), (e, "c = e: to 2 E[V]"), (5.0, "c = 5: to E[V]")] {
        context.begin(name);
        let proxy = context.proxy("lognormal(0, 1)", &format!("scaled({c}, lognormal(0, 1))"))?;
        along(&mut panel, &proxy, name, &[10.0, 100.0, 1e3, 1e4, 1e6, 1e8], 1e12)?;
    }
    Ok(panel)
}

/// The same laws against the shift of the logarithm: every curve passes near 2 at `s^2`, the later the nearer.
fn border(context: &Context<'_>) -> Result<Panel, Refusal> {
    let x = Axis::linear("(m_X − m_V) / s²");
    let mut panel = Panel::new("Equal spread: the border at s², where the limit is 2 E[V]", x, Axis::log("E[V | U ≥ t] / E[V]"));
    for (s, t) in [(1.0, 1e2), (1.0, 1e4), (1.0, 1e8), (1.0, 1e16), (0.5, 1e8)] {
        let series = format!("s = {s}, t = {t:e}");
        context.begin(&series);
        let v = Form { mu: 0.0, sigma: s };
        let error = |shift: f64| Form { mu: shift * s * s, sigma: s };
        let unit = 1.0 / v.mean();
        for shift in [0.8, 0.9, 1.0, 1.1, 1.25, 1.5] {
            let spec = format!("lognormal({}, {s})", shift * s * s);
            let proxy = context.proxy(&format!("lognormal(0, {s})"), &spec)?;
            let (measured, note) = measure(&proxy, t)?;
            let predicted = exact(v, error(shift), t).scaled(unit);
            let measured = Measured::Enclosure(measured.scaled(unit));
            panel.rows.push(Row::new(&series, shift, format!("{shift}, t = {t:e}"), predicted, measured).with_note(note));
        }
        let shifts = (0..=42).map(|i| 0.8 + f64::from(i) / 60.0);
        panel.line(&series, false, shifts.map(|shift| (shift, exact(v, error(shift), t).value * unit)));
    }
    panel.line("s = 1, t = 1e16", true, [(0.8, 2.0), (1.5, 2.0)]);
    Ok(panel)
}

/// Unequal spreads decide alone, but only far out: before that the medians do, and they say the opposite.
fn spreads(context: &Context<'_>) -> Result<Panel, Refusal> {
    let title = "Unequal spreads, V ~ LN(0, 1): the wider one wins, but late";
    let mut panel = Panel::new(title, Axis::log("threshold t"), Axis::log("E[V | U ≥ t]"));
    for (mu, sigma, last) in [(-1.0, 1.25, 1e16), (2.0, 0.8, 1e12)] {
        let name = format!("X ~ LN({mu}, {sigma}²)");
        context.begin(&name);
        let proxy = context.proxy("lognormal(0, 1)", &format!("lognormal({mu}, {sigma})"))?;
        along(&mut panel, &proxy, &name, &[10.0, 100.0, 1e3, 1e4, 1e5, 1e6, 1e8, 1e10], last)?;
    }
    let mean = Form { mu: 0.0, sigma: 1.0 }.mean();
    panel.line("E[V]", true, [(10.0, mean), (1e16, mean)]);
    Ok(panel)
}

/// Rows at every place against the exact value, and at the last one against the leading form.
fn along(panel: &mut Panel, proxy: &Proxy, name: &str, places: &[f64], last: f64) -> Result<(), Refusal> {
    let form = |law: &Law| Form::of(law).ok_or_else(|| Refusal(format!("{law} is not lognormal")));
    let (v, x) = (form(&proxy.value)?, form(&proxy.error)?);
    for &t in places {
        let (measured, note) = measure(proxy, t)?;
        let row = Row::new(name, t, format!("t = {t:e}"), exact(v, x, t), Measured::Enclosure(measured));
        panel.rows.push(row.with_note(note));
    }
    let (measured, note) = measure(proxy, last)?;
    let lead = leading(v, x, last);
    // The first terms left out: hazard rates times means of the smaller summand.
    let hazards = (v.z(last) / v.sigma + x.z(last) / x.sigma) / last;
    let remainder = 4.0 * hazards * (v.size_biased().mean() + x.mean()) * lead;
    let row = Row::new(name, last, format!("t = {last:e}, leading form"), Estimate::new(lead, remainder), Measured::Enclosure(measured));
    panel.rows.push(row.as_limit().with_note(note));
    let grid = |count: u32| (0..=count).map(move |i| 10.0 * (last / 10.0).powf(f64::from(i) / f64::from(count)));
    panel.line(name, false, grid(60).map(|t| (t, exact(v, x, t).value)));
    panel.line(name, true, grid(60).filter(|t| *t >= 100.0).map(|t| (t, leading(v, x, t))));
    Ok(())
}

/// `E[V | U >= t]` by quadrature, and how rare `U >= t` is.
fn measure(proxy: &Proxy, t: f64) -> Result<(Estimate, String), Refusal> {
    let found = above(proxy, t).map_err(|why| Refusal(format!("V {}, X {}: {why}", proxy.value, proxy.error)))?;
    let mean = found.mean_v.finite().ok_or_else(|| Refusal(format!("E[V | U >= {t}] is not finite by quadrature")))?;
    Ok((mean, format!("ln P(U ≥ t) = {:.2}", found.ln_p.value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn on_the_border_the_error_is_the_size_biased_value_and_the_limit_is_twice_the_mean() {
        let v = Form { mu: 0.3, sigma: 0.7 };
        let found = leading(v, v.size_biased(), 1e14) / v.mean();
        assert!((found - 2.0).abs() < 1e-10, "{found}");
    }

    #[test]
    fn equal_laws_share_the_threshold_evenly() {
        // E[V | U] = U/2 by symmetry, and E[U | U >= t] exceeds t: P(U >= s) integrated beyond t gives by how much.
        let v = Form { mu: 0.0, sigma: 0.5 };
        let t = 6.0;
        let beyond = integrate(
            |_, s: f64| [sum_sf(v, v, s, 0.0).value],
            &[(t, t + 4.0), (t + 4.0, t + 20.0), (t + 20.0, t + 100.0)],
            Goal { relative: 1e-9, bisections: 40 },
        );
        let mean_u = t + beyond.value[0] / sum_sf(v, v, t, 0.0).value;
        assert!((exact(v, v, t).value / (0.5 * mean_u) - 1.0).abs() < 1e-7);
    }
}
