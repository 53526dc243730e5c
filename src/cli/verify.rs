//! `goodhart verify`: judges claims.

use super::{
    answer::{Answer, Failure},
    judging,
    session::Session,
};

/// Judge claims: every prediction against a measurement by another route, and a planted lie that must be rejected
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// The claims to judge [default: all]
    #[arg(value_name = "ID")]
    ids: Vec<String>,
    /// Multiply every prediction by this factor, to see that a wrong claim is found out, e.g. 1.05
    #[arg(long, value_name = "FACTOR", value_parser = super::typed::positive)]
    lie: Option<f64>,
}

/// Runs the command.
pub fn run(arguments: &Arguments, session: &Session) -> Result<Answer, Failure> {
    let chosen = judging::chosen(&arguments.ids)?;
    let mut judged = judging::judge(&chosen, session);
    if let Some(factor) = arguments.lie {
        judged = judging::sabotaged(judged, factor);
    }
    let text = format!(
        "{}\n{}{}\n{}\n",
        judging::table(&judged),
        judging::LEGEND,
        judging::complaints(&judged),
        judging::tally(&judged)
    );
    Ok(Answer { text, json: judging::object(&judged), outcome: judging::outcome(&judged) })
}
