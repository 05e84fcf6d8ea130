//! What can be typed on the command line, in the reader's language.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand};

mod mistakes;

pub use mistakes::explain;

use crate::{ingest::parse_date, rescore::Weight, trend::Period};

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "shida",
    version,
    about = "实答：分清真答复与空答复。读一批代表建议的答复，逐件判读、评分，出评估表和报告。",
    after_help = "示例：\n  shida run 2024年答复.xlsx\n  shida run 答复目录 -o 报告\n\n不联网，不改动输入文件；结论只供筛查，由人确认。",
    disable_help_subcommand = true,
    disable_help_flag = true,
    disable_version_flag = true,
    help_template = HELP,
    subcommand_value_name = "命令",
    subcommand_help_heading = "命令"
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// 显示帮助
    #[arg(short = 'h', long = "help", action = clap::ArgAction::Help, global = true, display_order = 900, help_heading = "选项")]
    help: Option<bool>,
    /// 显示版本
    #[arg(short = 'V', long = "version", action = clap::ArgAction::Version, help_heading = "选项")]
    version: Option<bool>,
}

const HELP: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 读入答复，判读、评分，写出报告目录（主命令）
    #[command(
        help_template = HELP,
        override_usage = "shida run [选项] <输入>...",
        next_line_help = true,
        after_help = "示例：\n  shida run datasets/demo\n  shida run 答复.csv --metrics 办理情况.xlsx -o 2024年评估\n\n退出码：0 完成；1 完成但有行被拒（见 rejects.csv）；2 什么都没做（用法、输入或规则有误）"
    )]
    Run(RunArgs),
    /// 发出之前看一份草稿：哪里空、哪条没答、怎么改
    #[command(
        help_template = HELP,
        override_usage = "shida lint <文件> [选项]",
        next_line_help = true,
        after_help = "示例：\n  shida lint 答复.docx\n  shida lint 答复.docx --suggestion 建议.docx\n  cat 答复.txt | shida lint -\n\n不留下任何文件。退出码：0 可以发出（提醒不算）；1 有错误，不宜发出；2 没有看（文件读不出，或规则有误）"
    )]
    Lint(LintArgs),
    /// 说明一件答复：怎样断句、命中哪些规则、得分怎样算出
    #[command(
        help_template = HELP,
        override_usage = "shida explain <编号> --in <目录> [选项]",
        next_line_help = true,
        after_help = "示例：\n  shida run datasets/demo\n  shida explain 2021-003 --in reports/demo\n\n退出码：0 完成；2 没有说明（目录不是 shida run 写出的，或没有这个编号）"
    )]
    Explain(ExplainArgs),
    /// 重评：换权重或评分方案，不重新判读
    #[command(
        help_template = HELP,
        override_usage = "shida rescore --in <目录> [选项]",
        next_line_help = true,
        after_help = "示例：\n  shida rescore --in reports/2024 --weight text_score=40\n  shida rescore --in reports/2024 --profile 本县方案.toml -o reports/2024-本县方案\n  shida rescore --in reports/2024 --sensitivity\n\n原目录不改动。退出码：0 完成；2 什么都没做（目录不能重开、方案或分值有误）"
    )]
    Rescore(RescoreArgs),
    /// 规则：查看、检查、试验、锁定、比较
    #[command(help_template = HELP, subcommand_value_name = "命令", subcommand_help_heading = "命令")]
    Rules {
        /// What to do with the rules.
        #[command(subcommand)]
        command: RulesCommand,
    },
    /// 人工复核：发出复核表，收回结论，写出新的一版
    #[command(help_template = HELP, subcommand_value_name = "命令", subcommand_help_heading = "命令")]
    Review {
        /// What to do.
        #[command(subcommand)]
        command: ReviewCommand,
    },
    /// 评测：把一次运行的判读与人工标注对照
    #[command(
        help_template = HELP,
        override_usage = "shida eval --gold <文件> --in <目录> [选项]",
        next_line_help = true,
        after_help = "示例：\n  shida eval --gold datasets/gold/labels-dev.jsonl --in reports/letters-dev\n\n退出码：0 完成；2 没有评测（文件读不出，或编号一个也对不上）"
    )]
    Eval(EvalArgs),
    /// 比较两次运行：两版规则、两种方案，或两个年度
    #[command(
        help_template = HELP,
        override_usage = "shida compare <甲> <乙> [选项]",
        next_line_help = true,
        after_help = "示例：\n  shida compare reports/2023年答复 reports/2024年答复\n  shida compare 旧规则 新规则 -o 比较.html --csv 比较.csv\n\n退出码：0 完成；2 没有比较（目录不是 shida run 写出的，或读不出）"
    )]
    Compare(CompareArgs),
}

