//! `goodhart figures`: writes the picture and the data file of claims, or checks that they are up to date.

use super::{
    answer::{Answer, Failure, Outcome},
    files, judging,
    session::Session,
};
use serde_json::json;

/// Write the pictures and data files of claims, or check that they are what would be written
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// The claims [default: all]
    #[arg(value_name = "ID")]
    ids: Vec<String>,
    /// Write nothing; fail if a file is missing or a number in it would change by more than a relative 1e-9
    #[arg(long)]
    check: bool,
}

/// Runs the command.
pub fn run(arguments: &Arguments, session: &Session) -> Result<Answer, Failure> {
    let judged = judging::judge(&judging::chosen(&arguments.ids)?, session);
    let directory = files::directory(session);
    let whole = arguments.ids.is_empty();
    if arguments.check {
        return Ok(checked(&files::check(&judged, session, &directory, whole)));
    }
    let mut count = files::write(&judged, session, &directory)?;
    if whole {
        count += files::write_summary(&judged, session, &directory)?;
    }
    let text = format!("{}wrote {count} files into {}\n", judging::complaints(&judged), directory.display());
    let json = json!({ "written": count, "directory": directory.display().to_string() });
    Ok(Answer { text, json, outcome: judging::outcome(&judged) })
}

fn checked(changes: &[String]) -> Answer {
    let outcome = if changes.is_empty() { Outcome::Agrees } else { Outcome::Disagrees };
    let mut text: String = changes.iter().map(|change| format!("{change}\n")).collect();
    if changes.is_empty() {
        text.push_str("every file is what would be written\n");
    }
    Answer { text, json: json!({ "changes": changes }), outcome }
}
