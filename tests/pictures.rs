//! Pictures of many kinds: nothing invalid in them, every series visible inside its frame, the same text every time.

#[path = "pictures/maps.rs"]
mod maps;

use goodhart::claim::{Axis, Evidence, Line, Measured, Panel, Row, Scale, Sense};
use goodhart::num::Estimate;
use goodhart::render::evidence::{self, Judged};
use goodhart::render::{Chart, ChartPanel, Mark, Series, palette, picture};

const NONE: f64 = f64::NAN;

fn axis(scale: Scale) -> Axis {
    Axis { label: "quantity α".into(), scale }
}

/// Panels from gentle to hostile, each with two series that can be drawn.
fn panels() -> Vec<ChartPanel> {
    let mut panels = Vec::new();
    for x in [Scale::Linear, Scale::Log] {
        for y in [Scale::Linear, Scale::Log] {
            let power: Vec<_> = (0..200).map(|i| 10f64.powf(f64::from(i) / 10.0)).map(|t| (t, t.powf(-1.5))).collect();
            let measured = vec![
                (1.0, 0.5, 0.0, 1.0),
                (10.0, 0.03, f64::NEG_INFINITY, f64::INFINITY),
                (f64::NAN, 1.0, 0.0, 1.0),
                (-5.0, 1.0, NONE, NONE),
                (1e5, 0.0, 0.0, 0.1),
                (f64::INFINITY, 0.1, 0.0, 0.1),
            ];
            let series = vec![Series::line("law", 0, false, &power), Series::points("data", 1, measured)];
            panels.push(ChartPanel::new("two series", axis(x), axis(y), series));
        }
    }
    let constant = Series::points("same", 0, vec![(2.0, 7.0, 7.0, 7.0); 4]);
    let single = Series::line("one", 1, true, &[(2.0, 7.0)]);
    panels.push(ChartPanel::new("equal", axis(Scale::Log), axis(Scale::Linear), vec![constant, single]));
    let bars = Series::bars("bins", 0, &[(0.0, 1.0, 3.0), (1.0, 2.0, 0.0), (2.0, 3.0, 5.0)]);
    let band = Series::band("band", 1, &[(0.0, 1.0, 2.0), (3.0, 0.0, f64::INFINITY)]);
    panels.push(ChartPanel::new("bars", axis(Scale::Linear), axis(Scale::Linear), vec![bars, band]));
    let hidden = Series::points("beyond", 0, vec![(1.0, 50.0, 40.0, 60.0)]);
    let across = Series::line("across", 1, false, &[(0.5, -1e9), (1.5, 1e9)]);
    let mut limited = ChartPanel::new("limits", axis(Scale::Linear), axis(Scale::Linear), vec![hidden, across]);
    (limited.x_limits, limited.y_limits) = (Some((0.0, 2.0)), Some((0.0, 1.0)));
    panels.push(limited);
    panels
}

fn chart(panels: Vec<ChartPanel>) -> Chart {
    let title =
        "A statement about α & β < γ that is so long that it has to be broken over more than one line to be read";
    Chart { title: title.into(), subtitle: "agrees".into(), panels, ..Chart::default() }
}

fn attribute<'a>(element: &'a str, name: &str) -> Option<&'a str> {
    element.split_once(&format!(" {name}=\""))?.1.split('"').next()
}

/// The corners of an element, in units of the drawing.
fn corners(element: &str) -> Vec<(f64, f64)> {
    let number = |name: &str| attribute(element, name).and_then(|v| v.parse::<f64>().ok());
    if let Some(points) = attribute(element, "points") {
        let pair = |p: &str| p.split_once(',').map(|(x, y)| (x.parse().unwrap(), y.parse().unwrap()));
        return points.split_whitespace().filter_map(pair).collect();
    }
    if let (Some(x), Some(y)) = (number("cx"), number("cy")) {
        return vec![(x, y)];
    }
    Vec::new()
}

/// The frames of the panels: closed lines in the frame's colour.
fn frames(svg: &str) -> Vec<[f64; 4]> {
    let frame = format!("#{:02X}{:02X}{:02X}", palette::FRAME.0, palette::FRAME.1, palette::FRAME.2);
    svg.lines()
        .filter(|l| attribute(l, "stroke") == Some(&frame))
        .map(corners)
        .filter(|c| c.len() == 5 && c[0] == c[4])
        .map(|c| [c[0].0, c[0].1, c[2].0, c[2].1])
        .collect()
}

