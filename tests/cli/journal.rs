//! Journals of sweeps, from outside: an interrupted sweep goes on where it was.

use super::{file, goodhart, json, refused};
use serde_json::Value;
use std::{
    fs,
    path::PathBuf,
    process::{Command, Stdio},
    thread::sleep,
    time::Duration,
};

/// The path of a journal that does not exist yet.
fn new_journal(name: &str) -> String {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("journal");
    fs::create_dir_all(&directory).unwrap();
    let path = directory.join(name);
    let _ = fs::remove_file(&path);
    path.to_str().unwrap().to_owned()
}

/// A line with its check: FNV-1a of what stands before it.
fn signed(line: &str) -> String {
    let fnv = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    format!("{line} {:016x}", line.bytes().fold(0xcbf2_9ce4_8422_2325, fnv))
}

/// What stands before the check.
fn unsigned(line: &str) -> &str {
    line.rsplit_once(' ').expect("a check").0
}

fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

/// The lines of a journal that begin so.
fn lines<'a>(text: &'a str, kind: &str) -> Vec<&'a str> {
    text.lines().filter(|line| line.starts_with(&format!("{{\"{kind}\""))).collect()
}

/// Standard output of a run that must succeed and say nothing else.
fn answer(arguments: &[&str], more: &[&str]) -> String {
    let output = goodhart(&[arguments, more].concat()).assert().success().get_output().clone();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Starts a run, and kills it as soon as its journal is as wanted.
fn killed(arguments: &[&str], journal: &str, wanted: impl Fn(&str) -> bool) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_goodhart"));
    command.args(arguments).args(["--journal", journal, "--threads", "1"]).stdout(Stdio::null());
    let mut child = command.spawn().unwrap();
    while !wanted(&read(journal)) {
        assert!(child.try_wait().unwrap().is_none(), "it came to its end");
        sleep(Duration::from_millis(5));
    }
    child.kill().unwrap();
    assert!(!child.wait().unwrap().success());
}

#[test]
fn a_killed_sweep_goes_on_where_it_was() {
    let sweep = ["steps", "--tail", "pareto(0.5)", "--power", "3", "--n", "10,200,4e5", "--simulate"];
    let whole = answer(&sweep, &["--within", "2,4"]);
    let journal = new_journal("killed.jsonl");
    let sweep = [&sweep[..], &["--within", "2,4"]].concat();
    killed(&sweep, &journal, |text| lines(text, "row").len() >= 2 && text.ends_with('\n'));
    let before = read(&journal);
    assert_eq!(lines(&before, "row").len(), 2, "the last row takes much longer than to notice the others");
    assert_eq!(answer(&sweep, &["--journal", &journal]), whole);
    let after = read(&journal);
    assert!(after.starts_with(&before) && lines(&after, "row").len() == 3, "rows are added, and none twice");
    // Once all is there nothing is done any more, and numbers of threads and the form of the answer do not matter.
    assert_eq!(answer(&sweep, &["--journal", &journal, "--threads", "2"]), whole);
    assert_eq!(answer(&sweep, &["--journal", &journal, "--json"]), answer(&sweep, &["--json"]));
    assert_eq!(read(&journal), after);
}

