//! The sheet that a chart is drawn on: title, subtitle and legend on top, shapes below.
//!
//! Lengths are units of the viewBox; the sheet is `WIDTH` wide and scales with its place.

use plotters::{
    coord::Shift,
    drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea},
    element::{Circle, PathElement, Polygon, Rectangle, Text},
    prelude::SVGBackend,
    style::{
        Color, FontFamily, FontStyle, IntoFont, RGBColor, ShapeStyle, TextStyle,
        text_anchor::{HPos, Pos, VPos},
    },
};

use super::{
    ChartError,
    style::{FONT, INK, PAPER, SOFT_INK},
};

/// Width of every sheet.
pub(super) const WIDTH: i32 = 800;
/// Blank border around everything.
pub(super) const MARGIN: i32 = 20;

const TITLE_SIZE: f64 = 20.0;
const TITLE_LINE: i32 = 28;
const SUBTITLE_SIZE: f64 = 13.2;
const SUBTITLE_LINE: i32 = 20;
const LEGEND_SIZE: f64 = 13.2;
const LEGEND_LINE: i32 = 24;
const SWATCH: i32 = 13;

/// An entry of the legend, in the shape that it has in the chart: colour alone is lost in grey.
pub(super) struct Key {
    label: String,
    fill: RGBColor,
    mark: Mark,
}

enum Mark {
    Area,
    Dot,
    Square,
    Tick,
}

impl Key {
    /// A bar, a column or a part of them.
    pub(super) fn area(label: impl Into<String>, fill: RGBColor) -> Self {
        Self { label: label.into(), fill, mark: Mark::Area }
    }

    /// A round dot.
    pub(super) fn dot(label: impl Into<String>, fill: RGBColor) -> Self {
        Self { label: label.into(), fill, mark: Mark::Dot }
    }

    /// A small square.
    pub(super) fn square(label: impl Into<String>, fill: RGBColor) -> Self {
        Self { label: label.into(), fill, mark: Mark::Square }
    }

    /// A short upright line.
    pub(super) fn tick(label: impl Into<String>, fill: RGBColor) -> Self {
        Self { label: label.into(), fill, mark: Mark::Tick }
    }

    /// `place` is the middle of the left edge.
    fn draw(&self, canvas: &Canvas<'_>, (x, middle): Place) -> DrawResult {
        let centre = x + SWATCH / 2;
        let around = |wide: i32, high: i32| {
            let from = (centre - wide / 2, middle - high / 2);
            canvas.bar(from, (from.0 + wide, from.1 + high), self.fill)
        };
        match self.mark {
            Mark::Area => around(SWATCH, SWATCH),
            Mark::Dot => canvas.dot((centre, middle), 5, self.fill),
            Mark::Square => around(8, 8),
            Mark::Tick => around(3, SWATCH),
        }
    }
}

/// The part above the shapes; `draw` makes the whole picture.
pub(super) struct Sheet {
    /// File name without extension; also the prefix of the ids inside the SVG.
    pub(super) name: &'static str,
    /// The finding, one sentence.
    pub(super) title: String,
    /// Number of cases and definition.
    pub(super) subtitle: String,
    /// The legend; may be empty.
    pub(super) legend: Vec<Key>,
}

impl Sheet {
    /// The first y below title, subtitle and legend.
    pub(super) fn top(&self) -> i32 {
        let titles = self.title_lines().len() as i32 * TITLE_LINE;
        let subtitles = self.subtitle_lines().len() as i32 * SUBTITLE_LINE;
        let legend = self.legend_places().last().map_or(0, |place| place.1 + LEGEND_LINE + 4);
        MARGIN + titles + subtitles + legend + 8
    }