fn visible(svg: &str, colour: (u8, u8, u8), [left, top, right, bottom]: [f64; 4]) -> bool {
    let colour = format!("#{:02X}{:02X}{:02X}", colour.0, colour.1, colour.2);
    svg.lines().any(|l| {
        let paint = [attribute(l, "fill"), attribute(l, "stroke")];
        paint.contains(&Some(&colour))
            && corners(l).iter().any(|&(x, y)| (left..=right).contains(&x) && (top..=bottom).contains(&y))
    })
}

#[test]
fn every_series_is_visible_inside_its_frame() {
    for panel in panels() {
        let title = panel.title.clone();
        let svg = picture::svg(&chart(vec![panel]));
        let frames = frames(&svg);
        assert_eq!(frames.len(), 1, "{title}");
        for series in 0..2 {
            assert!(visible(&svg, palette::colour(series, 2), frames[0]), "{title}: series {series} cannot be seen");
        }
    }
}

#[test]
fn a_series_without_a_drawable_point_would_be_noticed() {
    let nothing = Series::points("nothing", 1, vec![(1.0, NONE, NONE, NONE)]);
    let line = Series::line("law", 0, false, &[(0.0, 0.0), (1.0, 1.0)]);
    let panel = ChartPanel::new("", axis(Scale::Linear), axis(Scale::Linear), vec![line, nothing]);
    let svg = picture::svg(&chart(vec![panel]));
    assert!(!visible(&svg, palette::colour(1, 2), frames(&svg)[0]));
}

#[test]
fn nothing_invalid_is_written_and_nothing_lies_off_the_sheet() {
    for count in 1..=6 {
        let svg = picture::svg(&chart(panels().into_iter().take(count).collect()));
        assert!(!svg.contains("NaN") && !svg.contains("inf\""));
        assert_eq!(frames(&svg).len(), count);
        let view: Vec<f64> = attribute(&svg, "viewBox").unwrap().split(' ').map(|n| n.parse().unwrap()).collect();
        for (x, y) in svg.lines().flat_map(corners) {
            assert!((0.0..=view[2]).contains(&x) && (0.0..=view[3]).contains(&y), "{x} {y}");
        }
        assert_eq!(svg, picture::svg(&chart(panels().into_iter().take(count).collect())));
    }
}

#[test]
fn a_panel_without_data_says_so() {
    let empty = ChartPanel::new("", axis(Scale::Log), axis(Scale::Log), Vec::new());
    let svg = picture::svg(&chart(vec![empty]));
    assert!(svg.contains("no data") && frames(&svg).len() == 1);
    assert!(picture::svg(&Chart::default()).ends_with("</svg>\n"));
}

#[test]
fn a_long_title_is_whole() {
    let svg = picture::svg(&chart(panels()));
    let words = "A statement about α &amp; β &lt; γ that is so long that it has to be broken over more than one line to be read";
    let texts: Vec<&str> = svg.split("<text").collect();
    let mut shown = String::new();
    for text in texts.iter().filter(|t| attribute(t, "font-weight") == Some("bold")) {
        let body = text.split_once('>').unwrap().1.split("</text>").next().unwrap();
        shown.push_str(body.trim());
        shown.push(' ');
    }
    assert!(shown.starts_with(words), "{shown}");
}

fn row(series: &str, at: f64, predicted: f64) -> Row {
    Row {
        series: series.into(),
        at,
        place: format!("t = {at}"),
        predicted: Estimate::new(predicted, 0.1 * predicted),
        measured: Measured::Enclosure(Estimate::new(predicted, 0.0)),
        sense: Sense::Equal,
        lie: 2.0 * predicted,
        note: None,
    }
}

/// A finding for each row, of which "b" at 10 disagrees.
fn judged(row: &Row) -> Judged {
    Judged {
        low: row.predicted.value * 0.9,
        measured: row.predicted.value,
        high: row.predicted.value * 1.1,
        verdict: "agrees".into(),
        detects: 0.1,
        disagrees: row.series == "b" && row.at == 10.0,
    }
}

