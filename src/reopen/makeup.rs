//! Han characters by sentence class for each unit, counted again from sentences.parquet.

use std::{collections::BTreeMap, path::Path};

use shida_engine::{fold::is_han, sentence::SentenceClass};

use super::{cells::each_row, error::ReopenError};
use crate::records::ReplyRow;

/// Units by name; all replies together when no unit is known.
pub(super) fn makeup(
    path: &Path,
    rows: &[ReplyRow],
) -> Result<Vec<(String, [u64; 8])>, ReopenError> {
    let known = rows.iter().any(|row| row.unit.is_some());
    let nobody = if known { "未填单位" } else { "全部答复" };
    let name = |row: &ReplyRow| row.unit.clone().unwrap_or_else(|| nobody.to_owned());
    let units: BTreeMap<&str, String> =
        rows.iter().map(|row| (row.reply_id.as_str(), name(row))).collect();
    let mut sums: BTreeMap<String, [u64; 8]> =
        units.values().map(|unit| (unit.clone(), [0; 8])).collect();
    each_row(path, |cells| {
        let unit = cells.text("reply_id").and_then(|id| units.get(id));
        let class = cells.text("class");
        let class = SentenceClass::ALL.iter().position(|known| Some(known.name()) == class);
        let sum = unit.and_then(|unit| sums.get_mut(unit)?.get_mut(class?));
        if let Some(sum) = sum {
            let text = cells.text("text").unwrap_or_default();
            *sum += text.chars().filter(|char| is_han(*char)).count() as u64;
        }
        Ok(())
    })?;
    Ok(sums.into_iter().collect())
}
