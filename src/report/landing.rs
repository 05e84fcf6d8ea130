//! An output folder appears whole or not at all.
//!
//! The run writes into a hidden staging folder beside the target. Only when every file is
//! there is the staging folder renamed into place. What stood there before is replaced only
//! if all of it is our own: a file that run.json does not list, or that was edited since, is
//! somebody's work and stops the run before it starts.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    process,
};

use super::manifest::{MANIFEST_FILE, Manifest};
use crate::{cause::cause_of, digest::hash_file};

/// Why an output folder could not be prepared or put in place. All end the run with exit
/// code 2; the old folder, if any, is as it was.
#[derive(Debug, thiserror::Error)]
pub enum LandingError {
    /// The target has no name of its own (`.`, `/`).
    #[error(
        "输出位置「{0}」不是一个可以新建的文件夹名。请用 -o 指定一个文件夹，例如 -o reports/本年度"
    )]
    NoName(String),
    /// The target is the run from which the output is made.
    #[error("输出位置就是原来的目录「{0}」（或在它里面），不会覆盖它。请用 -o 另指定一个文件夹")]
    Source(String),
    /// The target is a file or something else that is no folder.
    #[error("输出位置「{0}」已经是一个文件，不是文件夹。请用 -o 另指定一个文件夹")]
    NotAFolder(String),
    /// The target holds a file that no run of ours wrote.
    #[error(
        "输出文件夹「{folder}」里的「{file}」不是本工具写的，不敢覆盖。\
         请先把它移走，或用 -o 另指定一个文件夹"
    )]
    Foreign {
        /// The target.
        folder: String,
        /// The file, relative to the target.
        file: String,
    },
    /// The target holds a file of ours that somebody changed.
    #[error(
        "输出文件夹「{folder}」里的「{file}」生成之后被人改过，不敢覆盖。\
         请先把它另存到别处，或用 -o 另指定一个文件夹"
    )]
    Edited {
        /// The target.
        folder: String,
        /// The file, relative to the target.
        file: String,
    },
    /// A file of the target is open in another program.
    #[error(
        "输出文件夹「{folder}」里的「{file}」正被别的程序打开。\
         请先在 Excel/WPS 中关闭，再重新运行，或用 -o 另指定一个文件夹"
    )]
    HeldOpen {
        /// The target.
        folder: String,
        /// The file, relative to the target.
        file: String,
    },
    /// The system refused.
    #[error(
        "「{path}」{action}失败：{cause}。请检查磁盘空间和文件夹权限，或用 -o 另指定一个文件夹"
    )]
    System {
        /// The path concerned.
        path: String,
        /// What was tried, in Chinese.
        action: &'static str,
        /// What the system said.
        cause: String,
    },
}

/// What stands after [`Landing::finish`].
#[derive(Debug, PartialEq, Eq)]
pub struct Landed {
    /// The output folder.
    pub path: PathBuf,
    /// The old folder, when it was replaced but could not be removed.
    pub leftover: Option<PathBuf>,
}

/// An output folder in the making. Dropped without [`Landing::finish`], it leaves nothing.
#[derive(Debug)]
pub struct Landing {
    target: PathBuf,
    staging: PathBuf,
}

impl Landing {
    /// Checks that `target` may be written or replaced and makes the staging folder
    /// `.name.partial-<pid>` beside it.
    ///
    /// # Errors
    /// When the target is a file, holds a foreign, edited or open file, or when the staging
    /// folder cannot be made.
    pub fn prepare(target: &Path) -> Result<Self, LandingError> {
        let target = resolved(target)?;
        check_replaceable(&target)?;
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent).map_err(|source| system(parent, "新建", source))?;
        }
        let staging = create_beside(&target, "partial")?;
        Ok(Self { target, staging })
    }

    /// As [`Landing::prepare`], for a folder that is made from the run in `source`.
    ///
    /// # Errors
    /// As there, and when the target is the source or lies in it.
    pub fn beside(target: &Path, source: &Path) -> Result<Self, LandingError> {
        let from = fs::canonicalize(source).map_err(|error| system(source, "读取", error))?;
        if resolved(target)?.starts_with(&from) {
            return Err(LandingError::Source(shown(source)));
        }
        Self::prepare(target)
    }

    /// The staging folder: write every output file into it.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.staging
    }

    /// Hashes every output file, writes run.json and swaps the folder into place.
    ///
    /// # Errors
    /// When a file cannot be read or run.json not be written, when the target has meanwhile
    /// got a foreign or edited file, or when the swap fails; the old folder then stands.
    pub fn finish(self, manifest: &Manifest) -> Result<Landed, LandingError> {
        let outputs = hash_folder(&self.staging)?;
        let page = self.staging.join(MANIFEST_FILE);
        let written = manifest.to_json(&outputs).and_then(|json| fs::write(&page, json));
        written.map_err(|source| system(&page, "写入", source))?;
        check_replaceable(&self.target)?;
        let leftover = swap(&self.staging, &self.target)?;
        Ok(Landed { path: self.target.clone(), leftover })
    }
}