/// The two ways of a review.
#[derive(Debug, Subcommand)]
pub enum ReviewCommand {
    /// 写出复核表：要人定的各处，按风险排序，可加抽样和双人复核
    #[command(
        help_template = HELP,
        override_usage = "shida review export --in <目录> [选项]",
        next_line_help = true,
        after_help = "示例：\n  shida run datasets/demo -o 评估\n  shida review export --in 评估 --sample 20 --double 10 -o 复核表.xlsx\n\n退出码：0 完成；2 没有写（目录不对、没有要复核的，或文件已有）"
    )]
    Export(ReviewExportArgs),
    /// 收回填好的复核表：逐格核对，写出裁定、变更和新的一版
    #[command(
        help_template = HELP,
        override_usage = "shida review apply <复核表>... --in <目录> [选项]",
        next_line_help = true,
        after_help = "示例：\n  shida review apply 复核表.xlsx --in 评估\n  shida review apply 复核表.xlsx 复核表-乙.xlsx --in 评估 -o 评估-复核\n\n退出码：0 完成；1 完成，运行里有被拒的行；2 整份退回，什么也没有写（各处行列见错误信息）"
    )]
    Apply(ReviewApplyArgs),
}

/// Arguments of `shida review export`.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "选项")]
pub struct ReviewExportArgs {
    /// The run.
    #[command(flatten)]
    pub run: RunFolder,
    /// 从通过的里面随机抽几件，按单位分层；不写不抽
    #[arg(long, value_name = "件数", default_value_t = 0, hide_default_value = true)]
    pub sample: usize,
    /// 几件由两人各看一遍，另写一份「乙」表；不写没有
    #[arg(long, value_name = "件数", default_value_t = 0, hide_default_value = true)]
    pub double: usize,
    /// 随机种子，任意文字；同一种子抽出同样的件，不写则由这次运行决定
    #[arg(long, value_name = "文字")]
    pub seed: Option<String>,
    /// 判读时用的规则目录（当时用了 --rules 才要写）
    #[arg(long, value_name = "目录")]
    pub rules: Option<PathBuf>,
    /// 写到哪个文件；不写是 复核表.xlsx，已有的不覆盖
    #[arg(
        short,
        long,
        value_name = "文件",
        default_value = "复核表.xlsx",
        hide_default_value = true
    )]
    pub output: PathBuf,
}

/// Arguments of `shida review apply`.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "选项")]
pub struct ReviewApplyArgs {
    /// 填好的复核表（.xlsx），可以有几份
    #[arg(value_name = "复核表", required = true, help_heading = "参数")]
    pub sheets: Vec<PathBuf>,
    /// 写出复核表的那次运行的目录；它不会被改动
    #[arg(long = "in", value_name = "目录")]
    pub folder: PathBuf,
    /// 新的一版写到哪个目录；不写是 <目录>-复核
    #[arg(short, long, value_name = "目录")]
    pub output: Option<PathBuf>,
    /// 判读时用的规则目录（当时用了 --rules 才要写）
    #[arg(long, value_name = "目录")]
    pub rules: Option<PathBuf>,
    /// 线程数；结果与线程数无关
    #[arg(long, value_name = "个数", value_parser = threads)]
    pub threads: Option<u16>,
}

/// The option that names the folder of a run.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "选项")]
pub struct RunFolder {
    /// shida run 写出的目录
    #[arg(long = "in", value_name = "目录")]
    pub folder: PathBuf,
}

