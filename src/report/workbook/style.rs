//! Fonts, number formats and the colours that mean something.

use rust_xlsxwriter::{
    Color, ConditionalFormat, ConditionalFormat3ColorScale, ConditionalFormatCell,
    ConditionalFormatCellRule, ConditionalFormatDataBar, ConditionalFormatType, Format,
    FormatAlign, FormatBorder, FormatUnderline, Worksheet, XlsxError,
};

const FONT: &str = "微软雅黑";
const DARK: Color = Color::RGB(0x1F3A5F);
const LINE: Color = Color::RGB(0xD0D5DB);
const RED: Color = Color::RGB(0xF8CBAD);
const YELLOW: Color = Color::RGB(0xFFEB9C);
const GREEN: Color = Color::RGB(0xC6E0B4);
const GREY: Color = Color::RGB(0x8A929B);

/// The formats of one workbook.
pub(super) struct Styles {
    /// Title of 总览.
    pub(super) title: Format,
    /// Heading of a block.
    pub(super) section: Format,
    /// Legends and remarks.
    pub(super) remark: Format,
    /// Table header.
    pub(super) header: Format,
    /// Link to another sheet.
    pub(super) link: Format,
    /// Cells of a table.
    pub(super) plain: Faces,
    /// Cells of a row that sums up others.
    pub(super) strong: Faces,
}

/// One format for each kind of value.
pub(super) struct Faces {
    /// Text, wrapped when longer than its column.
    pub(super) text: Format,
    /// A short mark in the middle: 是, 否, 复核.
    pub(super) mark: Format,
    /// A whole number.
    pub(super) count: Format,
    /// Points, two decimals.
    pub(super) points: Format,
    /// A density, one decimal.
    pub(super) decimal: Format,
    /// A share, as per cent.
    pub(super) percent: Format,
    /// A share, as per cent with two decimals.
    pub(super) precise: Format,
}

impl Styles {
    /// All formats.
    pub(super) fn new() -> Self {
        let bare = Format::new().set_font_name(FONT).set_font_size(10);
        let cell = bare.clone().set_border(FormatBorder::Thin).set_border_color(LINE);
        let cell = cell.set_align(FormatAlign::VerticalCenter);
        let strong = cell.clone().set_bold().set_background_color(Color::RGB(0xEAF0F7));
        let centred = cell.clone().set_align(FormatAlign::Center).set_text_wrap();
        Self {
            title: bare.clone().set_bold().set_font_size(16).set_font_color(DARK),
            section: bare.clone().set_bold().set_font_size(12).set_font_color(DARK),
            remark: bare.clone().set_font_size(9).set_font_color(GREY),
            header: centred.set_bold().set_font_color(Color::White).set_background_color(DARK),
            link: bare.set_underline(FormatUnderline::Single).set_font_color(Color::RGB(0x0563C1)),
            plain: Faces::new(&cell),
            strong: Faces::new(&strong),
        }
    }
}

impl Faces {
    fn new(cell: &Format) -> Self {
        let number = |pattern: &str| {
            cell.clone().set_align(FormatAlign::Right).set_indent(1).set_num_format(pattern)
        };
        Self {
            text: cell.clone().set_align(FormatAlign::Left).set_indent(1).set_text_wrap(),
            mark: cell.clone().set_align(FormatAlign::Center),
            count: number("0"),
            points: number("0.00"),
            decimal: number("0.0"),
            percent: number("0.0%"),
            precise: number("0.00%"),
        }
    }
}

/// What the background of a column says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paint {
    /// Nothing.
    None,
    /// Red at 0, yellow at 50, green at 100 points: absolute, so that a colour means the
    /// same in every sheet.
    Score,
    /// A bar from 0 to 100 %.
    Share,
    /// 是 is red.
    Bad,
    /// 是 is green.
    Good,
    /// 复核 red, 抽检 yellow, 通过 green.
    Disposal,
}

/// What the colours of 单位得分 mean.
pub(super) const UNIT_LEGEND: &str =
    "颜色：得分底色由红（0 分）经黄（50 分）到绿（100 分），红条为占比。";

/// What the colours of 逐件明细 mean.
pub(super) const REPLY_LEGEND: &str = "颜色：处置 红=复核（请人工看）、黄=抽检、绿=通过；得分底色由红（0 分）经黄（50 分）到绿（100 分）；\
     问题栏「是」为红，实质栏「是」为绿。";

/// The rows and the column to paint, first and last row included.
#[derive(Debug, Clone, Copy)]
pub(super) struct Area {
    /// First row, 0-based.
    pub(super) first: u32,
    /// Last row, 0-based.
    pub(super) last: u32,
    /// Column, 0-based.
    pub(super) column: u16,
}

/// Lays `paint` over an area.
pub(super) fn paint(sheet: &mut Worksheet, area: Area, paint: Paint) -> Result<(), XlsxError> {
    match paint {
        Paint::None => Ok(()),
        Paint::Score => lay(sheet, area, &score_scale()),
        Paint::Share => lay(sheet, area, &share_bar()),
        Paint::Bad => lay(sheet, area, &equal_to("是", RED)),
        Paint::Good => lay(sheet, area, &equal_to("是", GREEN)),
        Paint::Disposal => [("复核", RED), ("抽检", YELLOW), ("通过", GREEN)]
            .into_iter()
            .try_for_each(|(word, colour)| lay(sheet, area, &equal_to(word, colour))),
    }
}

fn lay<T>(sheet: &mut Worksheet, area: Area, format: &T) -> Result<(), XlsxError>
where
    T: ConditionalFormat + Send + Sync,
{
    let Area { first, last, column } = area;
    sheet.add_conditional_format(first, column, last, column, format).map(|_| ())
}

fn score_scale() -> ConditionalFormat3ColorScale {
    ConditionalFormat3ColorScale::new()
        .set_minimum(ConditionalFormatType::Number, 0)
        .set_midpoint(ConditionalFormatType::Number, 50)
        .set_maximum(ConditionalFormatType::Number, 100)
        .set_minimum_color(RED)
        .set_midpoint_color(YELLOW)
        .set_maximum_color(GREEN)
}

fn share_bar() -> ConditionalFormatDataBar {
    ConditionalFormatDataBar::new()
        .set_minimum(ConditionalFormatType::Number, 0)
        .set_maximum(ConditionalFormatType::Number, 1)
        .set_fill_color(RED)
        .set_solid_fill(true)
}

fn equal_to(word: &str, colour: Color) -> ConditionalFormatCell {
    ConditionalFormatCell::new()
        .set_rule(ConditionalFormatCellRule::EqualTo(word.to_owned()))
        .set_format(Format::new().set_background_color(colour))
}
