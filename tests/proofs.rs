//! The machine-checked proofs hang together with what they are proofs of: no dead link, and no number that the library
//! computes differently. Coq itself is run by proofs/check.sh, not here.

mod common;

use common::law;
use goodhart::{
    claim::proved::{Role, theorems},
    claims,
    expect::{best_of, condition, restart, steps},
    model::Proxy,
    tail::tilt::tilted,
};
use serde::Deserialize;
use std::{collections::HashSet, fmt::Write, fs, path::PathBuf};

fn proofs() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("proofs")
}

fn read(path: &str) -> String {
    fs::read_to_string(proofs().join(path)).unwrap_or_default()
}

/// Whether Coq source states a theorem of that name.
fn states(source: &str, name: &str) -> bool {
    let starts = |line: &str| {
        let rest = line.strip_prefix("Theorem ").or_else(|| line.strip_prefix("Lemma "));
        rest.and_then(|r| r.strip_prefix(name)).is_some_and(|r| r.starts_with([' ', ':', '\n']) || r.is_empty())
    };
    source.lines().any(starts)
}

#[test]
fn every_theorem_leads_to_its_claim_its_prose_its_figure_and_its_coq() {
    assert!(theorems().iter().filter(|t| t.role == Role::Theorem).count() >= 25);
    let mut ids = HashSet::new();
    for t in theorems() {
        assert!(ids.insert(&t.id), "{} twice", t.id);
        assert!(claims::ALL.iter().any(|c| c.id == t.claim), "{}: no claim {}", t.id, t.claim);
        assert_eq!(t.prose, format!("prose/{}.md", t.claim), "{}", t.id);
        assert!(read(&t.prose).contains(&t.anchor), "{}: {} has no passage {}", t.id, t.prose, t.anchor);
        assert!(proofs().join(format!("../figures/{}.svg", t.figure)).exists(), "{}: no figure {}", t.id, t.figure);
        assert!(states(&read(&t.file), &t.coq), "{}: {} does not state {}", t.id, t.file, t.coq);
        let page = match t.file.as_str() {
            page if page.starts_with("Statements") => page,
            file if file.starts_with("measure/") => "StatementsMeasure.v",
            _ => "Statements.v",
        };
        assert!(t.role == Role::Witness || states(&read(page), &t.coq), "{}: {page} does not restate {}", t.id, t.coq);
    }
}

#[test]
fn a_name_is_a_whole_name() {
    assert!(states("Theorem abc n :\n", "abc") && states("Lemma abc : x", "abc"));
    assert!(!states("Theorem abcd : x", "abc") && !states("(* Theorem abc : x *)", "abc"));
}

#[derive(Deserialize)]
struct Table {
    certificate: Vec<Certificate>,
}

/// A number between two decimals, or a root between two places.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Certificate {
    id: String,
    claim: String,
    what: String,
    coq: Option<String>,
    root: Option<String>,
    low: String,
    high: String,
    library: String,
    n: Option<f64>,
    at: Option<f64>,
    power: Option<f64>,
    law: Option<String>,
    value: Option<String>,
    error: Option<String>,
}

fn certificates() -> Vec<Certificate> {
    toml::from_str::<Table>(&read("certificates.toml")).expect("certificates.toml is read").certificate
}

/// The certificates as Coq, from the table.
fn coq(certificates: &[Certificate]) -> String {
    let mut text = String::new();
    for c in certificates {
        let (letter, number) = c.claim.split_at(1);
        let statement = match (&c.coq, &c.root) {
            (Some(number), None) => format!("{} <= {number} <= {}", c.low, c.high),
            (None, Some(root)) => format!("{} <= 0 <= {}", root.replace("{z}", &c.low), root.replace("{z}", &c.high)),
            _ => panic!("{}: a number or a root", c.id),
        };
        let head = format!("\n(** {}-{number}: {}. *)\n", letter.to_uppercase(), c.what);
        write!(text, "{head}Theorem {} :\n  {statement}.\nProof. bounds. Qed.\n", c.id).expect("a string takes all");
    }
    text
}

/// What the library computes for a certificate.
fn computed(c: &Certificate) -> f64 {
    let at = || c.at.expect("a place");
    let named = |spec: &Option<String>| law(spec.as_deref().expect("a law"));
    match c.library.as_str() {
        "best_of_kl" => {
            let proxy = Proxy { value: law("normal(0, 1)"), error: law("pareto(2)") };
            best_of::best_of(&proxy, c.n.expect("a number of draws")).expect("best of n").kl.value
        }
        "condition" => {
            let proxy = Proxy { value: named(&c.value), error: named(&c.error) };
            condition::above(&proxy, at()).expect("a conditional mean").mean_v.finite().expect("a finite mean").value
        }
        "above" => named(&c.law).ln_sf(at()).exp(),
        "step_mean" => {
            let mean = steps::step_mean(&named(&c.law), c.power.expect("a power")).expect("a step");
            mean.finite().expect("a finite mean").value
        }
        "restart_cost" => restart::best(&named(&c.law)).expect("a best cutoff").cost.value,
        "restart_cutoff" => match restart::best(&named(&c.law)).expect("a best cutoff").policy {
            restart::Policy::At(cutoff) => cutoff.value,
            other => panic!("{}: {other:?}", c.id),
        },
        "tilt_kl" => tilted(&*named(&c.law), at()).expect("a tilt").kl.value,
        "half_median" => law("normal(0, 1)").inv_ln_sf(0.25_f64.ln()),
        other => panic!("{}: nothing computes {other}", c.id),
    }
}

#[test]
fn coq_proves_the_numbers_of_the_table() {
    let (certificates, file) = (certificates(), read("calculus/Certificates.v"));
    assert!(certificates.len() >= 12);
    let head = file.find("\n(** ").and_then(|first| file[first + 1..].find("\n(** ").map(|next| first + 1 + next));
    let proved = &file[head.expect("certificates")..];
    assert_eq!(proved, coq(&certificates), "calculus/Certificates.v is not what certificates.toml says");
}

#[test]
fn the_library_computes_the_numbers_that_coq_encloses() {
    for c in certificates() {
        assert!(claims::ALL.iter().any(|claim| claim.id == c.claim), "{}: no claim {}", c.id, c.claim);
        let bound = |text: &str| text.parse::<f64>().expect("a decimal");
        let value = computed(&c);
        assert!(bound(&c.low) <= value && value <= bound(&c.high), "{}: {value} not in [{}, {}]", c.id, c.low, c.high);
    }
}
