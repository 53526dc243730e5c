//! The journal of a sweep: a file of JSON lines that keeps each row as soon as it is done, so that an interrupted sweep can go on.
//!
//! The first line names all that decides a row. Every other line is a row, or shards of a row that was still being simulated, and ends
//! with a check of itself. Lines are only ever added, each on the disk before the work goes on; the last one may be torn and is then
//! left out.
//!
//! Refuses: a file that is no journal, the journal of another run, and a line that is not as it was written.

use super::{answer::Failure, kept};
use crate::{sample::stream, tail::Law};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::{
    collections::{BTreeMap, HashMap},
    fs::{File, OpenOptions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

/// The first key of the first line, and its value.
const MARK: (&str, &str) = ("journal", "goodhart");

/// What stands before the name of a law where its [`mark`] is.
const MARK_OF: &str = "mark_of_";

/// A line after the first.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Entry {
    /// A row that is done.
    Row { at: String, is: Value },
    /// Shards of one that is not: the times of each, apart by spaces.
    Shards { of: String, times: BTreeMap<u64, String> },
}

/// An open journal, with what it held when it was opened.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    rows: HashMap<String, (usize, Value)>,
    shards: HashMap<String, BTreeMap<u64, String>>,
    disk: Mutex<Disk>,
}

#[derive(Debug)]
struct Disk {
    file: File,
    /// Why the file takes no more lines: one that did not fit may be there in part.
    failed: Option<Failure>,
}

