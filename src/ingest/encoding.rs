//! Which encoding a text file has, and its physical lines, without holding the file.
//!
//! The rule has four steps: byte order mark; strict UTF-8; strict GB18030; error. It looks
//! at the whole file, since a guess from the first block is how mojibake begins.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
};

use encoding_rs::{DecoderResult, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::error::IngestError;

const BLOCK: usize = 64 * 1024;
/// A physical line above this many bytes is an error: nothing else bounds the memory.
const LONGEST_LINE: usize = 64 * 1024 * 1024;
/// Share of NUL among the first bytes above which a file is no text.
const NUL_SHARE: f64 = 0.1;
/// A file that is not UTF-8 but has this many good wide characters to each bad byte is a
/// damaged UTF-8 file; as GB18030 it would "succeed" as mojibake.
const DAMAGED_RATIO: u64 = 10;

/// How a text file is to be decoded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Decoding {
    encoding: &'static Encoding,
    mark: u64,
    line_end: char,
}

impl Decoding {
    /// The name to show when the encoding is worth a notice: anything but UTF-8.
    pub(super) fn unusual_name(self) -> Option<&'static str> {
        (self.encoding != UTF_8).then(|| self.encoding.name())
    }
}

/// Decides the encoding of a file after a look at all of it.
///
/// # Errors
///
/// [`IngestError::Unreadable`], or [`IngestError::Undecodable`] with the place of the first
/// bad byte.
pub(super) fn decide(path: &Path, name: &str) -> Result<Decoding, IngestError> {
    let unreadable = |error: io::Error| IngestError::unreadable(path, &error);
    let head = head(path).map_err(unreadable)?;
    if let Some((encoding, mark)) = byte_order_mark(&head) {
        let scan = scan(path, encoding, mark).map_err(unreadable)?;
        return match scan.first_bad {
            None => Ok(scan.decoding(encoding, mark)),
            Some(bad) => {
                Err(bad.error(name, format!("文件头标明是 {}，内容却不合", encoding.name())))
            }
        };
    }
    if nul_share(&head) > NUL_SHARE {
        let start = Bad { offset: 0, line: 1 };
        return Err(start.error(name, "像是二进制文件，或没有标记的 UTF-16".to_owned()));
    }
    let as_utf8 = scan(path, UTF_8, 0).map_err(unreadable)?;
    let Some(bad) = as_utf8.first_bad else {
        return Ok(as_utf8.decoding(UTF_8, 0));
    };
    if as_utf8.bad * DAMAGED_RATIO < as_utf8.wide {
        return Err(bad.error(name, "是 UTF-8 文件，但有损坏的字节".to_owned()));
    }
    let as_gb = scan(path, GB18030, 0).map_err(unreadable)?;
    match as_gb.first_bad {
        None => Ok(as_gb.decoding(GB18030, 0)),
        Some(bad) => Err(bad.error(name, "既不是 UTF-8，也不是 GB18030/GBK".to_owned())),
    }
}

fn head(path: &Path) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    File::open(path)?.take(4096).read_to_end(&mut head)?;
    Ok(head)
}

