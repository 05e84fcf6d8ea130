//! Cells that were copied out of a web page or an editor with its markup: the words alone.
//!
//! Systems export replies as `<p>王代表：</p><p>您好&nbsp;……</p>`. Left in, the tags part
//! sentences where there is no end and stand in every quotation. Only what editors write is
//! taken for markup: any other `<` is somebody's text and stays.

/// Tags, lower-case, that make a cell one of markup.
const TELLING: [&str; 7] = ["p", "br", "div", "span", "table", "font", "o:p"];

/// Tags, lower-case, that begin or end a line.
const BREAKING: [&str; 15] = [
    "p", "br", "div", "table", "tr", "ul", "ol", "li", "section", "h1", "h2", "h3", "h4", "h5",
    "h6",
];

/// Other tags, lower-case, that are left out.
const SILENT: [&str; 16] = [
    "span", "font", "strong", "b", "i", "u", "em", "a", "img", "o:p", "tbody", "thead", "td", "th",
    "sub", "sup",
];

/// Names of characters.
const NAMES: [(&str, char); 16] = [
    ("nbsp", ' '),
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("mdash", '—'),
    ("hellip", '…'),
    ("middot", '·'),
    ("times", '×'),
    ("ensp", ' '),
    ("emsp", '　'),
];

/// Longest tag in bytes: Word writes whole style sheets into one.
const LONGEST_TAG: usize = 2000;
/// Longest comment in bytes.
const LONGEST_COMMENT: usize = 20_000;
/// Longest name of a character in bytes, `&` and `;` apart.
const LONGEST_NAME: usize = 8;

/// The words of a cell that holds markup, one line a paragraph; `None` when it holds none.
pub(super) fn without_markup(cell: &str) -> Option<String> {
    if !is_markup(cell) {
        return None;
    }
    let mut text = String::with_capacity(cell.len());
    let mut rest = cell;
    while let Some(c) = rest.chars().next() {
        rest = match c {
            '<' => behind_tag(rest, &mut text),
            '&' => behind_name(rest, &mut text),
            _ => {
                text.push(c);
                rest.get(c.len_utf8()..).unwrap_or_default()
            }
        };
    }
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    Some(lines.join("\n"))
}

fn is_markup(cell: &str) -> bool {
    let tells = |at: usize| {
        let found = cell.get(at..).and_then(tag);
        found.is_some_and(|(name, _)| TELLING.contains(&name.as_str()))
    };
    cell.contains("&nbsp;") || cell.match_indices('<').any(|(at, _)| tells(at))
}

/// The text in front of a mark that begins within so many bytes, and the text behind it.
fn parted<'a>(text: &'a str, mark: &str, reach: usize) -> Option<(&'a str, &'a str)> {
    let near = text.as_bytes().get(..text.len().min(reach + mark.len()))?;
    let at = near.windows(mark.len()).position(|window| window == mark.as_bytes())?;
    Some((text.get(..at)?, text.get(at + mark.len()..)?))
}

/// The name of the tag that the text begins with, lower-case, and what follows its `>`.
fn tag(text: &str) -> Option<(String, &str)> {
    let (tag, rest) = parted(text.strip_prefix('<')?, ">", LONGEST_TAG)?;
    let bare = tag.strip_prefix('/').unwrap_or(tag);
    let name: String =
        bare.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == ':').collect();
    let follows = bare.get(name.len()..)?;
    let is_tag = follows.is_empty() || follows.starts_with(|c: char| c.is_whitespace() || c == '/');
    is_tag.then(|| (name.to_ascii_lowercase(), rest))
}

/// Writes what the tag in front means; gives what follows it.
fn behind_tag<'a>(text: &'a str, written: &mut String) -> &'a str {
    let comment = text.strip_prefix("<!--");
    if let Some((_, rest)) = comment.and_then(|inside| parted(inside, "-->", LONGEST_COMMENT)) {
        return rest;
    }
    match tag(text) {
        Some((name, rest)) if BREAKING.contains(&name.as_str()) => {
            written.push('\n');
            rest
        }
        Some((name, rest)) if SILENT.contains(&name.as_str()) => {
            if matches!(name.as_str(), "td" | "th") {
                written.push(' ');
            }
            rest
        }
        _ => {
            written.push('<');
            text.get(1..).unwrap_or_default()
        }
    }
}

/// Writes the character that the name in front stands for; gives what follows it.
fn behind_name<'a>(text: &'a str, written: &mut String) -> &'a str {
    let named = text.get(1..).and_then(|inside| parted(inside, ";", LONGEST_NAME));
    let found = named.and_then(|(name, rest)| Some((character(name)?, rest)));
    let (c, rest) = found.unwrap_or(('&', text.get(1..).unwrap_or_default()));
    written.push(c);
    rest
}

fn character(name: &str) -> Option<char> {
    let number = name.strip_prefix('#').map(|digits| match digits.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
        None => digits.parse(),
    });
    let numbered = |code: u32| char::from_u32(code).filter(|c| !c.is_control());
    match number {
        Some(code) => code.ok().and_then(numbered),
        None => NAMES.iter().find(|(known, _)| *known == name).map(|(_, c)| *c),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(cell: &str) -> String {
        without_markup(cell).unwrap_or_else(|| cell.to_owned())
    }

    #[test]
    fn paragraphs_become_lines_and_names_characters() {
        let cell = "<p style=\"margin:0\">王代表：</p>\n<P>您好。&nbsp;已修<b>12</b>盏&#65292;<br/>\
                    花了&lt;8万元&gt;。</P><!--[if x]>y<![endif]-->";
        assert_eq!(words(cell), "王代表：\n您好。 已修12盏，\n花了<8万元>。");
    }

    #[test]
    fn the_cells_of_a_table_stay_apart() {
        let cell = "<table><tr><td>路灯</td><td>12盏</td></tr></table>";
        assert_eq!(words(cell), "路灯  12盏");
    }

    #[test]
    fn what_people_write_is_no_markup() {
        for cell in [
            "a<b>c",
            "PM2.5<35",
            "<关于路灯的建议>",
            "<pre>",
            "见&附件",
            "<p",
            "<script>p</script>",
        ] {
            assert_eq!(without_markup(cell), None, "{cell}");
        }
    }

    #[test]
    fn what_is_no_tag_stays_beside_markup() {
        assert_eq!(
            words("<p>PM2.5<35，<script>x</script>&abc;</p>"),
            "PM2.5<35，<script>x</script>&abc;"
        );
    }

    proptest! {
        #[test]
        fn any_cell_is_read(cell in "(<p>|</p>|<br|&nbsp;|&#x|[<>&;/a:]|\\PC){0,30}") {
            if let Some(text) = without_markup(&cell) {
                prop_assert!(text.lines().all(|line| line.trim() == line && !line.is_empty()));
            }
        }
    }
}