    /// Draws the heading, then what `body` draws, and returns the SVG.
    pub(super) fn draw(
        &self,
        height: i32,
        body: impl FnOnce(&Canvas<'_>) -> DrawResult,
    ) -> Result<String, ChartError> {
        let mut svg = String::new();
        let size = (WIDTH as u32, height.max(1) as u32);
        let drawn = {
            let canvas =
                Canvas { area: SVGBackend::with_string(&mut svg, size).into_drawing_area() };
            self.paint(&canvas, body)
        };
        drawn.map_err(|source| ChartError::Draw { chart: self.name, source })?;
        Ok(self.with_accessible_head(&svg, height))
    }

    fn paint(
        &self,
        canvas: &Canvas<'_>,
        body: impl FnOnce(&Canvas<'_>) -> DrawResult,
    ) -> DrawResult {
        canvas.area.fill(&PAPER)?;
        let mut y = MARGIN;
        for line in self.title_lines() {
            let ink = Ink { bold: true, ..Ink::of(TITLE_SIZE, INK) };
            canvas.text((MARGIN, y + TITLE_LINE / 2), &line, ink)?;
            y += TITLE_LINE;
        }
        for line in self.subtitle_lines() {
            canvas.text(
                (MARGIN, y + SUBTITLE_LINE / 2),
                &line,
                Ink::of(SUBTITLE_SIZE, SOFT_INK),
            )?;
            y += SUBTITLE_LINE;
        }
        self.paint_legend(canvas, y + 4)?;
        body(canvas)?;
        canvas.area.present()
    }

    fn paint_legend(&self, canvas: &Canvas<'_>, top: i32) -> DrawResult {
        for (key, (x, y)) in self.legend.iter().zip(self.legend_places()) {
            let middle = top + y + LEGEND_LINE / 2;
            key.draw(canvas, (x, middle))?;
            canvas.text((x + SWATCH + 6, middle), &key.label, Ink::of(LEGEND_SIZE, INK))?;
        }
        Ok(())
    }

    /// Where each legend entry begins; y counts from the top of the legend.
    fn legend_places(&self) -> Vec<(i32, i32)> {
        let mut places = Vec::with_capacity(self.legend.len());
        let (mut x, mut y) = (MARGIN, 0);
        for key in &self.legend {
            let width = SWATCH + 6 + ceil(text_width(&key.label, LEGEND_SIZE)) + 18;
            if x > MARGIN && x + width > WIDTH - MARGIN {
                (x, y) = (MARGIN, y + LEGEND_LINE);
            }
            places.push((x, y));
            x += width;
        }
        places
    }

    fn title_lines(&self) -> Vec<String> {
        wrap(&self.title, TITLE_SIZE, f64::from(WIDTH - 2 * MARGIN))
    }

    fn subtitle_lines(&self) -> Vec<String> {
        wrap(&self.subtitle, SUBTITLE_SIZE, f64::from(WIDTH - 2 * MARGIN))
    }

    /// Replaces plotters' opening tag (fixed pixel size) by one that scales and speaks, and
    /// names the fonts once instead of at every text.
    fn with_accessible_head(&self, svg: &str, height: i32) -> String {
        let body = svg.split_once('>').map_or("", |(_, body)| body);
        let body = body.replace(&format!(" font-family=\"{FONT}\""), "");
        let body = body.replace(" opacity=\"1\"", "");
        let name = self.name;
        let (title, desc) = (escape(&self.title), escape(&self.subtitle));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" \
             font-family=\"{FONT}\" role=\"img\" aria-labelledby=\"{name}-title {name}-desc\">\n\
             <title id=\"{name}-title\">{title}</title>\n\
             <desc id=\"{name}-desc\">{desc}</desc>{body}"
        )
    }
}

/// A sheet that says that there is nothing to draw, and what is missing.
pub(super) fn empty_sheet(
    name: &'static str,
    subject: &str,
    missing: &str,
) -> Result<String, ChartError> {
    let sheet = Sheet {
        name,
        title: format!("{subject}：暂无数据"),
        subtitle: missing.to_string(),
        legend: Vec::new(),
    };
    let top = sheet.top();
    sheet.draw(top + 90, |canvas| {
        let ink = Ink { anchor: HPos::Center, ..Ink::of(16.0, SOFT_INK) };
        canvas.text((WIDTH / 2, top + 36), "暂无数据", ink)
    })
}

/// What plotters may complain of.
pub(super) type DrawError = DrawingAreaErrorKind<std::io::Error>;

/// What every drawing step returns.
pub(super) type DrawResult = Result<(), DrawError>;

/// A corner, end or anchor in units of the viewBox.
pub(super) type Place = (i32, i32);

/// How a text is written; `anchor` says which end of it stands at the given x.
#[derive(Clone, Copy)]
pub(super) struct Ink {
    pub(super) size: f64,
    pub(super) colour: RGBColor,
    pub(super) anchor: HPos,
    pub(super) bold: bool,
}

impl Ink {
    /// Left-aligned regular text.
    pub(super) fn of(size: f64, colour: RGBColor) -> Self {
        Self { size, colour, anchor: HPos::Left, bold: false }
    }