#[test]
fn the_picture_of_a_claim_shows_its_rows_and_what_disagrees() {
    let rows = vec![row("a", 10.0, 0.1), row("a", 1.0, 1.0), row("b", 1.0, 0.5), row("b", 10.0, 0.05)];
    let limit = Line { series: "b".into(), points: vec![(1.0, 0.6), (10.0, 0.06)], dashed: true, exact: false };
    let panel = Panel { rows, lines: vec![limit], ..Panel::new("", Axis::log("t"), Axis::log("p")) };
    let chart = evidence::chart("claim", "one row disagrees", &Evidence::of(vec![panel]), judged);
    let series = &chart.panels[0].series;
    let of = |mark: Mark| series.iter().filter(|s| s.mark == mark).count();
    assert_eq!(of(Mark::Points), 2);
    assert_eq!((of(Mark::Line { dashed: true }), of(Mark::Line { dashed: false })), (1, 1));
    assert_eq!(of(Mark::Band), 2);
    let line = series.iter().find(|s| s.mark == Mark::Line { dashed: false }).unwrap();
    assert_eq!((line.points[0].0, line.points[1].0), (1.0, 10.0));
    let flags = series.iter().find(|s| s.mark == Mark::Flag).unwrap();
    assert_eq!(flags.points.len(), 1);
    assert!(picture::svg(&chart).contains("disagrees"));
}

#[test]
fn exact_curves_are_told_from_predictions() {
    let rows = vec![row("a", 10.0, 0.1), row("a", 1.0, 1.0)];
    let mut panel = Panel { rows, ..Panel::new("", Axis::log("t"), Axis::log("p")) };
    let drawn = |panel: &Panel| {
        let chart = evidence::chart("claim", "", &Evidence::of(vec![panel.clone()]), judged);
        let key: Vec<String> = chart.key.iter().map(|key| key.meaning.clone()).collect();
        (key, chart)
    };
    assert!(drawn(&panel).0.iter().all(|meaning| !meaning.contains("exact")));
    panel.exact_line("a", [(1.0, 1.1), (10.0, 0.11)]);
    let (key, chart) = drawn(&panel);
    assert_eq!(key[0], "exact, from the law itself");
    assert!(!key.contains(&"predicted".to_string()), "nothing predicted is drawn: {key:?}");
    let line = chart.panels[0].series.iter().find(|s| s.mark == Mark::Exact).unwrap();
    assert_eq!(line.points[0].1, 1.1);
    let svg = picture::svg(&chart);
    assert!(visible(&svg, palette::colour(0, 1), frames(&svg)[0]));
    panel.line("b", false, [(1.0, 2.0), (10.0, 0.2)]);
    let (key, _) = drawn(&panel);
    assert_eq!(key[..2], ["predicted", "exact, from the law itself"]);
    assert!(Mark::Exact.thickness() < 0.6 * Mark::Line { dashed: false }.thickness());
}

/// Evidence over forty names in two series, with a bound, beside an ordinary panel.
fn named_evidence() -> Evidence {
    let mut dots = Panel::new("dots", Axis::named(""), Axis::log("value"));
    for k in 0..40 {
        let name =
            |spec: String| Row { place: spec, ..row(if k % 2 == 0 { "a" } else { "b" }, 10.0, f64::from(1 + k)) };
        dots.rows.push(name(format!("family{k}(1, 2)")));
        dots.rows.push(name(format!("family{k}(3)")));
    }
    let [mut drawn, rest] = dots.one_per_family();
    drawn.line("bound", true, [(0.5, 0.9), (40.5, 0.9)]);
    let plain =
        Panel { rows: vec![row("a", 1.0, 1.0), row("a", 10.0, 2.0)], ..Panel::new("", Axis::log("t"), Axis::log("p")) };
    Evidence::of(vec![plain, drawn, rest])
}

#[test]
fn a_named_axis_has_a_line_for_each_name_and_joins_none() {
    let evidence = named_evidence();
    let chart = evidence::chart("claim", "", &evidence, judged);
    assert_eq!(chart.panels.len(), 2, "rows for the table only have no panel");
    assert_eq!(chart.footer, "and 40 further rows in the data file");
    let dots = &chart.panels[1];
    assert_eq!(dots.names.len(), 40);
    assert!(!dots.series.iter().any(|s| s.mark == Mark::Line { dashed: false }), "nothing joins names");
    assert_eq!(dots.series.iter().filter(|s| s.mark == Mark::Stroke).count(), 2);
    let svg = picture::svg(&chart);
    assert!(!svg.contains("NaN"));
    for k in 0..40 {
        assert_eq!(svg.matches(&format!("family{k}(1, 2)")).count(), 1);
        assert!(!svg.contains(&format!("family{k}(3)")));
    }
    let frames = frames(&svg);
    let height = |f: &[f64; 4]| f[3] - f[1];
    assert!(height(&frames[1]) / 40.0 >= 160.0, "lines of names are at least 16 units high");
    assert!(height(&frames[0]) < height(&frames[1]));
    // Three colours: a, b, and the bound.
    for series in 0..3 {
        assert!(visible(&svg, palette::colour(series, 3), frames[1]), "series {series} cannot be seen");
    }
}

