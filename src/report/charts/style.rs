//! Colours, text sizes, and how numbers are written: the visual language of all charts.
//!
//! Fills are taken from the Okabe–Ito family and moved apart in lightness, so that they stay
//! distinct for colour-blind readers and on a grey print. The page's dark mode re-maps the
//! neutral colours by their hex value (see `templates/report.html`).

use plotters::style::RGBColor;
use shida_engine::sentence::SentenceClass;

use crate::records::PromiseStatus;

/// Chinese sans-serif fonts of Windows, Linux and macOS, written verbatim into the SVG.
pub(super) const FONT: &str = "Microsoft YaHei, Noto Sans CJK SC, PingFang SC, \
     WenQuanYi Micro Hei, SimHei, sans-serif";

/// Background of the sheet, and lines that part neighbouring fills.
pub(super) const PAPER: RGBColor = RGBColor(0xFF, 0xFF, 0xFF);
/// Titles and values.
pub(super) const INK: RGBColor = RGBColor(0x1A, 0x1A, 0x1A);
/// Subtitles, axis labels, counts.
pub(super) const SOFT_INK: RGBColor = RGBColor(0x59, 0x59, 0x59);
/// Grid lines.
pub(super) const GRID: RGBColor = RGBColor(0xE3, 0xE3, 0xE3);
/// Zero lines and axes.
pub(super) const AXIS: RGBColor = RGBColor(0x8C, 0x8C, 0x8C);
/// What is shown and not ranked.
pub(super) const MUTED: RGBColor = RGBColor(0xA6, 0xA6, 0xA6);
/// The main series of a chart.
pub(super) const MAIN: RGBColor = RGBColor(0x00, 0x5A, 0x9C);
/// The interval around it.
pub(super) const MAIN_LIGHT: RGBColor = RGBColor(0x7F, 0xB2, 0xD9);
/// A line of reference: a median, a mean of all.
pub(super) const REFERENCE: RGBColor = RGBColor(0xB2, 0x43, 0x0C);

/// A change for the worse; for the better it is `MAIN`, and `MUTED` for neither.
pub(super) const WORSE: RGBColor = RGBColor(0xB2, 0x43, 0x0C);
/// The earlier of two values, and a line that goes nowhere: it shows on white and on dark.
pub(super) const EARLIER: RGBColor = RGBColor(0x7A, 0x7A, 0x7A);

/// Fill of the status of a promise.
pub(super) fn status_colour(status: PromiseStatus) -> RGBColor {
    match status {
        PromiseStatus::Overdue => RGBColor(0x8C, 0x2D, 0x04),
        PromiseStatus::Open => RGBColor(0xE6, 0x9F, 0x00),
        PromiseStatus::Unknown => RGBColor(0xD9, 0xD9, 0xD9),
        PromiseStatus::Kept => RGBColor(0x4A, 0x8D, 0xBD),
    }
}

/// The fills of a heat map, from nothing to much.
const HEAT: [RGBColor; 7] = [
    RGBColor(0xFA, 0xFC, 0xFE),
    RGBColor(0xE1, 0xEE, 0xF7),
    RGBColor(0xC1, 0xDC, 0xEF),
    RGBColor(0x93, 0xC0, 0xE0),
    RGBColor(0x5B, 0x9A, 0xC8),
    RGBColor(0x1F, 0x6D, 0xA8),
    RGBColor(0x00, 0x3E, 0x73),
];

/// Fill of a cell of a heat map for a share 0–1: white to dark blue, darker with every step,
/// also in grey. Shares of a half and more are all dark.
pub(super) fn heat(share: f64) -> RGBColor {
    const UP_TO: [f64; 6] = [0.0, 0.05, 0.1, 0.2, 0.35, 0.5];
    let step = UP_TO.iter().filter(|end| share > **end).count();
    HEAT[step.min(HEAT.len() - 1)]
}

/// Fill of a disposal: `pass`, `sample`, `review`; anything else is muted.
pub(super) fn disposal_colour(disposal: &str) -> RGBColor {
    match disposal {
        "pass" => RGBColor(0xA6, 0xD0, 0xEA),
        "sample" => RGBColor(0xE6, 0x9F, 0x00),
        "review" => RGBColor(0x8C, 0x2D, 0x04),
        _ => MUTED,
    }
}

