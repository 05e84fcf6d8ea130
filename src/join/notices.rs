//! What the join has to tell, in words that name the place and the cure.

use crate::records::{MetricsRow, Notice, Origin};

/// 「文件 第 N 行」, with the sheet where there is one.
pub(super) fn place(origin: &Origin) -> String {
    let sheet = origin.sheet.as_ref().map(|sheet| format!(" › {sheet}")).unwrap_or_default();
    format!("{}{sheet} 第 {} 行", origin.file, origin.line)
}

/// The places of several rows.
pub(super) fn places<'a>(origins: impl IntoIterator<Item = &'a Origin>) -> String {
    origins.into_iter().map(place).collect::<Vec<_>>().join("、")
}

/// A notice on one row, without column and value.
pub(super) fn notice(
    origin: &Origin,
    reply_id: &str,
    kind: &'static str,
    message: String,
) -> Notice {
    Notice {
        file: origin.file.to_string(),
        sheet: origin.sheet.as_deref().unwrap_or_default().to_owned(),
        line: Some(origin.line),
        reply_id: reply_id.to_owned(),
        kind,
        column: String::new(),
        value: String::new(),
        message,
    }
}

/// The id with its year, as people name a suggestion.
pub(super) fn name(raw_id: &str, year: Option<i32>) -> String {
    match year {
        Some(year) => format!("{year}年编号 {raw_id}"),
        None => format!("编号 {raw_id}"),
    }
}

/// A metrics row to which no reply belongs.
pub(super) fn orphan(row: &MetricsRow, origins: &[Origin]) -> Notice {
    let message = if row.raw_id.is_empty() {
        format!("{}没有编号，未采用；请补上编号", places(origins))
    } else {
        format!(
            "{}的办理指标没有对应的答复（{}），未采用；请核对编号和年度，或补上答复",
            places(origins),
            name(&row.raw_id, row.year)
        )
    };
    notice(&row.origin, &row.raw_id, "orphan_metrics", message)
}
