//! The claims: all of them listed, proved, and able to fail.

use goodhart::claim::engine::{report, statistical_rows};
use goodhart::claim::{Budget, Effort, Engine, Verdict};
use goodhart::claims::ALL;
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
    let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let engine = Engine { seed, effort: Effort::Standard, catalogue: &catalogue, progress: &|_, _| {} };
    let only = std::env::var("ONLY").ok();
    let mut rows = 0;
    for claim in ALL.iter().filter(|claim| only.as_deref().is_none_or(|id| id == claim.id)) {
        let begun = std::time::Instant::now();
        let evidence = engine.evidence(claim).unwrap_or_else(|refusal| panic!("{}: {refusal}", claim.id));
        rows += statistical_rows([&evidence]);
        let seconds = begun.elapsed().as_secs_f64();
        let budget = Budget::for_rows(0);
        let sabotaged = report(claim, evidence.clone(), budget, Some(1.05));
        let honest = report(claim, evidence, budget, None);
        println!(
            "{:4} {:10} worst {:.3} detects {:.4} rows {:4} {:.2} s",
            claim.id,
            honest.verdict.name(),
            honest.worst,
            honest.detects,
            honest.findings.len(),
            seconds
        );
        for ((row, found), spoiled) in honest.evidence.rows().zip(&honest.findings).zip(&sabotaged.findings) {
            if !found.verdict.passes() || found.strain > 0.8 || std::env::var("SHOW").is_ok() {
                println!("  {} {}: {} lie {} {:?}", row.series, row.place, row.predicted, row.lie, found);
            }
            assert!(only.is_some() || found.verdict.passes(), "{} {} {}: {found:?}", claim.id, row.series, row.place);
            if only.is_none() || spoiled.verdict == Verdict::Disagrees {
                continue;
            }
            println!("  sabotage passed: {} {}: {} {spoiled:?}", row.series, row.place, row.predicted);
        }
        assert_eq!(sabotaged.verdict, Verdict::Disagrees, "{} survives a prediction 5% off", claim.id);
    }
    assert!(rows <= Budget::SHARES, "{rows} statistical rows overdraw the fixed shares");
}
