//! Fills the paragraphs and table rows of a part: placeholders that Word has cut into several
//! runs, rows and paragraphs that are repeated.

use super::{
    tags::{Fault, Kind, Scope, Tag, edits, end_of, tags},
    tree::{Element, Node},
};

/// A fault and the text of the paragraph or row in which it stands.
pub(super) type Placed = (Fault, String);

/// The nodes with every placeholder filled.
///
/// A section `{{#名称}} … {{/名称}}` that covers a whole row or paragraph repeats it; one that
/// begins in one row or paragraph and ends in a later one repeats all between, and a paragraph
/// that holds nothing but the mark goes; one inside a sentence repeats its words.
///
/// # Errors
/// The first fault.
pub(super) fn fill(nodes: Vec<Node>, scope: &Scope<'_>) -> Result<Vec<Node>, Placed> {
    let mut made = Vec::with_capacity(nodes.len());
    let mut waiting = nodes.into_iter().peekable();
    while let Some(node) = waiting.next() {
        let Node::Element(element) = node else {
            made.push(node);
            continue;
        };
        let Some(tag) = opening(&element)? else {
            made.extend(filled(element, scope)?.map(Node::Element));
            continue;
        };
        let mut block = vec![Node::Element(element)];
        while !closes(&block, &tag)? {
            match waiting.next() {
                Some(next) => block.push(next),
                None => return Err(unpaired(&tag, &block)),
            }
        }
        made.extend(repeated(block, &tag, scope)?);
    }
    Ok(made)
}

/// Rows and paragraphs: what can be repeated.
fn is_block(element: &Element) -> bool {
    matches!(element.name(), "w:p" | "w:tr")
}

/// The section that begins in this row or paragraph and covers the whole of it or reaches
/// beyond it.
fn opening(element: &Element) -> Result<Option<Tag>, Placed> {
    if !is_block(element) {
        return Ok(None);
    }
    let text = element.text();
    let placed = |fault| (fault, text.clone());
    let tags = tags(&text).map_err(placed)?;
    for (at, tag) in tags.iter().enumerate() {
        if !matches!(tag.kind, Kind::Each | Kind::None) || inside_another(&tags, at) {
            continue;
        }
        let before = text[..tag.range.start].trim().is_empty();
        match end_of(&tags, at).map_err(placed)? {
            None => return Ok(Some(tag.clone())),
            Some(end) if before && text[tags[end].range.end..].trim().is_empty() => {
                return Ok(Some(tag.clone()));
            }
            Some(_) => {}
        }
    }
    Ok(None)
}

/// Whether a tag stands in a section that both begins and ends in the same text.
fn inside_another(tags: &[Tag], at: usize) -> bool {
    (0..at).any(|other| {
        matches!(tags[other].kind, Kind::Each | Kind::None)
            && matches!(end_of(tags, other), Ok(Some(end)) if end > at)
    })
}

/// Whether the section of `tag` ends in the last node of the block.
fn closes(block: &[Node], tag: &Tag) -> Result<bool, Placed> {
    let text = text_of(block);
    let tags = tags(&text).map_err(|fault| (fault, text.clone()))?;
    let start = first(&tags, tag);
    let end = start.map(|start| end_of(&tags, start)).transpose();
    Ok(end.map_err(|fault| (fault, text.clone()))?.flatten().is_some())
}

fn first(tags: &[Tag], wanted: &Tag) -> Option<usize> {
    tags.iter().position(|tag| tag == wanted)
}

fn text_of(block: &[Node]) -> String {
    let texts = block.iter().map(|node| match node {
        Node::Element(element) => element.text(),
        Node::Other(_) => String::new(),
    });
    texts.collect()
}

fn unpaired(tag: &Tag, block: &[Node]) -> Placed {
    let place = text_of(block).lines().next().unwrap_or_default().to_owned();
    (Fault::Unpaired(format!("{{{{#{}}}}}", tag.name)), place)
}

/// The block without the marks of its section, once for each entry.
fn repeated(block: Vec<Node>, tag: &Tag, scope: &Scope<'_>) -> Result<Vec<Node>, Placed> {
    let place = text_of(&block).lines().next().unwrap_or_default().to_owned();
    let scopes = scope.sections(tag).map_err(|fault| (fault, place))?;
    let block = without_marks(block, tag)?;
    let mut made = Vec::new();
    for scope in scopes {
        made.extend(fill(block.clone(), &scope)?);
    }
    Ok(made)
}

