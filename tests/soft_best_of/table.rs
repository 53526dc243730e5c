//! Both means of a soft choice against true values.

use super::{
    common::{number, table},
    proxy,
};
use goodhart::{expect::soft_best_of::SoftSelector, tail::Moment};
use std::time::{Duration, Instant};

#[test]
fn every_value_of_the_table_is_met_with_an_honest_error() {
    let mut prepared: Option<([String; 3], SoftSelector)> = None;
    let mut wrong = Vec::new();
    let rows = table("soft_best_of.csv");
    assert!(rows.len() == 82, "{} rows", rows.len());
    let mut slowest = (Duration::ZERO, String::new());
    for row in &rows {
        let key = ["V", "X", "lambda"].map(|column| row[column].clone());
        let pair = proxy(&key[0], &key[1]);
        let start = Instant::now();
        if prepared.as_ref().is_none_or(|(last, _)| *last != key) {
            let selector = SoftSelector::new(&pair, number(row, "lambda")).expect("a selector");
            prepared = Some((key, selector));
        }
        let got = prepared.as_mut().expect("prepared").1.best_of(number(row, "n")).expect("an answer");
        let name = format!("{} + {}, lambda = {}, n = {}", row["V"], row["X"], row["lambda"], row["n"]);
        if start.elapsed() > slowest.0 {
            slowest = (start.elapsed(), name.clone());
        }
        let of_one = [pair.value.mean(), pair.value.mean().plus(pair.error.mean())].map(|mean| mean.value());
        for (column, got, of_one) in
            [("E_V_of_chosen", got.mean_v, of_one[0]), ("E_U_of_chosen", got.mean_u, of_one[1])]
        {
            let (truth, Moment::Finite(got)) = (number(row, column), got) else { panic!("{name}: {got:?}") };
            let miss = (got.value - truth).abs();
            let gain = (truth - of_one).abs();
            let honest = miss <= got.error + 4.0 * f64::EPSILON * truth.abs();
            if !honest || miss > 1e-9 * gain || got.error > 1e-9 * gain.max(1e-3) {
                wrong.push(format!("{name}, {column}: {got}, truth {truth}, {:.1e} of the gain", miss / gain));
            }
        }
    }
    println!("slowest: {slowest:?}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}
