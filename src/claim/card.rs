//! The card of a claim, and what it is given to make its evidence with.

use super::Evidence;
use crate::expect::Refusal;
use crate::model::{Joint, Proxy, joint};
use crate::sample::{Arithmetic, Source};
use crate::tail::{Catalogue, Law, TailClass, spec};

/// How much work a run may do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effort {
    /// Fewer places, in a few seconds; every check left is as sharp as at standard effort.
    Quick,
    /// Every place, well under a minute.
    #[default]
    Standard,
    /// More places and eight times the draws.
    Deep,
}

/// What a claim may be asked to apply to.
#[derive(Clone, Copy, Debug)]
pub enum Subject<'a> {
    /// The law of the time of one approach to a step.
    Approach(&'a Law),
    /// A value and an error.
    Pair(&'a Proxy),
}

impl Subject<'_> {
    /// The exponent of a pure Pareto law of approach times, `S(t) = t^-alpha` from t = 1 on; the reason if it is not one.
    pub fn pareto_exponent(&self) -> Result<f64, String> {
        let law = self.approach()?;
        let TailClass::RegularlyVarying { index, .. } = law.tail_class() else {
            return Err(format!("{law} does not have a power-law tail"));
        };
        let pure = |y: f64| (law.ln_sf(y.exp()) + index * y).abs() <= 1e-9 * index * y;
        if pure(0.5) && pure(5.0) && law.ln_sf(1.0) == 0.0 {
            Ok(index)
        } else {
            Err(format!("{law} is not a pure Pareto law"))
        }
    }

    /// The law of the time of one approach; the reason if the subject is none.
    pub fn approach(&self) -> Result<&Law, String> {
        match self {
            Self::Approach(law) => Ok(law),
            Self::Pair(_) => Err("it is about the time of a step, not about a proxy".into()),
        }
    }

    /// The proxy; the reason if the subject is none.
    pub fn pair(&self) -> Result<&Proxy, String> {
        match self {
            Self::Pair(proxy) => Ok(proxy),
            Self::Approach(_) => Err("it is about a proxy, not about the time of a step".into()),
        }
    }

    /// The proxy, if it has no ties and V a finite mean; else the reason.
    pub fn untied_pair(&self) -> Result<&Proxy, String> {
        let proxy = self.pair()?;
        if !proxy.value.atoms().is_empty() && !proxy.error.atoms().is_empty() {
            return Err("the proxy has ties".into());
        }
        proxy.value.mean().finite().map(|_| proxy).ok_or_else(|| format!("{} has no finite mean", proxy.value))
    }
}

/// A published statement that the laboratory finds wrong or incomplete.
///
/// The claim beside it is the corrected statement; its rows carry what was published as their planted lies, so that a row is
/// met only if it also tells the two apart.
#[derive(Clone, Copy, Debug)]
pub struct Published {
    /// What was stated, in the laboratory's symbols.
    pub statement: &'static str,
    /// Where, to the section, theorem or figure.
    pub place: &'static str,
    /// What the numbers contradict, or what is missing, and how much of the statement stands.
    pub finding: &'static str,
}

/// One claim: what it says, when it holds, and what it shows for itself.
pub struct Claim {
    /// Its short name, lower-case; also the name of its file and of its proof.
    pub id: &'static str,
    /// The claim in one line, as a statement.
    pub title: &'static str,
    /// The statement in full, with its symbols.
    pub statement: &'static str,
    /// The hypotheses in words.
    pub hypotheses: &'static str,
    /// Whether the hypotheses hold for a subject; if not, the reason in words.
    pub applies: fn(Subject<'_>) -> Result<(), String>,
    /// Where it comes from.
    pub source: &'static str,
    /// The published statement that this claim corrects, if it corrects one.
    pub corrects: Option<Published>,
    /// The rows, with predictions and measurements by different routes.
    pub evidence: fn(&Context<'_>) -> Result<Evidence, Refusal>,
}

impl Claim {
    /// The file of the human proof, from the root of the project.
    pub fn proof(&self) -> String {
        format!("proofs/prose/{}.md", self.id)
    }
}

impl std::fmt::Debug for Claim {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Claim({}: {})", self.id, self.title)
    }
}

/// Hears of the parts of the work as they begin: the claim's id and the part in words.
pub type Progress<'a> = dyn Fn(&str, &str) + Sync + 'a;

/// What a claim is given: laws, effort and named streams. A claim never makes a seed.
pub struct Context<'a> {
    pub(super) claim: &'static str,
    pub(super) seed: u64,
    pub(super) effort: Effort,
    pub(super) arithmetic: Arithmetic,
    pub(super) catalogue: &'a Catalogue,
    pub(super) progress: &'a Progress<'a>,
}

impl Context<'_> {
    /// How much work the run may do.
    pub fn effort(&self) -> Effort {
        self.effort
    }

    /// A number of draws, given for standard effort: eight times that at deep effort, and never fewer, because a check with
    /// fewer draws could not tell.
    pub fn draws(&self, standard: u64) -> u64 {
        if self.effort == Effort::Deep { 8 * standard } else { standard }
    }

    /// The items of a list for standard effort: the first `quick` of them at quick effort.
    pub fn some_of<'b, T>(&self, all: &'b [T], quick: usize) -> &'b [T] {
        if self.effort == Effort::Quick { &all[..quick.min(all.len())] } else { all }
    }

    /// The random source for a part of this claim's work; every part needs a subject of its own.
    pub fn stream(&self, subject: &str) -> Source {
        Source::new(self.seed, self.claim, subject).with(self.arithmetic)
    }

    /// The laws of this laboratory.
    pub fn catalogue(&self) -> &Catalogue {
        self.catalogue
    }

    /// The law of a spec.
    pub fn law(&self, spec: &str) -> Result<Law, Refusal> {
        let no_files = |file: &str| Err(format!("a claim reads no file, not even {file}"));
        spec::parse(spec, self.catalogue, &no_files).map_err(|error| Refusal(error.to_string()))
    }

    /// The proxy of a value and an error, given as specs.
    pub fn proxy(&self, value: &str, error: &str) -> Result<Proxy, Refusal> {
        Ok(Proxy { value: self.law(value)?, error: self.law(error)? })
    }

    /// The joint law of a value, an error (none where `joint` says what X is given V) and a dependence, given as specs.
    pub fn joint(&self, value: &str, error: Option<&str>, joint: &str) -> Result<Joint, Refusal> {
        let error = error.map(|spec| self.law(spec)).transpose()?;
        joint::parse(self.law(value)?, error, joint, self.catalogue).map_err(|error| Refusal(error.to_string()))
    }

    /// Every typical law of the laboratory, family by family; laws that need a file are left out.
    pub fn typical(&self) -> Vec<Law> {
        let specs = self.catalogue.families().iter().flat_map(|family| family.typical);
        specs.filter_map(|spec| self.law(spec).ok()).collect()
    }

    /// Says that a part of the work begins.
    pub fn begin(&self, part: &str) {
        (self.progress)(self.claim, part);
    }
}