/// What a journal is of, as its first line says it: the command and all that decides its rows.
pub fn head(command: &str, deciding: impl IntoIterator<Item = (&'static str, Value)>) -> Map<String, Value> {
    let first = [(MARK.0, json!(MARK.1)), ("version", json!(env!("CARGO_PKG_VERSION"))), ("command", json!(command))];
    first.into_iter().chain(deciding).map(|(key, value)| (key.to_owned(), value)).collect()
}

/// A mark of what a law gives, under a name that begins with `mark_of_`: a spec alone does not tell whether a file that it names
/// has changed.
pub fn mark(law: &Law) -> String {
    let depths = (-60..=40).map(|k| law.inv_ln_sf(-(0.25 * f64::from(k)).exp()));
    let atoms = law.atoms().iter().flat_map(|atom| [atom.at, atom.mass]);
    let hash = depths.chain(atoms).fold(stream::FNV, |hash, x| stream::fnv(hash, &x.to_bits().to_le_bytes()));
    format!("{hash:016x}")
}

impl Journal {
    /// Opens the journal of a run, or begins it where there is none.
    pub fn open(path: &Path, head: &Map<String, Value>) -> Result<Self, Failure> {
        let fail = |error: io::Error| Failure(format!("--journal {}: {error}", path.display()));
        let mut file = OpenOptions::new().read(true).append(true).create(true).open(path).map_err(fail)?;
        if !file.metadata().map_err(fail)?.is_file() {
            return Err(refusal(path, "not a file"));
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(fail)?;
        let first = format!("{}\n", Value::Object(head.clone()));
        let mut journal = Self {
            path: path.to_owned(),
            rows: HashMap::new(),
            shards: HashMap::new(),
            disk: Mutex::new(Disk { file, failed: None }),
        };
        // Nothing, or what was on the disk when the very first line was torn.
        if bytes.len() < first.len() && first.as_bytes().starts_with(&bytes) {
            journal.cut(0).map_err(fail)?;
            journal.write(&first)?;
            // The name of a new file is on the disk once its directory is; some systems cannot say so.
            let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
            let _ = File::open(directory).and_then(|directory| directory.sync_all());
        } else {
            let whole = journal.read(&bytes, head)?;
            journal.cut(whole as u64).map_err(fail)?;
        }
        Ok(journal)
    }

    /// Takes in every line, and returns the length of those that are whole.
    fn read(&mut self, bytes: &[u8], head: &Map<String, Value>) -> Result<usize, Failure> {
        let mut lines = bytes.split_inclusive(|byte| *byte == b'\n').enumerate().peekable();
        let first = lines.next().and_then(|(_, line)| whole_line::<Map<String, Value>>(line));
        let theirs = first.filter(|theirs| theirs.get(MARK.0).is_some_and(|mark| mark == MARK.1));
        let theirs = theirs.ok_or_else(|| refusal(&self.path, "not a journal; nothing is written to it"))?;
        if let Some(difference) = difference(&theirs, head) {
            let remedy = "repeat the arguments of that run, or name another file";
            return Err(refusal(&self.path, &format!("the journal of another run: {difference}; {remedy}")));
        }
        let mut end = bytes.iter().take_while(|byte| **byte != b'\n').count() + 1;
        while let Some((number, line)) = lines.next() {
            match checked_line(line) {
                Some(Entry::Row { at, is }) => drop(self.rows.insert(at, (number + 1, is))),
                Some(Entry::Shards { of, times }) => self.shards.entry(of).or_default().extend(times),
                None if lines.peek().is_none() => break,
                None => {
                    let why = format!("line {} is not as it was written; without it the rest can be used", number + 1);
                    return Err(refusal(&self.path, &why));
                }
            }
            end += line.len();
        }
        Ok(end)
    }

    /// The row of this name, if it is done.
    pub fn row<T: for<'de> Deserialize<'de>>(&self, name: &str) -> Result<Option<T>, Failure> {
        let Some((line, kept)) = self.rows.get(name) else { return Ok(None) };
        let wrong = |error| refusal(&self.path, &format!("line {line} is no row of this command: {error}"));
        serde_json::from_value(kept.clone()).map(Some).map_err(wrong)
    }

    /// The times of a shard of a row that was being simulated, if they are known.
    pub fn shard(&self, row: &str, shard: u64) -> Option<Vec<f64>> {
        let times = self.shards.get(row)?.get(&shard)?;
        times.split(' ').map(|time| time.parse().ok()).collect()
    }

    /// Keeps a row that is done.
    pub fn keep_row(&self, name: &str, row: &impl Serialize) -> Result<(), Failure> {
        let is = serde_json::to_value(row).map_err(|error| refusal(&self.path, &error.to_string()))?;
        self.keep(&Entry::Row { at: name.to_owned(), is })
    }

    /// Keeps shards of a row that is not done.
    pub fn keep_shards(&self, row: &str, times: BTreeMap<u64, String>) -> Result<(), Failure> {
        self.keep(&Entry::Shards { of: row.to_owned(), times })
    }

    fn keep(&self, entry: &Entry) -> Result<(), Failure> {
        let line = serde_json::to_string(entry).map_err(|error| refusal(&self.path, &error.to_string()))?;
        self.write(&format!("{line} {}\n", check(line.as_bytes())))
    }

    /// Adds a line and waits until the disk has it.
    fn write(&self, line: &str) -> Result<(), Failure> {
        let mut disk = self.disk.lock().unwrap_or_else(PoisonError::into_inner);
        if disk.failed.is_none() {
            let written = disk.file.write_all(line.as_bytes()).and_then(|()| disk.file.sync_data());
            disk.failed = written.err().map(|error| refusal(&self.path, &error.to_string()));
        }
        disk.failed.clone().map_or(Ok(()), Err)
    }

    fn cut(&self, length: u64) -> io::Result<()> {
        self.disk.lock().unwrap_or_else(PoisonError::into_inner).file.set_len(length)
    }
}

/// The times of a shard as a journal keeps them.
pub fn times(times: &[f64]) -> String {
    times.iter().map(|time| kept::text(*time)).collect::<Vec<_>>().join(" ")
}

fn refusal(path: &Path, why: &str) -> Failure {
    Failure(format!("--journal {}: {why}", path.display()))
}

/// What a line says, unless it is torn or something else.
fn whole_line<T: for<'de> Deserialize<'de>>(line: &[u8]) -> Option<T> {
    serde_json::from_slice(line.strip_suffix(b"\n")?).ok()
}

/// What a line says before its check, unless that is another.
fn checked_line(line: &[u8]) -> Option<Entry> {
    let space = line.iter().rposition(|byte| *byte == b' ')?;
    let (entry, rest) = line.split_at(space);
    let whole = rest[1..].strip_suffix(b"\n")? == check(entry).as_bytes();
    whole.then(|| serde_json::from_slice(entry).ok()).flatten()
}

/// The check of a line.
fn check(line: &[u8]) -> String {
    format!("{:016x}", stream::fnv(stream::FNV, line))
}

/// What differs, key by key; of another version or command no more than that.
fn difference(theirs: &Map<String, Value>, ours: &Map<String, Value>) -> Option<String> {
    let value = |map: &Map<String, Value>, key: &str| map.get(key).map_or("not given".to_string(), Value::to_string);
    let told = |key: &str| match key.strip_prefix(MARK_OF) {
        Some(law) => format!("the {law} gave other numbers there, as where a file that it reads has changed"),
        None => format!("{key} is {} there and {} here", value(theirs, key), value(ours, key)),
    };
    let differs = |key: &&str| theirs.get(*key) != ours.get(*key);
    let keys = ours.keys().chain(theirs.keys().filter(|key| !ours.contains_key(*key))).map(String::as_str);
    let decisive = ["version", "command"].into_iter().find(differs).map(told);
    decisive.or_else(|| {
        let all: Vec<String> = keys.filter(differs).map(told).collect();
        (!all.is_empty()).then(|| all.join(", "))
    })
}
