//! Both means of the best of n against true values, with errors that are honest and small.

use super::{
    common::{Row, law, number, spec_of, table},
    proxy, value,
};
use goodhart::{expect::best_of::Selector, model::Proxy, tail::Moment};

/// What is wrong with the two means of one row, relative to its truth.
fn complaints(row: &Row, selector: &mut Selector) -> Vec<String> {
    let answer = selector.best_of(number(row, "n")).expect("an answer");
    let columns = [("E_V_of_argmax_U", answer.mean_v), ("E_max_U", answer.mean_u)];
    let complaint = |(column, got): (&str, Moment)| {
        let truth = number(row, column);
        let name = format!("{} + {}, n = {}, {column}", row["V"], row["X"], row["n"]);
        let Moment::Finite(got) = got else { return Some(format!("{name}: {got:?}, truth {truth}")) };
        let (miss, size) = ((got.value - truth).abs(), if truth == 0.0 { 1.0 } else { truth.abs() });
        // The truth itself was rounded to an f64.
        let honest = miss <= got.error + 2.0 * f64::EPSILON * size;
        // The means of one draw are sums of their own: where they cancel, their rounding remains.
        let good = miss <= 1e-10 * size && got.error <= 1e-10 * size + 8.0 * f64::EPSILON;
        (!(honest && good)).then(|| format!("{name}: {got}, truth {truth}, relatively {:.1e} off", miss / size))
    };
    columns.into_iter().filter_map(complaint).collect()
}

/// Compares every row, preparing each pair once.
fn compare(name: &str, rows_expected: usize, spec: impl Fn(&str) -> String) {
    let mut prepared: Option<([String; 2], Selector)> = None;
    let mut all = Vec::new();
    let rows = table(name);
    assert_eq!(rows.len(), rows_expected);
    for row in &rows {
        let pair = [row["V"].clone(), row["X"].clone()];
        if prepared.as_ref().is_none_or(|(last, _)| *last != pair) {
            let proxy = Proxy { value: law(&spec(&pair[0])), error: law(&spec(&pair[1])) };
            prepared = Some((pair, Selector::new(&proxy).expect("a selector")));
        }
        all.extend(complaints(row, &mut prepared.as_mut().expect("prepared").1));
    }
    assert!(all.is_empty(), "{all:#?}");
}

#[test]
fn every_value_of_the_table_is_met_with_an_honest_error() {
    compare("best_of_n.csv", ROWS_OF_N, spec_of);
}

#[test]
fn corners_atoms_and_real_n_agree_with_another_formula() {
    compare("best_of_more.csv", ROWS_MORE, str::to_owned);
}

const ROWS_OF_N: usize = 86;
const ROWS_MORE: usize = 54;

/// The last three have all of their best draws where a table for few draws has next to no node: in an end of U, and in one that a
/// narrow part smooths.
#[test]
fn the_order_of_questions_does_not_change_the_answers() {
    let pairs = [
        ("normal(0, 1)", "student_t(3)"),
        ("uniform(-1, 1)", "two_point(-1, 1, 0.5)"),
        ("clipped(exponential(1), 3)", "uniform(-1, 1)"),
        ("truncated(pareto(1.5), 100)", "normal(0, 0.01)"),
    ];
    for (value, error) in pairs {
        let pair = proxy(value, error);
        let (mut rising, mut falling) = (Selector::new(&pair).expect("one"), Selector::new(&pair).expect("another"));
        let mut numbers = [1.5, 10.0, 1e3, 1e6, 1e18];
        let up = numbers.map(|n| rising.best_of(n).expect("an answer"));
        numbers.reverse();
        let mut down = numbers.map(|n| falling.best_of(n).expect("an answer"));
        down.reverse();
        for (a, b) in up.iter().zip(&down) {
            for (a, b) in [(a.mean_v, b.mean_v), (a.mean_u, b.mean_u)] {
                let (Some(a), Some(b)) = (a.finite(), b.finite()) else { panic!("{a:?} {b:?}") };
                let apart = (a.value - b.value).abs();
                let agree = apart <= 1e-10 * a.value.abs() && apart <= a.error + b.error + 4e-16 * a.value.abs();
                assert!(agree, "{value} + {error}: {a:?} {b:?}");
            }
        }
    }
}

