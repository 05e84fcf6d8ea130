//! The text of a letter that stands in a file of its own: Word documents and plain text.

use std::{
    ffi::OsStr,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use undoc::model::{Block, Document, ListType, Paragraph, RevisionType, Table};

use super::{
    encoding::{self, Lines},
    error::IngestError,
};

/// Endings of letters, as shown to people.
pub(crate) const LETTER_FORMATS: &str = ".docx .doc .txt";

/// How a letter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Writing {
    /// Word, of either format.
    Word,
    /// Plain text in any encoding that we know.
    Plain,
}

/// Whether the ending is one of a letter.
pub(crate) fn is_letter(path: &Path) -> bool {
    writing(path).is_some()
}

/// Whether the ending is one of plain text.
pub(super) fn is_plain(path: &Path) -> bool {
    writing(path) == Some(Writing::Plain)
}

fn writing(path: &Path) -> Option<Writing> {
    let ending = path.extension().and_then(OsStr::to_str)?.to_ascii_lowercase();
    match ending.as_str() {
        "docx" | "docm" | "doc" | "wps" => Some(Writing::Word),
        "txt" => Some(Writing::Plain),
        _ => None,
    }
}

/// The text of a letter, one line a paragraph or row of a table (cells apart by a tab); headers,
/// footers, pictures and what is marked as deleted are left out, numbers that Word counts by
/// itself are written. `name` is what people know the file by.
///
/// # Errors
/// A file that cannot be read, is no letter, or holds no text.
pub(crate) fn read_letter(path: &Path, name: &str) -> Result<String, IngestError> {
    let text = match writing(path) {
        Some(Writing::Word) => word(path, name)?,
        Some(Writing::Plain) => plain(path, name)?,
        None if !path.exists() => return Err(IngestError::Missing(path.display().to_string())),
        None => {
            return Err(IngestError::NoLetter {
                file: name.to_owned(),
                cause: format!(
                    "不是一份文书（{LETTER_FORMATS}）。一张表里的许多答复，请用 shida run"
                ),
            });
        }
    };
    if text.trim().is_empty() {
        return Err(IngestError::NoLetter {
            file: name.to_owned(),
            cause: "里面没有文字，可能是扫描件或图片".to_owned(),
        });
    }
    Ok(text)
}

fn plain(path: &Path, name: &str) -> Result<String, IngestError> {
    let decoding = encoding::decide(path, name)?;
    let mut lines = Lines::open(path, name, decoding)?;
    let mut text = String::new();
    while let Some((_, line)) = lines.next_line()? {
        text.push_str(&line);
        text.push('\n');
    }
    Ok(text)
}

fn word(path: &Path, name: &str) -> Result<String, IngestError> {
    let bytes = std::fs::read(path).map_err(|error| IngestError::unreadable(path, &error))?;
    let broken =
        |cause: String| IngestError::NoLetter { file: name.to_owned(), cause: reason(&cause) };
    // The reader is young; a document that it stumbles over must not end the run.
    match catch_unwind(AssertUnwindSafe(|| undoc::parse_bytes(&bytes))) {
        Ok(Ok(document)) => Ok(text_of(&document)),
        Ok(Err(error)) => Err(broken(error.to_string())),
        Err(_) => Err(broken("读取程序出错".to_owned())),
    }
}

fn reason(cause: &str) -> String {
    if cause.to_ascii_lowercase().contains("encrypt") {
        return "加了密码；请去掉密码再试".to_owned();
    }
    format!("文件已损坏或不是 Word 文档（{cause}）；请用 Word 或 WPS 打开，另存为 .docx 再试")
}

fn text_of(document: &Document) -> String {
    let mut text = String::new();
    for block in document.sections.iter().flat_map(|section| &section.content) {
        match block {
            Block::Paragraph(paragraph) => write_paragraph(paragraph, &mut text),
            Block::Table(table) => write_table(table, &mut text),
            _ => {}
        }
    }
    text
}

fn write_paragraph(paragraph: &Paragraph, text: &mut String) {
    let numbered = paragraph.list_info.as_ref().filter(|list| list.list_type == ListType::Numbered);
    if let Some(number) = numbered.and_then(|list| list.number) {
        text.push_str(&format!("{number}."));
    }
    text.push_str(&words(paragraph));
    text.push('\n');
}