fn byte_order_mark(head: &[u8]) -> Option<(&'static Encoding, u64)> {
    let marks: [(&[u8], &'static Encoding); 4] = [
        (b"\xef\xbb\xbf", UTF_8),
        (b"\xff\xfe", UTF_16LE),
        (b"\xfe\xff", UTF_16BE),
        (b"\x84\x31\x95\x33", GB18030),
    ];
    marks
        .into_iter()
        .find(|(mark, _)| head.starts_with(mark))
        .map(|(mark, encoding)| (encoding, mark.len() as u64))
}

fn nul_share(head: &[u8]) -> f64 {
    let nul = head.iter().filter(|byte| **byte == 0).count();
    nul as f64 / head.len().max(1) as f64
}

#[derive(Debug, Clone, Copy)]
struct Bad {
    offset: u64,
    line: u64,
}

impl Bad {
    fn error(self, name: &str, cause: String) -> IngestError {
        IngestError::Undecodable {
            file: name.to_owned(),
            line: self.line,
            offset: self.offset,
            cause,
        }
    }
}

#[derive(Debug, Default)]
struct Scan {
    first_bad: Option<Bad>,
    bad: u64,
    wide: u64,
    line_feeds: u64,
    returns: u64,
}

impl Scan {
    fn decoding(&self, encoding: &'static Encoding, mark: u64) -> Decoding {
        // A file with returns and not one line feed comes from an old Mac.
        let line_end = if self.line_feeds == 0 && self.returns > 0 { '\r' } else { '\n' };
        Decoding { encoding, mark, line_end }
    }
}

fn scan(path: &Path, encoding: &'static Encoding, mark: u64) -> io::Result<Scan> {
    let mut text = Text::open(path, encoding, mark)?;
    let mut scan = Scan::default();
    let mut block = String::new();
    loop {
        block.clear();
        let step = text.advance(&mut block)?;
        scan.line_feeds += count(&block, '\n');
        scan.returns += count(&block, '\r');
        scan.wide += block.chars().filter(|c| *c >= '\u{800}').count() as u64;
        match step {
            Step::More => {}
            Step::End => return Ok(scan),
            Step::Bad(offset) => {
                scan.bad += 1;
                let line = scan.line_feeds + 1;
                scan.first_bad.get_or_insert(Bad { offset, line });
            }
        }
    }
}

fn count(block: &str, wanted: char) -> u64 {
    block.matches(wanted).count() as u64
}

enum Step {
    More,
    Bad(u64),
    End,
}

/// A file, decoded block by block.
struct Text {
    file: File,
    decoder: encoding_rs::Decoder,
    raw: Vec<u8>,
    unread: std::ops::Range<usize>,
    /// Offset in the file up to which bytes were decoded.
    offset: u64,
    at_end: bool,
    done: bool,
}

impl Text {
    fn open(path: &Path, encoding: &'static Encoding, mark: u64) -> io::Result<Self> {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(mark))?;
        Ok(Self {
            file,
            decoder: encoding.new_decoder_without_bom_handling(),
            raw: vec![0; BLOCK],
            unread: 0..0,
            offset: mark,
            at_end: false,
            done: false,
        })
    }

    /// Appends the next piece of text to `out`.
    fn advance(&mut self, out: &mut String) -> io::Result<Step> {
        if self.done {
            return Ok(Step::End);
        }
        if self.unread.is_empty() && !self.at_end {
            let read = self.file.read(&mut self.raw)?;
            self.unread = 0..read;
            self.at_end = read == 0;
        }
        let source = self.raw.get(self.unread.clone()).unwrap_or_default();
        let room = self.decoder.max_utf8_buffer_length_without_replacement(source.len());
        out.reserve(room.unwrap_or(4 * BLOCK));
        let (result, read) =
            self.decoder.decode_to_string_without_replacement(source, out, self.at_end);
        self.unread.start += read;
        self.offset += read as u64;
        Ok(match result {
            DecoderResult::Malformed(length, after) => {
                let behind = u64::from(length) + u64::from(after);
                Step::Bad(self.offset.saturating_sub(behind))
            }
            DecoderResult::InputEmpty if self.at_end => {
                self.done = true;
                Step::End
            }
            DecoderResult::InputEmpty | DecoderResult::OutputFull => Step::More,
        })
    }
}

/// The physical lines of a text file, without their ends.
pub(super) struct Lines {
    text: Text,
    path: PathBuf,
    name: String,
    line_end: char,
    buffer: String,
    /// Start of the next line in `buffer`.
    start: usize,
    /// Up to where `buffer` is known to hold no further line end.
    searched: usize,
    number: u32,
    ended: bool,
}

impl Lines {
    /// Opens a file whose encoding is decided; `name` is for messages.
    ///
    /// # Errors
    ///
    /// [`IngestError::Unreadable`].
    pub(super) fn open(path: &Path, name: &str, decoding: Decoding) -> Result<Self, IngestError> {
        let text = Text::open(path, decoding.encoding, decoding.mark)
            .map_err(|error| IngestError::unreadable(path, &error))?;
        Ok(Self {
            text,
            path: path.to_owned(),
            name: name.to_owned(),
            line_end: decoding.line_end,
            buffer: String::new(),
            start: 0,
            searched: 0,
            number: 0,
            ended: false,
        })
    }

    /// The next line with its number, 1-based; `None` at the end of the file.
    ///
    /// # Errors
    ///
    /// [`IngestError::Unreadable`], [`IngestError::Undecodable`] when the file changed since
    /// its encoding was decided, [`IngestError::LineTooLong`].
    pub(super) fn next_line(&mut self) -> Result<Option<(u32, String)>, IngestError> {
        loop {
            if let Some(line) = self.buffered_line() {
                return Ok(Some(line));
            }
            if self.ended {
                return Ok(self.last_line());
            }
            self.fill()?;
        }
    }

    fn buffered_line(&mut self) -> Option<(u32, String)> {
        let Some(found) = self.buffer.get(self.searched..)?.find(self.line_end) else {
            self.searched = self.buffer.len();
            return None;
        };
        let end = self.searched + found;
        let line = self.buffer.get(self.start..end)?;
        let line = line.strip_suffix('\r').unwrap_or(line).to_owned();
        self.start = end + 1;
        self.searched = self.start;
        Some(self.numbered(line))
    }

    fn last_line(&mut self) -> Option<(u32, String)> {
        let rest = self.buffer.get(self.start..).unwrap_or_default();
        let line = rest.strip_suffix('\r').unwrap_or(rest).to_owned();
        let is_there = !rest.is_empty();
        self.start = self.buffer.len();
        is_there.then(|| self.numbered(line))
    }

    fn numbered(&mut self, line: String) -> (u32, String) {
        self.number = self.number.saturating_add(1);
        (self.number, line)
    }

    fn fill(&mut self) -> Result<(), IngestError> {
        self.buffer.drain(..self.start);
        self.searched = self.searched.saturating_sub(self.start);
        self.start = 0;
        if self.buffer.len() > LONGEST_LINE {
            return Err(IngestError::LineTooLong {
                file: self.name.clone(),
                line: self.number.saturating_add(1),
                limit: LONGEST_LINE / 1024 / 1024,
            });
        }
        let step = self.text.advance(&mut self.buffer);
        match step.map_err(|error| IngestError::unreadable(&self.path, &error))? {
            Step::More => Ok(()),
            Step::End => {
                self.ended = true;
                Ok(())
            }
            Step::Bad(offset) => {
                let bad = Bad { offset, line: u64::from(self.number) + 1 };
                Err(bad.error(&self.name, "文件在读取中变了".to_owned()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lines(bytes: &[u8]) -> Result<(Option<&'static str>, Vec<String>), IngestError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("表.csv");
        std::fs::write(&path, bytes).unwrap();
        let decoding = decide(&path, "表.csv")?;
        let mut lines = Lines::open(&path, "表.csv", decoding)?;
        let mut all = Vec::new();
        while let Some((number, line)) = lines.next_line()? {
            all.push(line);
            assert_eq!(number as usize, all.len());
        }
        Ok((decoding.unusual_name(), all))
    }

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        let bytes = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
        "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(bytes).collect()
    }

    #[test]
    fn every_usual_encoding_is_found() {
        let text = "编号,答复\r\n1,已修好路灯\r\n";
        let want = vec!["编号,答复".to_owned(), "1,已修好路灯".to_owned()];
        let with_mark = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        for (bytes, name) in [
            (text.as_bytes().to_vec(), None),
            (with_mark, None),
            (GB18030.encode(text).0.into_owned(), Some("gb18030")),
            (utf16(text, false), Some("UTF-16LE")),
            (utf16(text, true), Some("UTF-16BE")),
        ] {
            assert_eq!(lines(&bytes).unwrap(), (name, want.clone()), "{name:?}");
        }
    }

    #[test]
    fn a_rare_character_of_four_bytes_survives_gb18030() {
        let bytes = GB18030.encode("㐂𠮷镇").0.into_owned();
        assert_eq!(lines(&bytes).unwrap().1, ["㐂𠮷镇"]);
    }

    #[test]
    fn a_character_across_two_blocks_is_whole() {
        for shift in 0..4 {
            let text = format!("{}{}", "a".repeat(shift), "中文字".repeat(30_000));
            assert_eq!(lines(text.as_bytes()).unwrap().1, [text.as_str()]);
            let bytes = GB18030.encode(&text).0.into_owned();
            assert_eq!(lines(&bytes).unwrap().1, [text.as_str()]);
        }
    }

    #[test]
    fn bad_bytes_are_named_with_their_place() {
        let error = lines(b"id,x\n1,\xff\xff\n").unwrap_err();
        let IngestError::Undecodable { line, offset, .. } = error else { panic!("{error}") };
        assert_eq!((line, offset), (2, 7));
    }

    #[test]
    fn a_damaged_utf8_file_is_not_read_as_mojibake() {
        let mut bytes = "编号,答复\n1,已修好路灯，欢迎监督".as_bytes().to_vec();
        bytes.pop();
        let error = lines(&bytes).unwrap_err();
        assert!(error.to_string().contains("损坏"), "{error}");
    }

    #[test]
    fn utf16_without_a_mark_is_explained() {
        let bytes: Vec<u8> = "id,reply\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(lines(&bytes).unwrap_err().to_string().contains("UTF-16"));
    }

    #[test]
    fn line_ends_of_every_system_count() {
        for text in ["a\nb\n", "a\r\nb", "a\rb\r", "a\nb"] {
            assert_eq!(lines(text.as_bytes()).unwrap().1, ["a", "b"], "{text:?}");
        }
        assert_eq!(lines(b"a\n\nb\n").unwrap().1, ["a", "", "b"]);
        assert!(lines(b"").unwrap().1.is_empty());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = lines(&bytes);
        }

        #[test]
        fn any_text_comes_back_line_by_line(text in "[a-c中文，\n]{0,60}") {
            let want: Vec<&str> = text.lines().collect();
            prop_assert_eq!(lines(text.as_bytes()).unwrap().1, want);
        }
    }
}
