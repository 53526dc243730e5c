//! Draws by thousands: each is the quantile of its word, with the same bits for every set of instructions.

use goodhart::sample::{
    Arithmetic, Source,
    batch::{Batch, Kernel, instructions::Instructions, passes::BLOCK, words::Words},
};
use goodhart::tail::{Catalogue, Law, spec};

fn law(text: &str) -> Law {
    spec::parse(text, &Catalogue::standard(), &|_| Err("no files here".into()))
        .unwrap_or_else(|e| panic!("{text}: {e}"))
}

/// Typical members of every family and made law, and some laws of laws; those that are read from files are left out.
fn laws() -> Vec<Law> {
    let catalogue = Catalogue::standard();
    let typical =
        catalogue.families().iter().flat_map(|family| family.typical).filter(|text| !text.contains("empirical"));
    typical.map(|text| law(text)).collect()
}

/// So many draws that a table is worth its making.
const MANY: u64 = 1 << 22;

fn words(shard: u64) -> Words {
    Source::new(5, "batch", "words").words(shard, 0)
}

/// How far a draw is from its quantile, beside what the table may displace it: the change of the quantile over a sixteenth of a doubling.
fn off(kernel: &Kernel<'_, dyn goodhart::tail::Tail>, word: u64, drawn: f64) -> f64 {
    let exact = kernel.inverted(word);
    if exact == drawn {
        return 0.0;
    }
    let near = |factor: f64| {
        let side = word >> 63 == 1;
        let p = if side { !word } else { word } as f64 * factor;
        kernel.inverted(if side { !(p as u64) } else { p as u64 })
    };
    let change = (near(1.0 + 1.0 / 16.0) - exact).abs().min((near(1.0 - 1.0 / 16.0) - exact).abs());
    (drawn - exact).abs() / (change / 68_719_476_736.0 + 64.0 * f64::EPSILON * exact.abs() + f64::MIN_POSITIVE)
}

#[test]
fn report() {
    for law in laws() {
        let start = std::time::Instant::now();
        let kernel = Kernel::new(&*law, MANY);
        let built = start.elapsed();
        let mut batch = Batch::with(&kernel, Instructions::best(Arithmetic::Plain), words(0));
        let mut all = words(0);
        let (mut row, mut worst, mut inverted) = ([0; BLOCK], (0.0, 0), 0);
        let start = std::time::Instant::now();
        for _ in 0..4 {
            all.fill(&mut row);
            for (word, drawn) in row.iter().zip(batch.some(BLOCK as u64)) {
                let off = off(&kernel, *word, *drawn);
                inverted += u32::from(kernel.inverted(*word) == *drawn);
                if off > worst.0 || off.is_nan() {
                    worst = (off, *word);
                }
            }
        }
        println!(
            "{law}: {kind} built {built:?}, compared {:?}, worst {:.2e} at {:x}, exact {inverted}",
            start.elapsed(),
            worst.0,
            worst.1,
            kind = format!("{kernel:?}").split("route: ").nth(1).unwrap().chars().take(9).collect::<String>()
        );
    }
}
