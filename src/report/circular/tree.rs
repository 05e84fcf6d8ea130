//! A part of a .docx file as a tree, as much of it as filling a template needs.

use quick_xml::{
    Reader, Writer,
    escape::resolve_predefined_entity,
    events::{BytesEnd, BytesStart, BytesText, Event},
};

/// An element, or anything else between elements (text, a comment, a declaration).
#[derive(Debug, Clone)]
pub(super) enum Node {
    /// An element with what stands in it.
    Element(Element),
    /// Anything else, kept as it is.
    Other(Event<'static>),
}

/// An element with its attributes.
#[derive(Debug, Clone)]
pub(super) struct Element {
    start: BytesStart<'static>,
    /// What stands in it.
    pub(super) children: Vec<Node>,
}

/// Elements inside which a paragraph's own text never stands: a text box has its own.
const BOX: &str = "w:txbxContent";

/// Attributes and elements that may stand once in a document only.
const ONCE: [&str; 2] = ["w14:paraId", "w14:textId"];
const MARKS: [&str; 2] = ["w:bookmarkStart", "w:bookmarkEnd"];

impl Element {
    /// Its name with the prefix, such as `w:p`.
    pub(super) fn name(&self) -> &str {
        self.start.name().into_inner()
    }

    /// An empty element.
    pub(super) fn new(name: &'static str) -> Self {
        Self { start: BytesStart::new(name), children: Vec::new() }
    }

    /// All text of the paragraphs in it, a line break after each paragraph.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        self.gather(&mut text);
        text
    }

    fn gather(&self, text: &mut String) {
        if self.name() == "w:t" {
            text.push_str(&self.plain());
            return;
        }
        for child in self.elements().filter(|child| child.name() != BOX) {
            child.gather(text);
        }
        if self.name() == "w:p" {
            text.push('\n');
        }
    }

    /// The elements directly in it.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Other(_) => None,
        })
    }

    /// The pieces of text of this paragraph, in order.
    pub(super) fn pieces(&mut self) -> Vec<&mut Element> {
        let mut pieces = Vec::new();
        self.gather_pieces(&mut pieces);
        pieces
    }

    fn gather_pieces<'a>(&'a mut self, pieces: &mut Vec<&'a mut Element>) {
        for child in &mut self.children {
            let Node::Element(child) = child else { continue };
            if child.name() == "w:t" {
                pieces.push(child);
            } else if child.name() != BOX {
                child.gather_pieces(pieces);
            }
        }
    }

    /// The characters directly in it, entities resolved.
    pub(super) fn plain(&self) -> String {
        let mut plain = String::new();
        for child in &self.children {
            match child {
                Node::Other(Event::Text(text)) => plain.push_str(text),
                Node::Other(Event::CData(text)) => plain.push_str(text),
                Node::Other(Event::GeneralRef(name)) => match name.resolve_char_ref() {
                    Ok(Some(c)) => plain.push(c),
                    _ => plain.push_str(resolve_predefined_entity(name).unwrap_or_default()),
                },
                _ => {}
            }
        }
        plain
    }

    /// Puts other characters into it; blanks at its ends are kept, and what XML cannot hold is
    /// left out.
    pub(super) fn set_plain(&mut self, text: &str) {
        let clean: String = text.chars().filter(|c| is_xml(*c)).collect();
        let known = self.start.attributes().flatten();
        if !known.into_iter().any(|attribute| attribute.key.into_inner() == "xml:space") {
            self.start.push_attribute(("xml:space", "preserve"));
        }
        self.children = vec![Node::Other(Event::Text(BytesText::new(&clean).into_owned()))];
    }

    /// Takes out what may stand once in a document only, before the element is repeated.
    pub(super) fn without_marks(mut self) -> Self {
        let unique = |key: &str| ONCE.contains(&key);
        if self.start.attributes().flatten().any(|one| unique(one.key.into_inner())) {
            let old = self.start.to_owned();
            self.start.clear_attributes();
            let kept = old.attributes().flatten().filter(|one| !unique(one.key.into_inner()));
            self.start.extend_attributes(kept);
        }
        self.children.retain(|node| match node {
            Node::Element(element) => !MARKS.contains(&element.name()),
            Node::Other(_) => true,
        });
        let children = std::mem::take(&mut self.children);
        self.children = children
            .into_iter()
            .map(|node| match node {
                Node::Element(element) => Node::Element(element.without_marks()),
                other => other,
            })
            .collect();
        self
    }
}