impl Drop for Landing {
    fn drop(&mut self) {
        // After a finished swap the staging path no longer exists, and this does nothing.
        let _ = fs::remove_dir_all(&self.staging);
    }
}

/// The target as an absolute path; an existing one with its links followed, so that the
/// folder is replaced and not the link to it.
fn resolved(target: &Path) -> Result<PathBuf, LandingError> {
    let found = match fs::symlink_metadata(target) {
        Ok(_) => fs::canonicalize(target),
        Err(_) => std::path::absolute(target),
    };
    let found = found.map_err(|_| LandingError::NotAFolder(shown(target)))?;
    // `-o .` would rename the folder that the person stands in.
    let here = std::env::current_dir().and_then(fs::canonicalize);
    let is_here = here.is_ok_and(|here| here.starts_with(&found));
    if found.file_name().is_none() || is_here {
        return Err(LandingError::NoName(shown(target)));
    }
    Ok(found)
}

/// Whether everything in `target` is ours; a missing or empty folder is fine.
fn check_replaceable(target: &Path) -> Result<(), LandingError> {
    match fs::metadata(target) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(system(target, "读取", error)),
        Ok(found) if !found.is_dir() => return Err(LandingError::NotAFolder(shown(target))),
        Ok(_) => {}
    }
    let files = files_of(target)?;
    let listed = listed_hashes(target);
    files.iter().try_for_each(|file| check_own(target, file, &listed))
}

fn check_own(
    target: &Path,
    file: &str,
    listed: &BTreeMap<String, String>,
) -> Result<(), LandingError> {
    let folder = shown(target);
    if let Some(open) = held_by(file) {
        return Err(LandingError::HeldOpen { folder, file: open });
    }
    if file == MANIFEST_FILE && !listed.is_empty() {
        return Ok(());
    }
    let Some(hash) = listed.get(file) else {
        return Err(LandingError::Foreign { folder, file: file.to_owned() });
    };
    let path = target.join(file);
    if is_locked(&path) {
        return Err(LandingError::HeldOpen { folder, file: file.to_owned() });
    }
    let now = hash_file(&path).map_err(|source| system(&path, "读取", source))?;
    if now == *hash {
        return Ok(());
    }
    Err(LandingError::Edited { folder, file: file.to_owned() })
}

/// Excel and WPS leave `~$name` beside an open file, LibreOffice `.~lock.name#`: the name of
/// the open file, when `file` is such a mark. Excel drops the first two letters of a long
/// name, so what is shown may be shortened.
fn held_by(file: &str) -> Option<String> {
    let (folder, name) = file.rsplit_once('/').map_or(("", file), |(folder, name)| (folder, name));
    let open = name
        .strip_prefix("~$")
        .or_else(|| name.strip_prefix(".~lock.").and_then(|rest| rest.strip_suffix('#')))?;
    Some(if folder.is_empty() { open.to_owned() } else { format!("{folder}/{open}") })
}

/// Windows forbids writing to a file that Excel or WPS holds open; elsewhere an open file
/// does not hinder the swap, and a read-only one is no obstacle either.
fn is_locked(path: &Path) -> bool {
    cfg!(windows) && fs::OpenOptions::new().append(true).open(path).is_err()
}

/// The output hashes of the target's run.json; empty when there is none or it is not ours.
fn listed_hashes(target: &Path) -> BTreeMap<String, String> {
    let read = fs::read(target.join(MANIFEST_FILE)).unwrap_or_default();
    let page: serde_json::Value = serde_json::from_slice(&read).unwrap_or_default();
    let outputs = page.get("outputs").and_then(serde_json::Value::as_object);
    let pair = |(file, hash): (&String, &serde_json::Value)| {
        Some((file.clone(), hash.as_str()?.to_owned()))
    };
    outputs.into_iter().flatten().filter_map(pair).collect()
}

fn hash_folder(folder: &Path) -> Result<BTreeMap<String, String>, LandingError> {
    let hash = |file: String| {
        let path = folder.join(&file);
        hash_file(&path).map(|hash| (file, hash)).map_err(|source| system(&path, "读取", source))
    };
    files_of(folder)?.into_iter().filter(|file| file != MANIFEST_FILE).map(hash).collect()
}

