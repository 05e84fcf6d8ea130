//! Which files the run reads: folders opened, formats told apart, fingerprints taken.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    InputFile, Request,
    error::IngestError,
    letter_file::{LETTER_FORMATS, is_letter},
    notices::Notices,
    workbook,
};
use crate::digest::sha256_of;

/// Things in a folder without a table that its error names.
const NAMED: usize = 5;

/// Endings that are tables, as shown to people.
const FORMATS: &str = ".csv .tsv .xlsx .xls .ods .jsonl .parquet";

/// What the user says a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// An input: the columns decide.
    Any,
    /// Given by `--suggestions`.
    Suggestions,
    /// Given by `--metrics`.
    Metrics,
    /// Given by `--followup`.
    Followup,
    /// Given by `--published`.
    Published,
    /// Given by `--manual`.
    Manual,
}

impl Role {
    /// Whether the file is no part of the input proper, but a small table beside it.
    pub(super) fn is_beside(self) -> bool {
        matches!(self, Self::Published | Self::Manual)
    }
}

/// The format of a file, by its first bytes and then by its ending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileFormat {
    /// Text in columns; the delimiter to try first.
    Delimited(char),
    /// A workbook of sheets.
    Workbook(workbook::Kind),
    /// One JSON object a line.
    JsonLines,
    /// Parquet.
    Parquet,
    /// A letter in a file of its own.
    Letter,
}

/// A file to read.
#[derive(Debug, Clone)]
pub(super) struct Source {
    /// Where it is.
    pub(super) path: PathBuf,
    /// What people see: the file name; with its folder when two files share a name.
    pub(super) name: Arc<str>,
    /// What the user says it is.
    pub(super) role: Role,
    /// How it is to be read.
    pub(super) format: FileFormat,
    /// Whether nobody named it: it lies in a folder of inputs.
    pub(super) found: bool,
}

/// All files of a request in reading order: inputs as given, folders by file name, then
/// suggestions and metrics. A file named twice is read once, in the role of its option.
///
/// # Errors
///
/// [`IngestError`] for a missing, empty or unknown file and a folder without tables.
pub(super) fn sources(
    request: &Request,
    notices: &mut Notices,
) -> Result<Vec<Source>, IngestError> {
    if request.inputs.is_empty() {
        return Err(IngestError::NoInput);
    }
    let mut paths = Vec::new();
    let mut found = BTreeSet::new();
    for input in &request.inputs {
        if input.is_dir() {
            let tables = tables_in(input, &request.apart, notices)?;
            found.extend(tables.iter().cloned());
            paths.extend(tables.into_iter().map(|path| (path, Role::Any)));
        } else {
            paths.push((input.clone(), Role::Any));
        }
    }
    let options = [
        (&request.suggestions, Role::Suggestions),
        (&request.metrics, Role::Metrics),
        (&request.followup, Role::Followup),
        (&request.published, Role::Published),
        (&request.manual, Role::Manual),
    ];
    for (path, role) in options {
        paths.extend(path.clone().map(|path| (path, role)));
    }
    let paths = each_once(paths)?;
    let names = names(&paths);
    paths
        .into_iter()
        .zip(names)
        .map(|((path, role), name)| {
            let format = format_of(&path, &name, notices)?;
            let found = found.contains(&path) && !request.inputs.contains(&path);
            Ok(Source { path, name, role, format, found })
        })
        .collect()
}

/// Size and SHA-256 (hex) of a file.
///
/// # Errors
///
/// [`IngestError::Unreadable`].
pub(super) fn fingerprint(source: &Source) -> Result<InputFile, IngestError> {
    let hashed = File::open(&source.path).and_then(sha256_of);
    let (sha256, bytes) = hashed.map_err(|error| IngestError::unreadable(&source.path, &error))?;
    Ok(InputFile { name: source.name.to_string(), bytes, sha256 })
}

fn tables_in(
    folder: &Path,
    apart: &[PathBuf],
    notices: &mut Notices,
) -> Result<Vec<PathBuf>, IngestError> {
    let unreadable = |error: io::Error| IngestError::unreadable(folder, &error);
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        paths.push(entry.map_err(unreadable)?.path());
    }
    paths.sort();
    let apart: BTreeSet<PathBuf> =
        apart.iter().filter_map(|path| path.canonicalize().ok()).collect();
    let is_apart = |path: &PathBuf| path.canonicalize().is_ok_and(|real| apart.contains(&real));
    paths.retain(|path| !is_hidden(path) && !is_apart(path));
    let (tables, others): (Vec<_>, Vec<_>) =
        paths.into_iter().partition(|path| path.is_file() && format_by_ending(path).is_some());
    let others: Vec<(String, String)> =
        others.iter().map(|other| (file_name(other), unreadable_kind(other))).collect();
    if tables.is_empty() {
        let lines = others.iter().take(NAMED).map(|(name, why)| format!("\n  {name}：{why}"));
        return Err(IngestError::EmptyFolder {
            folder: folder.display().to_string(),
            formats: format!("{FORMATS} {LETTER_FORMATS}"),
            found: lines.collect(),
        });
    }
    for (name, why) in others {
        notices.file((&name, None), "ignored_file", ("", why));
    }
    Ok(tables)
}

