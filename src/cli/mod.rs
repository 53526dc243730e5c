//! The command line: arguments as typed, the resolved laboratory, and one file a command.

pub mod answer;
mod best_of;
mod condition;
mod crowd;
mod figures;
mod files;
mod fit;
pub mod input;
mod journal;
mod json;
mod judging;
pub mod kept;
mod lab;
mod list;
mod minds;
mod pages;
mod parts;
mod progress;
pub mod quantilizer;
mod selecting;
pub mod session;
pub mod settings;
mod show;
mod soft;
mod steps;
mod sweep;
mod tails;
mod threshold;
mod tilt;
mod typed;
mod verify;
mod whole;
pub mod words;

pub use lab::Lab;

use answer::{Answer, Failure, Outcome};
use clap::{Parser, Subcommand};
use session::Session;
use settings::{CommonFlags, Settings};
use std::process::ExitCode;

/// A laboratory for heavy tails
#[derive(Debug, Parser)]
#[command(name = "goodhart", version, about)]
struct Typed {
    #[command(flatten)]
    common: CommonFlags,
    /// Left out: the whole laboratory, every claim judged and every figure, data file and the report written
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Verify(verify::Arguments),
    List(list::Arguments),
    Figures(figures::Arguments),
    Show(show::Arguments),
    Tails(tails::Arguments),
    Condition(condition::Arguments),
    BestOf(best_of::Arguments),
    Quantilizer(quantilizer::Arguments),
    Tilt(tilt::Arguments),
    Steps(steps::Arguments),
    Threshold(threshold::Arguments),
    Fit(fit::Arguments),
}

/// Runs what the command line says in the given laboratory.
///
/// Exit code 0: all agrees; 1: something disagrees, is too weak or is refused; 2: could not run.
pub fn run(lab: Lab) -> ExitCode {
    let typed = match Typed::try_parse() {
        Ok(typed) => typed,
        Err(error) => return refuse_to_start(&error),
    };
    let json = typed.common.json;
    match answer(typed, lab).and_then(|answer| show(&answer, json)) {
        Ok(outcome) => ExitCode::from(outcome.code()),
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::from(Outcome::CouldNotRun.code())
        }
    }
}

/// Help and version go to standard output and are no fault; anything else is.
fn refuse_to_start(error: &clap::Error) -> ExitCode {
    // Nothing is left to be said where neither stream takes it.
    let _ = error.print();
    if error.use_stderr() { ExitCode::from(Outcome::CouldNotRun.code()) } else { ExitCode::SUCCESS }
}

fn answer(typed: Typed, lab: Lab) -> Result<Answer, Failure> {
    let settings = Settings::resolve(&typed.common)?;
    if let Some(threads) = settings.threads {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads.into())
            .build_global()
            .map_err(|error| Failure(format!("cannot start {threads} threads: {error}")))?;
    }
    let session = Session { lab, settings };
    let Some(command) = &typed.command else { return whole::run(&session) };
    match command {
        Command::Verify(arguments) => verify::run(arguments, &session),
        Command::List(arguments) => list::run(arguments, &session),
        Command::Figures(arguments) => figures::run(arguments, &session),
        Command::Show(arguments) => show::run(arguments, &session),
        Command::Steps(arguments) => steps::run(arguments, &session),
        Command::Tails(arguments) => tails::run(arguments, &session),
        Command::Condition(arguments) => condition::run(arguments, &session),
        Command::BestOf(arguments) => best_of::run(arguments, &session),
        Command::Quantilizer(arguments) => quantilizer::run(arguments, &session),
        Command::Tilt(arguments) => tilt::run(arguments, &session),
        Command::Threshold(arguments) => threshold::run(arguments, &session),
        Command::Fit(arguments) => fit::run(arguments, &session),
    }
}

fn show(answer: &Answer, json: bool) -> Result<Outcome, Failure> {
    let text = if json { format!("{:#}\n", answer.json) } else { answer.text.clone() };
    answer::print(&text).map_err(|error| Failure(format!("cannot write the answer: {error}")))?;
    if let Some(complaint) = answer.complaint() {
        eprintln!("{complaint}");
    }
    Ok(answer.outcome)
}
