//! B-4: between two normal laws best of n earns its share of the largest of n normal draws, at nearly the least divergence.

use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row, Subject};
use crate::expect::{Refusal, best_of::Selector};
use crate::model::Proxy;
use crate::num::Estimate;
use crate::num::quadrature::{Goal, integrate};
use crate::num::special::ln_normal_sf;
use crate::sample::draw::exceedances;
use crate::sample::select::best_of;
use crate::tail::tilt::tilted_mean;
use std::f64::consts::PI;

/// The card.
pub static CLAIM: Claim = Claim {
    id: "b4",
    title: "Normal value and error: best of n is worth (s_V²/s_U) m_n, and all but a few per cent of what its divergence can buy",
    statement: "Let V ~ N(μ, s_V²) and X ~ N(ν, s_X²) be independent, s_U² = s_V² + s_X², and m_n the mean of the largest of n standard \
        normal draws. Then E_n[V] = μ + (s_V²/s_U) m_n, which grows without bound in n. No law of the outcome at the same divergence \
        KL_n = ln n - (n-1)/n from one draw has a mean of U above that of the exponential tilt of U, whose gain in V is \
        (s_V²/s_U) √(2 KL_n); best of n reaches the share m_n/√(2 KL_n) < 1 of it, and the share tends to 1.",
    hypotheses: "V and X are independent and normal with s_V > 0; n > 1, real n read as F^n.",
    applies,
    source: "The regression is classical (Gao, Schulman, Hilton 2022, appendix A); the optimality of the tilt is Gibbs' variational \
        principle; the share is worked out in the proof.",
    corrects: None,
    evidence,
};

fn applies(subject: Subject<'_>) -> Result<(), String> {
    let Proxy { value, error } = subject.pair()?;
    for law in [value, error] {
        law.as_normal().ok_or(format!("{law} is not normal"))?;
    }
    Ok(())
}

/// The standard deviations of value and error in this claim's checks.
const SD: (f64, f64) = (2.0, 1.0);

/// `m_n`, the mean of the largest of n normal draws: elementary up to n = 5, else the integral of its survival function.
fn largest(n: f64) -> Estimate {
    let root = PI.sqrt();
    let elementary = match n {
        2.0 => 1.0 / root,
        3.0 => 1.5 / root,
        4.0 => 6.0 * 2f64.sqrt().atan() / (PI * root),
        5.0 => 1.25 / root + 7.5 * (1.0f64 / 3.0).asin() / (PI * root),
        _ => return integrated(n),
    };
    Estimate::closed_form(elementary)
}

/// `m_n = int_0^inf [1 - Phi(x)^n] dx - int_0^inf Phi(-x)^n dx`.
fn integrated(n: f64) -> Estimate {
    let top = (2.0 * n.ln()).sqrt() + 1.0;
    let panels = [(0.0, 0.5 * top), (0.5 * top, top), (top, top + 12.0)];
    let excess = |x: f64| -(n * (-ln_normal_sf(x).exp()).ln_1p()).exp_m1() - (n * ln_normal_sf(x)).exp();
    let q = integrate(|_, x| [excess(x)], &panels, Goal::default());
    Estimate::new(q.value[0], q.error[0] + 1e-13 * q.absolute[0])
}

/// `P(V > v)` for the best of n: given that the largest standard score is z, V is normal about `r s_U z`.
fn survival(n: f64, v: f64) -> Estimate {
    let (sv, sx) = SD;
    let (su, r) = (sv.hypot(sx), sv * sv / (sv * sv + sx * sx));
    let ln_density = |z: f64| n.ln() - 0.5 * z * z - 0.5 * (2.0 * PI).ln() + (n - 1.0) * ln_normal_sf(-z);
    let above = |z: f64| ln_normal_sf((v - r * su * z) / (sv * (1.0 - r).sqrt())).exp();
    let panels: Vec<(f64, f64)> = (-12..20).map(|i| (f64::from(i), f64::from(i + 1))).collect();
    let q = integrate(|_, z| [ln_density(z).exp() * above(z)], &panels, Goal::default());
    Estimate::new(q.value[0], q.error[0] + 1e-12)
}

