//! The circular's template as a document after GB/T 9704-2012.
//!
//! Page: A4, 版心 156 × 225 mm, 天头 37 mm, 订口 28 mm; body 3号仿宋, 22 lines a page; title
//! 2号小标宋; headings 3号黑体 and 3号楷体; page number 4号宋体 on the outer side. Fonts are named,
//! never embedded; `fontTable.xml` names what may stand in for each.

use std::io::{self, Cursor, Write};

use quick_xml::{
    Writer,
    events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event},
};
use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

/// The bytes of the template; the same every time.
pub(crate) fn template() -> io::Result<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, part) in parts() {
        archive.start_file(name, options)?;
        archive.write_all(&part)?;
    }
    Ok(archive.finish()?.into_inner())
}

/// Every part of the document by its name.
pub(crate) fn parts() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("[Content_Types].xml", content_types()),
        ("_rels/.rels", package_relations()),
        ("docProps/core.xml", properties()),
        ("word/document.xml", document()),
        ("word/_rels/document.xml.rels", document_relations()),
        ("word/styles.xml", styles()),
        ("word/fontTable.xml", fonts()),
        ("word/settings.xml", settings()),
        ("word/footer1.xml", footer("right")),
        ("word/footer2.xml", footer("left")),
    ]
}

type Attributes<'a> = &'a [(&'a str, &'a str)];

/// A part being written. Writing into memory does not fail.
struct Part {
    writer: Writer<Vec<u8>>,
    open: Vec<String>,
}

impl Part {
    fn new() -> Self {
        let mut part = Self { writer: Writer::new(Vec::new()), open: Vec::new() };
        part.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), Some("yes"))));
        part
    }

    fn event(&mut self, event: Event<'_>) {
        self.writer.write_event(event).unwrap_or_default();
    }

    fn start(&mut self, name: &str, attributes: Attributes<'_>) -> &mut Self {
        let start = BytesStart::new(name).with_attributes(attributes.iter().copied());
        self.event(Event::Start(start));
        self.open.push(name.to_owned());
        self
    }

    fn end(&mut self) -> &mut Self {
        if let Some(name) = self.open.pop() {
            self.event(Event::End(BytesEnd::new(name)));
        }
        self
    }

    fn empty(&mut self, name: &str, attributes: Attributes<'_>) -> &mut Self {
        let start = BytesStart::new(name).with_attributes(attributes.iter().copied());
        self.event(Event::Empty(start));
        self
    }

    fn text(&mut self, text: &str) -> &mut Self {
        self.event(Event::Text(BytesText::new(text)));
        self
    }

    /// Closes what is open.
    fn finish(mut self) -> Vec<u8> {
        while !self.open.is_empty() {
            self.end();
        }
        self.writer.into_inner()
    }

    fn run(&mut self, text: &str) -> &mut Self {
        self.start("w:r", &[]).start("w:t", &[("xml:space", "preserve")]).text(text).end().end()
    }

    fn paragraph(&mut self, style: &str, text: &str) -> &mut Self {
        self.start("w:p", &[]).start("w:pPr", &[]).empty("w:pStyle", &[("w:val", style)]).end();
        if !text.is_empty() {
            self.run(text);
        }
        self.end()
    }
}

const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

fn content_types() -> Vec<u8> {
    let mut part = Part::new();
    let namespace = "http://schemas.openxmlformats.org/package/2006/content-types";
    part.start("Types", &[("xmlns", namespace)]);
    let relations = "application/vnd.openxmlformats-package.relationships+xml";
    part.empty("Default", &[("Extension", "rels"), ("ContentType", relations)]);
    part.empty("Default", &[("Extension", "xml"), ("ContentType", "application/xml")]);
    for (name, kind) in [
        ("/word/document.xml", "document.main"),
        ("/word/styles.xml", "styles"),
        ("/word/fontTable.xml", "fontTable"),
        ("/word/settings.xml", "settings"),
        ("/word/footer1.xml", "footer"),
        ("/word/footer2.xml", "footer"),
    ] {
        let kind = format!("{WORD}.{kind}+xml");
        part.empty("Override", &[("PartName", name), ("ContentType", &kind)]);
    }
    let core = "application/vnd.openxmlformats-package.core-properties+xml";
    part.empty("Override", &[("PartName", "/docProps/core.xml"), ("ContentType", core)]);
    part.finish()
}

