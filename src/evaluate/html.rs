//! The disagreements as a page that opens offline and loads nothing.

use std::path::Path;

use minijinja::{
    AutoEscape, Environment, UndefinedBehavior, context, syntax::SyntaxConfig, value::Serde,
};

use super::{Evaluation, text::places};

const TEMPLATE: &str = include_str!("../../templates/eval.html");

/// No page was written.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// The template is embedded, so this is a fault of the program.
    #[error("评测网页生成失败：{0:#}；请把本条信息反馈给开发者")]
    Template(#[from] minijinja::Error),
    /// A name that might be another file's.
    #[error("{0}：网页的文件名应以 .html 结尾，以免盖掉别的文件")]
    NotHtml(String),
    /// A foreign file would keep the run from being replaced.
    #[error("{0}：网页不能写进评估目录，否则 shida run 认不出自己的输出。请换一个位置")]
    InsideRun(String),
    /// The system does not let us write.
    #[error("{0}：写不进去（{1}）")]
    Unwritable(String, String),
}

/// Writes the page to `path`, which may replace an older page but may not lie in the run's
/// folder.
///
/// # Errors
/// A name that does not end in `.html`, a place in `folder`, or one that cannot be written.
pub fn save_html(evaluation: &Evaluation, path: &Path, folder: &Path) -> Result<(), PageError> {
    let name = path.display().to_string();
    if !path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("html")) {
        return Err(PageError::NotHtml(name));
    }
    let unwritable =
        |error: std::io::Error| PageError::Unwritable(name.clone(), crate::cause::cause_of(&error));
    let absolute = std::path::absolute(path).map_err(unwritable)?;
    let place = absolute.parent().unwrap_or(&absolute).canonicalize().map_err(unwritable)?;
    if folder.canonicalize().is_ok_and(|folder| place.starts_with(folder)) {
        return Err(PageError::InsideRun(name));
    }
    std::fs::write(path, html(evaluation)?).map_err(unwritable)
}

/// The page as HTML text; everything that comes from input is escaped.
///
/// # Errors
/// When the template does not fit the evaluation.
pub fn html(evaluation: &Evaluation) -> Result<String, PageError> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    environment.add_filter("three_places", |number: f64| places(number, 3));
    environment.add_filter("two_places", |number: f64| places(number, 2));
    environment.add_template("eval.html", TEMPLATE)?;
    // The serialized labels are an object without their Chinese names.
    let labels: Vec<_> = evaluation
        .labels
        .iter()
        .map(|figures| context! { label => Serde(figures.label), figures => Serde(figures) })
        .collect();
    Ok(environment.get_template("eval.html")?.render(context! {
        labels,
        items => Serde(evaluation.items),
        notes => Serde(&evaluation.notes),
        disagreements => Serde(&evaluation.disagreements),
    })?)
}

#[cfg(test)]
mod tests {
    use super::super::{Difference, Disagreement, Items, Label, Quote};
    use super::*;

    const HOSTILE: &str = "</td><script src=//x>'\"&";

    fn hostile() -> Evaluation {
        let hostile = || HOSTILE.to_owned();
        Evaluation {
            items: Items { gold: 1, run: 1, matched: 1 },
            labels: Vec::new(),
            separation: None,
            ranks: Vec::new(),
            notes: vec![hostile()],
            disagreements: vec![Disagreement {
                reply_id: hostile(),
                title: hostile(),
                differences: vec![Difference {
                    label: Label { name: "contact", title: "联系代表" },
                    false_positive: true,
                }],
                codes: hostile(),
                quotes: vec![Quote { code: hostile(), text: hostile() }],
            }],
        }
    }

    #[test]
    fn input_is_escaped_and_nothing_is_loaded() {
        let page = html(&hostile()).unwrap();
        assert!(!page.contains("<script") && !page.contains("//x>"), "{page}");
        assert_eq!(page.matches("&lt;script").count(), 6);
        assert!(page.contains("default-src 'none'") && !page.contains("://"));
    }

    #[test]
    fn a_page_spoils_neither_the_run_nor_another_file() {
        let folder = tempfile::tempdir().unwrap();
        let run = folder.path().join("run");
        std::fs::create_dir(&run).unwrap();
        let save = |path: &Path| save_html(&hostile(), path, &run);
        assert!(matches!(save(&run.join("a.html")), Err(PageError::InsideRun(_))));
        assert!(matches!(save(&folder.path().join("gold.jsonl")), Err(PageError::NotHtml(_))));
        assert!(matches!(save(&folder.path().join("none/a.html")), Err(PageError::Unwritable(..))));
        save(&folder.path().join("a.html")).unwrap();
        assert!(folder.path().join("a.html").exists());
    }
}
