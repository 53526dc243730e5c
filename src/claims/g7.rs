//! G-7: between two normal laws everything is linear, and selection keeps a fixed share.

use crate::claim::{Axis, Claim, Context, Evidence, Measured, Panel, Row, Subject};
use crate::expect::{Refusal, condition::above};
use crate::model::Proxy;
use crate::num::Estimate;
use crate::num::special::normal_hazard;
use crate::sample::draw::draw;
use crate::sample::shard::{SHARD, in_shards};
use crate::tail::{Interval, Law, Tail, TailClass};

/// The card.
pub static CLAIM: Claim = Claim {
    id: "g7",
    title: "With normal value and error the value rises linearly in the proxy, with slope Var V / (Var V + Var X)",
    statement: "Let V ~ N(m_V, s_V²) and X ~ N(m_X, s_X²) be independent and U = X+V, r = s_V²/(s_V² + s_X²). Then \
        E[V | U = t] = m_V + r (t - m_V - m_X), the law of V about that line is normal and does not depend on t, and \
        E[V | U ≥ t] = m_V + s_V √r λ(z), z = (t - m_V - m_X)/√(s_V² + s_X²), λ(z) = φ(z)/P(N > z), so that \
        E[V | U ≥ t] ~ r t: no Goodhart effect, only a discount.",
    hypotheses: "V and X are independent and normal.",
    applies,
    source: "Classical; Gao, Schulman, Hilton (2022), appendix A, equation 1, with the noise called Z.",
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

/// A law that keeps to itself that it is normal, so that the quadrature has to work.
#[derive(Debug)]
struct Anonymous(Law);

impl Tail for Anonymous {
    fn support(&self) -> Interval {
        self.0.support()
    }
    fn ln_sf(&self, x: f64) -> f64 {
        self.0.ln_sf(x)
    }
    fn ln_cdf(&self, x: f64) -> f64 {
        self.0.ln_cdf(x)
    }
    fn ln_pdf(&self, x: f64) -> f64 {
        self.0.ln_pdf(x)
    }
    fn pdf_accuracy(&self) -> f64 {
        self.0.pdf_accuracy()
    }
    fn inv_ln_sf(&self, ln_p: f64) -> f64 {
        self.0.inv_ln_sf(ln_p)
    }
    fn ln_sf_ratio(&self, t: f64, v: f64) -> f64 {
        self.0.ln_sf_ratio(t, v)
    }
    fn tail_class(&self) -> TailClass {
        self.0.tail_class()
    }
    fn mean(&self) -> crate::tail::Moment {
        self.0.mean()
    }
}

/// Mean and standard deviation of value and error.
const PAIRS: [[f64; 4]; 3] = [[0.0, 1.0, 0.0, 1.0], [0.0, 2.0, 0.0, 1.0], [1.0, 1.0, -0.5, 3.0]];

fn evidence(context: &Context<'_>) -> Result<Evidence, Refusal> {
    let t_axis = || Axis::linear("threshold t");
    let mut at = Panel::new("At the threshold: a straight line", t_axis(), Axis::linear("E[V | U = t]"));
    let mut beyond = Panel::new("From the threshold on: just above that line", t_axis(), Axis::linear("E[V | U ≥ t]"));
    let mut share =
        Panel::new("Drawn: half lie above the line", t_axis(), Axis::linear("P(V > E[V | U] given U ≥ t)"));
    for [mv, sv, mx, sx] in PAIRS {
        let series = format!("V normal({mv}, {sv}), X normal({mx}, {sx})");
        context.begin(&series);
        let proxy = context.proxy(&format!("normal({mv}, {sv})"), &format!("normal({mx}, {sx})"))?;
        let (su, r) = (sv.hypot(sx), sv * sv / (sv * sv + sx * sx));
        let line = |t: f64| mv + r * (t - mv - mx);
        let mean = |t: f64| mv + sv * r.sqrt() * normal_hazard((t - mv - mx) / su);
        let anonymous = |law: &Law| Law::new(format!("unnamed {law}"), Anonymous(law.clone()));
        let hidden = Proxy { value: anonymous(&proxy.value), error: anonymous(&proxy.error) };
        for z in [1.0, 2.0, 4.0, 8.0, 16.0] {
            let t = mv + mx + z * su;
            let found = above(&hidden, t)?;
            let note = format!("ln P(U ≥ t) = {:.3}", found.ln_p.value);
            let refuse = || Refusal(format!("no finite mean by quadrature at t = {t}"));
            let place = format!("t = {t:.4}");
            let there = found.mean_v_at.and_then(|m| m.finite()).ok_or_else(refuse)?;
            let from = found.mean_v.finite().ok_or_else(refuse)?;
            let row = |value: f64, m| {
                Row::new(&series, t, &place, Estimate::new(value, 1e-12 * value.abs()), Measured::Enclosure(m))
            };
            at.rows.push(row(line(t), there).with_note(&note));
            beyond.rows.push(row(mean(t), from).with_note(&note));
        }
        let ends = (mv + mx + su, mv + mx + 16.0 * su);
        let places: Vec<f64> = (0..=40).map(|i| ends.0 + (ends.1 - ends.0) * f64::from(i) / 40.0).collect();
        at.line(&series, false, [ends.0, ends.1].map(|t| (t, line(t))));
        beyond.line(&series, false, places.iter().map(|t| (*t, mean(*t))));
        beyond.line(&series, true, [ends.0, ends.1].map(|t| (t, line(t))));
        for z in [-1.0, 0.0, 1.0, 1.5] {
            let t = mv + mx + z * su;
            let (hits, trials) = above_line(context, &proxy, t, &line, &format!("{series} {z}"));
            let measured = Measured::Frequency { hits, trials };
            share.rows.push(Row::new(&series, t, format!("t = {t:.4}"), Estimate::closed_form(0.5), measured));
        }
    }
    Ok(Evidence::of(vec![at, beyond, share]))
}

/// Among draws with `U >= t`, how many have V above the line at their own U, out of how many.
fn above_line(
    context: &Context<'_>,
    proxy: &Proxy,
    t: f64,
    line: &(impl Fn(f64) -> f64 + Sync),
    subject: &str,
) -> (u64, u64) {
    let p = above(proxy, t).map_or(0.02, |found| found.ln_p.value.exp());
    let trials = (context.draws(50_000) as f64 / p) as u64;
    let source = context.stream(subject);
    let parts = in_shards(trials, SHARD, |shard, items| {
        let mut stream = source.shard(shard);
        let mut counts = (0, 0);
        for _ in 0..items {
            let v = draw(&*proxy.value, &mut stream);
            let u = v + draw(&*proxy.error, &mut stream);
            if u >= t {
                counts = (counts.0 + u64::from(v > line(u)), counts.1 + 1);
            }
        }
        counts
    });
    parts.into_iter().fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1))
}
