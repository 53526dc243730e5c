//! `--step-laws FILE`: a task whose steps are of several kinds, a kind a line: how many, the power, the law of an approach.
//!
//! Refuses: a line that is not three things, with its number.

use super::{Failure, Session};
use crate::{
    cli::typed,
    model::{Task, task::Group},
    tail::made::min_of,
};
use std::{fs, path::Path};

/// The kinds of steps of a file. Lines that are empty or begin with # are passed over.
pub(super) fn read(path: &Path, session: &Session) -> Result<Task, Failure> {
    let failed = |why: String| Failure(format!("--step-laws: {}: {why}", path.display()));
    let text = fs::read_to_string(path).map_err(|error| failed(error.to_string()))?;
    let lines = text.lines().enumerate().map(|(i, line)| (i + 1, line.trim()));
    let told = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let groups = told.map(|(i, line)| group(line, session).map_err(|why| failed(format!("line {i}: {why}"))));
    Task::new(groups.collect::<Result<_, _>>()?).map_err(failed)
}

/// A line: `COUNT, POWER, SPEC`.
fn group(line: &str, session: &Session) -> Result<Group, String> {
    let mut parts = line.splitn(3, ',').map(str::trim);
    let (Some(count), Some(power), Some(spec)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(format!(
            "`{line}` is not COUNT, POWER, LAW: how many steps, how many approaches, and the law of one, as in 5, 2, pareto(0.8)"
        ));
    };
    let count = typed::count(count).map_err(|why| format!("the number of steps is `{count}`: {why}"))?;
    let power = typed::positive(power).map_err(|why| format!("the power is `{power}`: {why}"))?;
    let approach = session.law("the law", spec).map_err(|Failure(why)| why)?;
    Ok(Group { step: min_of(power, &approach)?, count })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::{Lab, settings::Settings};

    fn session() -> Session {
        Session { lab: Lab::standard(), settings: Settings::resolve(&Default::default()).unwrap() }
    }

    #[test]
    fn a_line_is_a_count_a_power_and_a_law_with_commas_of_its_own() {
        let found = group("1e3, 2.5, burr(0.7, 1.5)", &session()).unwrap();
        assert_eq!((found.count, found.step.spec()), (1000, "min_of(2.5, burr(0.7, 1.5))"));
    }

    #[test]
    fn what_is_wrong_is_said_with_what_is_allowed() {
        for (line, part) in [
            ("5, pareto(1)", "COUNT, POWER, LAW"),
            ("0, 1, pareto(1)", "number of steps is `0`"),
            ("5, -1, pareto(1)", "power is `-1`"),
            ("5, 1, paretto(1)", "pareto"),
        ] {
            let why = group(line, &session()).unwrap_err();
            assert!(why.contains(part), "{line}: {why}");
        }
    }
}