fn package_relations() -> Vec<u8> {
    let document = format!("{RELATIONS}/officeDocument");
    let core =
        "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties";
    relations(&[("rId1", &document, "word/document.xml"), ("rId2", core, "docProps/core.xml")])
}

fn document_relations() -> Vec<u8> {
    let kind = |name: &str| format!("{RELATIONS}/{name}");
    relations(&[
        ("rId1", &kind("styles"), "styles.xml"),
        ("rId2", &kind("fontTable"), "fontTable.xml"),
        ("rId3", &kind("settings"), "settings.xml"),
        ("rId4", &kind("footer"), "footer1.xml"),
        ("rId5", &kind("footer"), "footer2.xml"),
    ])
}

fn relations(entries: &[(&str, &str, &str)]) -> Vec<u8> {
    let mut part = Part::new();
    part.start("Relationships", &[("xmlns", PACKAGE)]);
    for (id, kind, target) in entries {
        part.empty("Relationship", &[("Id", id), ("Type", kind), ("Target", target)]);
    }
    part.finish()
}

/// No clock: the dates are constants.
fn properties() -> Vec<u8> {
    let mut part = Part::new();
    part.start(
        "cp:coreProperties",
        &[
            ("xmlns:cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"),
            ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
            ("xmlns:dcterms", "http://purl.org/dc/terms/"),
            ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
        ],
    );
    part.start("dc:title", &[]).text("答复质量筛查情况通报").end();
    for name in ["dcterms:created", "dcterms:modified"] {
        part.start(name, &[("xsi:type", "dcterms:W3CDTF")]).text("2000-01-01T00:00:00Z").end();
    }
    part.finish()
}

/// Fonts by name, each with what Word may take when it is missing.
fn fonts() -> Vec<u8> {
    let mut part = Part::new();
    part.start("w:fonts", &[("xmlns:w", MAIN)]);
    for (name, other) in [
        ("仿宋_GB2312", "仿宋"),
        ("楷体_GB2312", "楷体"),
        ("方正小标宋简体", "华文中宋"),
        ("黑体", "SimHei"),
        ("宋体", "SimSun"),
        ("Times New Roman", ""),
    ] {
        part.start("w:font", &[("w:name", name)]);
        if !other.is_empty() {
            part.empty("w:altName", &[("w:val", other)]);
        }
        part.end();
    }
    part.finish()
}

/// Page numbers stand on the outer side, so left and right pages have their own foot.
fn settings() -> Vec<u8> {
    let mut part = Part::new();
    part.start("w:settings", &[("xmlns:w", MAIN)]);
    part.empty("w:evenAndOddHeaders", &[]);
    part.empty("w:characterSpacingControl", &[("w:val", "compressPunctuation")]);
    part.start("w:compat", &[]);
    let uri = "http://schemas.microsoft.com/office/word";
    let mode = [("w:name", "compatibilityMode"), ("w:uri", uri), ("w:val", "15")];
    part.empty("w:compatSetting", &mode);
    part.finish()
}

/// `— 1 —` on one side, one character in.
fn footer(side: &str) -> Vec<u8> {
    let mut part = Part::new();
    part.start("w:ftr", &[("xmlns:w", MAIN), ("xmlns:r", RELATIONS)]);
    part.start("w:p", &[]).start("w:pPr", &[]).empty("w:pStyle", &[("w:val", "PageNumber")]);
    let (characters, indent) = (format!("w:{side}Chars"), format!("w:{side}"));
    part.empty("w:ind", &[(characters.as_str(), "100"), (indent.as_str(), "280")]);
    part.empty("w:jc", &[("w:val", side)]).end();
    part.run("— ");
    part.start("w:fldSimple", &[("w:instr", " PAGE ")]).run("1").end();
    part.run(" —");
    part.finish()
}

