//! Best of n against the reference table.

mod common;

use common::{law, number, spec_of, table};
use goodhart::{expect::best_of::Selector, model::Proxy, num::Estimate, tail::Moment};

#[test]
fn every_value_of_the_table_is_met_with_an_honest_error() {
    let mut prepared: Option<(String, Selector)> = None;
    let (mut wrong, mut dishonest, mut checked) = (0, 0, 0);
    for row in &table("best_of_n.csv") {
        let pair = format!("{} + {}", row["V"], row["X"]);
        if prepared.as_ref().is_none_or(|(name, _)| *name != pair) {
            let proxy = Proxy { value: law(&spec_of(&row["V"])), error: law(&spec_of(&row["X"])) };
            prepared = Some((pair.clone(), Selector::new(&proxy).expect("a selector")));
        }
        let answer = prepared.as_mut().expect("prepared").1.best_of(number(row, "n")).expect("an answer");
        for (column, got) in [("E_V_of_argmax_U", answer.mean_v), ("E_max_U", answer.mean_u)] {
            let truth = number(row, column);
            let Moment::Finite(Estimate { value, error }) = got else { panic!("{pair}: {got:?}, truth {truth}") };
            let miss = (value - truth).abs();
            let relative = if truth == 0.0 { miss } else { miss / truth.abs() };
            let honest = miss <= error + 2.0 * f64::EPSILON * truth.abs();
            checked += 1;
            if relative > 1e-9 || !honest || error > 1e-6 * truth.abs() && truth != 0.0 {
                println!(
                    "{pair}, n = {}, {column}: {value:e} ± {error:.1e}, truth {truth:e}: {relative:.1e}",
                    row["n"]
                );
            }
            wrong += usize::from(relative > 1e-9);
            dishonest += usize::from(!honest);
        }
    }
    println!("{checked} values, {wrong} beyond 1e-9, {dishonest} beyond their stated error");
    assert_eq!(wrong, 0);
    assert!(dishonest * 100 < checked);
}
