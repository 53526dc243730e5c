//! Maps, and pictures of many panels: every kind in its colours, nothing over its neighbour, nothing off the sheet.

use super::{corners, frames, judged, row};
use goodhart::claim::{Axis, Evidence, Panel};
use goodhart::render::{Chart, evidence, palette, picture};

/// A made-up map over the square from 0.25 to 8, in two or three kinds, with two boundaries and three spots.
fn map(axis: fn(&'static str) -> Axis) -> Panel {
    let mut panel = Panel::new("A made-up map", axis("tail index α of V"), axis("tail index β of X"));
    let edge = |i: usize| 0.25 * 2f64.powf(i as f64 / 8.0);
    for (i, j) in (0..40).flat_map(|i| (0..40).map(move |j| (i, j))) {
        let (a, b) = ((edge(i) * edge(i + 1)).sqrt(), (edge(j) * edge(j + 1)).sqrt());
        let (kind, shade) = match b - a {
            d if d > 1.0 => ("E[V | U ≥ t] → ∞", 1.0 - (-(d - 1.0) / 2.0).exp()),
            d if d > 0.0 => ("a limit between E[V] and ∞", d),
            d => ("E[V | U ≥ t] → E[V]", 1.0 - (d / 2.0).exp()),
        };
        panel.tile((edge(i), edge(i + 1)), (edge(j), edge(j + 1)), kind, shade);
    }
    let places = || (0..=60).map(|i| 0.25 * 2f64.powf(f64::from(i) / 12.0));
    panel.line("β = α + 1", false, places().map(|a| (a, a + 1.0)));
    panel.line("β = α", true, places().map(|a| (a, a)));
    panel.spot(2.0, 5.0, "measured");
    panel.spot(4.0, 2.0, "");
    panel.spot(7.5, 7.7, "in the corner");
    panel.rows.push(row("checked", 1.0, 2.0));
    panel
}

/// So many panels of one kind: a curve, and points with bars on it.
fn multiples(count: usize) -> Chart {
    let pairs = ["V normal(0, 1), X student_t(3)", "V pareto(2), X normal(0, 1)", "V levy(1), X laplace(1)"];
    let panel = |k: usize| {
        let mut panel = Panel::new(pairs[k % 3], Axis::log("number of draws n"), Axis::linear("E[V of the best of n]"));
        let value = |n: f64| (1.0 + k as f64) * n.ln() / (1.0 + (n / 1e3).powf(0.4 + 0.1 * k as f64));
        panel.rows = (1..9).map(|i| 10f64.powi(i)).map(|n| row("best of n", n, value(n))).collect();
        let ns = (0..=80).map(|i| 10f64.powf(f64::from(i) / 10.0));
        panel.line("best of n", false, ns.map(|n| (n, value(n))));
        panel
    };
    evidence::chart("The same in every pair", "", &Evidence::of((0..count).map(panel).collect()), judged)
}

/// For a person to look at.
fn keep(name: &str, svg: &str) {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(path.with_extension("svg"), svg).expect("the directory of the tests is there");
    #[cfg(feature = "png")]
    std::fs::write(path.with_extension("png"), goodhart::render::png::rasterise(svg, 1600).unwrap()).unwrap();
}

fn hex((r, g, b): (u8, u8, u8)) -> String {
    format!("#{r:02X}{g:02X}{b:02X}")
}

/// The text elements of a picture: the words, where they are anchored, and their size.
fn texts(svg: &str) -> Vec<(String, [f64; 2])> {
    let number = |element: &str, name: &str| super::attribute(element, name).unwrap().parse::<f64>().unwrap();
    let elements = svg.split("<text").skip(1);
    elements
        .map(|element| {
            let words = element.split_once('>').unwrap().1.split("</text>").next().unwrap().trim();
            (words.to_owned(), [number(element, "x"), number(element, "y")])
        })
        .collect()
}

#[test]
fn a_map_fills_its_frame_with_the_colours_of_its_kinds() {
    for (name, axis) in [("map-log", Axis::log as fn(&'static str) -> Axis), ("map-linear", Axis::linear)] {
        let chart = evidence::chart("A map", "", &Evidence::of(vec![map(axis)]), judged);
        assert_eq!(chart.kinds().len(), 3);
        assert_eq!(chart.footer, "and 1 further row in the data file", "rows have no place on a map");
        let svg = picture::svg(&chart);
        keep(name, &svg);
        assert!(!svg.contains("NaN"));
        let [left, top, right, bottom] = frames(&svg)[0];
        let tiles: Vec<_> = svg.lines().filter(|l| l.starts_with("<polygon") && !l.contains("#FFFFFF")).collect();
        assert!(tiles.len() > 300 && tiles.len() < 1600, "{} tiles", tiles.len());
        let places: Vec<_> = tiles.iter().flat_map(|l| corners(l)).collect();
        for (x, y) in &places {
            assert!((left..=right).contains(x) && (top..=bottom).contains(y), "a tile outside the frame");
        }
        let reach = |of: fn(&(f64, f64)) -> f64| {
            let all = places.iter().map(of);
            all.fold((f64::INFINITY, 0.0), |(l, h): (f64, f64), v| (l.min(v), h.max(v)))
        };
        let ((l, r), (t, b)) = (reach(|p| p.0), reach(|p| p.1));
        assert!(l - left < 11.0 && right - r < 11.0 && t - top < 11.0 && bottom - b < 11.0, "paper shows at an edge");
        for words in ["β = α + 1", "β = α", "measured", "in the corner"] {
            let place = texts(&svg).into_iter().find(|(text, _)| text == words).unwrap_or_else(|| panic!("no {words}"));
            let [x, y] = place.1;
            assert!((left..right).contains(&x) && (top..bottom).contains(&y), "{words} is off the map");
        }
        assert!(!svg.contains("measured, with its band") && !svg.contains(">predicted<"));
    }
}

#[test]
fn the_legend_of_a_map_has_a_ramp_for_every_kind_in_many_depths() {
    let mut panel = Panel::new("", Axis::linear("x"), Axis::linear("y"));
    for i in 0..10 {
        let edges = (f64::from(i), f64::from(i + 1));
        panel.tile(edges, (0.0, 1.0), "even", 0.7);
        panel.tile(edges, (1.0, 2.0), "graded", 0.1 * f64::from(i));
    }
    let svg = picture::svg(&evidence::chart("", "", &Evidence::of(vec![panel]), judged));
    let swatches = |kind: usize, depth: f64| {
        let fill = hex(palette::kind(kind, depth));
        svg.lines().filter(|l| l.starts_with("<rect") && super::attribute(l, "fill") == Some(&fill)).count()
    };
    assert_eq!((swatches(0, 0.7), swatches(1, 0.0), swatches(1, 0.9)), (1, 1, 1));
    assert!(texts(&svg).iter().any(|(words, _)| words == "graded"));
    // The even row is one tile after merging, the graded one ten.
    let tiles = svg.lines().filter(|l| l.starts_with("<polygon")).count();
    assert_eq!(tiles, 11);
}

#[test]
fn a_map_that_cannot_be_drawn_is_no_data_and_no_panic() {
    let mut panel = Panel::new("", Axis::log("x"), Axis::log("y"));
    panel.tile((f64::NAN, -1.0), (0.0, f64::INFINITY), "nothing", f64::NAN);
    panel.spot(f64::NAN, 1.0, "nowhere");
    let svg = picture::svg(&evidence::chart("", "", &Evidence::of(vec![panel]), judged));
    assert!(svg.contains("no data") && !svg.contains("NaN"));
}

#[test]
fn a_map_stands_beside_an_ordinary_panel() {
    let mut plain = Panel::new("An ordinary panel", Axis::log("t"), Axis::log("p"));
    plain.rows = vec![row("a", 1.0, 1.0), row("a", 10.0, 2.0)];
    let svg = picture::svg(&evidence::chart("Two", "", &Evidence::of(vec![map(Axis::linear), plain]), judged));
    keep("map-beside", &svg);
    assert_eq!(frames(&svg).len(), 2);
    assert!(svg.contains("measured, with its band"));
}

#[test]
fn small_multiples_fit_side_by_side_with_shared_labels() {
    for count in [4, 6, 7, 8, 9, 10, 11, 12, 15] {
        let svg = picture::svg(&multiples(count));
        keep(&format!("multiples-{count:02}"), &svg);
        let frames = frames(&svg);
        assert_eq!(frames.len(), count);
        let view: Vec<f64> =
            super::attribute(&svg, "viewBox").unwrap().split(' ').map(|n| n.parse().unwrap()).collect();
        assert!(view[2] < 15_500.0, "{count} panels are {} wide", view[2] / 10.0);
        for (i, a) in frames.iter().enumerate() {
            assert!(a[2] - a[0] >= 2000.0 && a[3] - a[1] >= 1800.0, "panel {i} of {count} is too small to read");
            for b in &frames[..i] {
                let apart =
                    a[0] - b[2] >= 300.0 || b[0] - a[2] >= 300.0 || a[1] - b[3] >= 300.0 || b[1] - a[3] >= 300.0;
                assert!(apart, "panels of {count} have no room for their labels between them");
            }
        }
        for (words, [x, y]) in texts(&svg) {
            assert!((0.0..view[2]).contains(&x) && (0.0..view[3]).contains(&y), "{words} is off the sheet");
            let inside = |f: &&[f64; 4]| x > f[0] && x < f[2] && y > f[1] && y < f[3];
            assert!(frames.iter().find(inside).is_none(), "{words} lies inside a panel of {count}");
        }
        // The label of the horizontal axis stands under each column, that of the vertical before each row.
        let top = frames[0][1];
        let columns = frames.iter().filter(|f| f[1] == top).count();
        let shown = |words: &str| texts(&svg).iter().filter(|(text, _)| text == words).count();
        assert_eq!(shown("number of draws n"), columns.min(count));
        assert!(shown("E[V of the best of n]") == count.div_ceil(columns), "{count}");
        assert_eq!(shown("best of n"), 1, "one legend for all");
    }
}
