//! The claims: all of them listed, proved, and able to fail.

use goodhart::claim::engine::{report, statistical_rows};
use goodhart::claim::{Budget, Effort, Engine, Sense, Verdict};
use goodhart::claims::ALL;
use goodhart::sample::Arithmetic;
use goodhart::tail::Catalogue;
use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn every_file_of_claims_is_listed_and_every_claim_has_its_file() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files: BTreeSet<String> = std::fs::read_dir(root.join("src/claims"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .filter(|name| name != "mod")
        .collect();
    let listed: BTreeSet<String> = ALL.iter().map(|claim| claim.id.to_owned()).collect();
    assert_eq!(files, listed);
    assert_eq!(listed.len(), ALL.len(), "an id is used twice");
}

#[test]
fn every_claim_has_a_human_proof() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for claim in ALL {
        let proof = std::fs::read_to_string(root.join(claim.proof())).unwrap_or_default();
        assert!(proof.contains("Proof") && proof.len() > 800, "{} has no proof in {}", claim.id, claim.proof());
    }
}

#[test]
fn every_claim_comes_through_and_every_row_of_it_can_fail() {
    let catalogue = Catalogue::standard();
    let engine = Engine {
        seed: 1,
        effort: Effort::Standard,
        arithmetic: Arithmetic::Plain,
        catalogue: &catalogue,
        progress: &|_, _| {},
    };
    let mut rows = 0;
    for claim in ALL {
        let evidence = engine.evidence(claim).unwrap_or_else(|refusal| panic!("{}: {refusal}", claim.id));
        rows += statistical_rows([&evidence]);
        let budget = Budget::for_rows(0);
        let sabotaged = [1.05, 0.95].map(|factor| report(claim, evidence.clone(), budget, Some(factor)).verdict);
        let honest = report(claim, evidence, budget, None);
        println!("{} {} detects {:.4}", claim.id, honest.verdict.name(), honest.detects);
        for (row, found) in honest.evidence.rows().zip(&honest.findings) {
            assert!(found.verdict.passes(), "{} {} {}: {found:?}", claim.id, row.series, row.place);
        }
        assert_eq!(sabotaged[0], Verdict::Disagrees, "{} survives a prediction 5% too high", claim.id);
        // A lower bound that is too low stays true.
        let bounds = honest.evidence.rows().all(|row| row.sense == Sense::AtLeast);
        assert!(bounds || sabotaged[1] == Verdict::Disagrees, "{} survives a prediction 5% too low", claim.id);
    }
    assert!(rows <= Budget::SHARES, "{rows} statistical rows overdraw the fixed shares");
}