/// Fill of a sentence class: blues for what answers, greys and warm tones for what does not.
/// The page's sentence strips use the same values.
pub(super) fn class_colour(class: SentenceClass) -> RGBColor {
    match class {
        SentenceClass::Courtesy => RGBColor(0xD9, 0xD9, 0xD9),
        SentenceClass::Studying => RGBColor(0xE6, 0x9F, 0x00),
        SentenceClass::Forwarding => RGBColor(0xF5, 0xDD, 0x7A),
        SentenceClass::Deflection => RGBColor(0x8C, 0x2D, 0x04),
        SentenceClass::Vague => RGBColor(0xF2, 0xB4, 0x8C),
        SentenceClass::Rhetoric => RGBColor(0xB8, 0x6A, 0x94),
        SentenceClass::Specific => RGBColor(0xA6, 0xD0, 0xEA),
        SentenceClass::Evidence => RGBColor(0x00, 0x5A, 0x9C),
    }
}

/// Dark text on a light fill; not `INK`, which dark mode turns light.
pub(super) const INK_ON_FILL: RGBColor = RGBColor(0x11, 0x11, 0x11);

/// White or black, whichever stands out more from the fill.
pub(super) fn ink_on(fill: RGBColor) -> RGBColor {
    if contrast(PAPER, fill) > contrast(INK_ON_FILL, fill) { PAPER } else { INK_ON_FILL }
}

/// Contrast ratio of two colours, 1–21 (WCAG 2.2, 1.4.3); 4.5 is enough for small text.
fn contrast(one: RGBColor, other: RGBColor) -> f64 {
    let [one, other] = [one, other].map(|colour| {
        let [red, green, blue] = linear(colour);
        0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05
    });
    one.max(other) / one.min(other)
}

/// Linear light of the three channels, 0–1 (sRGB, IEC 61966-2-1).
fn linear(colour: RGBColor) -> [f64; 3] {
    [colour.0, colour.1, colour.2].map(|channel| {
        let value = f64::from(channel) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { libm::pow((value + 0.055) / 1.055, 2.4) }
    })
}

/// A share 0–1 as `26.3%`.
pub(super) fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}

/// A change of a share in percentage points with its sign, as `+5.3`; nothing is `0.0`.
pub(super) fn signed(change: f64) -> String {
    let points = format!("{:+.1}", change * 100.0);
    if matches!(points.as_str(), "+0.0" | "-0.0") { "0.0".to_string() } else { points }
}

/// A p-value as `p=0.013`, or `p<0.001`.
pub(super) fn p_value(p: f64) -> String {
    if p < 0.001 { "p<0.001".to_string() } else { format!("p={p:.3}") }
}

/// A count as people read it; from 100,000 on in 万 and 亿 with one decimal, to stay short.
pub(super) fn count(number: u64) -> String {
    match number {
        0..100_000 => number.to_string(),
        100_000..100_000_000 => format!("{:.1}万", number as f64 / 10_000.0),
        _ => format!("{:.1}亿", number as f64 / 100_000_000.0),
    }
}

