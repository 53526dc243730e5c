//! The laboratory that a program runs: its laws.

use crate::tail::{Catalogue, Family};

/// A laboratory: the standard one, or one with a user's own families.
///
/// ```no_run
/// # use goodhart::{cli::{self, Lab}, tail::Family};
/// # fn main_with(my_family: &'static Family) -> std::process::ExitCode {
/// cli::run(Lab::standard().with(my_family))
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Lab {
    catalogue: Catalogue,
}

impl Lab {
    /// The laboratory with the families that come with it.
    pub fn standard() -> Self {
        Self { catalogue: Catalogue::standard() }
    }

    /// Adds a family: it gets a name on the command line, a row in every table and every claim's check.
    #[must_use]
    pub fn with(self, family: &'static Family) -> Self {
        Self { catalogue: self.catalogue.with(family) }
    }

    /// The families.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }
}
