//! The text of a draft: from a file, or from the standard input.

use std::path::Path;

use encoding_rs::GB18030;
use thiserror::Error;

use crate::ingest::{IngestError, letter_file::read_letter};

/// A letter that is to be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// What people know it by.
    pub name: String,
    /// Its words, one line a paragraph.
    pub text: String,
}

/// A draft that cannot be read.
#[derive(Debug, Error)]
pub enum DraftError {
    /// A file that is no letter.
    #[error(transparent)]
    File(#[from] IngestError),
    /// The standard input is no text.
    #[error(
        "标准输入不是文字（既不是 UTF-8，也不是 GB18030）；请把答复存成 .docx 或 .txt，写上文件名"
    )]
    NoText,
    /// Nothing but blanks.
    #[error("{name}：是空的；请核对是否选错了文件")]
    Empty {
        /// What people know it by.
        name: String,
    },
}

/// Longest line that is taken for a title, in chars.
const LONGEST_TITLE: usize = 60;

impl Draft {
    /// Reads a letter from a file.
    ///
    /// # Errors
    /// A file that cannot be read or is no letter.
    pub fn read(path: &Path) -> Result<Self, DraftError> {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let text = read_letter(path, &name)?;
        Ok(Self { name, text })
    }

    /// Takes what came through the standard input, in UTF-8 or GB18030.
    ///
    /// # Errors
    /// Bytes that are no text, or nothing.
    pub fn piped(bytes: &[u8]) -> Result<Self, DraftError> {
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
            Err(_) => GB18030
                .decode_without_bom_handling_and_without_replacement(bytes)
                .ok_or(DraftError::NoText)?
                .into_owned(),
        };
        let name = "标准输入".to_owned();
        if text.trim().is_empty() {
            return Err(DraftError::Empty { name });
        }
        Ok(Self { name, text })
    }

    /// The first line, when it can be a title: short, and no sentence or salutation.
    pub(super) fn title(&self) -> Option<String> {
        let first = self.text.lines().map(str::trim).find(|line| !line.is_empty())?;
        let is_sentence = first.ends_with(['。', '：', '；', '，', '！', '？', ':']);
        let fits = first.chars().count() <= LONGEST_TITLE;
        (fits && !is_sentence).then(|| first.to_owned())
    }

    /// Bytes of the text that `start..end`, counted in chars, stand for.
    pub(super) fn bytes(&self, start: u32, end: u32) -> std::ops::Range<usize> {
        let place = |at: u32| {
            let found = self.text.char_indices().nth(at as usize);
            found.map_or(self.text.len(), |(place, _)| place)
        };
        place(start)..place(end)
    }
}