/// The option that names rules of an office's own.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "选项")]
pub struct OwnRules {
    /// 用这个目录里的规则文件替换内置的同名文件
    #[arg(long = "rules", value_name = "目录")]
    pub folder: Option<PathBuf>,
}

/// Commands about rules.
#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    /// 列出全部规则
    #[command(next_help_heading = "选项", help_template = HELP, override_usage = "shida rules list [选项]", next_line_help = true)]
    List {
        /// Rules that stand in for embedded ones.
        #[command(flatten)]
        rules: OwnRules,
    },
    /// 说明一条规则：找什么、为什么、怎么改、例子
    #[command(next_help_heading = "选项", help_template = HELP, override_usage = "shida rules explain [选项] <代码>", next_line_help = true)]
    Explain {
        /// 规则代码，如 G010
        #[arg(value_name = "代码", help_heading = "参数")]
        code: String,
        /// Rules that stand in for embedded ones.
        #[command(flatten)]
        rules: OwnRules,
    },
    /// 用规则自带的正反例检验规则
    #[command(next_help_heading = "选项", help_template = HELP, override_usage = "shida rules test [选项]", next_line_help = true)]
    Test {
        /// Rules that stand in for embedded ones.
        #[command(flatten)]
        rules: OwnRules,
    },
    /// 检查规则文件：写错的键、永远不会命中的词、缺例子的规则……
    #[command(next_help_heading = "选项", help_template = HELP, override_usage = "shida rules check [选项]", next_line_help = true)]
    Check {
        /// Rules that stand in for embedded ones.
        #[command(flatten)]
        rules: OwnRules,
    },
    /// 把全部规则写成一本手册（Markdown）
    #[command(next_help_heading = "选项", help_template = HELP, override_usage = "shida rules docs [选项]", next_line_help = true)]
    Docs {
        /// Rules that stand in for embedded ones.
        #[command(flatten)]
        rules: OwnRules,
        /// 写到哪个文件；不写是 docs/rules.md，已有的会被替换
        #[arg(
            short,
            long,
            value_name = "文件",
            default_value = "docs/rules.md",
            hide_default_value = true
        )]
        output: PathBuf,
    },
    /// 锁定规则：写出 rules.lock，供 shida run --locked 核对
    #[command(next_help_heading = "选项", help_template = HELP, override_usage = "shida rules lock [选项]", next_line_help = true)]
    Lock {
        /// 用这个目录里的规则文件替换内置的同名文件（rules.lock 也写在这个目录里）
        #[arg(long, value_name = "目录")]
        rules: Option<PathBuf>,
    },
    /// 比较两版规则：哪些答复的结论或文本分会变，由哪条规则引起
    #[command(next_help_heading = "选项", help_template = HELP, override_usage = "shida rules diff <旧> <新> --in <输入>", next_line_help = true)]
    Diff {
        /// 旧规则目录；写“内置”则用内置规则
        #[arg(value_name = "旧", display_order = 1, help_heading = "参数")]
        old: PathBuf,
        /// 新规则目录；写“内置”则用内置规则
        #[arg(value_name = "新", display_order = 2, help_heading = "参数")]
        new: PathBuf,
        /// 在这些答复上比较（表或目录）
        #[arg(long = "in", value_name = "输入", required = true)]
        inputs: Vec<PathBuf>,
        /// 最多列出几件；不写是 50
        #[arg(long, value_name = "件数", default_value_t = 50, hide_default_value = true)]
        most: usize,
    },
    /// 找出许多单位都在用、而规则还不认得的话
    #[command(next_help_heading = "选项", help_template = HELP, override_usage = "shida rules mine [选项] --in <输入>", next_line_help = true)]
    Mine {
        /// 在这些答复里找（表或目录）
        #[arg(long = "in", value_name = "输入", required = true)]
        inputs: Vec<PathBuf>,
        /// 至少几个单位用过（表里没有单位时按件数）；不写是 3
        #[arg(long, value_name = "个数", default_value_t = 3, hide_default_value = true)]
        units: usize,
        /// 最多列出几句；不写是 50
        #[arg(long, value_name = "句数", default_value_t = 50, hide_default_value = true)]
        most: usize,
        /// Rules that stand in for embedded ones.
        #[command(flatten)]
        rules: OwnRules,
    },
    /// 把内置规则文件写到一个目录，供本单位修改
    #[command(next_help_heading = "选项", help_template = HELP, override_usage = "shida rules export <目录>", next_line_help = true)]
    Export {
        /// 目标目录（不存在或为空）
        #[arg(value_name = "目录", help_heading = "参数")]
        folder: PathBuf,
    },
}

