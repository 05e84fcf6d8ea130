//! Why the input could not be taken: every variant says where, what, and the cure.

use std::{io, path::Path};

use thiserror::Error;

use crate::{cause::cause_of, frame::FrameError};

/// How an office comes by a rule file of its own.
pub(super) const CURE: &str = "shida rules export 目录 写出这个文件，改好后运行时加 --rules 目录";

/// The run cannot start. A bad *row* is never one of these: it becomes a reject.
#[derive(Debug, Error)]
pub enum IngestError {
    /// No input was named.
    #[error("没有给出输入。请写上答复表的文件名或文件夹，例如：shida run 答复.xlsx")]
    NoInput,
    /// No such file or folder.
    #[error("找不到「{0}」。请核对名字、扩展名和所在的文件夹；名字里有空格的，两头加上英文双引号")]
    Missing(String),
    /// A file or folder cannot be opened or read.
    #[error("{file}：读不出来（{cause}）。请核对路径和权限；若正在 Excel 或 WPS 中打开，请先关闭")]
    Unreadable {
        /// File or folder as the user named it.
        file: String,
        /// The system's reason, in Chinese where known.
        cause: String,
    },
    /// A folder without a single table or letter.
    #[error("{folder}：文件夹里没有可读的表格或文书。可读的有 {formats}{found}")]
    EmptyFolder {
        /// The folder as the user named it.
        folder: String,
        /// Known endings.
        formats: String,
        /// A line for each thing that is there and what to do with it, or nothing.
        found: String,
    },
    /// The ending is none of ours, or the content contradicts it beyond guessing.
    #[error(
        "{file}：{cause}。可读的有 {formats}；请在 Excel、Word 或 WPS 中另存为 .xlsx 或 .docx 再试"
    )]
    UnknownFormat {
        /// File name.
        file: String,
        /// What was seen.
        cause: String,
        /// Known endings.
        formats: String,
    },
    /// Nothing in the file, or nothing below the header.
    #[error("{file}：是空的（{cause}）。请核对是否选错了文件")]
    EmptyFile {
        /// File name.
        file: String,
        /// What is missing.
        cause: String,
    },
    /// No table has a reply column.
    #[error(
        "没有找到答复表：各表都没有“答复内容”一列。找到的表头：\n{found}\n{alike}可作答复列的列名：{aliases}。\
         请在表格软件里把答复那一列的列名改成其中一个；一再用到的列名可以加进 columns.toml 的 reply（{cure}）",
        cure = CURE
    )]
    NoReplies {
        /// One line per table: file and its headers.
        found: String,
        /// A line that names the headers that look like a reply's, or nothing.
        alike: String,
        /// Known aliases of the reply column.
        aliases: String,
    },
    /// A table that must have a column has none for it.
    #[error(
        "{file}：缺少必需的“{column}”一列。找到的表头：{headers}。可用的列名：{aliases}。\
         请改列名，或在 columns.toml 里加上这个列名（{cure}）",
        cure = CURE
    )]
    MissingColumn {
        /// File name, with the sheet.
        file: String,
        /// What people call the column.
        column: Box<str>,
        /// Headers found.
        headers: String,
        /// Known aliases.
        aliases: String,
    },
    /// A table given by option has an id, but no other column that we know.
    #[error(
        "{file}：除了编号，没有一列认得，无从采用。找到的表头：{headers}。\
         请改列名，或在 columns.toml 里加上这些列名（{cure}）",
        cure = CURE
    )]
    NothingToJoin {
        /// File name.
        file: String,
        /// Headers found.
        headers: String,
    },
    /// A file given as follow-up says of no promise what became of it.
    #[error(
        "{file}：不是承诺跟踪表：要有“承诺编号”或“建议编号”，还要有“是否完成”或“完成日期”。找到的表头：\
         {headers}。请改列名，或在 columns.toml 的 [followup] 里加上这些列名（{cure}）",
        cure = CURE
    )]
    NotAFollowup {
        /// File name.
        file: String,
        /// Headers found.
        headers: String,
    },
    /// A file given as published figures has none.
    #[error(
        "{file}：不是公布数据表：要么有“指标”和“数值”两列，要么在“单位”“年度”之外每个指标一列\
         （满意率、按期答复率……）。找到的表头：{headers}。请改列名，或在 columns.toml 的 [published] 里加上这些列名（{cure}）",
        cure = CURE
    )]
    NotPublished {
        /// File name.
        file: String,
        /// Headers found.
        headers: String,
    },
    /// A file given as points by hand has none.
    #[error(
        "{file}：不是人工打分表：要有“单位”一列，另外每个项目一列。找到的表头：{headers}。\
         请改列名，或在 columns.toml 的 [figures] 里加上这些列名（{cure}）",
        cure = CURE
    )]
    NotManual {
        /// File name.
        file: String,
        /// Headers found.
        headers: String,
    },
    /// Two columns claim the same required field and say different things.
    #[error(
        "{file} 第 {line} 行：{both} 两列都可作“{column}”，内容却不同，不能代为选择。\
         找到的表头：{headers}。可用的列名：{aliases}。请删去或改名其中一列"
    )]
    AmbiguousColumn {
        /// File name, with the sheet.
        file: String,
        /// Physical line of the first contradiction.
        line: u32,
        /// What people call the column.
        column: Box<str>,
        /// Both headers, the preferred first.
        both: String,
        /// Headers found.
        headers: String,
        /// Known aliases.
        aliases: String,
    },
    /// The bytes are no text in any encoding we know.
    #[error(
        "{file} 第 {line} 行：文字编码无法识别（{cause}；坏字节的偏移是 {offset}）。\
         请用 Excel 或 WPS 打开，另存为“CSV UTF-8（逗号分隔）”或 .xlsx 再试"
    )]
    Undecodable {
        /// File name.
        file: String,
        /// Physical line of the first bad byte.
        line: u64,
        /// Offset of the first bad byte in the file, 0-based.
        offset: u64,
        /// Which encodings were tried.
        cause: String,
    },
    /// A physical line so long that it cannot be a row of a table.
    #[error("{file} 第 {line} 行：一行超过 {limit} MiB，不像表格。请核对文件，或另存为 .xlsx 再试")]
    LineTooLong {
        /// File name.
        file: String,
        /// Physical line.
        line: u32,
        /// Limit in MiB.
        limit: usize,
    },
    /// A workbook that its reader refuses.
    #[error(
        "{file}：文件已损坏、加了密码或不是它的扩展名所说的格式（{cause}）。请去掉密码，另存为 .xlsx 再试"
    )]
    Broken {
        /// File name.
        file: String,
        /// The reader's reason.
        cause: String,
    },
    /// A file from which no letter can be read.
    #[error("{file}：{cause}")]
    NoLetter {
        /// File name.
        file: String,
        /// What was seen, and the cure.
        cause: String,
    },
    /// A Parquet file that cannot be read; the message names the file and the cure.
    #[error(transparent)]
    Parquet(#[from] FrameError),
    /// The temporary file of the run cannot be written or read back.
    #[error("临时文件 {file} 读写失败（{cause}）。请检查磁盘空间和输出目录的权限")]
    Spool {
        /// Path of the temporary file.
        file: String,
        /// The system's reason.
        cause: String,
    },
}

