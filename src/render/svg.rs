//! The sheet that is drawn on: the one file that names plotters.
//!
//! plotters places everything on whole pixels, so curves would wobble: the sheet is drawn at ten times its size and scaled
//! back by the viewBox. Nothing here needs a font or a system library; the browser, or the rasteriser, brings the font.

use super::clip::{Frame, Place};
use super::palette::Rgb;
use plotters::coord::Shift;
use plotters::prelude::{
    Circle, DrawingArea, FontStyle, FontTransform, IntoDrawingArea, IntoFont, PathElement, Polygon, RGBAColor,
    Rectangle, SVGBackend, ShapeStyle, TextStyle,
};
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// How many units of the drawing make one of the picture.
const FINENESS: f64 = 10.0;

/// plotters divides every font size by this before writing it.
const FONT_DIVISOR: f64 = 1.24;

/// plotters moves a text of vertical anchor "top" down by this many ems, the same in every viewer.
const TOP_TO_BASELINE: f64 = 0.76;

/// The fonts in order of preference; the last two stand in where DejaVu is not installed.
pub const FONTS: &str = "DejaVu Sans, Verdana, sans-serif";

/// How a text lies relative to its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// It starts there.
    Start,
    /// It is centred there.
    Middle,
    /// It ends there.
    End,
}

/// The look of a text.
#[derive(Clone, Copy, Debug)]
pub struct Type {
    /// Font size.
    pub size: f64,
    /// Bold face.
    pub bold: bool,
    /// Colour.
    pub colour: Rgb,
}

/// A colour with opacity and stroke width.
#[derive(Clone, Copy, Debug)]
pub struct Pen {
    /// Colour.
    pub colour: Rgb,
    /// Opacity, 0 to 1.
    pub opacity: f64,
    /// Stroke width.
    pub width: f64,
}

impl Pen {
    /// An opaque pen.
    pub fn new(colour: Rgb, width: f64) -> Self {
        Self { colour, opacity: 1.0, width }
    }

    fn style(&self, filled: bool) -> ShapeStyle {
        let (r, g, b) = self.colour;
        let stroke_width = (self.width * FINENESS).round() as u32;
        ShapeStyle { color: RGBAColor(r, g, b, self.opacity), filled, stroke_width }
    }
}

fn fine((x, y): Place) -> (i32, i32) {
    let whole = |v: f64| (v * FINENESS).round().clamp(-1e6, 1e6) as i32;
    (whole(x), whole(y))
}

/// A sheet being drawn on.
pub struct Sheet<'a> {
    area: DrawingArea<SVGBackend<'a>, Shift>,
}

impl Sheet<'_> {
    /// A line through places.
    pub fn line(&self, places: &[Place], pen: Pen) {
        let mut points: Vec<_> = places.iter().map(|&p| fine(p)).collect();
        points.dedup();
        // Writing to a string cannot fail.
        let _ = self.area.draw(&PathElement::new(points, pen.style(false)));
    }

    /// A filled area.
    pub fn area(&self, outline: &[Place], pen: Pen) {
        let mut points: Vec<_> = outline.iter().map(|&p| fine(p)).collect();
        points.dedup();
        if points.len() > 2 {
            let _ = self.area.draw(&Polygon::new(points, pen.style(true)));
        }
    }

    /// A filled rectangle.
    pub fn rectangle(&self, frame: Frame, pen: Pen) {
        let corners = [fine((frame.left, frame.top)), fine((frame.right, frame.bottom))];
        let _ = self.area.draw(&Rectangle::new(corners, pen.style(true)));
    }

    /// A circle, filled or as a ring.
    pub fn circle(&self, centre: Place, radius: f64, pen: Pen, filled: bool) {
        let _ = self.area.draw(&Circle::new(fine(centre), (radius * FINENESS).round() as i32, pen.style(filled)));
    }

    /// A text whose baseline passes through the place.
    pub fn text(&self, text: &str, (x, y): Place, anchor: Anchor, face: Type) {
        self.write(text, (x, y - TOP_TO_BASELINE * face.size), anchor, face, FontTransform::None);
    }

    /// A text that reads upwards, centred on the place.
    pub fn text_upwards(&self, text: &str, (x, y): Place, face: Type) {
        self.write(text, (x - TOP_TO_BASELINE * face.size, y), Anchor::Middle, face, FontTransform::Rotate270);
    }

    fn write(&self, text: &str, place: Place, anchor: Anchor, face: Type, turn: FontTransform) {
        if text.is_empty() {
            return;
        }
        let (r, g, b) = face.colour;
        let weight = if face.bold { FontStyle::Bold } else { FontStyle::Normal };
        let across = match anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let font = (FONTS, face.size * FINENESS * FONT_DIVISOR, weight).into_font().transform(turn);
        let ink = RGBAColor(r, g, b, 1.0);
        let style = TextStyle::from(font).color(&ink).pos(Pos::new(across, VPos::Top));
        let _ = self.area.draw_text(text, &style, fine(place));
    }
}

/// Draws on a sheet of the given size and returns it as SVG.
pub fn draw(width: f64, height: f64, title: &str, description: &str, paint: impl FnOnce(&Sheet<'_>)) -> String {
    let (wide, high) = fine((width, height));
    let mut body = String::new();
    {
        let area = SVGBackend::with_string(&mut body, (wide.max(1) as u32, high.max(1) as u32)).into_drawing_area();
        let sheet = Sheet { area };
        paint(&sheet);
        let _ = sheet.area.present();
    }
    let content = body.split_once(">\n").map_or("", |(_, rest)| rest);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" viewBox=\"0 0 {wide} {high}\" role=\"img\" \
         stroke-linejoin=\"round\">\n<title>{}</title>\n<desc>{}</desc>\n{content}",
        width.round(),
        height.round(),
        escape(title),
        escape(description)
    )
}

/// Text as XML character data.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