/// Arguments of `shida run`.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "选项")]
pub struct RunArgs {
    /// 答复表（.csv .tsv .xlsx .xls .ods .jsonl .parquet），一件一个的文书（.docx .doc .txt），或放着它们的目录
    #[arg(value_name = "输入", required = true, help_heading = "参数")]
    pub inputs: Vec<PathBuf>,
    /// 建议表（编号与建议原文）
    #[arg(long, value_name = "文件")]
    pub suggestions: Option<PathBuf>,
    /// 办理指标表（编号与交办、答复、沟通、满意度等）
    #[arg(long, value_name = "文件")]
    pub metrics: Option<PathBuf>,
    /// 承诺跟踪表（承诺编号、是否完成、完成日期）；上一年的 commitments.csv 或评估表补填后即可
    #[arg(long, value_name = "文件")]
    pub followup: Option<PathBuf>,
    /// 本单位已公布的数据（单位、年度、满意率等），供与算出的核对
    #[arg(long, value_name = "文件")]
    pub published: Option<PathBuf>,
    /// 人工打分表（单位、年度，每个项目一列）；评估表填好后可以直接用
    #[arg(long, value_name = "文件")]
    pub manual: Option<PathBuf>,
    /// 评分方案：内置方案的名称，或 .toml 文件；不写则按有没有办理指标自选
    #[arg(long, value_name = "名称或文件")]
    pub profile: Option<String>,
    /// Rules that stand in for embedded ones.
    #[command(flatten)]
    pub rules: OwnRules,
    /// 文种：npc 代表建议（默认）、cppcc 政协提案、message 网民留言与 12345
    #[arg(long, value_name = "文种")]
    pub genre: Option<String>,
    /// 人工裁定（decisions.toml）；不写则用输入目录里的 decisions.toml，没有就不用
    #[arg(long, value_name = "文件")]
    pub decisions: Option<PathBuf>,
    /// 规则与 rules.lock 不同就不运行
    #[arg(long)]
    pub locked: bool,
    /// 统计截至日（YYYY-MM-DD）；不写则取输入里最晚的日期（跟踪表的不算），没有则取最晚的落款
    #[arg(long, value_name = "日期", value_parser = day)]
    pub as_of: Option<NaiveDate>,
    /// 另按一种时段写趋势表 trends-<时段>：half 半年、quarter 季度、month 月、session 届次会议（按年的 trends 总有）
    #[arg(long, value_name = "时段", value_parser = period)]
    pub period: Option<Period>,
    /// 每张图另存一份 PNG（charts/*.png），用本机的中文字体；各机字体不同，PNG 也不同
    #[arg(long)]
    pub png: bool,
    /// 线程数；结果与线程数无关
    #[arg(long, value_name = "个数", value_parser = threads)]
    pub threads: Option<u16>,
    /// 输出目录；不写则为 reports/<输入名>
    #[arg(short, long, value_name = "目录")]
    pub output: Option<PathBuf>,
    /// 写公开版：遮盖姓名、电话、证件、住址，归并小单位，不公开的不写（见 docs/public.md）；发布前仍须由人看过
    #[arg(long)]
    pub public: bool,
    /// 不显示进度和小结（警告和错误照常显示）
    #[arg(short, long)]
    pub quiet: bool,
}