#[test]
fn a_long_row_loses_no_more_than_a_second_of_its_tasks() {
    let row = ["steps", "--tail", "lognormal(0, 1)", "--power", "3", "--n", "8e5", "--simulate"];
    let whole = answer(&row, &["--json"]);
    let journal = new_journal("shards.jsonl");
    killed(&row, &journal, |text| {
        lines(text, "shards").iter().any(|line| unsigned(line).ends_with("}}}")) && text.ends_with('\n')
    });
    let kept = read(&journal);
    assert!(lines(&kept, "row").is_empty());
    // Two of the tasks that are kept as if they had taken very long.
    let mut line: Value = serde_json::from_str(unsigned(lines(&kept, "shards")[0])).unwrap();
    let times = line["shards"]["times"].as_object_mut().unwrap();
    assert!(times.len() > 4, "a second is enough for more tasks than {}", times.len());
    let first: Vec<String> = times.keys().take(2).cloned().collect();
    for shard in first {
        times[&shard] = "1e300".into();
    }
    let head = kept.lines().next().unwrap();
    let changed = file("journal", "shards-changed.jsonl", format!("{head}\n{}\n", signed(&line.to_string())));

    assert_eq!(answer(&row, &["--json", "--journal", &journal]), whole);
    let mean_ln = |text: &str| serde_json::from_str::<Value>(text).unwrap()["rows"][0]["mean_ln"].as_f64().unwrap();
    let moved = mean_ln(&answer(&row, &["--json", "--journal", &changed])) - mean_ln(&whole);
    let expected = 2.0 * (690.775_527_898 - mean_ln(&whole)) / 1000.0;
    assert!((moved - expected).abs() < 1e-3, "{moved} {expected}: kept shards are not drawn again");
}

const EXACT: [&str; 9] = ["steps", "--tail", "pareto(0.5)", "--power", "2", "--within", "20", "--upper", "1e-3"];

#[test]
fn what_is_kept_is_taken_as_it_is() {
    let sweep = [&EXACT[..], &["--n", "10,1e6"]].concat();
    let (text, object) = (answer(&sweep, &[]), answer(&sweep, &["--json"]));
    let journal = new_journal("kept.jsonl");
    let with = ["--journal", journal.as_str()];
    assert_eq!(answer(&sweep, &with), text);
    let full = read(&journal);
    assert_eq!((answer(&sweep, &with), answer(&sweep, &[&with[..], &["--json"]].concat())), (text.clone(), object));

    // Torn at any place, as by a kill while it was written, it is as if the last line had never been begun.
    let (head, rows) = (full.lines().next().unwrap().len() + 1, lines(&full, "row"));
    let last = full.len() - rows[1].len() - 1;
    for end in [0, 1, head / 2, head - 1, head, head + 5, last, last + 1, full.len() - 30, full.len() - 1] {
        fs::write(&journal, &full[..end]).unwrap();
        assert_eq!(answer(&sweep, &with), text, "torn at {end}");
        assert_eq!(read(&journal), full, "torn at {end}");
    }
    // What a disk may leave at the end after a loss of power.
    fs::write(&journal, [&full.as_bytes()[..last], &[0; 100], b"\n"].concat()).unwrap();
    assert_eq!((answer(&sweep, &with), read(&journal)), (text, full.clone()));

    let value = full.split("\"mean_ln\":{\"known\":{\"value\":\"").nth(1).unwrap().split('"').next().unwrap();
    let changed = rows[0].replacen(value, "123.5", 1);
    assert_ne!(changed, rows[0]);
    // Not as it was written it is refused, and taken where its check fits.
    fs::write(&journal, full.replacen(rows[0], &changed, 1)).unwrap();
    assert!(refused(&[&sweep[..], &with].concat()).contains("line 2 is not as it was written"));
    fs::write(&journal, full.replacen(rows[0], &signed(unsigned(&changed)), 1)).unwrap();
    assert_eq!(json(&[&sweep[..], &with].concat())["rows"][0]["mean_ln"], 123.5);
    // Another list of lengths takes what is there.
    let more = json(&[&EXACT[..], &["--n", "1e6,20,10"], &with].concat());
    assert_eq!((&more["rows"][2]["mean_ln"], &more["rows"][1]["n"]), (&123.5.into(), &20.into()));
    assert_eq!(lines(&read(&journal), "row").len(), 3);
}

