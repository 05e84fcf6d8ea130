//! The files of the charts: the picture and the numbers behind it, side by side.

use std::{fs, path::Path};

use anyhow::Context;

use super::html::ChartFigure;

/// Excel takes a CSV for UTF-8 only when it begins with this mark.
const BOM: &str = "\u{FEFF}";

/// Writes ID.svg and ID.csv of each chart into `folder`.
///
/// # Errors
/// The first file that cannot be written.
pub(super) fn write(folder: &Path, figures: &[ChartFigure]) -> anyhow::Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("建不了目录 {}", folder.display()))?;
    for figure in figures {
        put(&folder.join(format!("{}.svg", figure.id)), figure.svg.as_bytes())?;
        put(&folder.join(format!("{}.csv", figure.id)), &numbers(figure)?)?;
    }
    Ok(())
}

fn put(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    fs::write(path, bytes)
        .with_context(|| format!("「{}」写不进去，请检查磁盘空间和文件夹权限", path.display()))
}

/// The table of a chart as CSV: UTF-8 with BOM and LF, a cell that a spreadsheet would take for
/// a formula kept as text.
fn numbers(figure: &ChartFigure) -> anyhow::Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::Any(b'\n'))
        .from_writer(BOM.as_bytes().to_vec());
    writer.write_record(&figure.data_headers)?;
    for row in &figure.data_rows {
        writer.write_record(row.iter().map(|cell| plain(cell)))?;
    }
    Ok(writer.into_inner()?)
}

/// The cell; behind an apostrophe where it could run as a formula and is no number.
fn plain(cell: &str) -> String {
    let starts = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if starts && cell.parse::<f64>().is_err() { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure() -> ChartFigure {
        ChartFigure {
            id: "一".into(),
            svg: "<svg/>".into(),
            data_headers: vec!["承办单位".into(), "变化".into()],
            data_rows: vec![
                vec!["=HYPERLINK(1)".into(), "+1.2".into()],
                vec!["甲,局".into(), "-3.0".into()],
            ],
            ..ChartFigure::default()
        }
    }

    #[test]
    fn a_chart_has_its_numbers_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        write(&folder.path().join("charts"), &[figure()]).unwrap();
        let read =
            |name: &str| fs::read_to_string(folder.path().join("charts").join(name)).unwrap();
        assert_eq!(read("一.svg"), "<svg/>");
        assert_eq!(read("一.csv"), "\u{FEFF}承办单位,变化\n'=HYPERLINK(1),+1.2\n\"甲,局\",-3.0\n");
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_named() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("charts"), "").unwrap();
        let error = write(&folder.path().join("charts"), &[figure()]).unwrap_err();
        assert!(format!("{error:#}").contains("建不了目录"), "{error:#}");
    }
}
