//! Formats whose rows carry their column names: JSON lines and Parquet.

use std::{collections::BTreeSet, path::Path};

use serde_json::{Map, Value};

use super::{
    encoding::{Decoding, Lines},
    error::IngestError,
    rows::{RawRow, Visit, number_text},
};
use crate::frame::read::read_parquet;

/// A JSON-lines file with more distinct keys than this is no table; the others are ignored.
const MOST_KEYS: usize = 1024;

/// The keys of a JSON-lines file in order of first appearance, over all its lines.
///
/// # Errors
///
/// What reading the lines gives.
pub(super) fn jsonl_keys(
    path: &Path,
    name: &str,
    decoding: Decoding,
) -> Result<Vec<String>, IngestError> {
    let mut lines = Lines::open(path, name, decoding)?;
    let mut known = BTreeSet::new();
    let mut keys = Vec::new();
    while let Some((_, line)) = lines.next_line()? {
        let Ok(object) = serde_json::from_str::<Map<String, Value>>(&line) else { continue };
        for key in object.into_iter().map(|(key, _)| key) {
            if keys.len() < MOST_KEYS && known.insert(key.clone()) {
                keys.push(key);
            }
        }
    }
    Ok(keys)
}

/// Hands every line of a JSON-lines file to `visit` with its values in the order of `keys`.
///
/// # Errors
///
/// What reading the lines gives, or `visit` itself.
pub(super) fn visit_jsonl(
    path: &Path,
    name: &str,
    (decoding, keys): (Decoding, &[String]),
    visit: &mut Visit<'_>,
) -> Result<(), IngestError> {
    let mut lines = Lines::open(path, name, decoding)?;
    while let Some((number, line)) = lines.next_line()? {
        let row = match json_cells(&line, keys) {
            Ok(cells) => RawRow::whole(number, cells),
            Err(fault) => RawRow::faulty(number, fault),
        };
        if visit(row)?.is_break() {
            break;
        }
    }
    Ok(())
}

fn json_cells(line: &str, keys: &[String]) -> Result<Vec<String>, String> {
    if line.trim().is_empty() {
        return Ok(Vec::new());
    }
    let object: Map<String, Value> = serde_json::from_str(line).map_err(|error| {
        format!("不是一行一个 JSON 对象（第 {} 列处不合语法）；请改正本行", error.column())
    })?;
    let mut cells = Vec::with_capacity(keys.len());
    for key in keys {
        cells.push(object.get(key).map_or(Ok(String::new()), |value| json_text(key, value))?);
    }
    Ok(cells)
}

fn json_text(key: &str, value: &Value) -> Result<String, String> {
    match value {
        Value::Null => Ok(String::new()),
        Value::Bool(truth) => Ok(truth.to_string()),
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) if number.is_f64() => {
            Ok(number.as_f64().map_or_else(|| number.to_string(), number_text))
        }
        Value::Number(number) => Ok(number.to_string()),
        Value::Array(_) | Value::Object(_) => {
            Err(format!("“{key}”的值是嵌套的列表或对象，无法当作单元格；请改成文字"))
        }
    }
}

/// Hands every row of a Parquet file to `visit`; rows count from 1. The file is read whole.
///
/// # Errors
///
/// [`IngestError::Parquet`], or what `visit` gives.
pub(super) fn visit_parquet(path: &Path, visit: &mut Visit<'_>) -> Result<(), IngestError> {
    for (row, number) in read_parquet(path)?.rows.into_iter().zip(1..) {
        let cells = row.into_iter().map(Option::unwrap_or_default).collect();
        if visit(RawRow::whole(number, cells))?.is_break() {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use proptest::prelude::*;

    use super::*;
    use crate::ingest::encoding::decide;

    fn read(text: &str) -> (Vec<String>, Vec<RawRow>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("表.jsonl");
        std::fs::write(&path, text).unwrap();
        let decoding = decide(&path, "表.jsonl").unwrap();
        let keys = jsonl_keys(&path, "表.jsonl", decoding).unwrap();
        let mut rows = Vec::new();
        visit_jsonl(&path, "表.jsonl", (decoding, &keys), &mut |row| {
            rows.push(row);
            Ok(ControlFlow::Continue(()))
        })
        .unwrap();
        (keys, rows)
    }

    #[test]
    fn keys_of_all_lines_are_columns_in_order_of_appearance() {
        let (keys, rows) =
            read("{\"编号\":\"007\",\"答复\":\"好\"}\n\n{\"答复\":\"行\",\"年度\":2024}\n");
        assert_eq!(keys, ["编号", "答复", "年度"]);
        assert_eq!(rows[0].cells, ["007", "好", ""]);
        assert!(rows[1].is_blank());
        assert_eq!(
            (rows[2].line, rows[2].cells.as_slice()),
            (3, &["", "行", "2024"].map(String::from)[..])
        );
    }

    #[test]
    fn scalars_become_text() {
        let (_, rows) = read("{\"a\":31.0,\"b\":true,\"c\":null,\"d\":12345678901}");
        assert_eq!(rows[0].cells, ["31", "true", "", "12345678901"]);
    }

    #[test]
    fn a_nested_value_or_a_broken_line_is_a_fault_of_its_row() {
        let (_, rows) = read("{\"答复\":[\"好\"]}\n{\"答复\":\"好\"\n[1]\n{\"答复\":\"好\"}");
        let faults: Vec<bool> = rows.iter().map(|row| row.fault.is_some()).collect();
        assert_eq!(faults, [true, true, true, false]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_text_is_taken_line_by_line(text in "[{}\":,a1\n\\[\\]]{0,60}") {
            let (_, rows) = read(&text);
            prop_assert_eq!(rows.len(), text.lines().count());
        }
    }
}