#[test]
fn powers_are_kept_too() {
    let sweep = ["threshold", "--tail", "pareto(0.5)", "--power", "1,3,8"];
    let journal = new_journal("powers.jsonl");
    let (text, with) = (answer(&sweep, &[]), ["--journal", journal.as_str()]);
    assert_eq!((answer(&sweep, &with), answer(&sweep, &with)), (text.clone(), text));
    let kept = read(&journal);
    let row = lines(&kept, "row")[1];
    let changed = signed(&unsigned(row).replacen("\"3.0\",\"error\"", "\"7.0\",\"error\"", 1));
    fs::write(&journal, kept.replacen(row, &changed, 1)).unwrap();
    assert_eq!(json(&[&sweep[..], &with].concat())["rows"][1]["mean"], 7.0);
}

#[test]
fn what_is_no_journal_of_the_run_is_refused_and_left_as_it_is() {
    let data = file("journal", "times.txt", "1\n2\n3\n");
    let law = format!("empirical({data})");
    let sweep = ["steps", "--tail", &law, "--power", "2", "--n", "3"];
    let journal = new_journal("refused.jsonl");
    answer(&sweep, &["--journal", &journal]);
    let full = read(&journal);
    let (head, row) = full.split_once('\n').unwrap();
    let check = |text: &[u8], arguments: &[&str], words: &str| {
        fs::write(&journal, text).unwrap();
        let message = refused(&[arguments, &["--journal", &journal]].concat());
        assert!(message.contains(words) && message.contains("refused.jsonl"), "{message}");
        assert_eq!(fs::read(&journal).unwrap(), text, "{words}");
    };
    let whole = full.as_bytes();
    check(whole, &[&sweep[..], &["--seed", "2"]].concat(), "seed is 1 there and 2 here; repeat the arguments");
    check(
        whole,
        &[&sweep[..], &["--within", "2", "--simulate"]].concat(),
        "within is [] there and [\"2.0\"] here, simulate",
    );
    let others = ["steps", "--tail", &law, "--power", "2.5", "--n", "3", "--quantiles", "0.5"];
    check(whole, &others, "power is \"2.0\" there and \"2.5\" here, quantiles is");
    check(whole, &["threshold", "--tail", &law, "--power", "2"], "command is \"steps\" there and \"threshold\" here;");
    check(full.replace("\"version\":\"", "\"version\":\"9").as_bytes(), &sweep, "version is \"9");

    check(b"name,seconds\na,1\n", &sweep, "not a journal; nothing is written to it");
    check(b"{\"rows\": []}\n", &sweep, "not a journal");
    check(b"\x93NUMPY\x00\xff", &sweep, "not a journal");
    check(&whole[1..], &sweep, "not a journal");
    check(format!("{head}\n{}\n{row}", &row[..20]).as_bytes(), &sweep, "line 2 is not as it was written");
    let renamed = signed(&unsigned(row.trim_end()).replace("\"mean\":", "\"main\":"));
    check(format!("{head}\n{renamed}\n").as_bytes(), &sweep, "line 2 is no row of this command");
    fs::write(&data, "1\n2\n4\n").unwrap();
    check(whole, &sweep, "the tail gave other numbers there, as where a file that it reads has changed; repeat");

    assert!(refused(&[&sweep[..], &["--journal", "no/such/directory.jsonl"]].concat()).contains("no/such/directory"));
    let here = env!("CARGO_TARGET_TMPDIR");
    assert!(refused(&[&sweep[..], &["--journal", here]].concat()).contains(here));
}

#[test]
fn a_row_that_cannot_be_had_does_not_take_the_others_with_it() {
    let sweep =
        ["steps", "--tail", "pareto(1)", "--power", "2", "--simulate", "--effort", "quick", "--n", "5,1e12", "--json"];
    let output = goodhart(&sweep).assert().code(1).get_output().stdout.clone();
    let answer: Value = serde_json::from_slice(&output).unwrap();
    let [first, second] = [0, 1].map(|i| &answer["rows"][i]);
    assert!(first["quantiles"]["0.5"].is_number() && second["quantiles"]["0.5"].is_null());
    assert_eq!(second["mean"], 2e12);
    assert!(second["refused"][0].as_str().unwrap().contains("at most 80000 steps"), "{second}");
}
