//! The laboratory with its own laws.

use goodhart::cli::{self, Lab};

fn main() -> std::process::ExitCode {
    cli::run(Lab::standard())
}
