//! A .docx file as its parts.

use std::io::{Cursor, Read, Write};

use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter, write::SimpleFileOptions};

/// Parts of a document, by name, in the order of the file.
pub(super) type Parts = Vec<(String, Vec<u8>)>;

/// The part that holds the text.
pub(super) const DOCUMENT: &str = "word/document.xml";

/// Bytes of all parts together beyond which a file is no template of a letter.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// Reads a file.
///
/// # Errors
/// Why it is no document, in Chinese.
pub(super) fn open(bytes: &[u8]) -> Result<Parts, String> {
    // Old .doc files and encrypted .docx files are compound files.
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err("它是旧格式的 .doc，或者加了密码".to_owned());
    }
    let mut archive =
        ZipArchive::new(Cursor::new(bytes)).map_err(|_| "它不是 .docx 文件".to_owned())?;
    let broken = |_| "文件已损坏".to_owned();
    let mut parts = Parts::new();
    let mut room = MOST_BYTES;
    for at in 0..archive.len() {
        let file = archive.by_index(at).map_err(|_| "文件已损坏".to_owned())?;
        if file.is_dir() {
            continue;
        }
        let name = file.name().map_err(|_| "文件已损坏".to_owned())?.into_owned();
        let mut part = Vec::new();
        file.take(room + 1).read_to_end(&mut part).map_err(broken)?;
        room = room.checked_sub(part.len() as u64).ok_or("文件太大")?;
        parts.push((name, part));
    }
    match parts.iter().any(|(name, _)| name == DOCUMENT) {
        true => Ok(parts),
        false => Err("它不是 Word 文档".to_owned()),
    }
}

/// Whether placeholders are looked for in that part: the text, headers and footers.
pub(super) fn is_filled(name: &str) -> bool {
    let edge = |start: &str| name.starts_with(start) && name.ends_with(".xml");
    name == DOCUMENT || edge("word/header") || edge("word/footer")
}

/// Writes a file: the same parts make the same bytes, since no clock enters.
///
/// # Errors
/// The words of the writer; none in practice.
pub(super) fn save(parts: &[(String, Vec<u8>)]) -> Result<Vec<u8>, String> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, part) in parts {
        writer.start_file(name.as_str(), options).map_err(|error| error.to_string())?;
        writer.write_all(part).map_err(|error| error.to_string())?;
    }
    let file = writer.finish().map_err(|error| error.to_string())?;
    Ok(file.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_come_back_in_their_order_and_as_the_same_bytes() {
        let parts = vec![
            ("[Content_Types].xml".to_owned(), b"<a/>".to_vec()),
            (DOCUMENT.to_owned(), "<w:甲/>".as_bytes().to_vec()),
        ];
        let file = save(&parts).unwrap();
        assert_eq!(open(&file).unwrap(), parts);
        assert_eq!(file, save(&parts).unwrap());
    }

    #[test]
    fn what_is_no_document_is_told_with_its_reason() {
        assert!(open(b"text").unwrap_err().contains("不是 .docx"));
        assert!(open(&[0xd0, 0xcf, 0x11, 0xe0, 0]).unwrap_err().contains(".doc"));
        let other = save(&[("a.xml".to_owned(), Vec::new())]).unwrap();
        assert!(open(&other).unwrap_err().contains("不是 Word 文档"));
        assert!(open(&other[..other.len() / 2]).is_err());
    }
}