/// Why a file or folder in a folder is left alone.
fn unreadable_kind(path: &Path) -> String {
    if path.is_dir() {
        return "子文件夹里的文件没有读；如需读入，请把它也写在命令里".to_owned();
    }
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    if ending.eq_ignore_ascii_case("pdf") {
        return "PDF 里文字的次序靠不住，没有读；是答复的，请用 Word 或 WPS 另存为 .docx"
            .to_owned();
    }
    format!("不是表格，也不是文书，没有读。可读的有 {FORMATS} {LETTER_FORMATS}")
}

/// Hidden files, and the lock files that Excel, WPS and LibreOffice leave beside an open one.
fn is_hidden(path: &Path) -> bool {
    let name = file_name(path);
    name.starts_with('.') || name.starts_with("~$")
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

type Paths = Vec<(PathBuf, Role)>;

/// Drops repeated files; the last role wins, so that an option beats the folder.
fn each_once(paths: Paths) -> Result<Paths, IngestError> {
    let mut roles = BTreeMap::new();
    let mut keyed = Vec::new();
    for (path, role) in paths {
        let real = path.canonicalize().map_err(|error| IngestError::unreadable(&path, &error))?;
        roles.insert(real.clone(), role);
        keyed.push((path, real));
    }
    let mut seen = BTreeSet::new();
    Ok(keyed
        .into_iter()
        .filter(|(_, real)| seen.insert(real.clone()))
        .filter_map(|(path, real)| Some((path, *roles.get(&real)?)))
        .collect())
}

fn names(paths: &Paths) -> Vec<Arc<str>> {
    let mut uses: BTreeMap<String, usize> = BTreeMap::new();
    for (path, _) in paths {
        *uses.entry(file_name(path)).or_default() += 1;
    }
    paths
        .iter()
        .map(|(path, _)| {
            let name = file_name(path);
            let folder = path.parent().map(file_name).filter(|folder| !folder.is_empty());
            match folder {
                Some(folder) if uses.get(&name).is_some_and(|uses| *uses > 1) => {
                    format!("{folder}/{name}").into()
                }
                _ => name.into(),
            }
        })
        .collect()
}

fn format_by_ending(path: &Path) -> Option<FileFormat> {
    let ending = path.extension()?.to_str()?.to_ascii_lowercase();
    match ending.as_str() {
        "csv" => Some(FileFormat::Delimited(',')),
        "tsv" => Some(FileFormat::Delimited('\t')),
        "xlsx" | "xlsm" => Some(FileFormat::Workbook(workbook::Kind::Xlsx)),
        "xls" | "et" => Some(FileFormat::Workbook(workbook::Kind::Xls)),
        "ods" => Some(FileFormat::Workbook(workbook::Kind::Ods)),
        "jsonl" | "ndjson" => Some(FileFormat::JsonLines),
        "parquet" => Some(FileFormat::Parquet),
        _ => is_letter(path).then_some(FileFormat::Letter),
    }
}

/// The format that the first bytes betray; text has none.
fn format_by_content(head: &[u8]) -> Option<FileFormat> {
    let contains = |wanted: &[u8]| head.windows(wanted.len()).any(|window| window == wanted);
    if head.starts_with(b"PK\x03\x04") {
        let kind = if contains(b"application/vnd.oasis.opendocument.spreadsheet") {
            workbook::Kind::Ods
        } else {
            workbook::Kind::Xlsx
        };
        return Some(FileFormat::Workbook(kind));
    }
    if head.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Some(FileFormat::Workbook(workbook::Kind::Xls));
    }
    head.starts_with(b"PAR1").then_some(FileFormat::Parquet)
}

fn format_of(path: &Path, name: &str, notices: &mut Notices) -> Result<FileFormat, IngestError> {
    let unknown = |cause: &str| IngestError::UnknownFormat {
        file: name.to_owned(),
        cause: cause.to_owned(),
        formats: format!("{FORMATS} {LETTER_FORMATS}"),
    };
    let head = head(path).map_err(|error| IngestError::unreadable(path, &error))?;
    let by_ending = format_by_ending(path).ok_or_else(|| unknown("不认识这种扩展名"))?;
    if head.is_empty() {
        return Err(IngestError::EmptyFile { file: name.to_owned(), cause: "0 字节".to_owned() });
    }
    let actual = match (format_by_content(&head), by_ending) {
        // A Word document is a container like a workbook; its reader tells a false one.
        (_, FileFormat::Letter) => FileFormat::Letter,
        // Systems export HTML or CSV under the ending .xls.
        (None, FileFormat::Workbook(_)) if looks_like_html(&head) => {
            return Err(unknown("内容其实是网页，不是工作簿"));
        }
        (None, FileFormat::Workbook(_)) => FileFormat::Delimited('\t'),
        (None, FileFormat::Parquet) => return Err(unknown("内容不是 Parquet")),
        (None, text) => text,
        (Some(content), _) => content,
    };
    if actual != by_ending {
        let message = "内容与扩展名不符，已按内容读取；建议另存为 .xlsx".to_owned();
        notices.file((name, None), "format", ("", message));
    }
    Ok(actual)
}