/// A paragraph style.
struct Style {
    id: &'static str,
    name: &'static str,
    font: &'static str,
    /// Half points.
    size: &'static str,
    /// Exact line height in twentieths of a point.
    line: &'static str,
    align: &'static str,
    /// First-line indent in hundredths of a character.
    first: &'static str,
    /// Right indent in hundredths of a character.
    right: &'static str,
    /// Outline level of a heading.
    level: Option<&'static str>,
}

const BODY: Style = Style {
    id: "Body",
    name: "公文正文",
    font: "仿宋_GB2312",
    size: "32",
    line: "579",
    align: "both",
    first: "200",
    right: "0",
    level: None,
};

const TABLE: Style = Style {
    id: "Cell",
    name: "表格文字",
    size: "21",
    line: "320",
    align: "left",
    first: "0",
    ..BODY
};

fn all_styles() -> Vec<Style> {
    let title = ("方正小标宋简体", "44", "660");
    let plain = |id, name| Style { id, name, first: "0", ..BODY };
    vec![
        Style {
            font: title.0,
            size: title.1,
            line: title.2,
            align: "center",
            level: Some("0"),
            ..plain("Title", "公文标题")
        },
        plain("Addressee", "主送机关"),
        BODY,
        Style { id: "Heading1", name: "一级标题", font: "黑体", level: Some("0"), ..BODY },
        Style {
            id: "Heading2", name: "二级标题", font: "楷体_GB2312", level: Some("1"), ..BODY
        },
        Style { id: "Notice", name: "确认情况", font: "楷体_GB2312", ..BODY },
        Style { align: "right", right: "400", ..plain("Signature", "落款") },
        Style { font: "黑体", align: "left", ..plain("Annex", "附件标识") },
        Style {
            font: title.0,
            size: "36",
            line: "600",
            align: "center",
            ..plain("AnnexTitle", "附件标题")
        },
        Style { size: "24", line: "400", ..plain("Remark", "表格说明") },
        TABLE,
        Style { id: "Figure", name: "表格数字", align: "center", ..TABLE },
        Style { id: "Header", name: "表头", font: "黑体", align: "center", ..TABLE },
        Style {
            font: "宋体",
            size: "28",
            line: "320",
            align: "right",
            ..plain("PageNumber", "页码")
        },
    ]
}

fn styles() -> Vec<u8> {
    let mut part = Part::new();
    part.start("w:styles", &[("xmlns:w", MAIN)]);
    part.start("w:docDefaults", &[]).start("w:rPrDefault", &[]).start("w:rPr", &[]);
    font(&mut part, BODY.font, BODY.size);
    part.empty("w:lang", &[("w:val", "en-US"), ("w:eastAsia", "zh-CN")]).end().end();
    part.empty("w:pPrDefault", &[]).end();
    part.start("w:style", &[("w:type", "paragraph"), ("w:default", "1"), ("w:styleId", "Normal")]);
    part.empty("w:name", &[("w:val", "Normal")]).empty("w:qFormat", &[]).end();
    all_styles().iter().for_each(|style| write_style(&mut part, style));
    write_table_style(&mut part);
    part.finish()
}

fn font(part: &mut Part, name: &str, size: &str) {
    let latin = if name == "宋体" { name } else { "Times New Roman" };
    let names =
        [("w:ascii", latin), ("w:hAnsi", latin), ("w:eastAsia", name), ("w:cs", "Times New Roman")];
    part.empty("w:rFonts", &names);
    part.empty("w:sz", &[("w:val", size)]).empty("w:szCs", &[("w:val", size)]);
}

