//! What the system says when a file cannot be read or written, in the reader's language.

use std::io;

/// The reason in Chinese, where it is a common one; else the system's own words.
pub(crate) fn cause_of(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "找不到这个文件或文件夹".to_owned(),
        io::ErrorKind::PermissionDenied => "没有权限，或被别的程序占用".to_owned(),
        io::ErrorKind::StorageFull => "磁盘已满".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "这个磁盘只能读".to_owned(),
        io::ErrorKind::NotADirectory => "路径里有一段是文件，不是文件夹".to_owned(),
        io::ErrorKind::IsADirectory => "这是文件夹，不是文件".to_owned(),
        io::ErrorKind::InvalidFilename => "文件名太长，或有不能用的字".to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_reasons_are_told_in_chinese() {
        let folder = tempfile::tempdir().unwrap();
        let missing = std::fs::read(folder.path().join("没有.csv")).unwrap_err();
        assert_eq!(cause_of(&missing), "找不到这个文件或文件夹");
        let no_file = std::fs::read(folder.path()).unwrap_err();
        assert!(!cause_of(&no_file).contains("os error"), "{no_file}");
    }
}
