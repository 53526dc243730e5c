//! The engine: owns the seed, the effort and the error budget, runs claims and judges them, honestly or sabotaged.

use super::card::{Context, Progress};
use super::judge::judge;
use super::{Budget, Claim, Effort, Evidence, Finding, Verdict};
use crate::expect::Refusal;
use crate::sample::Arithmetic;
use crate::tail::Catalogue;
use rayon::prelude::*;

/// What one claim came to.
#[derive(Clone, Debug)]
pub struct Report {
    /// The claim.
    pub claim: &'static Claim,
    /// Its rows.
    pub evidence: Evidence,
    /// What the judge found, in the order of [`Evidence::rows`].
    pub findings: Vec<Finding>,
    /// The verdict, which the rows alone decide.
    pub verdict: Verdict,
    /// The largest strain of a row: how near any came to disagreeing, 1 being the edge.
    pub worst: f64,
    /// The least relative deviation that every row is sure to have caught.
    pub detects: f64,
}

/// Runs and judges claims.
pub struct Engine<'a> {
    /// The seed of the whole run.
    pub seed: u64,
    /// How much work it may do.
    pub effort: Effort,
    /// How draws by thousands are computed.
    pub arithmetic: Arithmetic,
    /// The laws.
    pub catalogue: &'a Catalogue,
    /// Hears of the work as it goes.
    pub progress: &'a Progress<'a>,
}

impl Engine<'_> {
    /// Makes the evidence of one claim.
    pub fn evidence(&self, claim: &'static Claim) -> Result<Evidence, Refusal> {
        let Self { seed, effort, arithmetic, catalogue, progress } = *self;
        (claim.evidence)(&Context { claim: claim.id, seed, effort, arithmetic, catalogue, progress })
    }

    /// Makes the evidence of one claim and judges it; `sabotage` multiplies every prediction, which must then be found wrong.
    pub fn judge(&self, claim: &'static Claim, sabotage: Option<f64>) -> Result<Report, Refusal> {
        let evidence = self.evidence(claim)?;
        let budget = Budget::for_rows(statistical_rows([&evidence]));
        Ok(report(claim, evidence, budget, sabotage))
    }

    /// Judges several claims on one budget, in order; a claim that could not run gives its refusal.
    /// `done` hears of each claim whose evidence is complete. Claims run side by side; their results do not depend on it.
    pub fn run(
        &self,
        claims: &[&'static Claim],
        done: &(dyn Fn(&Claim) + Sync),
    ) -> Vec<(&'static Claim, Result<Report, Refusal>)> {
        let make = |claim: &&'static Claim| {
            let evidence = self.evidence(claim);
            done(claim);
            (*claim, evidence)
        };
        let made: Vec<_> = claims.par_iter().map(make).collect();
        let budget = Budget::for_rows(statistical_rows(made.iter().filter_map(|(_, evidence)| evidence.as_ref().ok())));
        made.into_iter().map(|(claim, made)| (claim, made.map(|e| report(claim, e, budget, None)))).collect()
    }
}

/// How many rows take a share of the budget.
pub fn statistical_rows<'a>(all: impl IntoIterator<Item = &'a Evidence>) -> u64 {
    all.into_iter().flat_map(Evidence::rows).filter(|row| row.measured.is_statistical()).count() as u64
}

/// Judges evidence that has been made.
pub fn report(claim: &'static Claim, evidence: Evidence, budget: Budget, sabotage: Option<f64>) -> Report {
    let factor = sabotage.unwrap_or(1.0);
    let findings: Vec<_> = evidence.rows().map(|row| judge(row, budget.per_row(), factor)).collect();
    let verdict = Verdict::of_rows(findings.iter().map(|finding| finding.verdict));
    let largest = |of: fn(&Finding) -> f64| findings.iter().map(of).fold(0.0, f64::max);
    let (worst, detects) = (largest(|f| f.strain), largest(|f| f.detects));
    Report { claim, evidence, findings, verdict, worst, detects }
}
