//! The template of the circular: read and tried before anything is judged.

use super::{
    fill::{Placed, fill},
    names::{self, STATED},
    package::{self, Parts},
    tags::{Fault, Record, Scope},
    tree::{parse, write},
};

/// Why a template cannot be used; each error names the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// No document at all.
    #[error(
        "通报模板 {file} 用不了：{reason}。请用 Word 或 WPS 另存为不加密码的 .docx，或从 shida rules export 写出的模板改起"
    )]
    NotADocument {
        /// Where the template comes from.
        file: String,
        /// What is wrong.
        reason: String,
    },
    /// No such placeholder.
    #[error("通报模板 {file} 里有不认得的占位符“{name}”，在“{place}”这一段。这里可用的有：{known}")]
    Unknown {
        /// Where the template comes from.
        file: String,
        /// The placeholder without its braces.
        name: String,
        /// The paragraph.
        place: String,
        /// What is known there.
        known: String,
    },
    /// A mark without its other half.
    #[error(
        "通报模板 {file} 里的“{mark}”没有配对，在“{place}”这一段。占位符写作 {{{{名称}}}}；重复的部分以 {{{{#名称}}}} 开头，以 {{{{/名称}}}} 结尾"
    )]
    Unpaired {
        /// Where the template comes from.
        file: String,
        /// As written.
        mark: String,
        /// The paragraph.
        place: String,
    },
    /// A list as a text or the reverse.
    #[error(
        "通报模板 {file} 里的“{name}”用法不对，在“{place}”这一段：清单写作 {{{{#名称}}}} … {{{{/名称}}}}，单个数写作 {{{{名称}}}}"
    )]
    Misused {
        /// Where the template comes from.
        file: String,
        /// The placeholder without its braces.
        name: String,
        /// The paragraph.
        place: String,
    },
    /// The sentence that says whether people have confirmed the figures is missing.
    #[error("通报模板 {file} 里没有 {{{{{name}}}}}。通报必须说明数据是否经人确认，请把它放回正文")]
    Unstated {
        /// Where the template comes from.
        file: String,
        /// The placeholder without its braces.
        name: &'static str,
    },
}

/// A template that holds no unknown placeholder.
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    file: String,
    parts: Parts,
}

impl Template {
    /// Reads a template and tries it; `file` is told in errors.
    ///
    /// # Errors
    /// A file that is no .docx; placeholders that are unknown, unpaired or misused, each with
    /// the paragraph it stands in; a template that does not say whether people have confirmed
    /// the figures.
    pub fn read(bytes: &[u8], file: &str) -> Result<Self, TemplateError> {
        let not = |reason| TemplateError::NotADocument { file: file.to_owned(), reason };
        let parts = package::open(bytes).map_err(not)?;
        let template = Self { file: file.to_owned(), parts };
        let text = template.filled(&names::trial(), true)?;
        if !text.stated {
            return Err(TemplateError::Unstated { file: file.to_owned(), name: STATED });
        }
        Ok(template)
    }

    /// The document with the values in place.
    ///
    /// # Errors
    /// A placeholder for which there is no value; none in a template that was tried.
    pub(super) fn document(&self, values: &Record) -> Result<Vec<u8>, TemplateError> {
        let made = self.filled(values, false)?;
        package::save(&made.parts).map_err(|reason| self.broken(reason))
    }

    fn filled(&self, values: &Record, trial: bool) -> Result<Filled, TemplateError> {
        let mut made = Filled { parts: Parts::with_capacity(self.parts.len()), stated: false };
        for (name, part) in &self.parts {
            let part = match package::is_filled(name) {
                true => self.part(part, &Scope::new(values, trial), &mut made.stated)?,
                false => part.clone(),
            };
            made.parts.push((name.clone(), part));
        }
        Ok(made)
    }

    fn part(
        &self,
        part: &[u8],
        scope: &Scope<'_>,
        stated: &mut bool,
    ) -> Result<Vec<u8>, TemplateError> {
        let text =
            std::str::from_utf8(part).map_err(|_| self.broken("编码不是 UTF-8".to_owned()))?;
        let nodes = parse(text.trim_start_matches('\u{feff}')).map_err(|why| self.broken(why))?;
        let nodes = fill(nodes, scope).map_err(|placed| self.told(placed))?;
        let made = write(&nodes).map_err(|why| self.broken(why))?;
        *stated |= String::from_utf8_lossy(&made).contains(names::STATED_TRIAL);
        Ok(made)
    }

    fn broken(&self, reason: String) -> TemplateError {
        TemplateError::NotADocument { file: self.file.clone(), reason }
    }

    fn told(&self, (fault, place): Placed) -> TemplateError {
        const PLACE: usize = 40;
        let file = self.file.clone();
        let place: String = place.replace('\n', " ").trim().chars().take(PLACE).collect();
        match fault {
            Fault::Unknown(name, known) => {
                TemplateError::Unknown { file, name, place, known: known.join(" ") }
            }
            Fault::Unpaired(mark) => TemplateError::Unpaired { file, mark, place },
            Fault::Misused(name) => TemplateError::Misused { file, name, place },
        }
    }
}

struct Filled {
    parts: Parts,
    stated: bool,
}