fn divergence(n: f64) -> f64 {
    n.ln() - (n - 1.0) / n
}

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let (sv, sx) = SD;
    let unit = sv * sv / sv.hypot(sx);
    let proxy = context.proxy(&format!("normal(0, {sv})"), &format!("normal(0, {sx})"))?;
    let mut selector = Selector::new(&proxy)?;
    let mut values =
        Panel::new("V ~ N(0, 4), X ~ N(0, 1)", Axis::log("number of draws n"), Axis::linear("E[V of the best of n]"));
    let mut shares = Panel::new(
        "Next to the optimal tilt of equal divergence",
        Axis::log("number of draws n"),
        Axis::linear("gain / gain of the tilt at equal KL"),
    );
    let (gain, share) = ("best of n", "share of the possible gain");
    for n in [1.5, 2.0, 3.0, 4.0, 5.0, 16.0, 64.0, 256.0, 1024.0, 65_536.0, 1e6, 1e9, 1e18] {
        let found = selector.best_of(n)?;
        let mean = found.mean_v.finite().ok_or_else(|| Refusal(format!("no finite mean by quadrature at n = {n}")))?;
        let place = format!("n = {n}");
        values.rows.push(Row::new(gain, n, &place, largest(n).scaled(unit), Measured::Enclosure(mean)));
        // The tilt of U by e^(rate U) tilts V by the same factor, X being independent of it.
        let rate = (2.0 * found.kl.value).sqrt() / sv.hypot(sx);
        let tilted = tilted_mean(&*proxy.value, rate).ok_or_else(|| Refusal(format!("no tilt at rate {rate}")))?;
        let part = largest(n).scaled(1.0 / (2.0 * divergence(n)).sqrt());
        shares.rows.push(Row::new(share, n, &place, part, Measured::Enclosure(mean.over(tilted))));
    }
    let ns = || (0..=120).map(|i| 1.5 * 10f64.powf(f64::from(i) * 0.149));
    values.line(gain, false, ns().map(|n| (n, integrated(n).value * unit)));
    values.line("tilt of equal divergence", true, ns().map(|n| (n, unit * (2.0 * divergence(n)).sqrt())));
    shares.line(share, false, ns().map(|n| (n, integrated(n).value / (2.0 * divergence(n)).sqrt())));
    shares.line("tilt of equal divergence", true, [1.5, 1e18].map(|n| (n, 1.0)));
    Ok(Evidence::of(vec![values, shares, drawn(context, &proxy)]))
}

/// How often the best of n is worth more than its mean, by draws.
fn drawn(context: &Context<'_>, proxy: &Proxy) -> Panel {
    let (sv, sx) = SD;
    let title = "Drawn: how often the best of n exceeds v";
    let mut panel = Panel::new(title, Axis::linear("value v"), Axis::linear("P(V of the best of n > v)"));
    for n in [2u64, 4, 16] {
        let series = format!("n = {n}");
        let centre = largest(n as f64).value * sv * sv / sv.hypot(sx);
        let (places, trials) = ([-2.0, -1.0, 0.0].map(|step| centre + step), context.draws(40_000));
        let counts = exceedances(trials, &context.stream(&series), &places, |stream| best_of(proxy, n, stream).0);
        for (v, hits) in places.into_iter().zip(counts) {
            let measured = Measured::Frequency { hits, trials };
            panel.rows.push(Row::new(&series, v, format!("v = {v:.3}"), survival(n as f64, v), measured));
        }
        let places = (0..=60).map(|i| centre - 4.0 + f64::from(i) * 8.0 / 60.0);
        panel.line(&series, false, places.map(|v| (v, survival(n as f64, v).value)));
    }
    panel
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_elementary_values_agree_with_the_integral() {
        for n in [2.0, 3.0, 4.0, 5.0] {
            assert!((largest(n).value - integrated(n).value).abs() < 1e-12, "n = {n}");
        }
        assert!((integrated(1024.0).value - 3.248_239_6).abs() < 1e-7);
    }
}
