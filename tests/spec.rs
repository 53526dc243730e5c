//! The spec parser: canonical text, and every message.

use goodhart::tail::spec::{DEPTH_LIMIT, parse};
use goodhart::tail::{Argument, Catalogue, Domain, Family, Interval, Kind, Law, Parameter, Tail, TailClass};
use proptest::prelude::*;

/// A law that carries nothing but its text: the parser is on trial here, not the laws.
#[derive(Debug)]
struct Blank;

impl Tail for Blank {
    fn support(&self) -> Interval {
        Interval::new(0.0, 1.0)
    }
    fn tail_class(&self) -> TailClass {
        TailClass::Bounded
    }
    fn ln_sf(&self, _: f64) -> f64 {
        0.0
    }
}

fn build(arguments: &[Argument], spec: &str) -> Result<Law, String> {
    match arguments {
        [Argument::Number(low), Argument::Number(high)] if low > high => Err("low must not exceed high".into()),
        _ => Ok(Law::new(spec, Blank)),
    }
}

const fn family(name: &'static str, parameters: &'static [Parameter]) -> Family {
    Family { name, formula: "", parameters, typical: &[], build }
}

const FILE: Kind = Kind::File;
static LEVEL: Family = family("t_level", &[Parameter::number("alpha", Domain::Above(0.0))]);
static RANGE: Family =
    family("t_range", &[Parameter::optional("low", Domain::Real, 0.0), Parameter::optional("high", Domain::Real, 1.0)]);
static OVER: Family = family("t_over", &[Parameter::number("power", Domain::AtLeast(1.0)), Parameter::law("base")]);
static SHARE: Family = family("t_share", &[Parameter::number("w", Domain::Between(0.0, 1.0))]);
static DATA: Family = family("t_data", &[Parameter { name: "file", kind: FILE }]);
static DATA_AND: Family =
    family("t_data_and", &[Parameter { name: "file", kind: FILE }, Parameter::number("n", Domain::Real)]);
static NOTHING: Family = family("t_nothing", &[]);

fn catalogue() -> Catalogue {
    [&LEVEL, &RANGE, &OVER, &SHARE, &DATA, &DATA_AND, &NOTHING].into_iter().fold(Catalogue::standard(), Catalogue::with)
}

fn read(file: &str) -> Result<Vec<f64>, String> {
    if file.contains("missing") { Err("no such file".into()) } else { Ok(vec![1.0, 2.0]) }
}

fn canonical(text: &str) -> String {
    match parse(text, &catalogue(), &read) {
        Ok(law) => law.spec().to_owned(),
        Err(error) => panic!("{text}\n{error}"),
    }
}

/// The first line of the message, and the part of the text from the caret on.
fn refusal(text: &str) -> (String, String) {
    let error = parse(text, &catalogue(), &read).expect_err(text);
    let message = error.to_string();
    let lines: Vec<_> = message.lines().collect();
    assert_eq!(lines.len(), 3, "{message}");
    let caret = lines[2].chars().count() - 1;
    assert!(lines[2].ends_with('^') && lines[2][..caret].trim().is_empty(), "{message}");
    (lines[0].to_owned(), lines[1].chars().skip(caret).collect())
}

fn refused(text: &str, message: &str, from: &str) {
    let (found, place) = refusal(text);
    let expected = format!("{message} (at character {})", text.chars().count() - from.chars().count() + 1);
    assert_eq!((found.as_str(), place.as_str()), (expected.as_str(), from), "{text}");
}

