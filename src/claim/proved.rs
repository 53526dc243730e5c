//! How far a claim is proved: what a proof assistant has checked of it, as `proofs/theorems.toml` lists it.
//!
//! Refuses: a status that somebody typed.

use super::Claim;
use serde::Deserialize;
use std::{fmt, sync::LazyLock};

/// What the proof assistant checks, as it was when the program was built.
const TABLE: &str = include_str!("../../proofs/theorems.toml");

/// One theorem that `proofs/check.sh` checks.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Theorem {
    /// The claim and the theorem's name.
    pub id: String,
    /// Its name in Coq.
    pub coq: String,
    /// The file it is proved in, from `proofs/`.
    pub file: String,
    /// The id of the claim.
    pub claim: String,
    /// The human proof, from `proofs/`.
    pub prose: String,
    /// The passage of the human proof that it checks, verbatim.
    pub anchor: String,
    /// The figure that shows the claim, by its id.
    pub figure: String,
    /// Whether it is a theorem of the claim or a witness that its hypotheses can be met.
    pub role: Role,
    /// What it leaves open of the claim; empty for nothing.
    pub gap: String,
}

/// What a machine-checked statement is there for.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// It states the claim, or a part of it.
    Theorem,
    /// It shows that hypotheses can be met.
    Witness,
}

/// Every theorem of the table.
pub fn theorems() -> &'static [Theorem] {
    #[derive(Deserialize)]
    struct Table {
        theorem: Vec<Theorem>,
    }
    static THEOREMS: LazyLock<Vec<Theorem>> =
        LazyLock::new(|| toml::from_str::<Table>(TABLE).expect("proofs/theorems.toml is tested to be read").theorem);
    &THEOREMS
}

/// How far a claim is proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// So many theorems on it are checked by a proof assistant; `gaps` of them leave something of it open.
    MachineChecked {
        /// How many.
        theorems: usize,
        /// How many of them have a stated gap.
        gaps: usize,
    },
    /// A human proof stands in `proofs/prose`.
    Prose,
    /// Neither is at hand; the claim names a source.
    Cited,
    /// Nothing is at hand.
    Open,
}

/// The status of a claim: from the table, and from whether its human proof is at hand.
pub fn status(claim: &Claim, prose: bool) -> Status {
    let of_it: Vec<_> = theorems().iter().filter(|t| t.claim == claim.id && t.role == Role::Theorem).collect();
    let gaps = of_it.iter().filter(|t| !t.gap.is_empty()).count();
    match of_it.len() {
        0 if prose => Status::Prose,
        0 if claim.source.is_empty() => Status::Open,
        0 => Status::Cited,
        theorems => Status::MachineChecked { theorems, gaps },
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::MachineChecked { theorems: 1, gaps: 0 } => write!(f, "machine-checked: 1 theorem"),
            Self::MachineChecked { theorems, gaps: 0 } => write!(f, "machine-checked: {theorems} theorems"),
            Self::MachineChecked { theorems: 1, .. } => {
                write!(f, "machine-checked in part: 1 theorem, with a stated gap")
            }
            Self::MachineChecked { theorems, gaps } => {
                write!(f, "machine-checked in part: {theorems} theorems, {gaps} with a stated gap")
            }
            Self::Prose => write!(f, "proved in prose"),
            Self::Cited => write!(f, "cited"),
            Self::Open => write!(f, "open"),
        }
    }
}
