//! Shows problems of rule files to people: the line, and carets under the spot.

use std::{collections::BTreeMap, ops::Range};

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use shida_engine::problem::{self, Problem};

/// Columns of a shown line; longer ones are cut around the spot.
pub(crate) const WIDTH: usize = 100;

/// Problems as text, without colour, in the given order. `texts` and `paths` are the texts of
/// the files and what to call them, by their names below the rules folder.
#[must_use]
pub fn show(
    problems: &[Problem],
    texts: &BTreeMap<String, String>,
    paths: &BTreeMap<String, String>,
) -> String {
    let shown = problems.iter().map(|problem| {
        let text = texts.get(&problem.file).map_or("", String::as_str);
        let path = match paths.get(&problem.file) {
            Some(path) if path != "embedded" => path.clone(),
            _ => format!("（内置）{}", problem.file),
        };
        one(problem, text, &path)
    });
    shown.collect::<Vec<_>>().join("\n\n")
}

fn one(problem: &Problem, text: &str, path: &str) -> String {
    let level = match problem.level {
        problem::Level::Error => Level::ERROR.with_name("错误"),
        problem::Level::Warning => Level::WARNING.with_name("提醒"),
    };
    let (source, line, span) = excerpt(text, &problem.span);
    let mut group = level.primary_title(problem.message.as_str());
    let snippet = Snippet::source(source)
        .path(path)
        .line_start(line)
        .annotation(AnnotationKind::Primary.span(span));
    let mut group = if problem.line == 0 {
        group = group.id(path.to_owned());
        group.elements(Vec::<Snippet<'_, annotate_snippets::Annotation<'_>>>::new())
    } else {
        group.element(snippet)
    };
    if !problem.known.is_empty() {
        let known = problem.known.join("、");
        group = group.element(Level::HELP.with_name("可写").message(known));
    }
    Renderer::plain().term_width(WIDTH).render(&[group])
}

/// Chars kept on each side of the spot in a very long line.
const AROUND: usize = 24;

/// The line of a span, cut to what fits, with its number and the span inside the excerpt.
pub(crate) fn excerpt(text: &str, span: &Range<usize>) -> (String, usize, Range<usize>) {
    let start = span.start.min(text.len());
    let before = text.get(..start).unwrap_or_default();
    let line = 1 + before.matches('\n').count();
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line_end =
        text.get(start..).and_then(|rest| rest.find('\n')).map_or(text.len(), |at| start + at);
    let end = span.end.clamp(start, line_end);
    let head = text.get(line_start..start).unwrap_or_default();
    let spot = text.get(start..end).unwrap_or_default();
    let tail = text.get(end..line_end).unwrap_or_default();
    let wide = head.chars().count() + spot.chars().count() + tail.chars().count() > 2 * AROUND;
    if !wide {
        let offset = head.len();
        return (format!("{head}{spot}{tail}"), line, offset..offset + spot.len());
    }
    let skip = head.chars().count().saturating_sub(AROUND);
    let mut cut: String = head.chars().skip(skip).collect();
    if skip > 0 {
        cut.insert(0, '…');
    }
    let offset = cut.len();
    let spot: String = spot.chars().take(AROUND).collect();
    let rest: String = tail.chars().take(AROUND).collect();
    let more = if rest.len() < tail.len() { "…" } else { "" };
    let shown = format!("{cut}{spot}{rest}{more}");
    (shown, line, offset..offset + spot.len())
}

/// What the TOML reader says of a text, with the line, in Chinese.
#[must_use]
pub fn told(text: &str, error: &toml::de::Error) -> String {
    let start = error.span().map_or(0, |span| span.start);
    let line = text.get(..start).map_or(1, |before| before.matches('\n').count() + 1);
    format!("第 {line} 行：{}", in_chinese(error.message()))
}

/// The TOML reader speaks English; what a person meets most often is said in Chinese.
#[must_use]
pub fn in_chinese(message: &str) -> String {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    match (quoted.split_first(), message) {
        (Some((name, known)), text) if text.starts_with("unknown field") => {
            format!("不认识的键 {name}；可用的键：{}", known.join("、"))
        }
        (Some((name, known)), text) if text.starts_with("unknown variant") => {
            format!("不认识的取值 {name}；可用：{}", known.join("、"))
        }
        (Some((name, _)), text) if text.starts_with("missing field") => format!("缺少键 {name}"),
        (_, text) if text.starts_with("duplicate key") => "同一个键写了两次；请删去一个".into(),
        // What our own types say is in Chinese already.
        (_, text) if text.starts_with("分值") => text.to_owned(),
        (_, text) => format!("写法不合要求，请对照自带的文件改正（{text}）"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, spot: &str, message: &str) -> String {
        let start = text.find(spot).unwrap();
        let problem =
            Problem::error("packs/甲.toml", text, start..start + spot.len(), message.to_owned())
                .with_known(["正在", "着手"]);
        let texts = BTreeMap::from([("packs/甲.toml".to_owned(), text.to_owned())]);
        show(&[problem], &texts, &BTreeMap::new())
    }

    /// Columns that a terminal gives a text.
    fn columns(text: &str) -> usize {
        text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
    }

    #[test]
    fn carets_stand_under_the_spot_behind_chinese_text() {
        let shown =
            shown("a = 1\nslots = [[\"正在认真\"], [\"$研究\"]]\n", "\"$研究\"", "没有词表");
        let lines: Vec<&str> = shown.lines().collect();
        let source = lines.iter().find(|line| line.contains("slots")).unwrap();
        let carets = lines.iter().find(|line| line.contains('^')).unwrap();
        let before = source.split_once("\"$研究\"").unwrap().0;
        assert_eq!(columns(before), carets.find('^').unwrap());
        assert_eq!(carets.matches('^').count(), columns("\"$研究\""));
        assert!(source.starts_with('2'), "{shown}");
    }

    #[test]
    fn the_message_the_file_and_the_valid_values_are_shown_without_colour() {
        let shown = shown("slots = [[\"甲\"]]", "\"甲\"", "写错了");
        for wanted in ["错误", "写错了", "（内置）packs/甲.toml:1:", "正在、着手"] {
            assert!(shown.contains(wanted), "{shown}");
        }
        assert!(!shown.contains('\u{1b}'));
    }

    #[test]
    fn a_very_long_line_is_cut_around_the_spot() {
        let text =
            format!("filler = [{}\"错\", {}]", "\"很长的词\", ".repeat(400), "\"后\",".repeat(400));
        let shown = shown(&text, "\"错\"", "写错了");
        assert!(shown.lines().all(|line| columns(line) <= WIDTH + 20), "{shown}");
        let source = shown.lines().find(|line| line.contains("\"错\"")).unwrap();
        let carets = shown.lines().find(|line| line.contains('^')).unwrap();
        assert_eq!(columns(source.split_once("\"错\"").unwrap().0) - 1, carets.find('^').unwrap());
    }

    #[test]
    fn a_problem_of_a_whole_file_needs_no_line() {
        let problem = Problem::whole("packs", "没有任何规则".to_owned());
        let shown = show(&[problem], &BTreeMap::new(), &BTreeMap::new());
        assert!(shown.contains("没有任何规则"), "{shown}");
    }
}