fn write_style(part: &mut Part, style: &Style) {
    part.start(
        "w:style",
        &[("w:type", "paragraph"), ("w:styleId", style.id), ("w:customStyle", "1")],
    );
    part.empty("w:name", &[("w:val", style.name)]);
    part.empty("w:basedOn", &[("w:val", "Normal")]).empty("w:qFormat", &[]);
    part.start("w:pPr", &[]);
    if style.level.is_some() {
        part.empty("w:keepNext", &[]);
    }
    if style.id == "Annex" {
        part.empty("w:pageBreakBefore", &[]);
    }
    part.empty("w:snapToGrid", &[("w:val", "0")]);
    let exact =
        [("w:before", "0"), ("w:after", "0"), ("w:line", style.line), ("w:lineRule", "exact")];
    part.empty("w:spacing", &exact);
    // Characters for Word and WPS; twips for programs that do not count in characters.
    let (right, first) = (twips(style.right), twips(style.first));
    let indent = [
        ("w:rightChars", style.right),
        ("w:right", right.as_str()),
        ("w:firstLineChars", style.first),
        ("w:firstLine", first.as_str()),
    ];
    part.empty("w:ind", &indent);
    part.empty("w:jc", &[("w:val", style.align)]);
    if let Some(level) = style.level {
        part.empty("w:outlineLvl", &[("w:val", level)]);
    }
    part.end().start("w:rPr", &[]);
    font(part, style.font, style.size);
    part.end().end();
}

/// Hundredths of a character of the body, 16 points wide, in twips.
fn twips(hundredths: &str) -> String {
    (hundredths.parse::<u32>().unwrap_or(0) * 320 / 100).to_string()
}

fn write_table_style(part: &mut Part) {
    part.start("w:style", &[("w:type", "table"), ("w:styleId", "Grid"), ("w:customStyle", "1")]);
    part.empty("w:name", &[("w:val", "公文表格")]);
    part.start("w:tblPr", &[]).start("w:tblBorders", &[]);
    for side in ["w:top", "w:left", "w:bottom", "w:right", "w:insideH", "w:insideV"] {
        let line = [("w:val", "single"), ("w:sz", "4"), ("w:space", "0"), ("w:color", "000000")];
        part.empty(side, &line);
    }
    part.end().start("w:tblCellMar", &[]);
    for (side, width) in [("w:top", "28"), ("w:left", "57"), ("w:bottom", "28"), ("w:right", "57")]
    {
        part.empty(side, &[("w:w", width), ("w:type", "dxa")]);
    }
    part.end().end().end();
}

const ADDRESSEE: &str = "各承办单位：";