fn words(paragraph: &Paragraph) -> String {
    let mut words = String::new();
    for run in paragraph.runs.iter().filter(|run| run.revision != RevisionType::Deleted) {
        words.push_str(&run.text);
        if run.line_break {
            words.push('\n');
        }
    }
    words
}

fn write_table(table: &Table, text: &mut String) {
    for row in &table.rows {
        let cell = |paragraphs: &[Paragraph]| {
            paragraphs.iter().map(words).collect::<Vec<_>>().join(" ").trim().to_owned()
        };
        let cells: Vec<String> = row.cells.iter().map(|it| cell(&it.content)).collect();
        text.push_str(&cells.join("\t"));
        text.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, io::Write};

    use tempfile::TempDir;

    use super::*;

    fn folder() -> TempDir {
        TempDir::new().unwrap()
    }

    /// A Word document with this body.
    fn document(folder: &TempDir, name: &str, body: &str) -> std::path::PathBuf {
        let path = folder.path().join(name);
        let mut zip = zip::ZipWriter::new(fs::File::create(&path).unwrap());
        let part = |zip: &mut zip::ZipWriter<fs::File>, name: &str, text: &str| {
            zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        };
        part(
            &mut zip,
            "[Content_Types].xml",
            r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#,
        );
        part(
            &mut zip,
            "_rels/.rels",
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#,
        );
        let head = r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>"#;
        part(&mut zip, "word/document.xml", &format!("{head}{body}</w:body></w:document>"));
        zip.finish().unwrap();
        path
    }

    #[test]
    fn paragraphs_and_tables_stand_in_their_order() {
        let folder = folder();
        let body = "<w:p><w:r><w:t>王代表：</w:t></w:r></w:p>\
            <w:tbl><w:tr><w:tc><w:p><w:r><w:t>路段</w:t></w:r></w:p></w:tc>\
            <w:tc><w:p><w:r><w:t>盏数</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\
            <w:p><w:r><w:t>此复。</w:t></w:r></w:p>";
        let path = document(&folder, "甲.docx", body);
        assert_eq!(read_letter(&path, "甲.docx").unwrap(), "王代表：\n路段\t盏数\n此复。\n");
    }

    #[test]
    fn deleted_words_are_not_read_and_inserted_ones_are() {
        let folder = folder();
        let body = "<w:p><w:r><w:t>计划</w:t></w:r>\
            <w:del w:id=\"1\"><w:r><w:delText>今年</w:delText></w:r></w:del>\
            <w:ins w:id=\"2\"><w:r><w:t>明年</w:t></w:r></w:ins><w:r><w:t>完工。</w:t></w:r></w:p>";
        let path = document(&folder, "甲.docx", body);
        assert_eq!(read_letter(&path, "甲.docx").unwrap(), "计划明年完工。\n");
    }

    #[test]
    fn plain_text_is_read_in_the_encodings_of_offices() {
        let folder = folder();
        let path = folder.path().join("甲.txt");
        let (bytes, ..) = encoding_rs::GB18030.encode("王代表：\r\n已办结。");
        fs::write(&path, bytes).unwrap();
        assert_eq!(read_letter(&path, "甲.txt").unwrap(), "王代表：\n已办结。\n");
    }

    #[test]
    fn what_is_no_letter_is_told_with_its_cure() {
        let folder = folder();
        let said = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            fs::write(&path, bytes).unwrap();
            read_letter(&path, name).unwrap_err().to_string()
        };
        assert!(said("坏.docx", b"PK\x03\x04 broken").contains("坏.docx：文件已损坏"));
        assert!(said("假.doc", "不是文档".as_bytes()).contains("另存为 .docx"));
        assert!(said("空.txt", b" \n").contains("没有文字"));
        assert!(said("表.xlsx", b"x").contains(".docx .doc .txt"));
        let blank = document(&folder, "空.docx", "<w:p/>");
        assert!(read_letter(&blank, "空.docx").unwrap_err().to_string().contains("扫描件"));
    }
}