#[test]
fn canonical_text_is_positional_and_shortest() {
    for (text, expected) in [
        ("t_level(1.50)", "t_level(1.5)"),
        ("t_level(alpha=1.5)", "t_level(1.5)"),
        (" t_level ( alpha = +15e-1 ) ", "t_level(1.5)"),
        ("t_level(1e300)", "t_level(1e300)"),
        ("t_level(0.1)", "t_level(0.1)"),
        ("t_level(4.9e-324)", "t_level(5e-324)"),
        ("t_range", "t_range(0, 1)"),
        ("t_range()", "t_range(0, 1)"),
        ("t_range(high=3)", "t_range(0, 3)"),
        ("t_range(high=3, low=2)", "t_range(2, 3)"),
        ("t_range(-1, high=3)", "t_range(-1, 3)"),
        ("t_over(2.5,t_level(.7))", "t_over(2.5, t_level(0.7))"),
        ("t_over(base=t_range,power=2)", "t_over(2, t_range(0, 1))"),
        ("t_over(1, t_over(2, t_nothing))", "t_over(1, t_over(2, t_nothing))"),
        ("t_nothing()", "t_nothing"),
        ("t_data( some dir/a.csv )", "t_data(some dir/a.csv)"),
        ("t_data(file=a.csv)", "t_data(a.csv)"),
        ("t_data(a, b.csv)", "t_data(\"a, b.csv\")"),
        ("t_data(\"odd (1).csv\")", "t_data(\"odd (1).csv\")"),
        ("t_data_and(a.csv, 2)", "t_data_and(a.csv, 2)"),
    ] {
        assert_eq!(canonical(text), expected);
        assert_eq!(canonical(expected), expected);
    }
}

#[test]
fn names() {
    refused("", "expected the name of a law, such as pareto(1.5), but found the end", "");
    refused("  (2)", "expected the name of a law, such as pareto(1.5), but found `(`", "(2)");
    refused("1.5", "expected the name of a law, such as pareto(1.5), but found the number `1.5`", "1.5");
    refused("t_lvel(2)", "unknown law `t_lvel`; did you mean `t_level`?", "t_lvel(2)");
    refused("T_Range", "unknown law `T_Range`; did you mean `t_range`?", "T_Range");
    refused("paretto(2)", "unknown law `paretto`; did you mean `pareto`?", "paretto(2)");
    let (message, _) = refusal("zzzzzzz(2)");
    assert!(message.starts_with("unknown law `zzzzzzz`; known: ") && message.contains("pareto, "), "{message}");
    refused("t_over(1, t_lvel(2))", "unknown law `t_lvel`; did you mean `t_level`?", "t_lvel(2))");
    refused("t_level(alhpa=2)", "t_level(alpha) has no parameter `alhpa`; did you mean `alpha`?", "alhpa=2)");
    refused("t_range(q=2)", "t_range(low, high) has no parameter `q`; known: low, high", "q=2)");
    refused("t_nothing(q=2)", "t_nothing() has no parameter `q`; it has none", "q=2)");
}

#[test]
fn arity() {
    refused("t_level", "t_level(alpha) needs `alpha`: a finite number > 0", "");
    refused("t_level()", "t_level(alpha) needs `alpha`: a finite number > 0", ")");
    refused("t_over(2)", "t_over(power, base) needs `base`: a law, such as pareto(1.5)", ")");
    refused("t_data", "t_data(file) needs `file`: the name of a file of numbers", "");
    refused("t_level(1, 2)", "too many arguments: t_level(alpha) takes 1 argument", "2)");
    refused("t_range(1, 2, 3)", "too many arguments: t_range(low, high) takes at most 2 arguments", "3)");
    refused("t_nothing(3)", "too many arguments: t_nothing() takes none", "3)");
    refused("t_range(1, low=2)", "`low` of t_range(low, high) is given twice", "low=2)");
    refused(
        "t_range(low=1, 2)",
        "an argument without a name may not follow one with a name; t_range(low, high) takes its arguments in this order",
        "2)",
    );
}