/// U is uniform on (-2, 2), and the chosen draw has `E[V] = 1 - 4/(n + 1) + 2^(1-n)`.
#[test]
fn a_table_for_few_draws_serves_many() {
    let mut selector = Selector::new(&proxy("uniform(-1, 1)", "two_point(-1, 1, 0.5)")).expect("a selector");
    for n in [1.3, 7.0, 1e3, 1e6, 1e9] {
        let found = selector.best_of(n).expect("an answer").mean_v.finite().expect("finite");
        // U is uniform on (-2, 2), its largest at 2 - 4/(n + 1); below 0 the error is -1 and not 1, which adds 2.
        let truth = 1.0 - 4.0 / (n + 1.0) + 2.0 * 0.5f64.powf(n);
        assert!((found.value - truth).abs() <= found.error + 4e-16, "n = {n}: {found} for {truth}");
    }
}

#[test]
fn normal_laws_share_the_largest_of_n() {
    let mut selector = Selector::new(&proxy("normal(0, 2)", "normal(0, 1)")).expect("a selector");
    for (n, largest) in [
        (2.0, 0.564_189_584),
        (4.0, 1.029_375_37),
        (16.0, 1.765_991_39),
        (64.0, 2.343_733_47),
        (256.0, 2.826_863_28),
        (1024.0, 3.248_239_6),
        (65536.0, 4.291_129_32),
        (1e6, 4.862_897_49),
    ] {
        let best = selector.best_of(n).expect("an answer");
        // The truth is cut at nine digits.
        assert!((value(best.mean_v) - 4.0 / 5f64.sqrt() * largest).abs() < 4e-8, "n = {n}: {best:?}");
        assert!((value(best.mean_u) - 5f64.sqrt() * largest).abs() < 4e-8, "n = {n}: {best:?}");
    }
}

/// With many draws the best lies nearer to the end of U than the rounding of U can tell.
///
/// Uniform value and fair coin: U is uniform on (-2, 2) and V = U - 1 in its upper half, so `E_n[V] = 1 - 4/(n + 1) + 2^(1 - n)`.
/// Two uniform laws: `P(U > 2 - d) = d^2/8` and V is on average half as far from its end as U, so
/// `E_n[V] = 1 - sqrt(2) Gamma(3/2) Gamma(n + 1)/Gamma(n + 3/2)` but for a term of order `2^-n`.
#[test]
fn a_value_near_its_end_is_known_by_the_end() {
    let of_coin = |n: f64| 1.0 - 4.0 / (n + 1.0);
    let half_root_of_pi = 0.5 * std::f64::consts::PI.sqrt();
    let of_uniform = |n: f64| 1.0 - 2f64.sqrt() * half_root_of_pi * (1.0 - 0.375 / n) / n.sqrt();
    let check = |error: &str, truth: &dyn Fn(f64) -> f64, power: f64| {
        let mut selector = Selector::new(&proxy("uniform(-1, 1)", error)).expect("a selector");
        for n in [1e3, 1e5, 1e7, 1e9, 1e12, 1e15, 1e18] {
            let Moment::Finite(got) = selector.best_of(n).expect("an answer").mean_v else { panic!("not finite") };
            let miss = (got.value - truth(n)).abs();
            let honest = miss <= got.error + 1e-15 + 2.0 / (n * n);
            assert!(honest && got.error <= 1e-10 + 4.0 * n.powf(-power), "{error}, n = {n}: {got}, truth {}", truth(n));
        }
    };
    check("two_point(-1, 1, 0.5)", &of_coin, 1.0);
    check("uniform(-1, 1)", &of_uniform, 0.5);
}

#[test]
fn far_out_a_heavy_value_is_the_largest_of_its_own_draws() {
    // E[max of n] = Gamma(1 - 1/a) Gamma(n + 1) / Gamma(n + 1 - 1/a), all but Gamma(1/6) n^(5/6) for a = 6/5; a light error moves
    // it by less than its own size, which f64 no longer sees beside the thresholds.
    for error in ["laplace(1)", "normal(0, 0.01)"] {
        let mut selector = Selector::new(&proxy("pareto(1.2)", error)).expect("a selector");
        for n in [1e15f64, 1e16, 1e18] {
            let truth = 5.566_316_001_780_235 * n.powf(5.0 / 6.0);
            let found = selector.best_of(n).expect("an answer").mean_v.finite().expect("a mean");
            assert!((found.value / truth - 1.0).abs() < 1e-11, "{error}, n = {n}: {found:?} for {truth}");
            assert!(
                (found.value - truth).abs() <= found.error + 1e-14 * truth,
                "{error}, n = {n}: {found:?} for {truth}"
            );
        }
    }
}
