//! Random pairs of laws with random parameters: the integral route against plain draws.
//!
//! A band for a mean asks for no more than a variance, which the integral route states too: Catoni's bound. The chance that a
//! run of this test finds fault with numbers that are all right is at most 1e-6.

use goodhart::{
    claim::binomial::clopper_pearson,
    expect::{
        best_of::Selector,
        condition::{Conditional, Conditioner},
    },
    model::Proxy,
    num::Estimate,
    sample::{Source, Stream, draw::draw, select::best_of},
    tail::{Argument, Catalogue, Domain, Kind, Law, Moment},
};
use rayon::prelude::*;

/// Pairs, draws of each, and rounds of the best of n.
const PAIRS: u64 = 500;
const DRAWS: u64 = 20_000;
const ROUNDS: u64 = 2_000;
/// Of so many pairs one is asked for its best of n too, which takes ten times as long.
const SELECTED: u64 = 5;
/// The false-alarm rate of one comparison: a millionth over at most four comparisons a pair.
const RATE: f64 = 1e-6 / (4 * PAIRS) as f64;

/// A law of a random family with random parameters; laws may be nested in it to a depth.
fn law(catalogue: &Catalogue, depth: u32, stream: &mut Stream) -> Law {
    loop {
        let family = &catalogue.families()[(stream.uniform() * catalogue.families().len() as f64) as usize];
        let has = |kind: Kind| family.parameters.iter().any(|parameter| parameter.kind == kind);
        if has(Kind::File) || has(Kind::Law) && depth == 0 {
            continue;
        }
        let argument = |kind: Kind, stream: &mut Stream| match kind {
            Kind::Number(domain, _) => Argument::Number(number(domain, stream)),
            _ => (&law(catalogue, depth - 1, stream)).into(),
        };
        let arguments: Vec<Argument> =
            family.parameters.iter().map(|parameter| argument(parameter.kind, stream)).collect();
        // Some parameters bound one another.
        if let Ok(law) = family.member(&arguments) {
            return law;
        }
    }
}

/// A number of the domain: at a distance of 1/6 to 6 from its lower end, or of up to 3 from 0.
fn number(domain: Domain, stream: &mut Stream) -> f64 {
    let share = stream.uniform();
    let rounded = |x: f64| (1000.0 * x).round() / 1000.0;
    match domain {
        Domain::Real => rounded(6.0 * share - 3.0),
        Domain::Above(low) | Domain::AtLeast(low) => low + rounded(36f64.powf(share) / 6.0),
        Domain::Between(low, high) => low + (high - low) * rounded(0.05 + 0.9 * share),
    }
}

/// Whether draws refute that their mean lies within the error of a number, their variance about it being at most `variance`.
///
/// `E exp(psi(a Y)) <= 1 + a E Y + a^2 E Y^2 / 2` for `psi(y) = ln(1 + y + y^2/2)`, y >= 0, odd, so that for Y of mean 0 the sum of
/// `psi(a Y)` over n draws exceeds `n a^2 variance / 2 + ln(2 / rate)` with a chance of at most `rate / 2` (Catoni 2012, section 2):
/// no moment beyond the variance is asked for. `y(k, m)` is the k-th draw less the mean m; it falls in m.
fn refutes(count: u64, variance: f64, mean: Estimate, y: impl Fn(usize, f64) -> f64) -> bool {
    let nats = (2.0 / RATE).ln();
    let scale = (2.0 * nats / (count as f64 * variance)).sqrt();
    let bound = 0.5 * scale * scale * variance * count as f64 + nats;
    let psi = |y: f64| (1.0 + y.abs() + 0.5 * y * y).ln().copysign(y);
    let sum = |mean: f64| (0..count as usize).map(|k| psi(scale * y(k, mean))).sum::<f64>();
    sum(mean.value + mean.error) > bound || sum(mean.value - mean.error) < -bound
}

/// What the comparisons of a pair found.
#[derive(Default)]
struct Found {
    refused: Vec<String>,
    /// Comparisons made, and left out for want of a variance.
    made: usize,
    left_out: usize,
    wrong: Vec<String>,
    /// Means a tenth off that were tried, and found out.
    planted: usize,
    caught: usize,
}

impl Found {
    fn mean(&mut self, what: &str, mean: Moment, variance: Option<f64>, count: u64, y: impl Fn(usize, f64) -> f64) {
        let (Some(mean), Some(variance)) = (mean.finite(), variance.filter(|v| v.is_finite() && *v > 0.0)) else {
            self.left_out += 1;
            return;
        };
        self.made += 1;
        if refutes(count, variance, mean, &y) {
            self.wrong.push(format!("{what} = {} ± {:.1e}", mean.value, mean.error));
        }
        self.planted += 1;
        self.caught += usize::from(refutes(count, variance, mean.scaled(1.1), &y));
    }
}

