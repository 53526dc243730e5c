//! Colours and dashes that survive colour blindness and a grey printer.
//!
//! Okabe and Ito (2008), "Color Universal Design", without the yellow, which is lost on white paper. The colours are
//! sorted from dark to light, and a picture of few series takes those furthest apart in lightness. Markers differ too.

/// A colour in sRGB.
pub type Rgb = (u8, u8, u8);

/// Text and marks that belong to no series.
pub const INK: Rgb = (0x1f, 0x1f, 0x1f);
/// Frame and ticks.
pub const FRAME: Rgb = (0x55, 0x55, 0x55);
/// Secondary text.
pub const GREY: Rgb = (0x59, 0x59, 0x59);
/// Lines of the major grid.
pub const GRID: Rgb = (0xcf, 0xcf, 0xcf);
/// Lines of the minor grid.
pub const MINOR_GRID: Rgb = (0xe9, 0xe9, 0xe9);
/// Every second line of a dot plot.
pub const STRIPE: Rgb = (0xf3, 0xf5, 0xf7);
/// Paper.
pub const PAPER: Rgb = (0xff, 0xff, 0xff);
/// The ring around what disagrees.
pub const ALARM: Rgb = (0xc0, 0x00, 0x20);

const BLACK: Rgb = (0x00, 0x00, 0x00);
const BLUE: Rgb = (0x00, 0x72, 0xb2);
const VERMILLION: Rgb = (0xd5, 0x5e, 0x00);
const GREEN: Rgb = (0x00, 0x9e, 0x73);
const PURPLE: Rgb = (0xcc, 0x79, 0xa7);
const SKY: Rgb = (0x56, 0xb4, 0xe9);
const ORANGE: Rgb = (0xe6, 0x9f, 0x00);

const DARK_GREY: Rgb = (0x6b, 0x6b, 0x6b);

/// How many colours there are before they come round again, with other dashes and hollow markers.
pub const CYCLE: usize = 7;

/// The colours for a picture of `count` series, from dark to light.
pub fn colours(count: usize) -> &'static [Rgb] {
    match count {
        0 | 1 => &[BLUE],
        2 => &[BLUE, ORANGE],
        3 => &[BLACK, BLUE, ORANGE],
        4 => &[BLACK, BLUE, GREEN, ORANGE],
        5 => &[BLACK, BLUE, VERMILLION, PURPLE, ORANGE],
        6 => &[BLACK, BLUE, VERMILLION, GREEN, PURPLE, ORANGE],
        _ => &[BLACK, BLUE, VERMILLION, GREEN, PURPLE, SKY, ORANGE],
    }
}

/// The colour of series `index` in a picture of `count` series.
pub fn colour(index: usize, count: usize) -> Rgb {
    let colours = colours(count);
    colours[index % colours.len()]
}

/// The colours of the kinds of a map, told apart by hue alone, for lightness there tells depth.
const KINDS: [Rgb; 7] = [BLUE, ORANGE, GREEN, PURPLE, DARK_GREY, VERMILLION, SKY];
/// How much of its colour the palest tile keeps.
const PALEST: f64 = 0.18;

/// The colour of a kind in a map at a depth from 0, pale, to 1, full.
pub fn kind(index: usize, depth: f64) -> Rgb {
    let full = KINDS[index % KINDS.len()];
    let share = PALEST + (1.0 - PALEST) * depth.clamp(0.0, 1.0);
    let mixed = |paper: u8, ink: u8| (f64::from(paper) + share * (f64::from(ink) - f64::from(paper))).round() as u8;
    (mixed(PAPER.0, full.0), mixed(PAPER.1, full.1), mixed(PAPER.2, full.2))
}

/// Lengths of dash and gap in units of the picture; `None` for an unbroken line.
///
/// Unbroken lines stay so until the colours come round again.
pub fn dashes(index: usize, dashed: bool) -> Option<&'static [f64]> {
    match (dashed, index / CYCLE % 3) {
        (true, 0) => Some(&[6.5, 3.5]),
        (true, 1) => Some(&[2.0, 2.5]),
        (true, _) => Some(&[4.0, 2.0, 1.5, 2.0]),
        (false, 0) => None,
        (false, 1) => Some(&[14.0, 2.5, 2.5, 2.5]),
        (false, _) => Some(&[10.0, 2.0, 2.0, 2.0, 2.0, 2.0]),
    }
}

/// Relative luminance, WCAG 2.1: 0 for black, 1 for white.
pub fn luminance((r, g, b): Rgb) -> f64 {
    let linear = |c: u8| {
        let c = f64::from(c) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

/// Contrast of a colour against white paper, WCAG 2.1: from 1 to 21.
pub fn contrast_on_white(colour: Rgb) -> f64 {
    1.05 / (luminance(colour) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// CIE lightness, 0 to 100.
    fn lightness(c: Rgb) -> f64 {
        116.0 * luminance(c).cbrt() - 16.0
    }

    /// What a person without the middle cones sees, linear RGB.
    /// Viénot, Brettel and Mollon (1999), Color Research and Application 24, 243-252.
    fn deuteranopia((r, g, b): Rgb) -> [f64; 3] {
        let lin = |c: u8| (f64::from(c) / 255.0).powf(2.2);
        let (r, g, b) = (lin(r), lin(g), lin(b));
        let mixed = 0.29275 * r + 0.70725 * g;
        [mixed, mixed, -0.02234 * r + 0.02234 * g + b]
    }

    #[test]
    fn every_colour_stands_out_from_paper() {
        for count in 1..9 {
            assert!(colours(count).iter().all(|&c| contrast_on_white(c) > 2.1));
        }
        assert!(contrast_on_white(INK) > 12.0 && contrast_on_white(GREY) > 5.0 && contrast_on_white(FRAME) > 5.0);
        assert!(contrast_on_white(GRID) > 1.4 && contrast_on_white(MINOR_GRID) > 1.15);
    }

    #[test]
    fn colours_go_from_dark_to_light() {
        for count in 1..9 {
            assert!(colours(count).windows(2).all(|w| lightness(w[0]) < lightness(w[1])), "{count}");
        }
    }

    #[test]
    fn few_series_can_be_told_apart_in_grey() {
        for count in 2..=4 {
            assert!(colours(count).windows(2).all(|w| lightness(w[1]) - lightness(w[0]) > 10.0), "{count}");
        }
    }

    #[test]
    fn colours_differ_without_green_cones() {
        let all = colours(7);
        for (i, &a) in all.iter().enumerate() {
            for &b in &all[..i] {
                let (p, q) = (deuteranopia(a), deuteranopia(b));
                let distance: f64 = (0..3).map(|k| (p[k].max(0.0).sqrt() - q[k].max(0.0).sqrt()).powi(2)).sum();
                assert!(distance.sqrt() > 0.08, "{a:?} {b:?} {distance}");
            }
        }
    }

    #[test]
    fn a_second_round_of_colours_has_its_own_dashes() {
        assert_eq!(colour(1, 12), colour(1 + CYCLE, 12));
        assert_ne!(dashes(1, false), dashes(1 + CYCLE, false));
        assert_ne!(dashes(1, true), dashes(1 + CYCLE, true));
    }
}
