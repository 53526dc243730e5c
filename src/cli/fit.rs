//! `goodhart fit`: tail diagnostics of data.

use super::{
    answer::{Answer, Failure, Outcome},
    files, input, json,
    session::Session,
    words,
};
use crate::{
    fit::{Centre, Diagnosis, Options, Sample, Shape, clauset::PowerLaw, diagnose},
    render,
};
use serde_json::{Value, json};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Tail diagnostics of data: moments, Hill, moment and Pickands estimates, generalised Pareto fits, a power law above a cut-off, and a reading of all of them together
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// A .npy array, a .csv table, or one number a line
    file: PathBuf,
    /// The column of a .csv table, by name or by number from 1
    #[arg(long)]
    column: Option<String>,
    /// Further numbers k of upper order statistics to show
    #[arg(long, value_name = "K[,K...]", value_delimiter = ',')]
    k: Vec<usize>,
    /// Where Hill's and the moment estimate measure from
    #[arg(long, value_enum, default_value_t = CentreFlag::Auto)]
    centre: CentreFlag,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum CentreFlag {
    /// From 0 where every value is positive, else from the mean
    Auto,
    /// From the mean
    Mean,
    /// From 0; other values are left out
    Zero,
}

/// Runs the command.
pub fn run(arguments: &Arguments, session: &Session) -> Result<Answer, Failure> {
    let numbers = input::numbers(&arguments.file, arguments.column.as_deref()).map_err(|e| Failure(e.to_string()))?;
    let file = arguments.file.display();
    let sample = Sample::new(numbers.values).map_err(|error| Failure(format!("{file}: {error}")))?;
    let centre = match arguments.centre {
        CentreFlag::Auto => Centre::Auto,
        CentreFlag::Mean => Centre::Mean,
        CentreFlag::Zero => Centre::Zero,
    };
    let diagnosis = diagnose(&sample, &Options { centre, ranks: arguments.k.clone() });
    let source = numbers.column.map_or(file.to_string(), |column| format!("{file}, column {column}"));
    let mut text = format!("{source}\n\n{}", in_words(&diagnosis, &arguments.k));
    let mut json = object(&diagnosis);
    let stem = arguments.file.file_stem().map_or("data".into(), |stem| stem.to_string_lossy().into_owned());
    let files = write_pictures(&diagnosis, &stem, &files::directory(session))?;
    text.push_str(&files.iter().map(|file| format!("picture: {file}\n")).collect::<String>());
    json["pictures"] = json!(files);
    Ok(Answer { text, json, outcome: Outcome::Agrees })
}

/// Writes the picture into a directory, which is made if need be, and returns the names of the files.
fn write_pictures(diagnosis: &Diagnosis, stem: &str, directory: &Path) -> Result<Vec<String>, Failure> {
    let refuse = |path: &Path, error: std::io::Error| Failure(format!("{}: {error}", path.display()));
    fs::create_dir_all(directory).map_err(|error| refuse(directory, error))?;
    let svg = render::picture::svg(&render::fit_picture::chart(diagnosis, stem));
    let mut written = Vec::new();
    let mut write = |ending: &str, bytes: &[u8]| {
        let path = directory.join(format!("fit-{stem}.{ending}"));
        fs::write(&path, bytes).map_err(|error| refuse(&path, error))?;
        written.push(path.display().to_string());
        Ok(())
    };
    write("svg", svg.as_bytes())?;
    #[cfg(feature = "png")]
    write("png", &render::png::rasterise(&svg, 2000).map_err(Failure)?)?;
    Ok(written)
}

