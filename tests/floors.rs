//! The floors of the house: imports only go down, and each rule of the house barks at a planted breach.

#[path = "floors/source.rs"]
mod source;

use source::{Source, floor_of, sources};

/// The modules by floor; two modules of one floor never import each other.
const FLOORS: &[&[&str]] =
    &[&["num"], &["tail"], &["model"], &["expect", "sample", "fit"], &["claim"], &["claims"], &["render"], &["cli"]];

/// The only file that makes a random generator.
const MAKER: &str = "src/sample/stream.rs";
/// The only file that names the plotting crate.
const PLOTTER: &str = "src/render/svg.rs";
/// The only file with unsafe code.
const UNSAFE: &str = "src/sample/batch/instructions.rs";
/// The longest source file allowed, in lines.
const LINES: usize = 400;

/// A rule: its name, and what breaks it in one source.
type Rule = (&'static str, fn(&Source) -> Vec<String>);

const RULES: &[Rule] =
    &[
        ("imports only go down", climbs),
        ("num draws no random number", |s| s.crates_in("num", &["rand"])),
        ("tail has no threads, pictures, random numbers", |s| s.crates_in("tail", &["rayon", "plotters", "rand"])),
        ("expect draws no random number", |s| s.crates_in("expect", &["rand"])),
        ("a claim has no seed and no picture", claim_seeds),
        ("only render and cli touch the disk", |s| s.unless_in(&["render", "cli"], &[&["std", "fs"]])),
        ("only cli and render speak to the terminal", terminal),
        ("one file makes generators", generators),
        ("one file names the plotting crate", |s| if s.path == PLOTTER { vec![] } else { s.paths_from("plotters") }),
        ("one file has unsafe code", |s| if s.path == UNSAFE { vec![] } else { s.words(&["unsafe"]) }),
        ("no file is too long", |s| {
            if s.lines > LINES { vec![format!("{} lines, at most {LINES}", s.lines)] } else { vec![] }
        }),
    ];

fn climbs(source: &Source) -> Vec<String> {
    let Some(own) = floor_of(FLOORS, &source.module) else { return vec![] };
    let allowed = |name: &String| *name == source.module || floor_of(FLOORS, name).is_none_or(|floor| floor < own);
    source.modules_named().into_iter().filter(|name| !allowed(name)).collect()
}

fn claim_seeds(source: &Source) -> Vec<String> {
    if source.module != "claims" {
        return vec![];
    }
    let mut found = source.words(&["seed", "Source"]);
    found.extend(source.crates_in("claims", &["plotters", "rand"]));
    found
}

fn terminal(source: &Source) -> Vec<String> {
    if ["render", "cli"].contains(&source.module.as_str()) {
        return vec![];
    }
    let mut found = source.macros(&["println", "eprintln", "print", "eprint", "dbg"]);
    found.extend(source.words(&["stdout", "stderr", "stdin"]));
    found
}

fn generators(source: &Source) -> Vec<String> {
    if source.path == MAKER {
        return vec![];
    }
    source.words(&["seed_from_u64", "from_seed", "from_rng", "from_os_rng", "make_rng", "thread_rng", "SeedableRng"])
}

#[test]
fn every_rule_holds_in_every_file() {
    let all = sources(&["src"]);
    assert!(all.len() > 100, "the checker found {} files only", all.len());
    let mut breaches = Vec::new();
    for source in &all {
        for (name, rule) in RULES {
            breaches.extend(rule(source).into_iter().map(|what| format!("{}: {name}: {what}", source.path)));
        }
    }
    assert!(breaches.is_empty(), "{} breaches:\n{}", breaches.len(), breaches.join("\n"));
}

#[test]
fn tests_examples_and_benches_are_short_too() {
    let long: Vec<_> = sources(&["tests", "examples", "benches"])
        .into_iter()
        .filter(|source| source.lines > LINES)
        .map(|source| format!("{}: {} lines", source.path, source.lines))
        .collect();
    assert!(long.is_empty(), "{long:?}");
}

#[test]
fn every_module_has_a_floor() {
    let unknown: Vec<_> = sources(&["src"])
        .into_iter()
        .filter(|s| floor_of(FLOORS, &s.module).is_none() && !["src/lib.rs", "src/main.rs"].contains(&s.path.as_str()))
        .map(|s| s.path)
        .collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

/// (rule, file, text that breaks it).
const PLANTED: &[(&str, &str, &str)] = &[
    ("imports only go down", "src/num/x.rs", "use crate::tail::Law;"),
    ("imports only go down", "src/tail/x.rs", "use crate::{num::logs, model::Proxy};"),
    ("imports only go down", "src/tail/family/x.rs", "fn f(p: &super::super::super::model::Proxy) {}"),
    ("imports only go down", "src/expect/x.rs", "use crate::sample::Source;"),
    ("imports only go down", "src/sample/x.rs", "fn f() { crate::expect::condition::above }"),
    ("imports only go down", "src/fit/x.rs", "use crate::{num, sample::{draw::draws, Source}};"),
    ("imports only go down", "src/fit/x.rs", "use super::super::expect::Refusal;"),
    ("imports only go down", "src/fit/mod.rs", "use super::expect::Refusal;"),
    ("imports only go down", "src/model/x.rs", "use crate::fit;"),
    ("imports only go down", "src/claim/x.rs", "use crate::claims::ALL;"),
    ("imports only go down", "src/claims/x.rs", "use crate::render::palette;"),
    ("imports only go down", "src/render/x.rs", "use crate::cli::Lab;"),
    ("num draws no random number", "src/num/x.rs", "use rand::Rng;"),
    ("num draws no random number", "src/num/x.rs", "fn f() -> f64 { rand_distr::Exp1.sample() }"),
    ("tail has no threads, pictures, random numbers", "src/tail/x.rs", "use rayon::prelude::*;"),
    ("tail has no threads, pictures, random numbers", "src/tail/x.rs", "use plotters::style::Color;"),
    ("expect draws no random number", "src/expect/x.rs", "use rand_xoshiro::Xoshiro256PlusPlus as X;"),
    ("a claim has no seed and no picture", "src/claims/x.rs", "fn f(seed: u64) {}"),
    ("a claim has no seed and no picture", "src/claims/x.rs", "use crate::sample::{Source, draw};"),
    ("a claim has no seed and no picture", "src/claims/x/y.rs", "use plotters::prelude::*;"),
    ("only render and cli touch the disk", "src/claims/x.rs", "use std::{fmt, fs};"),
    ("only render and cli touch the disk", "src/tail/x.rs", "fn f() { std::fs::read(\"a\") }"),
    ("only render and cli touch the disk", "src/fit/x.rs", "use std::{io, fs::{self, File}};"),
    ("only cli and render speak to the terminal", "src/fit/x.rs", "fn f() { println!(\"a\") }"),
    ("only cli and render speak to the terminal", "src/claim/x.rs", "fn f() { /* why */ eprintln ! (\"a\") }"),
    ("only cli and render speak to the terminal", "src/num/x.rs", "use std::io::{self, stdout};"),
    ("one file makes generators", "src/sample/draw.rs", "fn f() { let g = G::seed_from_u64(1); }"),
    ("one file makes generators", "src/claims/x.rs", "fn f() { let g = G::from_rng(r); }"),
    ("one file makes generators", "src/fit/x.rs", "use rand::SeedableRng;"),
    ("one file names the plotting crate", "src/render/chart.rs", "use plotters::prelude::*;"),
    ("one file has unsafe code", "src/sample/batch/kernel.rs", "fn f() { unsafe { g() } }"),
];

#[test]
fn every_rule_barks_at_a_planted_breach() {
    for (name, path, text) in PLANTED {
        let rule = RULES.iter().find(|(known, _)| known == name).unwrap_or_else(|| panic!("no rule {name}")).1;
        assert!(!rule(&Source::new(path, text)).is_empty(), "{name}: silent at {path}: {text}");
    }
    let long = Source::new("src/num/x.rs", &"\n".repeat(LINES + 1));
    let (last, rule) = RULES[RULES.len() - 1];
    assert!(!rule(&long).is_empty(), "{last}: silent at {} lines", LINES + 1);
    let unplanted = RULES.iter().filter(|(name, _)| *name != last && !PLANTED.iter().any(|(known, ..)| known == name));
    assert_eq!(unplanted.map(|(name, _)| *name).collect::<Vec<_>>(), [""; 0]);
}

/// What looks like a breach and is none.
const INNOCENT: &[(&str, &str)] = &[
    ("src/num/x.rs", "//! Knows nothing of crate::tail, rand or println!\n/* std::fs /* nested */ plotters */"),
    ("src/num/x.rs", "const WHY: &str = \"use crate::cli::Lab; \\\" println!()\"; const RAW: &str = r#\"std::fs \"#;"),
    ("src/tail/family/x.rs", "use super::super::{Law, spec}; use crate::num::logs; fn f<'a>(operand: &'a f64) {}"),
    ("src/cli/x.rs", "use std::fs; fn f() { println!(\"{}\", 'x'); eprintln!() }"),
    ("src/render/svg.rs", "use plotters::prelude::*;"),
    ("src/sample/batch/instructions.rs", "fn f() { unsafe { g() } }"),
    ("src/sample/stream.rs", "use rand::SeedableRng; fn f() { G::from_seed(s) }"),
    ("src/claims/x.rs", "fn f(context: &Context) { context.stream(\"a\") }"),
];

#[test]
fn no_rule_barks_at_the_innocent() {
    for (path, text) in INNOCENT {
        for (name, rule) in RULES {
            let found = rule(&Source::new(path, text));
            assert!(found.is_empty(), "{name} barks at {path}: {text}: {found:?}");
        }
    }
}

#[test]
fn one_version_of_rand_serves_all() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock")).unwrap();
    assert_eq!(versions_of_rand(&text), Ok(()));
    let package = |name: &str, version: &str, needs: &str| {
        format!("[[package]]\nname = \"{name}\"\nversion = \"{version}\"\ndependencies = [{needs}]\n")
    };
    let all = |needs: &str| ["statrs", "rand_distr", "goodhart"].map(|name| package(name, "1.0.0", needs)).concat();
    let one = package("rand", "0.10.3", "") + &all("\"rand\"");
    assert_eq!(versions_of_rand(&one), Ok(()));
    let two = package("rand", "0.10.3", "") + &package("rand", "0.9.1", "") + &all("\"rand 0.10.3\"");
    assert!(versions_of_rand(&two).is_err(), "silent at two versions of rand");
    let unused = package("rand", "0.10.3", "") + &all("\"libm\"");
    assert!(versions_of_rand(&unused).is_err(), "silent where nothing uses rand");
}

/// Whether the lock file holds one version of `rand`, which this crate, `statrs` and `rand_distr` all depend on.
fn versions_of_rand(lock: &str) -> Result<(), String> {
    let lock: toml::Table = lock.parse().map_err(|error| format!("{error}"))?;
    let packages = lock["package"].as_array().ok_or("no packages")?;
    let called = |name: &'static str| packages.iter().filter(move |p| p["name"].as_str() == Some(name));
    let versions: Vec<_> = called("rand").filter_map(|p| p["version"].as_str()).collect();
    let [_] = versions[..] else { return Err(format!("versions of rand: {versions:?}")) };
    for user in ["statrs", "rand_distr", "goodhart"] {
        let mut needs = called(user).filter_map(|p| p.get("dependencies")?.as_array()).flatten();
        if !needs.any(|need| need.as_str().is_some_and(|need| need.split(' ').next() == Some("rand"))) {
            return Err(format!("{user} does not depend on rand"));
        }
    }
    Ok(())
}
