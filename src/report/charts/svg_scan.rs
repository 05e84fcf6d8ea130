//! A tiny scan of our own SVG for tests: balanced tags, texts inside the sheet.

use super::canvas::text_width;

/// Panics with the reason when the SVG is not well-formed, has a fixed size, lacks what a
/// screen reader needs, or has a text outside its viewBox by the width estimate.
pub(crate) fn assert_sound(svg: &str) {
    assert_balanced(svg);
    let head = svg.split_once('>').unwrap().0;
    assert!(head.contains("viewBox=") && head.contains("role=\"img\""), "{head}");
    assert!(!head.contains(" width="), "fixed width: {head}");
    assert!(svg.contains("<title id=") && svg.contains("<desc id="));
    // In tags only: a unit may be called "inf".
    let tags = || svg.split('<').filter_map(|piece| piece.split_once('>')).map(|(tag, _)| tag);
    assert!(!tags().any(|tag| tag.contains("NaN") || tag.contains("inf")), "a number went wrong");
    let view: Vec<f64> =
        attribute(head, "viewBox").split(' ').map(|part| part.parse().unwrap()).collect();
    let texts = texts(svg);
    assert!(!texts.is_empty());
    for text in &texts {
        assert!(text.left >= 0.0 && text.right <= view[2], "outside the sheet: {text:?}");
        assert!(text.top >= 0.0 && text.bottom <= view[3], "outside the sheet: {text:?}");
    }
    for (n, one) in texts.iter().enumerate() {
        for other in &texts[n + 1..] {
            assert!(!one.overlaps(other), "texts overlap: {one:?} {other:?}");
        }
    }
}

/// A written text with its estimated box.
#[derive(Debug)]
struct Written {
    /// Only shown in messages.
    #[expect(dead_code, reason = "read by Debug")]
    text: String,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Written {
    fn overlaps(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }
}

/// All `<text>` elements.
fn texts(svg: &str) -> Vec<Written> {
    svg.split("<text ").skip(1).map(written).collect()
}

fn written(rest: &str) -> Written {
    let (head, rest) = rest.split_once('>').unwrap();
    let text = unescape(rest.split_once("</text>").unwrap().0.trim());
    let number = |name| attribute(head, name).parse::<f64>().unwrap();
    let (x, y, size) = (number("x"), number("y"), number("font-size"));
    let width = text_width(&text, size);
    let left = match attribute(head, "text-anchor") {
        "start" => x,
        "middle" => x - width / 2.0,
        _ => x - width,
    };
    Written { text, left, right: left + width, top: y - size / 2.0, bottom: y + size / 2.0 }
}

fn attribute<'a>(head: &'a str, name: &str) -> &'a str {
    let (_, rest) = head.split_once(&format!("{name}=\"")).unwrap();
    rest.split_once('"').unwrap().0
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&")
}

fn assert_balanced(svg: &str) {
    let mut open: Vec<&str> = Vec::new();
    for tag in svg.split('<').skip(1) {
        let (tag, text) = tag.split_once('>').unwrap_or_else(|| panic!("unclosed tag <{tag}"));
        assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "control char in {text:?}");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "closing tag without its opening one");
        } else if !tag.ends_with('/') {
            open.push(tag.split(' ').next().unwrap());
        }
    }
    assert!(open.is_empty(), "left open: {open:?}");
}