#[test]
fn values() {
    refused("t_level(0)", "`alpha` must be a finite number > 0, but is 0", "0)");
    refused("t_level(inf)", "`alpha` must be a finite number > 0, but is inf", "inf)");
    refused("t_level(1e999)", "`alpha` must be a finite number > 0, but is 1e999", "1e999)");
    refused("t_range(NaN)", "`low` must be any finite number, but is NaN", "NaN)");
    refused("t_over(0.5, t_range)", "`power` must be a finite number >= 1, but is 0.5", "0.5, t_range)");
    refused("t_share(1)", "`w` must be a number strictly between 0 and 1, but is 1", "1)");
    refused("t_level(two)", "`alpha` must be a finite number > 0, but found `two`", "two)");
    refused("t_level(,)", "`alpha` must be a finite number > 0, but found `,`", ",)");
    refused("t_level(0x1p3)", "`alpha` must be a finite number > 0, but found `0x1p3`", "0x1p3)");
    refused("t_range(1,)", "`high` must be any finite number, but found `)`", ")");
    refused("t_level(t_range(1))", "`alpha` must be a finite number > 0, but found the law `t_range`", "t_range(1))");
    refused("t_over(2, 3)", "`base` must be a law, such as pareto(1.5), but found the number `3`", "3)");
    refused("t_over(2, inf)", "`base` must be a law, such as pareto(1.5), but found the number `inf`", "inf)");
    refused("t_over(2, )", "`base` must be a law, such as pareto(1.5), but found `)`", ")");
    refused("t_range(3, 2)", "t_range(3, 2): low must not exceed high", "t_range(3, 2)");
    refused("t_data()", "t_data(file) needs `file`: the name of a file of numbers", ")");
    refused("t_data(\"\")", "`file` must be the name of a file of numbers, but found `\"`", "\"\")");
    refused("t_data(\"a.csv)", "the quoted file name has no closing `\"`", "\"a.csv)");
    refused("t_data(missing.csv)", "cannot read `missing.csv`: no such file", "missing.csv)");
}

#[test]
fn shape() {
    refused("t_range(1, 2", "the parenthesis of `t_range(` is not closed", "(1, 2");
    refused("t_over(1, t_level(2)", "the parenthesis of `t_over(` is not closed", "(1, t_level(2)");
    refused("t_data(a.csv", "the parenthesis of `t_data(` is not closed", "(a.csv");
    refused("t_level(", "`alpha` must be a finite number > 0, but found the end", "");
    refused("t_level(2))", "expected the end of the spec but found `)`", ")");
    refused("t_level(2) t_range", "expected the end of the spec but found the law `t_range`", "t_range");
    refused("t_level(2 3)", "expected `,` or `)` but found the number `3`", "3)");
    refused("t_range(é=2)", "t_range(low, high) has no parameter `é`; known: low, high", "é=2)");
}

#[test]
fn nesting_is_limited() {
    let nested = |depth: usize| format!("{}t_nothing{}", "t_over(1, ".repeat(depth - 1), ")".repeat(depth - 1));
    assert_eq!(canonical(&nested(DEPTH_LIMIT)), nested(DEPTH_LIMIT));
    for depth in [DEPTH_LIMIT + 1, 100_000] {
        let error = parse(&nested(depth), &catalogue(), &read).unwrap_err();
        assert!(error.to_string().starts_with("laws are nested more than 32 deep (at character 321)"), "{error}");
    }
}

/// Text that is often nearly a spec.
fn near_spec() -> impl Strategy<Value = String> {
    const PIECES: [&str; 15] =
        ["t_level", "t_range", "t_over", "t_data", "t_share", "alpha", "(", ")", ",", "=", "1", "-2.5", " ", "\"", "é"];
    prop::collection::vec(prop::sample::select(&PIECES[..]), 0..24).prop_map(|pieces| pieces.concat())
}

/// Specs that are right.
fn right_spec() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        (1e-300f64..1e300).prop_map(|alpha| format!("t_level({alpha:?})")),
        (any::<f32>().prop_filter("finite", |x| x.is_finite()), 0.0f64..1.0).prop_map(|(low, step)| {
            let low = f64::from(low);
            format!("t_range(low={low:e}, high = {})", low + step)
        }),
        Just("t_data(\"a (b).csv\")".to_owned()),
    ];
    leaf.prop_recursive(6, 16, 1, |inner| (1.0f64..9.0, inner).prop_map(|(q, base)| format!("t_over({q},{base})")))
}

proptest! {
    #[test]
    fn arbitrary_text_never_panics(text in "\\PC*") {
        let _ = parse(&text, &catalogue(), &read).map_err(|error| error.to_string());
    }

    #[test]
    fn almost_a_spec_never_panics(text in near_spec()) {
        if let Ok(law) = parse(&text, &catalogue(), &read).map_err(|error| error.to_string()) {
            prop_assert_eq!(canonical(law.spec()), law.spec());
        }
    }

    #[test]
    fn canonical_text_is_a_fixed_point(text in right_spec()) {
        let once = canonical(&text);
        prop_assert_eq!(canonical(&once), once);
    }
}
