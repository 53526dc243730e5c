//! D-8.
use crate::claim::{Claim, Context, Evidence};
use crate::expect::Refusal;
/// The card.
pub static CLAIM: Claim = Claim { id: "d8", title: "", statement: "", hypotheses: "", applies: |_| Err("".into()), source: "", corrects: None, evidence };
fn evidence(_: &Context<'_>) -> Result<Evidence, Refusal> { Ok(Evidence::of(vec![])) }
