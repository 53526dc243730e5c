//! The settings of a run: a flag counts before the laboratory file, and that before the default.

use super::{answer::Failure, typed};
use crate::sample::Arithmetic;
use serde::Deserialize;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// How much work a run may do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Effort {
    /// Seconds.
    Quick,
    /// A few minutes.
    #[default]
    Standard,
    /// As long as it takes.
    Deep,
}

impl Effort {
    /// In a word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Quick => "quick",
            Self::Standard => "standard",
            Self::Deep => "deep",
        }
    }
}

impl From<Effort> for crate::claim::Effort {
    fn from(effort: Effort) -> Self {
        match effort {
            Effort::Quick => Self::Quick,
            Effort::Standard => Self::Standard,
            Effort::Deep => Self::Deep,
        }
    }
}

/// The flags that every command understands.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct CommonFlags {
    /// A laboratory file with any of the keys seed, effort, threads, fast and out
    #[arg(long, global = true, value_name = "FILE.toml")]
    pub lab: Option<PathBuf>,
    /// The seed of every random stream [default: 1]
    #[arg(long, global = true, allow_hyphen_values = true, value_parser = typed::seed)]
    pub seed: Option<u64>,
    /// How much work to do [default: standard]
    #[arg(long, global = true, value_enum)]
    pub effort: Option<Effort>,
    /// How many threads to use; the results do not depend on it [default: all cores]
    #[arg(long, global = true, value_parser = clap::value_parser!(u16).range(1..=4096))]
    pub threads: Option<u16>,
    /// Let simulations use fused multiplications and additions where the machine has them: faster, but the last digits then depend on
    /// the machine
    #[arg(long, global = true)]
    pub fast: bool,
    /// Print one JSON object instead of text
    #[arg(long, global = true)]
    pub json: bool,
    /// Where pictures and data files go
    #[arg(long, global = true, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// What a laboratory file may hold.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct LabFile {
    seed: Option<u64>,
    effort: Option<Effort>,
    threads: Option<u16>,
    #[serde(default)]
    fast: bool,
    out: Option<PathBuf>,
}

impl LabFile {
    fn read(path: &Path) -> Result<Self, Failure> {
        let refuse = |reason: String| Failure(format!("{}: {reason}", path.display()));
        let text = fs::read_to_string(path).map_err(|error| refuse(error.to_string()))?;
        let file: Self = toml::from_str(&text).map_err(|error| refuse(error.to_string()))?;
        if file.threads == Some(0) {
            return Err(refuse("threads must be at least 1".into()));
        }
        Ok(file)
    }
}

/// The settings of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The seed of every random stream.
    pub seed: u64,
    /// How much work to do.
    pub effort: Effort,
    /// How many threads to use; all cores if none.
    pub threads: Option<u16>,
    /// How draws by thousands are computed.
    pub arithmetic: Arithmetic,
    /// Print JSON.
    pub json: bool,
    /// Where pictures and data files go, if somebody said so.
    pub out: Option<PathBuf>,
}

impl Settings {
    /// Reads the laboratory file, if one is named, and lets the flags overrule it.
    pub fn resolve(flags: &CommonFlags) -> Result<Self, Failure> {
        let file = flags.lab.as_deref().map_or(Ok(LabFile::default()), LabFile::read)?;
        Ok(Self {
            seed: flags.seed.or(file.seed).unwrap_or(1),
            effort: flags.effort.or(file.effort).unwrap_or_default(),
            threads: flags.threads.or(file.threads),
            arithmetic: if flags.fast || file.fast { Arithmetic::Fused } else { Arithmetic::Plain },
            json: flags.json,
            out: flags.out.clone().or(file.out),
        })
    }

    /// The effort in words, and whether the last digits depend on the machine.
    pub fn effort_in_words(&self) -> String {
        let digits = if self.arithmetic == Arithmetic::Fused { ", fast" } else { "" };
        format!("{}{digits}", self.effort.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_counts_before_the_file_and_the_file_before_the_default() {
        let path = std::env::temp_dir().join(format!("goodhart-lab-{}.toml", std::process::id()));
        fs::write(&path, "seed = 7\neffort = \"deep\"\nfast = true\n").unwrap();
        let flags = CommonFlags { lab: Some(path.clone()), effort: Some(Effort::Quick), ..CommonFlags::default() };
        let settings = Settings::resolve(&flags).unwrap();
        fs::remove_file(path).unwrap();
        assert_eq!((settings.seed, settings.effort, settings.threads), (7, Effort::Quick, None));
        assert_eq!(settings.arithmetic, Arithmetic::Fused);
        let plain = Settings::resolve(&CommonFlags::default()).unwrap();
        assert_eq!((plain.seed, plain.arithmetic), (1, Arithmetic::Plain));
    }
}