/// Every entry below `folder` that is no folder, sorted, with `/` between the parts. A link
/// counts as a file and is not followed.
fn files_of(folder: &Path) -> Result<Vec<String>, LandingError> {
    let mut files = Vec::new();
    let mut waiting = vec![(folder.to_path_buf(), String::new())];
    while let Some((path, prefix)) = waiting.pop() {
        let failed = |source| system(&path, "读取", source);
        for entry in fs::read_dir(&path).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.file_type().map_err(failed)?.is_dir() {
                waiting.push((entry.path(), name + "/"));
            } else {
                files.push(name);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Moves the old folder aside, the staging folder in, and removes the old one; a failure
/// puts the old one back. Returns the old folder when it could not be removed.
fn swap(staging: &Path, target: &Path) -> Result<Option<PathBuf>, LandingError> {
    if !target.exists() {
        fs::rename(staging, target).map_err(|source| system(target, "改名", source))?;
        return Ok(None);
    }
    let old = create_beside(target, "old")?;
    let aside = old.join("previous");
    if let Err(source) = fs::rename(target, &aside) {
        let _ = fs::remove_dir(&old);
        return Err(blocked(target, source));
    }
    if let Err(source) = fs::rename(staging, target) {
        let _ = fs::rename(&aside, target);
        let _ = fs::remove_dir(&old);
        return Err(system(target, "改名", source));
    }
    Ok(fs::remove_dir_all(&old).is_err().then_some(old))
}

/// Names the file that keeps the folder from being moved, when one can be found.
fn blocked(target: &Path, source: io::Error) -> LandingError {
    let files = files_of(target).unwrap_or_default();
    match files.into_iter().find(|file| is_locked(&target.join(file))) {
        Some(file) => LandingError::HeldOpen { folder: shown(target), file },
        None => system(target, "改名（其中可能有文件正被 Excel/WPS 打开，请先关闭）", source),
    }
}

/// Makes the new, empty, hidden folder `.name.<mark>-<pid>` beside `target`; a number is
/// added when a killed run has left one of that name.
fn create_beside(target: &Path, mark: &str) -> Result<PathBuf, LandingError> {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let first = format!(".{name}.{mark}-{}", process::id());
    for attempt in 0u32.. {
        let name = if attempt == 0 { first.clone() } else { format!("{first}-{attempt}") };
        let path = target.with_file_name(name);
        match fs::create_dir(&path) {
            Ok(()) => return Ok(path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(source) => return Err(system(target, "新建", source)),
        }
    }
    Err(LandingError::NotAFolder(shown(target)))
}

fn system(path: &Path, action: &'static str, source: io::Error) -> LandingError {
    LandingError::System { path: shown(path), action, cause: cause_of(&source) }
}

/// The path as a person knows it: without the prefix of resolved paths on Windows.
fn shown(path: &Path) -> String {
    let text = path.display().to_string();
    text.strip_prefix(r"\\?\").map(str::to_owned).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    fn land(target: &Path, files: &[(&str, &str)]) -> Result<Landed, LandingError> {
        let landing = Landing::prepare(target)?;
        for (file, text) in files {
            let path = landing.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        landing.finish(&Manifest::default())
    }

    fn entries(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    const FILES: [(&str, &str); 2] = [("replies.csv", "编号\n1\n"), ("charts/一.svg", "<svg/>")];

    #[test]
    fn a_finished_folder_is_whole_and_nothing_else_is_left() {
        let home = TempDir::new().unwrap();
        let landed = land(&home.path().join("a/out"), &FILES).unwrap();
        assert_eq!(landed.leftover, None);
        assert_eq!(entries(&landed.path), ["charts", "replies.csv", "run.json"]);
        assert_eq!(entries(&home.path().join("a")), ["out"]);
        let listed = listed_hashes(&landed.path);
        assert_eq!(listed.keys().collect::<Vec<_>>(), ["charts/一.svg", "replies.csv"]);
    }

    #[test]
    fn an_unfinished_folder_leaves_nothing() {
        let home = TempDir::new().unwrap();
        let landing = Landing::prepare(&home.path().join("out")).unwrap();
        fs::write(landing.path().join("replies.csv"), "half").unwrap();
        assert!(entries(home.path())[0].starts_with(".out.partial-"));
        drop(landing);
        assert!(entries(home.path()).is_empty());
    }

    #[test]
    fn our_own_folder_is_replaced_and_its_old_files_go() {
        let home = TempDir::new().unwrap();
        let target = home.path().join("out");
        land(&target, &[("old.csv", "1")]).unwrap();
        land(&target, &FILES).unwrap();
        assert_eq!(entries(&target), ["charts", "replies.csv", "run.json"]);
        assert_eq!(entries(home.path()), ["out"]);
    }

    #[test]
    fn the_same_files_land_as_the_same_bytes() {
        let home = TempDir::new().unwrap();
        let page = |name: &str| {
            fs::read(land(&home.path().join(name), &FILES).unwrap().path.join(MANIFEST_FILE))
        };
        assert_eq!(page("one").unwrap(), page("two").unwrap());
    }

    #[test]
    fn an_empty_folder_may_be_filled() {
        let home = TempDir::new().unwrap();
        let target = home.path().join("out");
        fs::create_dir(&target).unwrap();
        land(&target, &FILES).unwrap();
        assert_eq!(entries(&target).len(), 3);
    }

    #[test]
    fn a_foreign_file_is_named_and_stays() {
        let home = TempDir::new().unwrap();
        let target = home.path().join("out");
        land(&target, &FILES).unwrap();
        fs::write(target.join("charts/复核意见.docx"), "somebody's work").unwrap();
        let error = land(&target, &FILES).unwrap_err();
        assert!(
            matches!(&error, LandingError::Foreign { file, .. } if file == "charts/复核意见.docx")
        );
        assert!(error.to_string().contains("-o"));
        assert!(target.join("charts/复核意见.docx").exists());
        assert_eq!(entries(home.path()), ["out"]);
    }

    #[test]
    fn a_folder_without_our_manifest_is_foreign() {
        let home = TempDir::new().unwrap();
        let target = home.path().join("out");
        fs::create_dir(&target).unwrap();
        fs::write(target.join(MANIFEST_FILE), "{\"outputs\": {}}").unwrap();
        let error = Landing::prepare(&target).unwrap_err();
        assert!(matches!(error, LandingError::Foreign { file, .. } if file == MANIFEST_FILE));
    }

    #[test]
    fn an_edited_file_is_named_and_stays() {
        let home = TempDir::new().unwrap();
        let target = home.path().join("out");
        land(&target, &FILES).unwrap();
        fs::write(target.join("replies.csv"), "编号\n1\n已复核\n").unwrap();
        let error = Landing::prepare(&target).unwrap_err();
        assert!(matches!(error, LandingError::Edited { file, .. } if file == "replies.csv"));
    }

    #[test]
    fn an_edit_made_during_the_run_stops_the_swap() {
        let home = TempDir::new().unwrap();
        let target = home.path().join("out");
        land(&target, &FILES).unwrap();
        let landing = Landing::prepare(&target).unwrap();
        fs::write(target.join("replies.csv"), "编号\n1\n已复核\n").unwrap();
        let error = landing.finish(&Manifest::default()).unwrap_err();
        assert!(matches!(error, LandingError::Edited { .. }));
        assert!(target.join("charts").exists());
        assert_eq!(entries(home.path()), ["out"]);
    }

    #[test]
    fn a_deleted_output_is_no_obstacle() {
        let home = TempDir::new().unwrap();
        let target = home.path().join("out");
        land(&target, &FILES).unwrap();
        fs::remove_file(target.join("replies.csv")).unwrap();
        assert!(land(&target, &FILES).is_ok());
    }

    #[test]
    fn an_open_workbook_is_named_with_the_cure() {
        let home = TempDir::new().unwrap();
        let target = home.path().join("out");
        land(&target, &FILES).unwrap();
        fs::write(target.join("~$assessment.xlsx"), "lock").unwrap();
        let message = Landing::prepare(&target).unwrap_err().to_string();
        assert!(message.contains("「assessment.xlsx」") && message.contains("关闭"));
        assert_eq!(held_by("a/.~lock.评估.xlsx#"), Some("a/评估.xlsx".into()));
        assert_eq!(held_by("replies.csv"), None);
    }

    #[test]
    fn a_target_that_is_a_file_or_has_no_name_is_refused() {
        let home = TempDir::new().unwrap();
        let file = home.path().join("out");
        fs::write(&file, "x").unwrap();
        assert!(matches!(Landing::prepare(&file), Err(LandingError::NotAFolder(_))));
        assert!(matches!(Landing::prepare(Path::new(".")), Err(LandingError::NoName(_))));
        assert!(matches!(Landing::prepare(Path::new("/")), Err(LandingError::NoName(_))));
        assert_eq!(fs::read_to_string(&file).unwrap(), "x");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_our_folder_keeps_being_a_link() {
        let home = TempDir::new().unwrap();
        land(&home.path().join("real"), &FILES).unwrap();
        let link = home.path().join("link");
        std::os::unix::fs::symlink(home.path().join("real"), &link).unwrap();
        land(&link, &FILES).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(entries(home.path()), ["link", "real"]);
    }
}