impl IngestError {
    /// A file that the system does not let us read.
    pub(super) fn unreadable(path: &Path, error: &io::Error) -> Self {
        let file = path.display().to_string();
        if error.kind() == io::ErrorKind::NotFound {
            return Self::Missing(file);
        }
        Self::Unreadable { file, cause: cause_of(error) }
    }

    /// Trouble with the run's own temporary file.
    pub(super) fn spool(path: &Path, error: &io::Error) -> Self {
        Self::Spool { file: path.display().to_string(), cause: cause_of(error) }
    }
}

/// `columns.toml` cannot be used.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum ColumnsError {
    /// Not TOML, or a key that does not belong there.
    #[error("columns.toml {0}")]
    Syntax(String),
    /// A field name that the tool does not know.
    #[error("columns.toml 的 [fields] 里没有“{name}”这个列。可写的有：{known}")]
    UnknownField {
        /// The name found.
        name: String,
        /// All names.
        known: String,
    },
    /// A field that cannot do without aliases has none.
    #[error("columns.toml 的 [fields] 里缺少 {0} 的列名，请至少写一个")]
    NoAlias(&'static str),
    /// An alias that is empty once blanks and hints are gone.
    #[error("columns.toml 的 {field} 里有空白的列名“{alias}”，请删去")]
    EmptyAlias {
        /// The field.
        field: &'static str,
        /// The alias as written.
        alias: String,
    },
    /// One alias over two fields.
    #[error("columns.toml 里列名“{alias}”同时写在 {first} 和 {second} 下面，请只留一处")]
    DuplicateAlias {
        /// The alias as written.
        alias: String,
        /// The field that has it first.
        first: &'static str,
        /// The other field.
        second: &'static str,
    },
    /// A header of the tables of figures that means two things.
    #[error(
        "columns.toml：“{alias}”在 [figures]、[published] 里既是 {first} 又是 {second}，请只留一处"
    )]
    TwoMeanings {
        /// The alias as written.
        alias: String,
        /// What it means first.
        first: String,
        /// What it means then.
        second: String,
    },
    /// A section that spells no column.
    #[error("columns.toml 的 [values.{name}] 不对应任何一列，可用的有：{known}")]
    UnknownSection {
        /// The section.
        name: String,
        /// What may stand there.
        known: String,
    },
    /// A value that a column does not have.
    #[error("columns.toml 的 [values.{table}] 里没有 {key} 这个取值，可用的有：{known}")]
    UnknownValue {
        /// The section.
        table: String,
        /// The value as written.
        key: String,
        /// What may stand there.
        known: String,
    },
    /// One spelling for two values of a column.
    #[error(
        "columns.toml 的 [values.{table}] 里“{spelling}”同时表示 {first} 和 {second}，请只留一处"
    )]
    DuplicateSpelling {
        /// The table of spellings.
        table: String,
        /// The spelling as written.
        spelling: String,
        /// The value that has it first.
        first: String,
        /// The other value.
        second: String,
    },
}