/// All comparisons of one pair.
fn compare(k: u64, catalogue: &Catalogue) -> (String, Found) {
    let mut stream = Source::new(1, "random pairs", &format!("{k}")).shard(0);
    let (value, error) = (law(catalogue, 1, &mut stream), law(catalogue, 1, &mut stream));
    let proxy = Proxy { value, error };
    let mut found = Found::default();
    // The threshold is one of a few draws of U: P(U >= t) between 1e-3 and 0.999, as uniform in its log odds.
    let once = |_| draw(&*proxy.value, &mut stream) + draw(&*proxy.error, &mut stream);
    let mut pilot: Vec<f64> = (0..2000).map(once).collect();
    // Some laws put a part of their draws beyond f64.
    pilot.retain(|u| u.is_finite());
    pilot.sort_by(f64::total_cmp);
    let odds = 1e3f64.powf(2.0 * stream.uniform() - 1.0);
    let t = pilot[((pilot.len() as f64 * odds / (1.0 + odds)) as usize).clamp(2, pilot.len() - 3)];
    let n = 2 + (stream.uniform() * 7.0) as u64;
    let name = format!("pair {k}: V {}, X {}, t = {t}, n = {n}", proxy.value, proxy.error);
    let conditioner = Conditioner::new(&proxy);
    match conditioner.above(t) {
        Ok(above) => conditioned(&proxy, &conditioner, &above, &mut stream, &mut found),
        Err(why) => found.refused.push(format!("given U >= t: {why}")),
    }
    if k.is_multiple_of(SELECTED) {
        selected(&proxy, n, &mut stream, &mut found);
    }
    (name, found)
}

/// `E[V]` under the best of n.
fn selected(proxy: &Proxy, n: u64, stream: &mut Stream, found: &mut Found) {
    match Selector::new(proxy).and_then(|mut selector| selector.best_of(n as f64)) {
        Ok(best) => {
            let drawn: Vec<f64> = (0..ROUNDS).map(|_| best_of(proxy, n, stream).0).collect();
            // Under the density n F^(n-1) <= n a square is worth at most n times what it is worth without selection.
            let about = |mean: Estimate| {
                let (own, variance) = (proxy.value.mean().finite()?, proxy.value.variance().finite()?);
                Some(n as f64 * (variance.value + variance.error + (own.value - mean.value).powi(2)))
            };
            let variance = best.mean_v.finite().and_then(about);
            found.mean("E[V] under the best of n", best.mean_v, variance, ROUNDS, |k, mean| drawn[k] - mean);
        }
        Err(why) => found.refused.push(format!("best of n: {why}")),
    }
}

/// `ln P(U >= t)` by its frequency; `E[V | U >= t]` and `E[U | U >= t]` by `(V - mean) 1{U >= t}`, which has mean 0.
fn conditioned(proxy: &Proxy, conditioner: &Conditioner, above: &Conditional, stream: &mut Stream, found: &mut Found) {
    let pairs: Vec<(f64, f64)> = (0..DRAWS)
        .map(|_| {
            let v = draw(&*proxy.value, stream);
            (v, v + draw(&*proxy.error, stream))
        })
        .collect();
    let kept = |u: f64| u >= above.t;
    let hits = pairs.iter().filter(|(_, u)| kept(*u)).count() as u64;
    let (low, high) = clopper_pearson(hits, DRAWS, RATE);
    let p = |by: f64| (above.ln_p.value + by * above.ln_p.error).exp();
    found.made += 1;
    if p(1.0) < low || p(-1.0) > high {
        found.wrong.push(format!("P(U >= t) = {} is not within [{low}, {high}]", p(0.0)));
    }
    let together = conditioner.together_with(above);
    let variance = |moment: Moment| moment.finite().map(|v| (v.value + v.error) * p(1.0));
    let part = |of: f64, u: f64, mean: f64| if kept(u) { of - mean } else { 0.0 };
    found.mean("E[V | U >= t]", above.mean_v, variance(above.variance_v), DRAWS, |k, mean| {
        part(pairs[k].0, pairs[k].1, mean)
    });
    found.mean("E[U | U >= t]", above.mean_u, variance(together.variance_u), DRAWS, |k, mean| {
        part(pairs[k].1, pairs[k].1, mean)
    });
}

#[test]
fn random_pairs_agree_with_draws() {
    let catalogue = Catalogue::standard();
    let all: Vec<(String, Found)> = (0..PAIRS).into_par_iter().map(|k| compare(k, &catalogue)).collect();
    let sum = |of: fn(&Found) -> usize| all.iter().map(|(_, found)| of(found)).sum::<usize>();
    let lines = |of: fn(&Found) -> &Vec<String>| -> Vec<String> {
        all.iter().flat_map(|(name, found)| of(found).iter().map(move |line| format!("{name}: {line}"))).collect()
    };
    let (wrong, refused) = (lines(|found| &found.wrong), lines(|found| &found.refused));
    let (made, left_out) = (sum(|found| found.made), sum(|found| found.left_out));
    let (planted, caught) = (sum(|found| found.planted), sum(|found| found.caught));
    println!("{made} comparisons, {left_out} left out for want of a variance, {} refused", refused.len());
    println!("{caught} of {planted} means a tenth off found out");
    println!("refused:\n{}", refused.join("\n"));
    assert!(wrong.is_empty(), "{} numbers disagree with draws:\n{}", wrong.len(), wrong.join("\n"));
    assert!(2 * made > 3 * PAIRS as usize && refused.len() < PAIRS as usize / 50, "{made}, {}", refused.len());
    assert!(4 * caught > planted, "{caught} of {planted}");
}