fn object(d: &Diagnosis) -> Value {
    let m = &d.moments;
    json!({
        "n": m.n,
        "hill": shapes(&d.hill),
        "mean": json::number(m.mean),
        "sd": json::number(m.sd),
        "skewness": json::number(m.skewness),
        "excess_kurtosis": json::number(m.excess_kurtosis),
        "min": json::number(m.min),
        "max": json::number(m.max),
        "tied": d.tied,
        "origin": json::number(d.origin),
        "moment": shapes(&d.moment),
        "pickands": shapes(&d.pickands),
        "mean_excess": d.mean_excess.iter().map(|e| json!({
            "threshold": json::number(e.threshold), "exceedances": e.exceedances,
            "mean": json::number(e.mean), "se": json::number(e.se),
        })).collect::<Vec<_>>(),
        "gpd": d.gpd.iter().map(|g| json!({
            "threshold": json::number(g.threshold), "exceedances": g.exceedances,
            "shape": json::number(g.shape), "se": g.shape_se.map_or(Value::Null, json::number),
            "scale": json::number(g.scale), "likelihood_ratio": json::number(g.likelihood_ratio),
            "p_value": json::number(g.p_value), "variation": json::number(g.variation),
        })).collect::<Vec<_>>(),
        "power_law": power_law(d.power_law.as_ref()),
        "power_law_two_sided": power_law(d.power_law_two_sided.as_ref()),
        "reading": format!("{:?}", d.verdict.reading).to_lowercase(),
        "notes": d.notes,
        "verdict": d.verdict.text,
    })
}

fn shapes(all: &[Shape]) -> Value {
    let one = |s: &Shape| json!({"k": s.k, "gamma": json::number(s.gamma), "se": json::number(s.se)});
    all.iter().map(one).collect()
}

fn power_law(fit: Option<&PowerLaw>) -> Value {
    fit.map_or(Value::Null, |f| {
        json!({
            "xmin": json::number(f.xmin), "alpha": json::number(f.alpha), "alpha_se": json::number(f.alpha_se),
            "distance": json::number(f.distance), "tail": f.tail,
        })
    })
}

/// A power law fitted to fewer values than this is not worth a line.
const FEW: usize = 10;

fn in_words(d: &Diagnosis, chosen: &[usize]) -> String {
    let m = &d.moments;
    let moments = [
        ("n", m.n.to_string()),
        ("mean", words::short(m.mean)),
        ("sd", words::short(m.sd)),
        ("skewness", words::short(m.skewness)),
        ("excess kurtosis", words::short(m.excess_kurtosis)),
        ("min", words::short(m.min)),
        ("max", words::short(m.max)),
    ];
    let moments: Vec<_> = moments.into_iter().map(|(name, value)| vec![name.to_string(), value]).collect();
    let gpd: Vec<_> = d
        .gpd
        .iter()
        .map(|g| {
            let shape = match g.shape_se {
                Some(se) => format!("{:.4} ± {se:.4}", g.shape),
                None => format!("{:.4}", g.shape),
            };
            let (ratio, p) = (format!("{:.2}", g.likelihood_ratio), format!("{:.1e}", g.p_value));
            vec![words::short(g.threshold), g.exceedances.to_string(), shape, words::short(g.scale), ratio, p]
        })
        .collect();
    let heads = ["threshold", "exceed it", "GPD shape", "scale", "LR against exponential", "p"];
    let cutoff = d.power_law.filter(|f| f.tail >= FEW).map_or(
        "power law above a cut-off: none with 10 values or more".to_string(),
        |f| {
            format!(
                "power law above a cut-off: density exponent {:.4} ± {:.4} from {} up ({} values), distance {:.4}",
                f.alpha,
                f.alpha_se,
                words::short(f.xmin),
                f.tail,
                f.distance
            )
        },
    );
    let notes: String = d.notes.iter().map(|note| format!("note: {note}\n")).collect();
    format!(
        "{}\n{}\n{}\n{cutoff}\n{notes}\nverdict: {}\n",
        words::pairs(&moments),
        words::table(&heads, &gpd),
        estimates(d, chosen),
        d.verdict.text
    )
}

/// The three estimators of shape side by side at a few k.
fn estimates(d: &Diagnosis, chosen: &[usize]) -> String {
    let find = |all: &[Shape], k: usize| {
        all.iter().find(|s| s.k == k).map_or("none".to_string(), |s| format!("{:.4} ± {:.4}", s.gamma, s.se))
    };
    let round = |k: &usize| {
        k.to_string().trim_end_matches('0').len() == 1 && matches!(k.to_string().as_bytes()[0], b'1' | b'2' | b'5')
    };
    let ks =
        d.hill.iter().map(|s| s.k).filter(|k| round(k) && (10..=d.moments.n / 2).contains(k) || chosen.contains(k));
    let rows: Vec<_> =
        ks.map(|k| vec![k.to_string(), find(&d.hill, k), find(&d.moment, k), find(&d.pickands, k)]).collect();
    words::table(&["k", "Hill", "moment", "Pickands"], &rows)
}
