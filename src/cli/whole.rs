//! The bare command: the whole laboratory. Every claim judged, every figure, data file and the report written.

use super::{
    answer::{Answer, Failure},
    files, judging,
    session::Session,
};

/// Runs everything.
pub fn run(session: &Session) -> Result<Answer, Failure> {
    let judged = judging::judge(&judging::chosen(&[])?, session);
    let directory = files::directory(session);
    let count = files::write(&judged, session, &directory)? + files::write_summary(&judged, session, &directory)?;
    let text = format!(
        "{}\n{}{}\n{}\n{count} files in {}: pictures, data, summary.csv and report.html\n",
        judging::table(&judged),
        judging::LEGEND,
        judging::complaints(&judged),
        judging::tally(&judged),
        directory.display()
    );
    Ok(Answer { text, json: judging::object(&judged), outcome: judging::outcome(&judged) })
}
