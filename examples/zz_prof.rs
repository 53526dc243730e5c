use goodhart::{
    fit::{clauset::*, *},
    sample::{Source, draw::draws},
    tail::{Catalogue, spec::parse},
};
use std::time::Instant;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let n: f64 = a[1].parse().unwrap();
    let what = &a[2];
    let law = parse(&a[3], &Catalogue::standard(), &|_| Err("no".into())).unwrap();
    let mut v = draws(&*law, n as u64, &Source::new(1, "p", "q"));
    let n = n as usize;
    match a.get(4).map(|s| s.as_str()) {
        Some("exact") => v = (0..n).map(|i| law.inv_ln_sf(((i as f64 + 0.5) / n as f64).ln())).collect(),
        Some("round") => v.iter_mut().for_each(|x| *x = (*x * 100.0).ceil() / 100.0),
        Some("int") => v.iter_mut().for_each(|x| *x = x.ceil()),
        Some("int1000") => v.iter_mut().for_each(|x| *x = (*x * 1000.0).ceil()),
        Some("neg") => v.iter_mut().for_each(|x| *x = 10.0 - 1.0 / *x),
        Some("two") => v.iter_mut().enumerate().for_each(|(i, x)| {
            if i % 2 == 0 {
                *x = x.powi(2) * 1000.0
            }
        }),
        _ => {}
    }
    let t = |name: &str, s: Instant| println!("{name:12} {:.4} s", s.elapsed().as_secs_f64());
    let s = Instant::now();
    let sample = Sample::new(v).unwrap();
    t("sample", s);
    let asc = sample.ascending();
    for w in what.split(',') {
        let s = Instant::now();
        match w {
            "hill" => println!("{:?}", hill::hill(asc)[asc.len() / 10]),
            "moments" => println!("{:?}", moments::moments(&sample)),
            "gpd" => println!("{:?}", gpd::gpd(asc, asc[asc.len() - 1 - asc.len() / 10])),
            "mom" => println!("{:?}", moment::moment_estimate(asc, asc.len() / 10)),
            "me" => println!("{:?}", mean_excess::mean_excess_at(asc, &ranks::few_ranks(asc.len() - 1)).len()),
            "momfew" => println!(
                "{:?}",
                ranks::few_ranks(asc.len() - 1).iter().filter_map(|&k| moment::moment_estimate(asc, k)).count()
            ),
            "xmin" => println!("{:?}", power_law(asc, Distance::Below)),
            "xmin2" => println!("{:?}", power_law(asc, Distance::TwoSided)),
            "nplot" => println!("{:?}", quantile_plot::normal_plot(&sample, &moments::moments(&sample)).len()),
            "hist" => println!("{:?}", histogram::histogram(&sample).counts.len()),
            "diag" => println!("{:?}", diagnose(&sample, &Options::default()).verdict.reading),
            _ => panic!(),
        }
        t(w, s);
    }
}