/// A step of 1, 2 or 5 times a power of ten that parts `0..=most` into at most `ticks` steps.
pub(super) fn nice_step(most: u64, ticks: u64) -> u64 {
    let mut decade = 1_u64;
    loop {
        for factor in [1, 2, 5] {
            let step = decade.saturating_mul(factor);
            if most.div_ceil(step) <= ticks.max(1) {
                return step;
            }
        }
        decade = decade.saturating_mul(10);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round_and_few() {
        assert_eq!(nice_step(0, 5), 1);
        assert_eq!(nice_step(7, 5), 2);
        assert_eq!(nice_step(26, 5), 10);
        assert_eq!(nice_step(100, 5), 20);
        assert_eq!(nice_step(1_000_001, 5), 500_000);
        assert!(nice_step(u64::MAX, 5) > 1_000_000);
    }

    #[test]
    fn text_on_a_dark_fill_is_white_and_on_a_light_one_black() {
        assert_eq!(ink_on(MAIN), PAPER);
        assert_eq!(ink_on(class_colour(SentenceClass::Courtesy)), INK_ON_FILL);
    }

    #[test]
    fn fills_that_touch_differ_in_grey() {
        let luma = |fill: RGBColor| {
            (299 * i32::from(fill.0) + 587 * i32::from(fill.1) + 114 * i32::from(fill.2)) / 1000
        };
        let days = [disposal_colour("pass"), disposal_colour("review"), MUTED];
        for fills in [&classes()[..], &disposals(), &statuses(), &days, &[WORSE, MAIN_LIGHT, MAIN]]
        {
            for pair in fills.windows(2) {
                let gap = (luma(pair[0]) - luma(pair[1])).abs();
                assert!(gap >= 20, "{:?} and {:?} differ by {gap} only", pair[0], pair[1]);
            }
        }
        let steps: Vec<i32> = HEAT.iter().map(|step| luma(*step)).collect();
        assert!(steps.windows(2).all(|pair| pair[0] - pair[1] >= 10), "{steps:?}");
    }

    #[test]
    fn texts_stand_out() {
        for ink in [INK, SOFT_INK, REFERENCE, WORSE, MAIN] {
            assert!(contrast(ink, PAPER) >= 4.5, "{ink:?}");
        }
        for fill in classes().into_iter().chain(HEAT) {
            assert!(contrast(ink_on(fill), fill) >= 4.5, "{fill:?}");
        }
        assert!((contrast(RGBColor(0, 0, 0), PAPER) - 21.0).abs() < 1e-9);
    }

    /// Colours that mean different things in one chart, seen without one kind of cone: Machado,
    /// Oliveira and Fernandes (2009), IEEE TVCG 15:1291–1298, severity 1.0. 15 is several times
    /// the difference that an eye can just see.
    #[test]
    fn colours_of_one_chart_differ_for_colour_blind_readers() {
        let change = [MAIN, WORSE, MUTED];
        let parts = [MAIN, WORSE, MAIN_LIGHT];
        for (kind, matrix) in CONES {
            for set in [&disposals()[..], &statuses(), &change, &parts] {
                for (place, one) in set.iter().enumerate() {
                    for other in &set[place + 1..] {
                        let gap = difference(seen(*one, matrix), seen(*other, matrix));
                        assert!(gap >= 15.0, "{kind}: {one:?} and {other:?} differ by {gap:.1}");
                    }
                }
            }
        }
    }

    const CONES: [(&str, [[f64; 3]; 3]); 4] = [
        ("all cones", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
        (
            "protanopia",
            [
                [0.152286, 1.052583, -0.204868],
                [0.114503, 0.786281, 0.099216],
                [-0.003882, -0.048116, 1.051998],
            ],
        ),
        (
            "deuteranopia",
            [
                [0.367322, 0.860646, -0.227968],
                [0.280085, 0.672501, 0.047413],
                [-0.011820, 0.042940, 0.968881],
            ],
        ),
        (
            "tritanopia",
            [
                [1.255528, -0.076749, -0.178779],
                [-0.078411, 0.930809, 0.147602],
                [0.004733, 0.691367, 0.303900],
            ],
        ),
    ];

    fn classes() -> [RGBColor; 8] {
        SentenceClass::ALL.map(class_colour)
    }

    fn disposals() -> [RGBColor; 3] {
        ["pass", "sample", "review"].map(disposal_colour)
    }

    fn statuses() -> [RGBColor; 4] {
        use PromiseStatus::{Kept, Open, Overdue, Unknown};
        [Overdue, Open, Unknown, Kept].map(status_colour)
    }

    fn seen(colour: RGBColor, cones: [[f64; 3]; 3]) -> [f64; 3] {
        let light = linear(colour);
        cones.map(|row| {
            row.iter().zip(light).map(|(part, of)| part * of).sum::<f64>().clamp(0.0, 1.0)
        })
    }

    /// Euclidean distance in CIELAB (D65).
    fn difference(one: [f64; 3], other: [f64; 3]) -> f64 {
        let (one, other) = (lab(one), lab(other));
        one.iter().zip(other).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt()
    }

    fn lab([red, green, blue]: [f64; 3]) -> [f64; 3] {
        let x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047;
        let y = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
        let z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883;
        let [x, y, z] =
            [x, y, z].map(|t| if t > 0.008856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 });
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    #[test]
    fn a_change_bears_its_sign_and_nothing_bears_none() {
        assert_eq!([0.053, -0.2, -0.0001, 0.0].map(signed), ["+5.3", "-20.0", "0.0", "0.0"]);
    }

    #[test]
    fn large_counts_stay_short() {
        assert_eq!(count(99_999), "99999");
        assert_eq!(count(1_234_567), "123.5万");
        assert_eq!(count(1_234_567_890), "12.3亿");
    }
}