/// The body; `(style, text)`.
const TEXT: [(&str, &str); 23] = [
    ("Body", "现将{{年度}}{{文种}}书面答复质量筛查情况通报如下。统计截至{{截至日}}。"),
    ("Notice", "{{确认情况}}"),
    ("Heading1", "一、总体情况"),
    (
        "Body",
        "共筛查书面答复{{件数}}件，平均得分{{平均得分}}分（满分100分）。其中应付式答复{{应付件数}}件，占{{应付占比}}（95%区间{{应付区间}}）；推诿{{推诿件数}}件{{#对照}}；可与来件原文对照的{{件数}}件中，文不对题{{文不对题件数}}件{{/对照}}。{{逐年}}",
    ),
    (
        "Body",
        "{{#按期}}可判断是否按期的{{已知}}件中，按期答复{{达到}}件，按期率{{比率}}。{{/按期}}{{#满意}}已反馈评价的{{已知}}件中，评价满意的{{达到}}件，满意率{{比率}}（不含基本满意）。{{/满意}}按处置建议，列入复核{{复核件数}}件、抽检{{抽检件数}}件、通过{{通过件数}}件。",
    ),
    ("Heading1", "二、各单位情况"),
    (
        "Body",
        "{{#有单位}}有答复的承办单位{{单位数}}个。件数满{{最少件数}}件、参加排名的{{排名单位数}}个，不足{{最少件数}}件、不参加排名的{{未排名单位数}}个，各单位情况见附件1。平均得分居前的：{{前列}}。应付式答复占比明显高于总体（95%区间下限高于总体占比）的单位：{{偏高}}。得分区间重叠的单位，不宜据此分先后。{{/有单位}}",
    ),
    ("Body", "{{^单位}}本次数据没有承办单位，不列单位情况。{{/单位}}"),
    ("Heading1", "三、可供借鉴的答复"),
    (
        "Body",
        "{{#有典型}}以“{{典型条件}}”为条件，筛选出可供借鉴的答复{{典型件数}}件，择要列出如下，使用前请核对原件。{{/有典型}}",
    ),
    ("Body", "{{^典型}}本次没有符合全部条件（{{典型条件}}）的答复。{{/典型}}"),
    ("Body", "{{#典型}}{{序号}}．{{单位}}，{{编号}}，{{标题}}。{{理由}}。{{摘录}}{{/典型}}"),
    ("Heading1", "四、需要督办的事项"),
    (
        "Body",
        "{{#有督办}}共{{督办件数}}项：{{督办构成}}。清单见附件2，请有关单位对照核实；与事实不符的，提供依据后更正。{{/有督办}}",
    ),
    ("Body", "{{^督办}}本次没有列入督办的事项。{{/督办}}"),
    ("Heading1", "五、常见问题和改法"),
    (
        "Body",
        "{{#问题}}{{序号}}．{{名称}}：见于{{件数}}件，占{{占比}}。{{原因}}改法：{{改法}}{{/问题}}",
    ),
    ("Body", "{{^问题}}没有在多件答复中重复出现的问题。{{/问题}}"),
    ("Heading1", "六、有关说明"),
    (
        "Body",
        "以上为筛查结果，须经复核确认。得分依据评分方案{{评分方案}}，判读依据{{规则版本}}；每件的得分、依据和原文证据见评估表。依法说明理由的不采纳，不作为问题。件数少的单位区间宽，只列数据，不参加排名。",
    ),
    ("Body", ""),
    ("Body", "附件：1．各承办单位情况表"),
    ("Body", "　　　2．督办清单"),
];

/// A column: header, width in twips, style, text.
type Column = (&'static str, &'static str, &'static str, &'static str);

const UNITS: [Column; 8] = [
    ("名次", "780", "Figure", "{{#单位}}{{名次}}"),
    ("承办单位", "2165", "Cell", "{{单位}}"),
    ("件数", "700", "Figure", "{{件数}}"),
    ("得分", "800", "Figure", "{{得分}}"),
    ("95%区间", "1200", "Figure", "{{得分区间}}"),
    ("按期率", "900", "Figure", "{{按期率}}"),
    ("满意率", "900", "Figure", "{{满意率}}"),
    ("应付式件数（占比）", "1400", "Figure", "{{应付件数}}（{{应付占比}}）{{/单位}}"),
];

const SUPERVISED: [Column; 6] = [
    ("序号", "600", "Figure", "{{#督办}}{{序号}}"),
    ("承办单位", "1250", "Cell", "{{单位}}"),
    ("编号", "1050", "Figure", "{{编号}}"),
    ("标题", "1745", "Cell", "{{标题}}"),
    ("事由和依据", "2600", "Cell", "{{事由}}。{{依据}}"),
    ("建议措施", "1600", "Cell", "{{措施}}{{/督办}}"),
];

