//! A temporary home for runs of the program, and readers of what a run leaves behind.
#![allow(dead_code, reason = "each test crate uses its own part of this page")]
#![allow(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]
#![allow(unreachable_pub, reason = "included by several test crates")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use tempfile::TempDir;

/// A reply with facts, dates, money, a basis and a contact.
pub const ANSWER: &str = "王代表：您提出的关于更换新建路路灯的建议收悉。我局4月8日到新建路现场查看，\
    损坏路灯共12盏，已于4月20日全部更换为LED灯，投入资金3.6万元。依据《城市照明管理规定》第二十条，\
    今后每月巡查一次。联系人：周工，电话0000-5550101。";

/// A reply that holds nothing about the matter.
pub const SHELL: &str = "赵代表：您的建议收悉。感谢您对我们工作的关心和支持。我们将认真研究，积极推进。\
    欢迎您继续提出宝贵意见。";

/// The root of the workspace.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A folder of its own for one test.
pub struct Home {
    folder: TempDir,
}

/// How a run of the program ended and what it said.
pub struct Ran {
    /// Exit code.
    pub code: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
    home: PathBuf,
}

impl Home {
    /// An empty home.
    pub fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// A home with a copy of `tests/cmd/<case>/in`.
    pub fn of(case: &str) -> Self {
        let home = Self::empty();
        copy(&root().join("tests/cmd").join(case).join("in"), &home.path("in"));
        home
    }

    /// A home with one file `in/答复.csv` of the usual columns.
    pub fn with_replies(rows: &[[&str; 5]]) -> Self {
        let home = Self::empty();
        home.write(
            "in/答复.csv",
            table(&["编号", "年度", "承办单位", "建议标题", "答复内容"], rows),
        );
        home
    }

    /// The place of a file of this home.
    pub fn path(&self, name: &str) -> PathBuf {
        // On some systems the temporary folder is a link, and the program says where it leads.
        self.folder.path().canonicalize().unwrap().join(name)
    }

    /// Writes a file, with the folders above it.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// Runs the program in this home; `arguments` are divided by blanks.
    pub fn shida(&self, arguments: &str) -> Ran {
        let output = Command::new(env!("CARGO_BIN_EXE_shida"))
            .args(arguments.split_whitespace())
            .current_dir(self.folder.path())
            .env_remove("NO_COLOR")
            .env_remove("CLICOLOR_FORCE")
            .env_remove("COLUMNS")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        Ran {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
            home: self.path(""),
        }
    }

    /// Runs over `in` into `out` and expects exit code 0.
    pub fn run(&self) -> Output {
        let ran = self.shida("run in -o out");
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        self.output("out")
    }

    /// The output folder of that name.
    pub fn output(&self, name: &str) -> Output {
        Output { folder: self.path(name) }
    }

    /// Names of what stands in this home, sorted.
    pub fn entries(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).unwrap();
        let names: BTreeSet<String> =
            entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into()).collect();
        names.into_iter().collect()
    }
}

impl Ran {
    /// Exit code, stdout and stderr as one text, without what differs between machines and
    /// editions of the rules.
    pub fn said(&self) -> String {
        let text = format!("退出码 {}\n{}\n----\n{}", self.code, self.stdout, self.stderr);
        let home = self.home.display().to_string();
        let text = text.replace(home.trim_end_matches('/'), "[HOME]");
        text.lines().map(|line| without_edition(line) + "\n").collect()
    }
}

fn without_edition(line: &str) -> String {
    match line.split_once("npc-reply ") {
        Some((before, _)) => format!("{before}npc-reply [EDITION]"),
        None => line.trim_end().to_owned(),
    }
}

/// A CSV row by column.
pub type Row = BTreeMap<String, String>;

/// The folder that a run wrote.
#[derive(Debug)]
pub struct Output {
    /// Where it is.
    pub folder: PathBuf,
}

impl Output {
    /// A file's text without its byte order mark.
    pub fn text(&self, name: &str) -> String {
        let text = String::from_utf8(self.bytes(name)).unwrap();
        text.trim_start_matches('\u{feff}').to_owned()
    }

    /// A file's bytes.
    pub fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The rows of a CSV file.
    pub fn rows(&self, name: &str) -> Vec<Row> {
        let text = self.text(name);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        reader.deserialize().map(|row| row.unwrap()).collect()
    }

    /// The header of a CSV file.
    pub fn header(&self, name: &str) -> Vec<String> {
        let text = self.text(name);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        reader.headers().unwrap().iter().map(str::to_owned).collect()
    }

    /// One column of a CSV file.
    pub fn column(&self, name: &str, column: &str) -> Vec<String> {
        self.rows(name).into_iter().map(|row| row[column].clone()).collect()
    }

    /// Rows of notices.csv of that kind.
    pub fn notices(&self, kind: &str) -> Vec<Row> {
        self.rows("notices.csv").into_iter().filter(|row| row["kind"] == kind).collect()
    }

    /// The row of replies.csv with that id.
    pub fn reply(&self, id: &str) -> Row {
        let row = self.rows("replies.csv").into_iter().find(|row| row["reply_id"] == id);
        row.unwrap_or_else(|| panic!("no reply {id}"))
    }

    /// run.json.
    pub fn manifest(&self) -> serde_json::Value {
        serde_json::from_slice(&self.bytes("run.json")).unwrap()
    }

    /// Every file below the folder with its bytes, by its path with `/` between the parts.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        gather(&self.folder, "", &mut files);
        files
    }
}

fn gather(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{prefix}{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() {
            gather(&path, &format!("{name}/"), files);
        } else {
            files.insert(name, fs::read(&path).unwrap());
        }
    }
}

/// Copies a folder with all below it.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

/// A CSV table in UTF-8 without a mark.
pub fn table<const N: usize>(header: &[&str; N], rows: &[[&str; N]]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(header).unwrap();
    for row in rows {
        writer.write_record(row).unwrap();
    }
    writer.into_inner().unwrap()
}

/// Files that differ between two folders, or stand in only one.
pub fn differences(one: &Output, other: &Output) -> Vec<String> {
    let (one, other) = (one.files(), other.files());
    let names: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    names.into_iter().filter(|name| one.get(*name) != other.get(*name)).cloned().collect()
}

/// Name and text of every file below a folder, sorted by path; files that are no text are empty.
pub fn texts_below(folder: &Path) -> Vec<String> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    let text = |path: PathBuf| match path.is_dir() {
        true => format!("{}\n{}", path.display(), texts_below(&path).concat()),
        false => {
            format!("{}\n{}", path.display(), fs::read_to_string(&path).unwrap_or_default())
        }
    };
    entries.into_iter().map(text).collect()
}