#[test]
fn points_of_a_named_axis_lie_at_their_values_and_on_their_lines() {
    let svg = picture::svg(&evidence::chart("claim", "", &named_evidence(), judged));
    let [left, top, right, bottom] = frames(&svg)[1];
    let line = (bottom - top) / 40.0;
    let colour = palette::colour(0, 3);
    let colour = format!("#{:02X}{:02X}{:02X}", colour.0, colour.1, colour.2);
    let inside = |&(x, y): &(f64, f64)| (left..=right).contains(&x) && (top..=bottom).contains(&y);
    let discs = svg.lines().filter(|l| l.starts_with("<circle") && attribute(l, "fill") == Some(&colour));
    let mut places: Vec<(f64, f64)> = discs.flat_map(corners).filter(inside).collect();
    places.sort_by(|a, b| a.1.total_cmp(&b.1));
    assert_eq!(places.len(), 20, "series a has every second name");
    for (i, (x, y)) in places.iter().enumerate() {
        let middle = top + (2.0 * i as f64 + 0.5) * line;
        assert!((y - middle).abs() < 1.5, "point {i} is off its line");
        assert!(i == 0 || *x > places[i - 1].0, "values grow from name to name");
    }
    // On a log axis the step from 1 to 3 is as wide as that from 3 to 9.
    let step = |i: usize, j: usize| places[j].0 - places[i].0;
    assert!((step(0, 1) - step(1, 4)).abs() < 3.0);
}

#[test]
fn a_value_beyond_the_limits_of_a_dot_plot_is_pointed_at() {
    let point = |k: f64, x: f64| (k, x, NONE, NONE);
    let series = vec![Series::points("p", 0, vec![point(1.0, 0.5), point(2.0, 9.0)]), Series::strokes("p", 0, vec![])];
    let mut panel = ChartPanel::new("", Axis::named(""), axis(Scale::Linear), series);
    panel.names = vec!["inside".into(), "beyond".into()];
    panel.y_limits = Some((0.0, 1.0));
    let svg = picture::svg(&chart(vec![panel]));
    let frame = frames(&svg)[0];
    let colour = palette::colour(0, 1);
    let colour = format!("#{:02X}{:02X}{:02X}", colour.0, colour.1, colour.2);
    let heads = svg.lines().filter(|l| l.starts_with("<polygon") && attribute(l, "fill") == Some(&colour));
    let tips: Vec<f64> = heads.flat_map(corners).map(|c| c.0).filter(|x| *x > frame[2] - 100.0).collect();
    assert!(!tips.is_empty() && tips.iter().all(|x| *x <= frame[2]));
}

#[cfg(feature = "png")]
#[test]
fn a_png_is_painted_in_every_panel() {
    use goodhart::render::png::{self, Pixels};

    let svg = picture::svg(&chart(panels().into_iter().take(6).collect()));
    let bytes = png::rasterise(&svg, 1500).unwrap();
    assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n"));
    assert!(bytes.windows(8).any(|w| w == b"Software"));
    let Pixels { width, rgb, .. } = png::pixels(&svg, 1500).unwrap();
    let drawn: f64 = attribute(&svg, "viewBox").unwrap().split(' ').nth(2).unwrap().parse().unwrap();
    let scale = f64::from(width) / drawn;
    for [left, top, right, bottom] in frames(&svg) {
        let mut colourful = 0;
        for y in (top * scale) as usize + 3..(bottom * scale) as usize - 3 {
            for x in (left * scale) as usize + 3..(right * scale) as usize - 3 {
                let [r, g, b] = rgb[y * width as usize + x];
                colourful += usize::from(r.abs_diff(b) > 40 || g.abs_diff(b) > 40);
            }
        }
        assert!(colourful > 50, "a panel shows only {colourful} coloured pixels");
    }
    assert!(png::rasterise("not a picture", 100).is_err());
}
