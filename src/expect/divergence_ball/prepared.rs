//! Where the integrals under a slant come from.
//!
//! Refuses: a joint law whose table does not go as far as the slant asks.

use super::{
    end::End,
    integrals,
    slant::Slant,
    sums::{Atoms, Sums},
};
use crate::expect::{Refusal, joint::JointValueFunction, power_ball::table::Table};

/// Such a source.
#[derive(Clone, Debug)]
pub(super) enum Prepared {
    Continuous(Box<Table>, Option<End>),
    Discrete(Atoms),
    Dependent(Box<JointValueFunction>, Option<End>),
}

impl Prepared {
    pub(super) fn sums(&mut self, slant: &Slant) -> Result<Sums, Refusal> {
        match self {
            Self::Continuous(table, end) => {
                let held = table.serve(slant);
                Ok(held.map_or_else(|| integrals::sums(&**table, *end, slant), Sums::too_much))
            }
            Self::Discrete(atoms) => Ok(atoms.sums(slant)),
            Self::Dependent(function, end) => Ok(integrals::sums(&function.served(slant)?, *end, slant)),
        }
    }

    /// How the tail of U ends, where that is known.
    pub(super) fn end(&self) -> Option<End> {
        match self {
            Self::Continuous(_, end) | Self::Dependent(_, end) => *end,
            Self::Discrete(_) => None,
        }
    }
}
