//! What is wrong with a rule file, and where.

use std::ops::Range;

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The rules cannot be used.
    Error,
    /// The rules work, but something in them does nothing or is missing.
    Warning,
}

/// One thing that is wrong in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Name of the file below the rules folder.
    pub file: String,
    /// Bytes of its text; `0..0` = the whole file.
    pub span: Range<usize>,
    /// Line of the first byte, from 1; 0 for the whole file.
    pub line: usize,
    /// How bad it is.
    pub level: Level,
    /// What is wrong and what to do, in Chinese.
    pub message: String,
    /// What may stand there instead; empty where a list does not help.
    pub known: Vec<String>,
}

impl Problem {
    /// An error at bytes of a file's text.
    #[must_use]
    pub fn error(file: &str, text: &str, span: Range<usize>, message: String) -> Self {
        let before = text.get(..span.start).unwrap_or(text);
        let line = 1 + before.bytes().filter(|byte| *byte == b'\n').count();
        let known = Vec::new();
        Self { file: file.to_owned(), span, line, level: Level::Error, message, known }
    }

    /// An error of a whole file.
    #[must_use]
    pub fn whole(file: &str, message: String) -> Self {
        let (span, known) = (0..0, Vec::new());
        Self { file: file.to_owned(), span, line: 0, level: Level::Error, message, known }
    }

    /// The same with what may stand there.
    #[must_use]
    pub fn with_known<S: ToString>(mut self, known: impl IntoIterator<Item = S>) -> Self {
        self.known = known.into_iter().map(|name| name.to_string()).collect();
        self
    }

    /// The same as a warning.
    #[must_use]
    pub fn as_warning(mut self) -> Self {
        self.level = Level::Warning;
        self
    }
}

/// Why rule files cannot be used: all their errors, by file and place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", in_lines(.problems))]
pub struct RulesError {
    /// At least one error; no warnings.
    pub problems: Vec<Problem>,
}

fn in_lines(problems: &[Problem]) -> String {
    let lines = problems.iter().map(|problem| {
        let place =
            if problem.line == 0 { String::new() } else { format!(" 第 {} 行", problem.line) };
        let known = if problem.known.is_empty() {
            String::new()
        } else {
            format!("（可写：{}）", problem.known.join("、"))
        };
        format!("规则文件 {}{place}：{}{known}", problem.file, problem.message)
    });
    lines.collect::<Vec<_>>().join("\n")
}
