//! A sweep: rows made one after the other, with progress on the terminal, each kept as soon as it is done where that is asked for.

use super::{
    answer::Failure,
    journal::{self, Journal},
    progress,
};
use crate::sample::tasks::Ledger;
use indicatif::ProgressBar;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// The flag of every command that sweeps.
#[derive(Clone, Debug, clap::Args)]
pub struct JournalFlag {
    /// Keep what is done in this file, row by row; after an interruption the same command takes it up from there and answers
    /// as if nothing had happened
    #[arg(long, value_name = "FILE")]
    journal: Option<PathBuf>,
}

/// How long finished shards may wait until they are kept: all that an interruption can cost, beside the shards that were begun.
const PATIENCE: Duration = Duration::from_secs(1);

/// Rows at some places.
pub struct Sweep {
    bar: ProgressBar,
    journal: Option<Journal>,
}

impl Sweep {
    /// Of so many rows; `head` is what decides them, see [`journal::head`].
    pub fn new(flag: &JournalFlag, length: usize, head: impl FnOnce() -> Map<String, Value>) -> Result<Self, Failure> {
        let journal = flag.journal.as_deref().map(|path| Journal::open(path, &head())).transpose()?;
        Ok(Self { bar: progress::bar(length, "rows"), journal })
    }

    /// The rows at the places, each under its name: those that are kept as they are, the others made.
    pub fn rows<P, T: Serialize + DeserializeOwned>(
        self,
        places: &[P],
        name: impl Fn(&P) -> String,
        make: impl Fn(&P, &Work<'_>) -> T,
    ) -> Result<Vec<T>, Failure> {
        let row = |place: &P| {
            let row = self.row(&name(place), |work| make(place, work));
            self.bar.inc(1);
            row
        };
        let rows = places.iter().map(row).collect();
        self.bar.finish_and_clear();
        rows
    }

    fn row<T: Serialize + DeserializeOwned>(&self, name: &str, make: impl Fn(&Work<'_>) -> T) -> Result<T, Failure> {
        self.bar.set_message(name.to_owned());
        let Some(journal) = &self.journal else { return Ok(make(&Work { sweep: self, name })) };
        if let Some(kept) = journal.row(name)? {
            return Ok(kept);
        }
        let row = make(&Work { sweep: self, name });
        journal.keep_row(name, &row)?;
        Ok(row)
    }
}

/// A row that is being made.
pub struct Work<'a> {
    sweep: &'a Sweep,
    name: &'a str,
}

impl Work<'_> {
    /// The ledger of its simulated tasks, of which there are so many.
    pub fn shards(&self, tasks: u64) -> Shards<'_> {
        Shards {
            work: self,
            tasks,
            state: Mutex::new(Unkept { drawn: 0, since: Instant::now(), times: BTreeMap::new() }),
        }
    }
}

/// Shows how many tasks are simulated, and keeps their times if the row takes long.
pub struct Shards<'a> {
    work: &'a Work<'a>,
    tasks: u64,
    state: Mutex<Unkept>,
}

struct Unkept {
    drawn: u64,
    since: Instant,
    times: BTreeMap<u64, String>,
}

impl Shards<'_> {
    /// Shows so many more, which are not kept.
    pub fn passed(&self, more: u64) {
        self.show(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner), more);
    }

    fn show(&self, state: &mut Unkept, more: u64) {
        state.drawn += more;
        self.work.sweep.bar.set_message(format!("{}: {} of {} tasks", self.work.name, state.drawn, self.tasks));
    }
}

impl Ledger for Shards<'_> {
    fn known(&self, shard: u64) -> Option<Vec<f64>> {
        let times = self.work.sweep.journal.as_ref()?.shard(self.work.name, shard)?;
        self.show(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner), times.len() as u64);
        Some(times)
    }

    fn done(&self, shard: u64, times: &[f64]) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        self.show(&mut state, times.len() as u64);
        let Some(journal) = &self.work.sweep.journal else { return };
        state.times.insert(shard, journal::times(times));
        if state.since.elapsed() >= PATIENCE {
            // A journal that takes no more says so again when the row is done.
            let _ = journal.keep_shards(self.work.name, std::mem::take(&mut state.times));
            state.since = Instant::now();
        }
    }
}
