//! The columns of the sheet: what they are called, who fills them, how wide they are.

use super::{
    matter::Kind,
    plan::{Line, Seat},
};
use crate::score::Points;

/// A column of the sheet.
pub(super) struct Column {
    /// The header.
    pub(super) name: &'static str,
    /// Its width, in chars of half width.
    pub(super) width: u16,
    pub(super) cell: Cell,
}

/// What stands in a column, and who may change it.
#[derive(Clone, Copy)]
pub(super) enum Cell {
    /// Text that nobody changes.
    Text(fn(&Line, Seat) -> String),
    /// A number that nobody changes.
    Number(fn(&Line, Seat) -> String),
    /// Text that nobody changes or needs to see.
    Hidden(fn(&Line, Seat) -> String),
    /// The fingerprint of the others, hidden too.
    Hash,
    /// To be filled in.
    Open,
}

pub(super) const CONCLUSION: &str = "结论";
pub(super) const INSTEAD: &str = "改判为";
pub(super) const REASON: &str = "理由";
pub(super) const REVIEWER: &str = "复核人";
pub(super) const DATE: &str = "复核日期";
pub(super) const HASH: &str = "行校验";
pub(super) const ID: &str = "reply_id";
pub(super) const KIND: &str = "kind";
pub(super) const CODE: &str = "code";
pub(super) const WORDS: &str = "fingerprint";
pub(super) const ORDINAL: &str = "ordinal";
pub(super) const SEAT: &str = "seat";

const fn column(name: &'static str, width: u16, cell: Cell) -> Column {
    Column { name, width, cell }
}

/// All columns from the left.
pub(super) const COLUMNS: [Column; 25] = [
    column("序号", 6, Cell::Number(|line, _| line.number.to_string())),
    column("风险", 7, Cell::Number(|line, _| Points(line.matter.risk).to_string())),
    column("类别", 6, Cell::Text(|line, _| line.matter.key.kind.label().to_owned())),
    column("单位", 12, Cell::Text(|line, _| shown(&line.matter.unit))),
    column("编号", 10, Cell::Text(|line, _| shown(&line.matter.key.reply_id))),
    column("标题", 18, Cell::Text(|line, _| shown(&line.matter.title))),
    column("答复摘录", 50, Cell::Text(|line, _| shown(&line.matter.reply))),
    column("判断", 16, Cell::Text(|line, _| shown(&line.matter.judged))),
    column("规则", 12, Cell::Text(|line, _| shown(&line.matter.rule))),
    column("证据", 34, Cell::Text(|line, _| shown(&line.matter.evidence))),
    column("为什么", 22, Cell::Text(|line, _| shown(&line.matter.why))),
    column("建议扣分", 8, Cell::Number(|line, _| deduction(line))),
    column("扣在何处", 10, Cell::Text(|line, _| line.matter.taken_from.to_owned())),
    column(CONCLUSION, 9, Cell::Open),
    column(INSTEAD, 16, Cell::Open),
    column(REASON, 26, Cell::Open),
    column(REVIEWER, 9, Cell::Open),
    column(DATE, 12, Cell::Open),
    column(ID, 10, Cell::Hidden(|line, _| shown(&line.matter.key.reply_id))),
    column(KIND, 6, Cell::Hidden(|line, _| line.matter.key.kind.label().to_owned())),
    column(CODE, 6, Cell::Hidden(|line, _| line.matter.key.code.clone())),
    column(WORDS, 10, Cell::Hidden(|line, _| shown(&line.matter.key.text))),
    column(ORDINAL, 6, Cell::Hidden(|line, _| line.matter.key.ordinal.to_string())),
    column(SEAT, 6, Cell::Hidden(|_, seat| seat.label().to_owned())),
    column(HASH, 18, Cell::Hash),
];

impl Column {
    /// Whether the cells say what the run says.
    pub(super) fn is_locked(&self) -> bool {
        !matches!(self.cell, Cell::Open | Cell::Hash)
    }

    /// Whether the cells are compared as numbers.
    pub(super) fn is_number(&self) -> bool {
        matches!(self.cell, Cell::Number(_))
    }

    /// Whether nobody needs to see the column.
    pub(super) fn is_hidden(&self) -> bool {
        matches!(self.cell, Cell::Hidden(_) | Cell::Hash)
    }

    /// What a locked cell says; empty for the others.
    pub(super) fn value(&self, line: &Line, seat: Seat) -> String {
        match self.cell {
            Cell::Text(get) | Cell::Number(get) | Cell::Hidden(get) => get(line, seat),
            Cell::Hash | Cell::Open => String::new(),
        }
    }
}

fn deduction(line: &Line) -> String {
    match (line.matter.key.kind, line.matter.points) {
        (Kind::Sampled | Kind::Doubtful, _) => String::new(),
        (_, points) => Points(points).to_string(),
    }
}

/// Control characters other than line breaks cannot stand in a sheet.
fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

/// 认可, 不认可, 改判: what is offered for a kind of row.
pub(super) fn conclusions(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Whole | Kind::Finding => &[AGREE, REJECT, CHANGE],
        Kind::Doubtful | Kind::Sampled => &[AGREE, CHANGE],
    }
}

/// What a row can be changed to.
pub(super) fn instead(kind: Kind) -> &'static str {
    match kind {
        Kind::Whole => NOT_EMPTY,
        Kind::Finding | Kind::Doubtful | Kind::Sampled => EMPTY,
    }
}

pub(super) const AGREE: &str = "认可";
pub(super) const REJECT: &str = "不认可";
pub(super) const CHANGE: &str = "改判";
pub(super) const EMPTY: &str = "应付式答复";
pub(super) const NOT_EMPTY: &str = "不是应付式答复";
