//! What `steps` and `threshold` say of approaches that are not simply Q independent ones: `--count` and `--correlation`.

use super::{answer::Failure, json, session::Session, words};
use crate::{
    model::Crowd,
    tail::{
        Law,
        made::{Count, SurvivalCopula},
    },
};
use serde_json::Value;

/// How the approaches to a step go together.
#[derive(Clone, Debug, clap::Args)]
pub struct Flags {
    /// A random number of approaches for each step: poisson(mean), geometric(p) or binomial(n, p), with `least = k` for k certain ones
    #[arg(long, value_name = "LAW", conflicts_with_all = ["correlation", "power"])]
    count: Option<String>,
    /// How the times of approaches depend on each other: gaussian(rho), student_t(rho, nu), gumbel(theta), clayton(theta),
    /// survival_clayton(theta), marshall_olkin(share), or shared(SPEC), one difficulty that stretches all of them
    #[arg(long, value_name = "SPEC")]
    correlation: Option<String>,
}

impl Flags {
    /// The crowd that is meant.
    pub(super) fn crowd(&self, session: &Session) -> Result<Crowd, Failure> {
        if let Some(text) = &self.count {
            return Count::parse(text).map(Crowd::Counted).map_err(|error| Failure(format!("--count: {error}")));
        }
        let Some(text) = &self.correlation else { return Ok(Crowd::Independent) };
        let inner = text.trim().strip_prefix("shared").map(str::trim_start).and_then(|rest| rest.strip_prefix('('));
        if let Some(inner) = inner.and_then(|rest| rest.strip_suffix(')')) {
            let difficulty = session.law("--correlation", inner)?;
            return Crowd::shared(difficulty).map_err(|error| Failure(format!("--correlation: {error}")));
        }
        let copula = SurvivalCopula::parse(text);
        copula.map(Crowd::Joined).map_err(|error| Failure(format!("--correlation: {error}\n  or shared(SPEC)")))
    }

    /// All that was said of the approaches, for a journal.
    pub(super) fn deciding(&self) -> [Option<&str>; 2] {
        [self.count.as_deref(), self.correlation.as_deref()]
    }

    /// What is added to the JSON of an answer; nothing for independent approaches.
    pub(super) fn add_to(&self, object: &mut Value, crowd: &Crowd, power: Option<f64>, approach: &Law) {
        for (name, text) in [("count", &self.count), ("correlation", &self.correlation)] {
            if let Some(text) = text {
                object[name] = text.as_str().into();
            }
        }
        if matches!(crowd, Crowd::Independent) {
            return;
        }
        // A random number of approaches needs no power beside it.
        let power = if let Crowd::Counted(_) = crowd { Some(1.0) } else { power };
        if let Some(effective) = power.and_then(|power| crowd.effective(power, approach)) {
            object["effective_power"] = json::number(effective);
        }
        if let Crowd::Counted(_) = crowd {
            object["ln_none"] = json::number(crowd.ln_none());
        }
    }
}

/// What is added to a row about n steps, for a mind that begins steps afresh or does not.
pub(super) fn add_to_row(row: &mut Value, crowd: &Crowd, afresh: bool) {
    if let (Crowd::Counted(_), Some(n)) = (crowd, row["n"].as_u64()) {
        row["ln_doable"] = json::number(if afresh { 0.0 } else { ln_doable(crowd, n) });
    }
}

/// `ln P(each of n steps has an approach)`.
fn ln_doable(crowd: &Crowd, n: u64) -> f64 {
    n as f64 * crate::num::logs::ln_1m_exp(crowd.ln_none())
}

/// The approaches in words.
pub(super) fn in_words(flags: &Flags, power: Option<f64>, approach: &Law) -> String {
    match (&flags.count, power, &flags.correlation) {
        (Some(count), ..) => format!("the fastest of {count} approaches, each {approach}"),
        (_, Some(power), None) => format!("the fastest of {} approaches, each {approach}", words::number(power)),
        (_, Some(power), Some(correlation)) => {
            format!("the fastest of {} approaches, each {approach}, joined by {correlation}", words::number(power))
        }
        (_, None, Some(correlation)) => format!("approaches {approach}, joined by {correlation}"),
        (_, None, None) => format!("approaches {approach}"),
    }
}

/// What has to be known beside the numbers: how many independent approaches the crowd is worth.
pub(super) fn notes(crowd: &Crowd, power: Option<f64>, approach: &Law) -> String {
    let worth = match crowd {
        Crowd::Joined(_) | Crowd::Shared(_) => power.and_then(|power| crowd.effective(power, approach)),
        _ => None,
    };
    let in_words = |q| format!("\nin the far tail they are worth {} independent approaches\n", words::short(q));
    worth.map_or_else(String::new, in_words)
}

/// What the numbers are of where a step may have no approach: tasks in which that does not happen, or minds that begin such a step
/// afresh.
pub(super) fn not_done(crowd: &Crowd, afresh: bool, ns: &[u64]) -> String {
    if crowd.ln_none() == f64::NEG_INFINITY {
        return String::new();
    }
    let none = words::short(crowd.ln_none().exp());
    if afresh {
        return format!(
            "\nP(a step has no approach) = {none}; it is given up at the cutoff too, and its approaches are drawn anew\n"
        );
    }
    let chances = ns.iter().map(|n| {
        let ln = ln_doable(crowd, *n);
        format!("n = {n}: P(every step can be done) = {} (ln {})\n", words::short(ln.exp()), words::short(ln))
    });
    let first = format!(
        "\nP(a step has no approach and is never done) = {none}; the numbers are for a task in which that does not happen\n"
    );
    [first].into_iter().chain(chances).collect()
}