fn document() -> Vec<u8> {
    let mut part = Part::new();
    part.start("w:document", &[("xmlns:w", MAIN), ("xmlns:r", RELATIONS)]).start("w:body", &[]);
    part.paragraph("Title", "关于{{年度}}{{文种}}答复质量");
    part.paragraph("Title", "筛查情况的通报");
    part.paragraph("Body", "").paragraph("Addressee", ADDRESSEE);
    for (style, text) in TEXT {
        part.paragraph(style, text);
    }
    part.paragraph("Body", "").paragraph("Signature", "（发文机关署名）");
    part.paragraph("Signature", "{{成文日期}}");
    part.paragraph("Annex", "附件1").paragraph("AnnexTitle", "各承办单位情况表");
    part.paragraph("Remark", "统计截至{{截至日}}。筛查结果，须经复核确认。按期率、满意率只在结果已知的件数里计算，“—”为不详。");
    table(&mut part, "单位", &UNITS);
    part.paragraph("Annex", "附件2").paragraph("AnnexTitle", "督办清单");
    part.paragraph("Remark", "统计截至{{截至日}}。筛查结果，须经复核确认。{{督办附注}}");
    table(&mut part, "督办", &SUPERVISED);
    part.paragraph("Remark", "");
    section(&mut part);
    part.finish()
}

fn table(part: &mut Part, list: &str, columns: &[Column]) {
    part.start("w:tbl", &[]).start("w:tblPr", &[]);
    part.empty("w:tblStyle", &[("w:val", "Grid")]);
    part.empty("w:tblW", &[("w:w", "8845"), ("w:type", "dxa")]);
    part.empty("w:jc", &[("w:val", "center")]);
    part.empty("w:tblLayout", &[("w:type", "fixed")]).end();
    part.start("w:tblGrid", &[]);
    for (_, width, _, _) in columns {
        part.empty("w:gridCol", &[("w:w", width)]);
    }
    part.end();
    let headers: Vec<(&str, &str)> = columns.iter().map(|one| ("Header", one.0)).collect();
    let cells: Vec<(&str, &str)> = columns.iter().map(|one| (one.2, one.3)).collect();
    // What stands in an empty table.
    let (open, close) = (format!("{{{{^{list}}}}}—"), format!("无{{{{/{list}}}}}"));
    let mut none = vec![("Figure", open.as_str()), ("Cell", close.as_str())];
    none.resize(columns.len(), ("Cell", ""));
    row(part, columns, &headers, true);
    row(part, columns, &cells, false);
    row(part, columns, &none, false);
    part.end();
}

fn row(part: &mut Part, columns: &[Column], cells: &[(&str, &str)], header: bool) {
    part.start("w:tr", &[]).start("w:trPr", &[]).empty("w:cantSplit", &[]);
    if header {
        part.empty("w:tblHeader", &[]);
    }
    part.end();
    for ((_, width, _, _), (style, text)) in columns.iter().zip(cells) {
        part.start("w:tc", &[]).start("w:tcPr", &[]);
        part.empty("w:tcW", &[("w:w", width), ("w:type", "dxa")]);
        part.empty("w:vAlign", &[("w:val", "center")]).end();
        part.paragraph(style, text).end();
    }
    part.end();
}

/// 版心 156 × 225 mm on A4, in twips (1 mm = 56.69).
fn section(part: &mut Part) {
    part.start("w:sectPr", &[]);
    part.empty("w:footerReference", &[("w:type", "default"), ("r:id", "rId4")]);
    part.empty("w:footerReference", &[("w:type", "even"), ("r:id", "rId5")]);
    part.empty("w:pgSz", &[("w:w", "11906"), ("w:h", "16838")]);
    part.empty(
        "w:pgMar",
        &[
            ("w:top", "2098"),
            ("w:right", "1474"),
            ("w:bottom", "1984"),
            ("w:left", "1587"),
            ("w:header", "851"),
            ("w:footer", "1247"),
            ("w:gutter", "0"),
        ],
    );
    part.empty("w:docGrid", &[("w:type", "lines"), ("w:linePitch", "579")]);
    part.end();
}
