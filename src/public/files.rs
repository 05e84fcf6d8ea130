//! Which files of a run may stand in a public folder.

use std::{fs, io, path::Path};

/// Files that are made of masked rows and texts alone; `charts` is a folder. What is named
/// neither here nor below does not get into a public folder: rejects, notices and decisions quote
/// the input, letters and asks hold it whole, and so do the files from which a run is opened
/// again.
const FILES: [&str; 6] =
    ["index.html", "assessment.xlsx", "通报.docx", "scores.json", "run.json", "charts"];

/// Tables that are, as `.csv` or `.parquet`.
const TABLES: [&str; 21] = [
    "replies",
    "findings",
    "sentences",
    "commitments",
    "ledger",
    "units",
    "unit_scores",
    "unit_ledger",
    "rates",
    "reconcile",
    "checks",
    "speeds",
    "trends",
    "trends-half",
    "trends-quarter",
    "trends-month",
    "trends-session",
    "mix",
    "differences",
    "phrases",
    "relations",
];

/// Removes every file of `folder` that may not be published.
///
/// # Errors
/// When the folder cannot be read or a file not be removed.
pub fn keep_public_files(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_str().is_some_and(is_public) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

fn is_public(name: &str) -> bool {
    let table = name.strip_suffix(".csv").or_else(|| name.strip_suffix(".parquet"));
    FILES.contains(&name) || table.is_some_and(|table| TABLES.contains(&table))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_named_does_not_stay() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["replies.csv", "run.json", "letters.parquet", ".letters", "replies.xlsx"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        for name in ["charts", "drafts"] {
            fs::create_dir(folder.path().join(name)).unwrap();
            fs::write(folder.path().join(name).join("a.svg"), "").unwrap();
        }
        keep_public_files(folder.path()).unwrap();
        let mut left: Vec<String> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        left.sort();
        assert_eq!(left, ["charts", "replies.csv", "run.json"]);
    }
}
