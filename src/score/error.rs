//! What is wrong with a profile, said in Chinese with its line.

/// What is wrong with a profile, and in which line (1-based); put the file name before it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("第 {line} 行：{message}")]
pub struct ProfileError {
    /// Line of the file.
    pub line: usize,
    /// What is wrong and what to write instead, in Chinese.
    pub message: String,
}

impl ProfileError {
    /// An error at a byte of the text.
    pub(super) fn at(text: &str, start: usize, message: String) -> Self {
        let before = text.as_bytes().get(..start).unwrap_or(text.as_bytes());
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        Self { line, message }
    }

    /// What the TOML reader says.
    pub(super) fn from_toml(text: &str, error: &toml::de::Error) -> Self {
        let start = error.span().map_or(0, |span| span.start);
        Self::at(text, start, crate::carets::in_chinese(error.message()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carets::in_chinese;

    #[test]
    fn common_messages_of_the_reader_are_in_chinese() {
        let said = |message: &str| in_chinese(message);
        assert_eq!(said("unknown field `分`, expected `name`"), "不认识的键 分；可用的键：name");
        assert_eq!(said("missing field `name`"), "缺少键 name");
        assert_eq!(said("duplicate key"), "同一个键写了两次；请删去一个");
        assert!(said("invalid type: map").ends_with("（invalid type: map）"));
    }

    #[test]
    fn a_line_is_counted_from_one_and_never_beyond_the_text() {
        assert_eq!(ProfileError::at("a\nb", 0, String::new()).line, 1);
        assert_eq!(ProfileError::at("a\nb", 2, String::new()).line, 2);
        assert_eq!(ProfileError::at("a\nb", 99, String::new()).line, 2);
        assert_eq!(ProfileError::at("", 0, "缺".into()).to_string(), "第 1 行：缺");
    }
}