    /// The same, ending at x.
    pub(super) fn ending(self) -> Self {
        Self { anchor: HPos::Right, ..self }
    }

    /// The same, centred on x.
    pub(super) fn centred(self) -> Self {
        Self { anchor: HPos::Center, ..self }
    }
}

/// Shapes and texts, drawn through plotters.
pub(super) struct Canvas<'a> {
    area: DrawingArea<SVGBackend<'a>, Shift>,
}

impl Canvas<'_> {
    /// A filled rectangle.
    pub(super) fn bar(&self, from: Place, to: Place, fill: RGBColor) -> DrawResult {
        self.area.draw(&Rectangle::new([from, to], fill.filled()))
    }

    /// A line through two or more places.
    pub(super) fn path(&self, places: Vec<Place>, colour: RGBColor, width: u32) -> DrawResult {
        let style = ShapeStyle { color: colour.to_rgba(), filled: false, stroke_width: width };
        self.area.draw(&PathElement::new(places, style))
    }

    /// A dashed vertical line.
    pub(super) fn dashes(&self, x: i32, ys: (i32, i32), colour: RGBColor) -> DrawResult {
        let mut y = ys.0;
        while y < ys.1 {
            self.path(vec![(x, y), (x, (y + 5).min(ys.1))], colour, 1)?;
            y += 9;
        }
        Ok(())
    }

    /// A filled area.
    pub(super) fn area(&self, corners: Vec<Place>, fill: RGBColor, alpha: f64) -> DrawResult {
        self.area.draw(&Polygon::new(corners, fill.mix(alpha)))
    }

    /// A filled dot.
    pub(super) fn dot(&self, centre: Place, radius: i32, fill: RGBColor) -> DrawResult {
        self.area.draw(&Circle::new(centre, radius, fill.filled()))
    }

    /// A text whose vertical middle is at y. Characters that XML forbids are left out.
    pub(super) fn text(&self, place: Place, text: &str, ink: Ink) -> DrawResult {
        let weight = if ink.bold { FontStyle::Bold } else { FontStyle::Normal };
        // plotters-svg divides the size by 1.24 when it writes it.
        let font = (FontFamily::Name(FONT), ink.size * 1.24).into_font().style(weight);
        let style =
            TextStyle::from(font).color(&ink.colour).pos(Pos::new(ink.anchor, VPos::Center));
        // 0.5ex is the middle of a small Latin letter; a Han character reaches higher.
        self.area.draw(&Text::new(printable(text), (place.0, place.1 + 1), style))
    }

    /// A text on a patch of paper, so that lines behind it do not disturb it.
    pub(super) fn patched_text(&self, place: Place, text: &str, ink: Ink) -> DrawResult {
        let half = ceil(text_width(text, ink.size) / 2.0) + 2;
        let rise = ceil(ink.size / 2.0) + 1;
        self.bar((place.0 - half, place.1 - rise), (place.0 + half, place.1 + rise), PAPER)?;
        self.text(place, text, ink.centred())
    }
}

/// A linear scale from values to the viewBox; values outside are clamped to the ends.
#[derive(Clone, Copy)]
pub(super) struct Scale {
    /// Smallest and largest value.
    pub(super) values: (f64, f64),
    /// Their places.
    pub(super) places: (i32, i32),
}

impl Scale {
    /// The place of a value.
    pub(super) fn at(self, value: f64) -> i32 {
        let width = self.values.1 - self.values.0;
        let part =
            if width > 0.0 { ((value - self.values.0) / width).clamp(0.0, 1.0) } else { 0.0 };
        let (from, to) = (f64::from(self.places.0), f64::from(self.places.1));
        (from + part * (to - from)).round() as i32
    }
}

/// Estimated width: 0.55 em for ASCII, 1 em for everything else.
pub(super) fn text_width(text: &str, size: f64) -> f64 {
    let ems: f64 = text.chars().map(|c| if c.is_ascii() { 0.55 } else { 1.0 }).sum();
    ems * size
}