/// Takes the opening mark out of the first node and the closing one out of the last; what was
/// nothing but a mark goes.
fn without_marks(mut block: Vec<Node>, tag: &Tag) -> Result<Vec<Node>, Placed> {
    let last = block.len().saturating_sub(1);
    let mut kept = Vec::with_capacity(block.len());
    for (at, node) in block.drain(..).enumerate() {
        let Node::Element(mut element) = node else {
            kept.push(node);
            continue;
        };
        let held = !element.text().trim().is_empty();
        if at == 0 {
            erase(&mut element, |tags| first(tags, tag))?;
        }
        if at == last {
            let ends = |one: &Tag| one.kind == Kind::End && one.name == tag.name;
            erase(&mut element, |tags| tags.iter().rposition(ends))?;
        }
        let only_mark = held && element.text().trim().is_empty() && last > 0;
        if !(only_mark && (at == 0 || at == last)) {
            kept.push(Node::Element(element.without_marks()));
        }
    }
    Ok(kept)
}

/// Erases one tag of a row or paragraph.
fn erase(element: &mut Element, which: impl Fn(&[Tag]) -> Option<usize>) -> Result<(), Placed> {
    let text = element.text();
    let tags = tags(&text).map_err(|fault| (fault, text.clone()))?;
    let Some(tag) = which(&tags).and_then(|at| tags.get(at)) else { return Ok(()) };
    // Texts of a row end their paragraphs with a line break that no piece holds.
    let mut at = 0;
    erase_in(element, &mut at, tag);
    Ok(())
}

fn erase_in(element: &mut Element, at: &mut usize, tag: &Tag) {
    if element.name() == "w:p" {
        let range = tag.range.start.saturating_sub(*at)..tag.range.end.saturating_sub(*at);
        *at += element.text().len();
        if *at > tag.range.start && range.end > 0 {
            put(element, &[(range, String::new())]);
        }
        return;
    }
    for child in &mut element.children {
        if let Node::Element(child) = child
            && *at <= tag.range.start
        {
            erase_in(child, at, tag);
        }
    }
}

/// An element with everything in it filled; `None` for a table that has no row left.
fn filled(mut element: Element, scope: &Scope<'_>) -> Result<Option<Element>, Placed> {
    let had_rows = rows(&element);
    element.children = fill(std::mem::take(&mut element.children), scope)?;
    match element.name() {
        "w:p" => fill_paragraph(&mut element, scope)?,
        "w:tbl" if had_rows > 0 && rows(&element) == 0 => return Ok(None),
        // A cell without a paragraph is no cell to Word.
        "w:tc" if !element.elements().any(|inner| inner.name() == "w:p") => {
            element.children.push(Node::Element(Element::new("w:p")));
        }
        _ => {}
    }
    Ok(Some(element))
}

fn rows(element: &Element) -> usize {
    element.elements().filter(|inner| inner.name() == "w:tr").count()
}

fn fill_paragraph(paragraph: &mut Element, scope: &Scope<'_>) -> Result<(), Placed> {
    let text = paragraph.text();
    let edits = edits(&text, scope).map_err(|fault| (fault, text.clone()))?;
    put(paragraph, &edits);
    Ok(())
}