fn head(path: &Path) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    File::open(path)?.take(512).read_to_end(&mut head)?;
    Ok(head)
}

fn looks_like_html(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head);
    text.trim_start_matches(['\u{feff}', ' ', '\r', '\n', '\t']).starts_with('<')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(inputs: &[&Path]) -> Request {
        Request {
            inputs: inputs.iter().map(|path| path.to_path_buf()).collect(),
            suggestions: None,
            metrics: None,
            apart: Vec::new(),
            followup: None,
            published: None,
            manual: None,
            spool: PathBuf::new(),
        }
    }

    type Found = (Vec<(String, Role)>, Vec<String>);

    /// The sources by name and role, and the files of the notices.
    fn found(request: &Request) -> Result<Found, IngestError> {
        let mut notices = Notices::default();
        let sources = sources(request, &mut notices)?;
        Ok((
            sources.into_iter().map(|source| (source.name.to_string(), source.role)).collect(),
            notices.finish().into_iter().map(|notice| notice.file).collect(),
        ))
    }

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "编号,答复\n").unwrap();
        }
        folder
    }

    #[test]
    fn a_folder_gives_its_tables_by_name_and_names_the_rest() {
        let folder = folder(&["b.csv", "a.CSV", "图.png", "~$b.xlsx", ".隐藏.csv", "sub/c.csv"]);
        let (names, ignored) = found(&request(&[folder.path()])).unwrap();
        assert_eq!(names, [("a.CSV".to_owned(), Role::Any), ("b.csv".to_owned(), Role::Any)]);
        assert_eq!(ignored, ["sub", "图.png"]);
    }

    #[test]
    fn a_file_of_the_folder_that_is_also_an_option_is_read_once() {
        let folder = folder(&["a.csv", "b.csv"]);
        let mut request = request(&[folder.path()]);
        request.suggestions = Some(folder.path().join("a.csv"));
        let (names, _) = found(&request).unwrap();
        assert_eq!(
            names,
            [("a.csv".to_owned(), Role::Suggestions), ("b.csv".to_owned(), Role::Any)]
        );
    }

    #[test]
    fn files_of_one_name_are_told_apart_by_their_folder() {
        let folder = folder(&["x/a.csv", "y/a.csv"]);
        let (x, y) = (folder.path().join("x/a.csv"), folder.path().join("y/a.csv"));
        let (names, _) = found(&request(&[&x, &y])).unwrap();
        assert_eq!(names, [("x/a.csv".to_owned(), Role::Any), ("y/a.csv".to_owned(), Role::Any)]);
    }

    #[test]
    fn what_cannot_be_read_is_said_with_its_cure() {
        let folder = folder(&["a.pdf", "leer/扫描.pdf"]);
        let error = |path: &Path| found(&request(&[path])).unwrap_err().to_string();
        assert!(error(&folder.path().join("没有.csv")).contains("找不到"));
        assert!(error(&folder.path().join("a.pdf")).contains("不认识"));
        let empty = error(&folder.path().join("leer"));
        assert!(empty.contains("没有可读的表格或文书"), "{empty}");
        assert!(empty.contains("  扫描.pdf：PDF 里文字的次序靠不住"), "{empty}");
        fs::create_dir_all(folder.path().join("上级/下级")).unwrap();
        assert!(error(&folder.path().join("上级")).contains("  下级：子文件夹里的文件没有读"));
        fs::write(folder.path().join("空.csv"), "").unwrap();
        assert!(error(&folder.path().join("空.csv")).contains("是空的"));
        fs::write(folder.path().join("网页.xls"), "<html><table>").unwrap();
        assert!(error(&folder.path().join("网页.xls")).contains("网页"));
        assert!(matches!(found(&request(&[])), Err(IngestError::NoInput)));
    }

    #[test]
    fn the_content_wins_over_the_ending_with_a_notice() {
        let folder = folder(&["a.xls"]);
        let mut notices = Notices::default();
        let path = folder.path().join("a.xls");
        let sources = sources(&request(&[&path]), &mut notices).unwrap();
        assert_eq!(sources[0].format, FileFormat::Delimited('\t'));
        assert_eq!(notices.finish()[0].kind, "format");
    }

    #[test]
    fn a_fingerprint_is_the_known_hash() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        fs::write(&path, "abc").unwrap();
        let source = Source {
            path,
            name: "a.csv".into(),
            role: Role::Any,
            format: FileFormat::Delimited(','),
            found: false,
        };
        let file = fingerprint(&source).unwrap();
        assert_eq!(file.bytes, 3);
        assert!(file.sha256.starts_with("ba7816bf8f01cfea"));
    }
}
