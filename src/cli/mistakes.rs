//! A wrong command line in the reader's language: what is wrong, and the cure.

use std::{error::Error, path::Path};

use clap::error::{ContextKind, ContextValue, ErrorKind};

/// What is wrong with the command line, how it is written, and where help is.
#[must_use]
pub fn explain(error: &clap::Error) -> String {
    let what = wrong(error);
    let usage = named(error, ContextKind::Usage);
    let usage = usage.trim().strip_prefix("Usage:").unwrap_or(&usage).trim();
    let command = command_of(usage);
    if command == "shida" {
        return format!(
            "错误：{what}。\n用法见 shida -h，或 shida run -h；例如：shida run 2024年答复.xlsx"
        );
    }
    format!("错误：{what}。\n写法：{usage}\n全部选项和例子见 {command} -h")
}

fn wrong(error: &clap::Error) -> String {
    let argument = named(error, ContextKind::InvalidArg);
    match error.kind() {
        ErrorKind::UnknownArgument => {
            let meant = meant(error, ContextKind::SuggestedArg);
            format!("不认识的选项或参数 {argument}{meant}")
        }
        ErrorKind::InvalidSubcommand => {
            let name = named(error, ContextKind::InvalidSubcommand);
            if Path::new(&name).exists() {
                return format!("没有写命令。要判读这个文件或目录，请写：shida run {name}");
            }
            format!("没有命令 {name}{}", meant(error, ContextKind::SuggestedSubcommand))
        }
        ErrorKind::MissingRequiredArgument => format!("缺少 {}", argument.replace(", ", "、")),
        ErrorKind::ValueValidation | ErrorKind::InvalidValue => wrong_value(error, &argument),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "没有写命令".to_owned()
        }
        ErrorKind::ArgumentConflict => format!("{argument} 重复或与别的选项冲突"),
        _ => "命令行写法不对".to_owned(),
    }
}

fn wrong_value(error: &clap::Error, argument: &str) -> String {
    let value = named(error, ContextKind::InvalidValue);
    if value.is_empty() {
        return format!("{argument} 后面没有写值");
    }
    let said = error.source().map(ToString::to_string).unwrap_or_default();
    // Our own parsers speak Chinese; those of whole numbers do not.
    let cure = if said.is_ascii() { "请写整数" } else { &said };
    format!("{argument} 的值 {value} 不对：{cure}")
}

/// What was probably meant.
fn meant(error: &clap::Error, kind: ContextKind) -> String {
    let names = match error.get(kind) {
        Some(ContextValue::String(name)) => name.clone(),
        Some(ContextValue::Strings(names)) => names.join("、"),
        _ => return String::new(),
    };
    format!("；是不是 {names}")
}

fn named(error: &clap::Error, kind: ContextKind) -> String {
    error.get(kind).map(ToString::to_string).unwrap_or_default()
}

/// The words of a usage in front of its arguments: `shida rules explain`.
fn command_of(usage: &str) -> String {
    let is_word = |word: &&str| !word.starts_with(['<', '[', '-']);
    let words: Vec<&str> = usage.split_whitespace().take_while(is_word).collect();
    if words.is_empty() { "shida".to_owned() } else { words.join(" ") }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::Cli;

    fn said(line: &[&str]) -> String {
        let words = std::iter::once("shida").chain(line.iter().copied());
        explain(&Cli::try_parse_from(words).unwrap_err())
    }

    fn tells(line: &[&str], parts: &[&str]) {
        let said = said(line);
        for part in parts {
            assert!(said.contains(part), "{line:?}: {said}");
        }
    }

    #[test]
    fn what_is_missing_is_named_with_how_the_command_is_written() {
        tells(&[], &["没有写命令", "shida -h"]);
        tells(&["run"], &["缺少 <输入>", "写法：shida run [选项] <输入>...", "shida run -h"]);
        tells(&["rules", "explain"], &["缺少 <代码>", "shida rules explain -h"]);
        tells(&["run", "a.csv", "--profile"], &["--profile", "没有写值"]);
    }

    #[test]
    fn a_slip_is_told_with_what_was_probably_meant() {
        tells(&["run", "a.csv", "--profil", "x"], &["--profil；是不是 --profile"]);
        tells(&["rules", "chek"], &["没有命令 chek；是不是 check"]);
        let said = said(&["run", "a.csv", "--没有"]);
        assert!(said.contains("不认识的选项或参数 --没有。"), "{said}");
    }

    #[test]
    fn a_wrong_value_is_told_with_what_can_be_written() {
        tells(
            &["run", "a", "--as-of", "昨天"],
            &["--as-of <日期> 的值 昨天 不对：请写成 2024-05-31"],
        );
        tells(&["run", "a", "--threads", "0"], &["1 到 256"]);
        tells(&["run", "a", "--period", "week"], &["quarter（季度）"]);
        tells(&["run", "a", "--period", "year"], &["quarter（季度）"]);
        tells(&["rescore", "--in", "a", "--weight", "text_score"], &["如 text_score=40"]);
        tells(&["review", "export", "--in", "a", "--sample", "几件"], &["请写整数"]);
    }

    #[test]
    fn a_file_in_the_place_of_a_command_is_told_how_it_is_judged() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let path = file.path().to_str().unwrap();
        tells(&[path], &["请写：shida run ", path]);
    }

    #[test]
    fn a_day_may_be_written_as_people_do() {
        for day in ["2024-05-31", "2024年5月31日", "2024.5.31"] {
            let line = ["shida", "run", "a.csv", "--as-of", day];
            assert!(Cli::try_parse_from(line).is_ok(), "{day}");
        }
    }
}