/// Puts texts in place of ranges of a paragraph's text, which may run over several pieces: the
/// new text stands in the piece in which the range begins, so that it looks like its first
/// character.
fn put(paragraph: &mut Element, edits: &[(std::ops::Range<usize>, String)]) {
    if edits.is_empty() {
        return;
    }
    let mut at = 0;
    for piece in paragraph.pieces() {
        let text = piece.plain();
        let mut made = String::new();
        let mut inside = at;
        for (range, new) in edits.iter().filter(|(range, _)| range.end > at) {
            let (start, end) = (range.start.max(at), range.end.min(at + text.len()));
            if start >= at + text.len() {
                continue;
            }
            made.push_str(&text[inside - at..start - at]);
            if range.start >= at {
                made.push_str(new);
            }
            inside = end;
        }
        made.push_str(&text[inside - at..]);
        at += text.len();
        if made != text {
            piece.set_plain(&made);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::circular::{
        tags::{Record, Value},
        tree::{parse, write},
    };

    fn record() -> Record {
        let unit = |name: &str, n: &str| {
            Record::from([("单位", Value::Text(name.into())), ("件数", Value::Text(n.into()))])
        };
        Record::from([
            ("截至日", Value::Text("2024年11月30日".into())),
            ("表", Value::List(vec![unit("甲局", "3"), unit("乙局", "5")])),
            ("空", Value::List(Vec::new())),
        ])
    }

    fn made(xml: &str) -> Result<String, Placed> {
        let nodes = fill(parse(xml).unwrap(), &Scope::new(&record(), false))?;
        let written = String::from_utf8(write(&nodes).unwrap()).unwrap();
        Ok(written.replace(" xml:space=\"preserve\"", ""))
    }

    fn paragraph(runs: &[&str]) -> String {
        let runs = runs.iter().map(|run| format!("<w:r><w:t>{run}</w:t></w:r>"));
        format!("<w:p>{}</w:p>", runs.collect::<String>())
    }

    #[test]
    fn a_placeholder_cut_into_runs_is_filled_in_its_first_run() {
        let text = made(&paragraph(&["到{", "{截", "至日}", "}为止"])).unwrap();
        assert_eq!(text, paragraph(&["到2024年11月30日", "", "", "为止"]));
    }

    #[test]
    fn a_row_is_repeated_when_its_first_and_last_cell_say_so() {
        let cell = |text: &str| format!("<w:tc>{}</w:tc>", paragraph(&[text]));
        let row = |one: &str, two: &str| format!("<w:tr>{}{}</w:tr>", cell(one), cell(two));
        let table = |rows: &str| format!("<w:tbl>{rows}</w:tbl>");
        let head = row("单位", "件数");
        let body = row("{{#表}}{{单位}}", "{{件数}}{{/表}}");
        assert_eq!(
            made(&table(&(head.clone() + &body))).unwrap(),
            table(&(head.clone() + &row("甲局", "3") + &row("乙局", "5")))
        );
        let none = row("{{#空}}{{截至日}}", "{{/空}}");
        assert_eq!(made(&table(&(head.clone() + &none))).unwrap(), table(&head));
        assert_eq!(made(&table(&none)).unwrap(), "", "a table without rows goes");
    }

    #[test]
    fn paragraphs_between_two_marks_are_repeated_and_the_marks_go() {
        let marks = paragraph(&["{{#表}}"]) + &paragraph(&["{{单位}}"]) + &paragraph(&["{{/表}}"]);
        assert_eq!(made(&marks).unwrap(), paragraph(&["甲局"]) + &paragraph(&["乙局"]));
        let whole = paragraph(&["{{#表}}{{单位}}：", "{{件数}}{{/表}}"]);
        let each = |unit: &str, n: &str| paragraph(&[&format!("{unit}："), n]);
        assert_eq!(made(&whole).unwrap(), each("甲局", "3") + &each("乙局", "5"));
        assert_eq!(made(&paragraph(&["{{^空}}无{{/空}}"])).unwrap(), paragraph(&["无"]));
    }

    #[test]
    fn a_section_inside_a_sentence_repeats_its_words() {
        let text = made(&paragraph(&["有{{#表}}{{单位}}、", "{{/表}}等。"])).unwrap();
        assert_eq!(text, paragraph(&["有甲局、乙局、", "等。"]));
    }

    #[test]
    fn a_cell_never_loses_its_last_paragraph() {
        let cell = format!("<w:tc>{}</w:tc>", paragraph(&["{{#空}}{{截至日}}{{/空}}"]));
        assert_eq!(made(&cell).unwrap(), "<w:tc><w:p/></w:tc>");
    }

    #[test]
    fn a_fault_is_told_with_the_paragraph_it_stands_in() {
        let (fault, place) = made(&paragraph(&["截至{{今", "天}}"])).unwrap_err();
        assert!(matches!(fault, Fault::Unknown(name, _) if name == "今天"));
        assert_eq!(place.trim(), "截至{{今天}}");
        let open = paragraph(&["{{#表}}甲"]);
        assert!(matches!(made(&open).unwrap_err().0, Fault::Unpaired(_)));
        let close = paragraph(&["甲{{/表}}"]);
        assert!(matches!(made(&close).unwrap_err().0, Fault::Unpaired(_)));
    }
}