/// Breaks a text into lines of at most `room`, behind punctuation where that leaves the line
/// at least a third full; runs of ASCII are not torn.
pub(super) fn wrap(text: &str, size: f64, room: f64) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in pieces(&printable(text)) {
        if !line.is_empty() && text_width(&line, size) + text_width(&piece, size) > room {
            let rest = line.split_off(good_break(&line));
            lines.push(std::mem::replace(&mut line, rest).trim_end().to_string());
        }
        line.push_str(if line.is_empty() { piece.trim_start() } else { &piece });
    }
    lines.push(line.trim_end().to_string());
    lines.retain(|line| !line.is_empty());
    lines
}

/// Byte offset behind the last punctuation mark past a third of a line, else its end.
fn good_break(line: &str) -> usize {
    let mut marks = line.char_indices().filter(|(_, c)| "，；：。".contains(*c));
    let behind = marks.next_back().map_or(0, |(at, mark)| at + mark.len_utf8());
    if behind * 3 >= line.len() { behind } else { line.len() }
}

/// Runs of ASCII and single other chars; closing punctuation sticks to what it closes. A run
/// is cut at 40 chars, which keeps any piece narrower than any column used here.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for next in text.chars() {
        let joins = pieces.last().is_some_and(|piece| {
            let last = piece.chars().last().unwrap_or(' ');
            let run = next.is_ascii_graphic() && last.is_ascii_graphic();
            (run || "，。；：、”％".contains(next)) && piece.chars().count() < 40
        });
        match pieces.last_mut() {
            Some(piece) if joins => piece.push(next),
            _ => pieces.push(next.to_string()),
        }
    }
    pieces
}

/// The text if it is at most `room` wide, else its head and tail around `…`: names of one
/// district often differ only at their end.
pub(super) fn shorten(text: &str, size: f64, room: f64) -> String {
    let text = printable(text);
    if text_width(&text, size) <= room {
        return text;
    }
    let chars: Vec<char> = text.chars().collect();
    let mut kept = chars.len();
    while kept > 2 {
        kept -= 1;
        let head: String = chars.iter().take(kept.div_ceil(2)).collect();
        let tail: String = chars.iter().skip(chars.len() - kept / 2).collect();
        let short = format!("{head}…{tail}");
        if text_width(&short, size) <= room {
            return short;
        }
    }
    "…".to_string()
}

/// The text without control characters and without marks that turn the reading direction.
pub(super) fn printable(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{200E}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let forbidden = |c: char| c.is_control() || turns(c) || matches!(c, '\u{FFFE}' | '\u{FFFF}');
    text.chars().filter(|&c| !forbidden(c)).collect()
}

/// A length as a whole number of units that holds it.
pub(super) fn ceil(length: f64) -> i32 {
    length.ceil() as i32
}

fn escape(text: &str) -> String {
    printable(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_long_title_is_wrapped_and_keeps_every_char() {
        let title = "应付式答复占比从 2021年的 8.1% 升至 2024年的 26.3%，".repeat(4);
        let lines = wrap(&title, 20.0, 760.0);
        assert!(lines.len() > 1);
        assert!(lines.iter().all(|line| text_width(line, 20.0) <= 760.0));
        assert_eq!(lines.concat().replace(' ', ""), title.replace(' ', ""));
    }

    #[test]
    fn a_long_name_keeps_head_and_tail() {
        let short = shorten("某某市某某区人民政府第十二街道办事处", 10.0, 100.0);
        assert!(short.starts_with("某某市") && short.ends_with("办事处"), "{short}");
        assert!(text_width(&short, 10.0) <= 100.0);
        assert_eq!(shorten("教育局", 10.0, 100.0), "教育局");
    }

    #[test]
    fn an_empty_sheet_says_so() {
        let svg = empty_sheet("nothing", "占比", "没有年度").unwrap();
        assert!(svg.contains("暂无数据") && svg.contains("没有年度"));
        crate::report::charts::svg_scan::assert_sound(&svg);
    }

    proptest! {
        #[test]
        fn wrapped_lines_fit(text in ".{0,80}") {
            for line in wrap(&text, 10.0, 410.0) {
                prop_assert!(text_width(&line, 10.0) <= 410.0 + 1e-9);
            }
        }

        #[test]
        fn shortened_texts_fit(text in ".{0,80}", room in 10.0..200.0_f64) {
            prop_assert!(text_width(&shorten(&text, 10.0, room), 10.0) <= room + 1e-9);
        }
    }
}
