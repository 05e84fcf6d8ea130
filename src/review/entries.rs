//! The new decisions.toml: what people had written, kept to the letter, and what they have
//! decided since.

use super::rulings::{Entry, Rulings};
use crate::{
    decisions::{DecisionFile, FILE, label},
    records::Ruling,
};

/// The one file of decisions of the new edition. An earlier entry without effect that a new one
/// is about stays as a remark.
pub(super) fn merged(files: &[DecisionFile], rulings: &Rulings, run: &str) -> DecisionFile {
    let mut parts = Vec::new();
    for file in files {
        let replaced = rulings.replaced.iter().filter(|(shown, _)| *shown == file.shown);
        let lines: Vec<u32> = replaced.map(|(_, line)| *line).collect();
        let text = without(&file.text, &lines);
        let from = (files.len() > 1).then(|| format!("# 以下原在 {}\n\n", file.shown));
        parts.push(format!("{}{}", from.unwrap_or_default(), text.trim_end()));
    }
    if !rulings.entries.is_empty() {
        let short: String = run.chars().take(16).collect();
        parts.push(format!("# 以下由复核表写入（运行 {short}）"));
        parts.extend(rulings.entries.iter().map(entry));
    }
    let text = parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>();
    let text = text.join("\n\n") + "\n";
    DecisionFile { path: FILE.to_owned(), shown: FILE.to_owned(), text }
}

fn entry(entry: &Entry) -> String {
    let mut lines = vec!["[[decision]]".to_owned(), pair("reply", &entry.reply)];
    match &entry.ruling {
        Ruling::Suppress(hit) | Ruling::Confirm(hit) => {
            lines.push(pair("code", &hit.code));
            lines.push(pair("text", &hit.text));
            if hit.ordinal > 1 {
                lines.push(format!("ordinal = {}", hit.ordinal));
            }
        }
        Ruling::Reply { quote, .. } => lines.extend(quote.iter().map(|quote| pair("text", quote))),
    }
    lines.push(pair("decision", label(&entry.ruling)));
    lines.push(pair("reason", &entry.reason));
    lines.push(pair("author", &entry.author));
    lines.extend(entry.date.map(|date| format!("date = {date}")));
    lines.join("\n")
}

fn pair(key: &str, text: &str) -> String {
    format!("{key} = {}", toml::Value::from(text))
}

/// The text with the entries around these lines (1-based) made remarks.
fn without(text: &str, lines: &[u32]) -> String {
    let starts: Vec<usize> = (0..)
        .zip(text.lines())
        .filter(|(_, line)| line.trim_start().starts_with("[[decision]]"))
        .map(|(at, _)| at)
        .collect();
    let is_replaced = |at: usize| {
        lines.iter().any(|line| {
            let named = (*line as usize).saturating_sub(1);
            let start = starts.iter().rfind(|start| **start <= named);
            let end = starts.iter().find(|start| **start > named);
            start.is_some_and(|start| *start <= at) && end.is_none_or(|end| at < *end)
        })
    };
    let mut kept = String::new();
    for (at, line) in (0..).zip(text.lines()) {
        match is_replaced(at) && !line.trim().is_empty() && !line.starts_with('#') {
            true if starts.contains(&at) => {
                kept += &format!("# 已不生效，由后面的复核代替：\n# {line}\n")
            }
            true => kept += &format!("# {line}\n"),
            false => kept += &format!("{line}\n"),
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use shida_engine::decided::Fingerprint;

    use super::*;
    use crate::review::error::Place;

    fn said(reply: &str, ruling: Ruling) -> Entry {
        Entry {
            reply: reply.into(),
            ruling,
            reason: "看过\n原件".into(),
            author: "王\"某\"".into(),
            date: "2024-09-20".parse().ok(),
            place: Place::default(),
        }
    }

    fn file(shown: &str, text: &str) -> DecisionFile {
        DecisionFile { path: shown.into(), shown: shown.into(), text: text.into() }
    }

    const OLD: &str = "# 备注留着\n[[decision]]\nreply = \"1\"\ndecision = \"answer\"\n\n[[decision]]\nreply = \"2\"\ndecision = \"answer\"\n";

    #[test]
    fn what_was_there_stays_to_the_letter_and_new_entries_are_read_back() {
        let hit = Fingerprint { code: "N010".into(), text: "认真\"研究".into(), ordinal: 2 };
        let made = Rulings { entries: vec![said("7", Ruling::Confirm(hit))], ..Rulings::default() };
        let text = merged(&[file(FILE, OLD)], &made, "0123456789abcdef01").text;
        assert!(text.starts_with(OLD.trim_end()), "{text}");
        let read: toml::Table = text.parse().unwrap();
        let entry = read["decision"].as_array().unwrap()[2].as_table().unwrap();
        assert_eq!(entry["text"].as_str(), Some("认真\"研究"));
        assert_eq!(entry["reason"].as_str(), Some("看过\n原件"));
        assert_eq!(
            (entry["ordinal"].as_integer(), entry["decision"].as_str()),
            (Some(2), Some("confirm"))
        );
        assert_eq!(entry["date"].to_string(), "2024-09-20");
        assert!(text.contains("运行 0123456789abcdef）"));
    }

    #[test]
    fn without_anything_new_the_file_is_the_old_one() {
        let text = merged(&[file(FILE, OLD)], &Rulings::default(), "甲").text;
        assert_eq!(text, OLD);
    }

    #[test]
    fn several_files_become_one_that_names_them() {
        let text =
            merged(&[file("甲/d.toml", OLD), file("乙/d.toml", OLD)], &Rulings::default(), "").text;
        assert!(text.starts_with("# 以下原在 甲/d.toml\n\n# 备注留着"), "{text}");
        assert_eq!(text.matches("[[decision]]").count(), 4);
    }

    #[test]
    fn an_entry_that_is_replaced_stays_as_a_remark() {
        let made = Rulings { replaced: vec![(FILE.into(), 3)], ..Rulings::default() };
        let text = merged(&[file(FILE, OLD)], &made, "").text;
        let read: toml::Table = text.parse().unwrap();
        let left = read["decision"].as_array().unwrap();
        assert_eq!((left.len(), left[0]["reply"].as_str()), (1, Some("2")));
        assert!(text.contains("# reply = \"1\"") && text.contains("由后面的复核代替"), "{text}");
    }

    proptest! {
        #[test]
        fn whatever_people_write_is_read_back_as_they_wrote_it(
            words in prop::collection::vec("[\\PC\n\t\"'\\\\#\\[\\]=甲乙　]{0,40}", 3),
        ) {
            let quote = Some(words[0].clone());
            let whole = Ruling::Reply { non_answer: true, quote };
            let one = Entry { reason: words[1].clone(), author: words[2].clone(), ..said("7", whole) };
            let made = Rulings { entries: vec![one], ..Rulings::default() };
            let text = merged(&[file(FILE, OLD)], &made, "甲").text;
            let read: toml::Table = text.parse().unwrap();
            let entry = read["decision"].as_array().unwrap()[2].as_table().unwrap();
            for (key, written) in ["text", "reason", "author"].iter().zip(&words) {
                prop_assert_eq!(entry[*key].as_str(), Some(written.as_str()));
            }
        }
    }
}