fn is_xml(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')
}

/// Reads a part.
///
/// # Errors
/// The words of the reader when the part is no well-formed XML.
pub(super) fn parse(text: &str) -> Result<Vec<Node>, String> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    let mut done: Vec<Node> = Vec::new();
    loop {
        let node = match reader.read_event().map_err(|error| error.to_string())? {
            Event::Eof => break,
            Event::Start(start) => {
                open.push(Element { start: start.into_owned(), children: Vec::new() });
                continue;
            }
            Event::Empty(start) => {
                Node::Element(Element { start: start.into_owned(), children: Vec::new() })
            }
            Event::End(_) => match open.pop() {
                Some(element) => Node::Element(element),
                None => return Err("多了一个结束标签".to_owned()),
            },
            other => Node::Other(other.into_owned()),
        };
        match open.last_mut() {
            Some(parent) => parent.children.push(node),
            None => done.push(node),
        }
    }
    if open.is_empty() { Ok(done) } else { Err("文件不完整".to_owned()) }
}

/// Writes a part.
///
/// # Errors
/// The words of the writer; none in practice.
pub(super) fn write(nodes: &[Node]) -> Result<Vec<u8>, String> {
    let mut writer = Writer::new(Vec::new());
    write_all(&mut writer, nodes).map_err(|error| error.to_string())?;
    Ok(writer.into_inner())
}

fn write_all(writer: &mut Writer<Vec<u8>>, nodes: &[Node]) -> std::io::Result<()> {
    for node in nodes {
        match node {
            Node::Other(event) => writer.write_event(event.borrow())?,
            Node::Element(element) if element.children.is_empty() => {
                writer.write_event(Event::Empty(element.start.borrow()))?;
            }
            Node::Element(element) => {
                writer.write_event(Event::Start(element.start.borrow()))?;
                write_all(writer, &element.children)?;
                writer.write_event(Event::End(BytesEnd::new(element.name())))?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PART: &str = r#"<?xml version="1.0"?><w:body><w:p w14:paraId="1"><w:bookmarkStart w:id="1"/><w:r><w:t>甲&amp;&#x4e59;</w:t></w:r><w:r><mc:a><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></mc:a></w:r></w:p><!-- c --></w:body>"#;

    fn body() -> Element {
        parse(PART)
            .unwrap()
            .into_iter()
            .find_map(|node| match node {
                Node::Element(element) => Some(element),
                Node::Other(_) => None,
            })
            .unwrap()
    }

    #[test]
    fn what_is_not_touched_is_written_as_it_was_read() {
        let written = String::from_utf8(write(&parse(PART).unwrap()).unwrap()).unwrap();
        assert_eq!(written, PART);
    }

    #[test]
    fn a_text_box_is_no_part_of_the_paragraph_it_hangs_on() {
        assert_eq!(body().text(), "甲&乙\n");
    }

    #[test]
    fn hostile_text_stays_text() {
        let mut body = body();
        let mut pieces = body.pieces();
        pieces[0].set_plain(" </w:t><b>&\u{1}\u{fffe}");
        let written = String::from_utf8(write(&[Node::Element(body)]).unwrap()).unwrap();
        let wanted = r#"<w:t xml:space="preserve"> &lt;/w:t&gt;&lt;b&gt;&amp;</w:t>"#;
        assert!(written.contains(wanted), "{written}");
    }

    #[test]
    fn a_copy_has_no_marks_that_may_stand_once_only() {
        let written = write(&[Node::Element(body().without_marks())]).unwrap();
        let written = String::from_utf8(written).unwrap();
        assert!(!written.contains("paraId") && !written.contains("bookmark"), "{written}");
    }

    #[test]
    fn a_broken_part_is_told_and_not_read() {
        assert!(parse("<w:body><w:p></w:body>").is_err());
        assert!(parse("<w:body>").is_err());
    }
}