/// Arguments of `shida rescore`.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "选项")]
pub struct RescoreArgs {
    /// The run.
    #[command(flatten)]
    pub run: RunFolder,
    /// 另一评分方案：内置方案的名称，或 .toml 文件；不写则用原来的
    #[arg(long, value_name = "名称或文件")]
    pub profile: Option<String>,
    /// 把一项改为多少分（如 text_score=40 或 文本质量=40），其余按比例补足 100；可写多次
    #[arg(long = "weight", value_name = "评分项=分值")]
    pub weights: Vec<Weight>,
    /// 每一项各减、各加两成，看单位名次稳不稳；只写这一项则不写新目录
    #[arg(long)]
    pub sensitivity: bool,
    /// 输出目录；不写则为 <目录>-重评
    #[arg(short, long, value_name = "目录")]
    pub output: Option<PathBuf>,
}

fn day(text: &str) -> Result<NaiveDate, String> {
    parse_date(text).ok_or_else(|| "请写成 2024-05-31 的样子".to_owned())
}

fn threads(text: &str) -> Result<u16, String> {
    let number = text.parse().ok().filter(|number| (1..=256).contains(number));
    number.ok_or_else(|| "请写 1 到 256 的整数".to_owned())
}

fn period(name: &str) -> Result<Period, String> {
    let cure = "可写 half（半年）、quarter（季度）、month（月）、session（届次会议）";
    // By year they are told in any case.
    Period::named(name).filter(|period| *period != Period::Year).ok_or_else(|| cure.to_owned())
}

/// Arguments of `shida lint`.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "选项")]
pub struct LintArgs {
    /// 答复草稿（.docx .doc .txt）；写 - 从标准输入读
    #[arg(value_name = "文件", help_heading = "参数")]
    pub draft: PathBuf,
    /// 建议原文（.docx .doc .txt，第一行是标题）；给出才能逐条对照
    #[arg(long, value_name = "文件")]
    pub suggestion: Option<PathBuf>,
    /// 文种：npc 代表建议（默认）、cppcc 政协提案、message 网民留言
    #[arg(long, value_name = "文种")]
    pub genre: Option<String>,
    /// Rules that stand in for embedded ones.
    #[command(flatten)]
    pub rules: OwnRules,
}

/// Arguments of `shida explain`.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "选项")]
pub struct ExplainArgs {
    /// 编号，如 replies.csv 里的 reply_id；只对得上一件时，年度前缀可以不写
    #[arg(value_name = "编号", help_heading = "参数")]
    pub id: String,
    /// The run.
    #[command(flatten)]
    pub run: RunFolder,
    /// 只打印可以存进 decisions.toml 的裁定条目，理由和姓名留空待填
    #[arg(long)]
    pub decide: bool,
}

/// Arguments of `shida eval`.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "选项")]
pub struct EvalArgs {
    /// 人工标注（JSON Lines：每行一件，每个字段是两位标注者各自的判断）
    #[arg(long, value_name = "文件")]
    pub gold: PathBuf,
    /// The run.
    #[command(flatten)]
    pub run: RunFolder,
    /// 另把与标注不同之处写成网页（.html）
    #[arg(long, value_name = "文件")]
    pub html: Option<PathBuf>,
    /// 只输出数字，JSON 格式
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `shida compare`.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "选项")]
pub struct CompareArgs {
    /// 先前的一次：shida run 写出的目录
    #[arg(value_name = "甲", display_order = 1, help_heading = "参数")]
    pub first: PathBuf,
    /// 后来的一次：shida run 写出的目录
    #[arg(value_name = "乙", display_order = 2, help_heading = "参数")]
    pub second: PathBuf,
    /// 另写成网页（.html）
    #[arg(short, long, value_name = "文件")]
    pub output: Option<PathBuf>,
    /// 另写成表（.csv）：总体、各单位、每一件变了的答复
    #[arg(long, value_name = "文件")]
    pub csv: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_help_page_is_in_chinese_throughout() {
        let mut left = vec![Cli::command()];
        while let Some(mut command) = left.pop() {
            let page = command.render_long_help().to_string();
            for word in ["Options:", "Arguments:", "Commands:", "Usage:", "[default"] {
                assert!(!page.contains(word), "{word} in {page}");
            }
            left.extend(command.get_subcommands().cloned());
        }
    }
}
