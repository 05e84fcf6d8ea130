//! The public edition from outside: nothing that finds a person may stand in any of its files.
#![allow(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Cursor, Read},
    path::Path,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use miniz_oxide::inflate::decompress_to_vec_zlib;
use regex::Regex;
use shida::frame::read_parquet;

use support::{Home, Output, root, table};

/// Everything that must not come out, each as it stands in the input.
const PLANTED: [&str; 62] = [
    "赵国栋",
    "钱敏",
    "欧阳明月",
    "古丽娜尔·买买提",
    "孙丽华",
    "周文博",
    "吴晓燕",
    "郑成功能",
    "冯建军",
    "褚卫东",
    "蒋雪梅",
    "沈万三千",
    "顾海涛",
    "潘金莲花",
    "何志远",
    "13812345678",
    "138 1234 5679",
    "139-1234-5678",
    "１３７１２３４５６７８",
    "13612345678",
    "一三八一二三四五六七八",
    "13512345670",
    "0571-88123456",
    "（0572）8812345",
    "8812399",
    "330102198001011234",
    "33010219800101123X",
    "330102800101123",
    "E12345678",
    "6222021234567890123",
    "6222 0212 3456 7890 456",
    "浙A12345",
    "浙A·D12345",
    "浙B1234学",
    "zhaoguodong@example.com",
    "qian.min@mail.example.cn",
    "zhao_guodong88",
    "987654321",
    "8号楼3单元402室",
    "12幢501室",
    "3-2-1102",
    "3组45号",
    "五组二十号",
    "学府街道东风里17号",
    "内部意见不得外传",
    "社会事务二科",
    "桐湾代表小组",
    "卢建平",
    "向永强",
    "丁佳慧",
    "姜大为",
    "龚小平",
    "韩雪松",
    "13900001111",
    "段誉海",
    "石文静",
    "崔永康",
    "侯明亮",
    "13900002222",
    "邵一鸣",
    "毕淑敏",
    "水利局（",
];

/// What no pattern can know to be personal data; that it comes out keeps the documentation honest.
const NOT_CAUGHT: [&str; 3] = ["军字第0012345号", "RF-330102-0099", "小明的爸爸"];

const HEADER: [&str; 18] = [
    "编号",
    "年度",
    "承办单位",
    "建议标题",
    "建议内容",
    "答复内容",
    "领衔代表",
    "附议代表",
    "联系人",
    "联系电话",
    "签发人",
    "公开属性",
    "具体意见",
    "不公开理由",
    "承诺事项",
    "沟通方式",
    "责任科室",
    "代表团",
];

type Line = [String; 18];

fn line(id: &str, unit: &str, title: &str, reply: &str) -> Line {
    let mut line = Line::default();
    for (at, cell) in [(0, id), (1, "2024"), (2, unit), (3, title), (5, reply)] {
        cell.clone_into(&mut line[at]);
    }
    line[4] = "建议：一、修好路灯；二、在村口增设公厕两座。我是钱敏，电话13812345678。".to_owned();
    line[6] = "赵国栋".to_owned();
    line[7] = "钱敏、欧阳明月、古丽娜尔·买买提".to_owned();
    line[8] = "周文博".to_owned();
    line[9] = "0571-88123456".to_owned();
    line[10] = "冯建军".to_owned();
    line[12] = "内部意见不得外传".to_owned();
    line[14] = "由何志远局长落实，电话13512345670".to_owned();
    line[15] = "走访何志远代表".to_owned();
    line[16] = "社会事务二科".to_owned();
    line
}

const PLAIN: &str = "您提出的路灯建议收悉。我局4月8日到新建路现场查看，损坏路灯12盏，已于4月20日全部更换，\
    投入资金3.6万元。";

fn letters() -> Vec<Line> {
    let hostile = [
        "赵国栋、钱敏、欧阳明月代表：\n您提出的建议收悉。4月8日我局孙丽华科长到现场查看，已更换路灯12盏。\
         赵国栋和钱敏对结果满意。联系人：周文博、吴晓燕，电话0571-88123456，手机13812345678。",
        "古丽娜尔·买买提代表：\n来信收悉。经查，138 1234 5679、139-1234-5678、１３７１２３４５６７８均为\
         欠费号码，+8613612345678已停机，一三八一二三四五六七八是空号，已于5月8日处理。",
        "钱敏代表：\n关于水管，家住8号楼3单元402室的业主蒋雪梅反映漏水，12幢501室和新城家园3-2-1102也漏，\
         我局5月9日修好水管120米。传真（0572）8812345，联系电话：8812399。",
        "赵国栋代表：\n白水村3组45号、双溪村五组二十号的水表已于6月1日更换。户主：褚卫东，家庭住址：\
         学府街道东风里17号。身份证号330102198001011234、33010219800101123X，身份证330102800101123。",
        "欧阳明月代表：\n护照号E12345678、银行卡6222021234567890123和6222 0212 3456 7890 456的问题已转银行，\
         5月8日办结。车辆浙A12345、浙A·D12345、浙B1234学违停，已处罚3起。",
        "钱敏代表：\n请发zhaoguodong@example.com或qian.min@mail.example.cn，微信号：zhao_guodong88，\
         QQ：987654321。我局将于2024年9月底前由顾海涛局长牵头修好13812345678反映的路灯30盏。",
    ];
    let mut lines = Vec::new();
    for (at, text) in hostile.iter().enumerate() {
        lines.push(line(&format!("{at:03}"), "城管局", "关于路灯的建议（赵国栋等代表）", text));
    }
    // A unit that is too small, and its name in the letter.
    lines.push(line("050", "县档案馆", "关于档案的建议", &format!("{PLAIN}县档案馆")));
    for at in 60..66 {
        lines.push(line(
            &format!("{at:03}"),
            if at == 61 { "水利局（毕淑敏办公室）" } else { "水务局" },
            "关于水压的建议",
            &format!("{PLAIN}第{at}号。"),
        ));
    }
    let mut exempt =
        line("070", "水务局", "关于潘金莲花的建议", "潘金莲花代表：郑成功能同志反映的事已办结。");
    exempt[11] = "不公开".to_owned();
    exempt[13] = "涉及郑成功能".to_owned();
    let mut title_only =
        line("071", "水务局", "关于水库的建议", "沈万三千先生：水库已于5月加固300米。");
    title_only[11] = "仅公开标题".to_owned();
    let missed = format!("{PLAIN}小明的爸爸持军字第0012345号证件，房号RF-330102-0099。");
    let mut open = line("072-赵国栋", "水务局", "关于路灯的建议", PLAIN);
    open[17] = "桐湾代表小组".to_owned();
    open[11] = "全文公开".to_owned();
    lines.push(line("073", "水务局", "关于路灯的建议", &missed));
    lines.extend([exempt, title_only, open]);
    // A speech in place of a reply, which is rejected and quoted in rejects.csv.
    lines.push(line(
        "080",
        "城管局",
        "讲话",
        "同志们：\n今天，我们召开推进会。下面，我讲三点意见。赵国栋同志要牵头。谢谢大家！",
    ));
    lines
}

/// Many replies of three units and two years: enough for phrases that come up, for families and
/// for charts, each with somebody's name in it.
fn crowd() -> Vec<Line> {
    let row = |number: usize| {
        let (unit, year) = (UNITS[number % 3], if number < 42 { "2023" } else { "2024" });
        let street = STREETS[number % 7];
        let words = match year {
            "2023" => format!(
                "{street}路灯{number}盏已换成节能灯，路面坑槽{}处已于5月9日补平，花费{number}万元。",
                number + 3
            ),
            _ => format!(
                "{street}夜间照明时间延长{number}分钟，有事请找我局蒋雪梅主任当面说清路灯维修的办法，我们6月\
                 30日前答复。"
            ),
        };
        let reply =
            format!("卢建平代表：\n您提出的建议收悉。{words}签发人：{}", SIGNERS[number % 2]);
        let mut line =
            line(&format!("c{number}"), unit, &format!("关于{street}照明的建议"), &reply);
        year.clone_into(&mut line[1]);
        if number == 3 {
            line[4].clear();
        }
        line
    };
    (0..84).map(row).collect()
}

const UNITS: [&str; 3] = ["教育局", "交通局", "农业农村局"];
const STREETS: [&str; 7] = ["东风路", "解放街", "青年巷", "幸福里", "朝阳路", "文昌街", "滨河道"];
const SIGNERS: [&str; 2] = ["向永强", "丁佳慧"];

/// The input of the hostile run, with everything beside the letters that a run can read.
fn stage() -> Home {
    let home = Home::empty();
    let rows: Vec<Line> = letters().into_iter().chain(crowd()).collect();
    let rows: Vec<[&str; 18]> = rows.iter().map(|row| row.each_ref().map(String::as_str)).collect();
    home.write("赵国栋代表建议/答复-钱敏13812345678.csv", table(&HEADER, &rows));
    home.write("建议-姜大为代表.csv", "编号,年度,建议内容\nc3,2023,建议：请龚小平科长修好路灯。\n");
    home.write(
        "指标-韩雪松13900001111.csv",
        "编号,年度,承办单位,建议标题,满意度,责任领导,领衔代表,具体意见,公开属性\n\
         000,2024,城管局,,满意,段誉海,赵国栋,内部意见不得外传,\n\
         900,2024,城管局,关于公厕的建议（石文静等代表）,,段誉海,石文静,,\n\
         901-石文静代表,2024,水务局,关于水管的建议,,,石文静,,\n\
         902,2024,水务局,关于崔永康信访的建议,,,,,不公开\n",
    );
    home.write(
        "跟踪-侯明亮13900002222.csv",
        "编号,年度,承诺原文,责任人,是否完成\n\
         005,2024,2024年9月底前由顾海涛局长牵头修好路灯30盏,顾海涛,是\n\
         777,2023,由侯明亮同志在2024年6月底前修桥,侯明亮,否\n",
    );
    home.write(
        "公布-邵一鸣代表.csv",
        "单位,年度,满意率\n教育局,2024,98.5%\n县档案馆,2024,50%\n合计,2024,97%\n",
    );
    home.write("打分-邵一鸣代表.csv", "单位,创新加分\n教育局,2.5\n县档案馆,3.75\n");
    home.write(
        "decisions.toml",
        "[[decision]]\nreply = \"060\"\ndecision = \"answer\"\n\
        reason = \"赵国栋来电说过\"\nauthor = \"褚卫东\"\n",
    );
    let units = std::fs::read_to_string(root().join("rules/units.toml")).unwrap();
    let own =
        units.replacen("[aliases]\n", "[aliases]\n\"水务局\" = [\"水利局（毕淑敏办公室）\"]\n", 1);
    assert_ne!(units, own);
    home.write("规则-毕淑敏/units.toml", own);
    home
}

/// Every option that reads a file.
const OPTIONS: &str = "run 赵国栋代表建议 --suggestions 建议-姜大为代表.csv \
    --metrics 指标-韩雪松13900001111.csv --followup 跟踪-侯明亮13900002222.csv \
    --published 公布-邵一鸣代表.csv --manual 打分-邵一鸣代表.csv --decisions decisions.toml \
    --rules 规则-毕淑敏 --period month";

fn hostile() -> (Home, Output) {
    let home = stage();
    let ran = home.shida(&format!("{OPTIONS} --public -o out"));
    assert_eq!(ran.code, 1, "a row was rejected: {}", ran.stderr);
    let output = home.output("out");
    (home, output)
}

/// All texts of a folder: plain files as they are, Parquet read back, workbooks and documents
/// unzipped, and what the page holds deflated.
fn texts(output: &Output) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for (name, bytes) in output.files() {
        let text = match Path::new(&name).extension().and_then(|it| it.to_str()) {
            Some("parquet") => format!("{:?}", read_parquet(&output.folder.join(&name)).unwrap()),
            Some("xlsx" | "docx") => unzipped(bytes),
            Some("png") => String::new(),
            Some("html") => inflated(String::from_utf8(bytes).unwrap()),
            _ => String::from_utf8(bytes).unwrap(),
        };
        texts.insert(name.clone(), format!("{name}\n{text}"));
    }
    texts
}

/// The page with its deflated texts behind it.
fn inflated(page: String) -> String {
    let packed = Regex::new(r"[A-Za-z0-9+/]{200,}={0,2}").unwrap();
    let more: Vec<String> = packed
        .find_iter(&page)
        .filter_map(|found| STANDARD.decode(found.as_str()).ok())
        .filter_map(|bytes| decompress_to_vec_zlib(&bytes).ok())
        .map(|bytes| String::from_utf8(bytes).unwrap())
        .collect();
    page + &more.concat()
}

fn unzipped(bytes: Vec<u8>) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    for at in 0..archive.len() {
        archive.by_index(at).unwrap().read_to_string(&mut text).unwrap();
    }
    text
}

#[test]
fn nothing_that_was_planted_stands_in_any_file() {
    let (_home, output) = hostile();
    let texts = texts(&output);
    assert!(texts.len() > 20, "{:?}", texts.keys());
    let mut found = Vec::new();
    for word in PLANTED {
        let files = texts.iter().filter(|(_, text)| text.contains(word)).map(|(name, _)| name);
        found.extend(files.map(|name| format!("{name} holds {word}")));
    }
    assert_eq!(found, Vec::<String>::new());
    let known: String = texts.into_values().collect();
    for word in NOT_CAUGHT {
        assert!(known.contains(word), "{word} is caught: say so in docs/public.md");
    }
}

#[test]
fn whatever_is_looked_for_was_planted_and_comes_out_of_a_run_that_is_not_public() {
    let home = stage();
    let input: String = support::texts_below(&home.path(".")).concat();
    for word in PLANTED.iter().chain(&NOT_CAUGHT) {
        assert!(input.contains(word), "{word}");
    }
    assert_eq!(home.shida(&format!("{OPTIONS} -o private")).code, 1);
    let private: String = texts(&home.output("private")).into_values().collect();
    let missing: Vec<_> = PLANTED.iter().filter(|word| !private.contains(**word)).collect();
    assert_eq!(missing, Vec::<&&str>::new(), "the search finds what is there");
}

#[test]
fn no_file_holds_what_looks_like_personal_data() {
    let (_home, output) = hostile();
    let patterns = [
        r"1[3-9]\d{9}",
        r"\d{17}[\dXx]",
        r"0\d{2,3}-\d{7,8}",
        r"[A-Za-z0-9._]+@[A-Za-z0-9]+\.[a-z]",
        r"\p{Han}[A-Z]·?[A-Z0-9]{5,6}\b",
        r"\d单元\d",
        r"\d幢\d",
    ];
    // Hashes, names of parts and numbers are full of digits.
    let plain =
        Regex::new(r"[0-9a-f]{64}|[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}|\d+\.\d+").unwrap();
    let tag = Regex::new(r"(?s)<style.*?</style>|<[^>]*>").unwrap();
    for (name, text) in texts(&output) {
        let is_marked = [".svg", ".html", ".xlsx", ".docx"].iter().any(|end| name.ends_with(end));
        let text = if is_marked { tag.replace_all(&text, " ") } else { text.into() };
        let text = plain.replace_all(&text, "");
        for pattern in patterns {
            let found = Regex::new(pattern).unwrap().find(&text).map(|hit| hit.as_str().to_owned());
            assert_eq!(found, None, "{name}: {pattern}");
        }
    }
}

#[test]
fn every_quote_is_what_stands_at_its_place_in_the_masked_letter() {
    let (_home, output) = hostile();
    let sentences = read_parquet(&output.folder.join("sentences.parquet")).unwrap();
    let place = |name: &str| sentences.headers.iter().position(|header| header == name).unwrap();
    let mut letters: BTreeMap<String, BTreeMap<usize, char>> = BTreeMap::new();
    for row in &sentences.rows {
        let cell = |name: &str| row[place(name)].clone().unwrap_or_default();
        let start: usize = cell("start_char").parse().unwrap();
        let end: usize = cell("end_char").parse().unwrap();
        assert_eq!(cell("text").chars().count(), end - start, "a mask is as long as what it hides");
        let letter = letters.entry(cell("reply_id")).or_default();
        letter.extend((start..).zip(cell("text").chars()));
    }
    let mut compared = 0;
    for finding in output.rows("findings.csv") {
        if ["gate", "answer"].contains(&finding["role"].as_str()) {
            continue;
        }
        let (start, end): (usize, usize) =
            (finding["start_char"].parse().unwrap(), finding["end_char"].parse().unwrap());
        let letter = &letters[&finding["reply_id"]];
        for (at, char) in (start..end).zip(finding["text"].trim_start_matches('\'').chars()) {
            if let Some(there) = letter.get(&at) {
                assert_eq!(*there, char, "{finding:?}");
                compared += 1;
            }
        }
    }
    assert!(compared > 300, "{compared}");
}

#[test]
fn masks_are_stable_and_what_is_public_stays() {
    let (_home, output) = hostile();
    let sentences =
        format!("{:?}", read_parquet(&output.folder.join("sentences.parquet")).unwrap());
    for shown in [
        "赵某某、钱某、欧阳某某代表",
        "联系人：周某某、吴某某",
        "[电话＊＊＊＊＊＊＊]",
        "损坏路灯12盏",
        "4月20日",
        "3.6万元",
        "违停，已处罚3起",
        "白水村[住址＊]",
    ] {
        assert!(sentences.contains(shown), "{shown}");
    }
    let title = &output.reply("000")["title"];
    assert_eq!(title, "关于路灯的建议（赵某某等代表）");
}

#[test]
fn a_small_unit_is_told_nowhere_and_what_may_not_be_published_is_left_out() {
    let (_home, output) = hostile();
    for (name, text) in texts(&output) {
        assert!(!text.contains("县档案馆"), "{name}");
    }
    assert_eq!(output.reply("050")["unit"], "其他单位");
    let ids: BTreeSet<String> = output.column("replies.csv", "reply_id").into_iter().collect();
    assert!(!ids.contains("070") && ids.contains("071") && ids.contains("072-赵某某"));
    let told = output.column("findings.csv", "reply_id");
    assert!(!told.contains(&"071".to_owned()), "only the title of 071 is public");
    assert!(output.text("index.html").contains("（正文不公开）"));
    let mut groups: BTreeMap<(String, String), usize> = BTreeMap::new();
    for row in output.rows("replies.csv") {
        *groups.entry((row["unit"].clone(), row["year"].clone())).or_default() += 1;
    }
    let small = groups.iter().find(|((unit, _), n)| **n < 5 && unit != "其他单位");
    assert_eq!(small, None, "every named unit and year is large enough");
    let units = output.rows("units.csv");
    assert!(units.iter().all(|unit| unit["n"].parse::<u32>().unwrap() >= 5), "{units:?}");
    let stamp = &output.manifest()["public"];
    assert_eq!((stamp["withheld"].as_u64(), stamp["title_only"].as_u64()), (Some(1), Some(1)));
    assert_eq!(stamp["k"].as_u64(), Some(5));
    assert_eq!(stamp["rules_hash"].as_str().unwrap().len(), 64);
    for kind in ["name", "phone", "id", "plate", "mail", "account", "address"] {
        assert!(stamp["masks"][kind].as_u64() > Some(0), "{kind}: {stamp}");
    }
}

#[test]
fn the_suggestion_is_published_only_where_the_table_says_so() {
    let (_home, output) = hostile();
    let asked = "增设公厕";
    let told: BTreeSet<String> = output
        .rows("findings.csv")
        .into_iter()
        .filter(|row| row["text"].contains(asked))
        .map(|row| row["reply_id"].clone())
        .collect();
    assert_eq!(told.iter().map(String::as_str).collect::<Vec<_>>(), ["072-赵某某"]);
}

#[test]
fn only_files_that_are_masked_stand_in_the_folder() {
    let (_home, output) = hostile();
    let names: Vec<String> =
        output.files().into_keys().filter(|name| !name.starts_with("charts/")).collect();
    for private in ["rejects.csv", "notices.csv", "decisions.csv", "letters.parquet"] {
        assert!(!names.iter().any(|name| name == private), "{private}");
    }
    assert!(names.iter().all(|name| !name.starts_with('.')), "{names:?}");
    assert!(names.contains(&"index.html".to_owned()) && names.contains(&"run.json".to_owned()));
}

/// Columns of replies that no mask, merger or omission may change.
const JUDGED: [&str; 14] = [
    "year",
    "han_chars",
    "non_answer",
    "non_answer_score",
    "deflection",
    "text_score",
    "codes",
    "asks",
    "asks_answered",
    "late",
    "score",
    "known_share",
    "disposal",
    "decision",
];

#[test]
fn what_is_published_is_judged_and_scored_as_in_the_run_itself() {
    let (home, public) = hostile();
    assert_eq!(home.shida(&format!("{OPTIONS} -o private")).code, 1);
    let private = home.output("private");
    let mut rows = private.rows("replies.csv");
    rows.retain(|row| row["reply_id"] != "070");
    let told = public.rows("replies.csv");
    assert_eq!((rows.len(), told.len()), (100, 100));
    for (row, told) in rows.iter().zip(&told) {
        for column in JUDGED {
            assert_eq!(row[column], told[column], "{column} of {}", row["reply_id"]);
        }
    }
    let points = |output: &Output| {
        let mut lines = output.rows("ledger.csv");
        lines.retain(|line| line["reply_id"] != "070");
        lines.into_iter().map(|line| (line["item"].clone(), line["points"].clone())).collect()
    };
    let (one, two): (Vec<_>, Vec<_>) = (points(&private), points(&public));
    assert_eq!(one, two);
    let units = public.rows("units.csv");
    let named = units.iter().find(|unit| unit["unit"] == "教育局" && unit["year"] == "2024");
    let before = private.rows("units.csv");
    let same = before.iter().find(|unit| unit["unit"] == "教育局" && unit["year"] == "2024");
    assert_eq!(named.unwrap()["score"], same.unwrap()["score"], "a unit that is there whole");
}

#[test]
fn a_public_edition_says_so_and_is_the_same_whatever_the_threads() {
    let home = Home::of("tiny");
    assert_eq!(home.shida("run in --public -o public").code, 0);
    let public = home.output("public");
    assert!(public.text("index.html").contains("公开版（public.toml"));
    assert!(public.text("scores.json").contains("（公开版）"));
    assert!(home.run().manifest().get("public").is_none());
    let again = home.shida("run in --public --threads 1 -o again");
    assert_eq!(again.code, 0);
    assert!(support::differences(&public, &home.output("again")).is_empty());
}

#[test]
fn without_a_name_of_its_own_the_folder_gives_nobody_away() {
    let home = stage();
    assert_eq!(home.shida("run 赵国栋代表建议 --public").code, 1);
    let folders = std::fs::read_dir(home.path("reports")).unwrap();
    let names: Vec<_> = folders.map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["赵某某代表建议-公开版"]);
}

#[test]
fn texts_that_the_page_deflates_are_masked_too() {
    let home = Home::empty();
    let street =
        |at: usize| format!("第{at}段路灯已于5月9日修好，花费{at}万元，走访居民钱敏家一次。");
    let reply = |number: usize| -> String {
        let lines = (0..700).map(|at| street(at + number)).collect::<String>();
        format!("赵国栋代表：\n您提出的建议收悉。{lines}联系人：周文博，电话13812345678。")
    };
    let rows: Vec<[String; 2]> = (0..36).map(|at| [at.to_string(), reply(at)]).collect();
    let rows: Vec<[&str; 2]> = rows.iter().map(|row| row.each_ref().map(String::as_str)).collect();
    home.write("in/a.csv", table(&["编号", "答复内容"], &rows));
    assert_eq!(home.shida("run in --public -o out").code, 0);
    let page = home.output("out").text("index.html");
    let whole = inflated(page.clone());
    assert!(whole.len() > page.len() + 100_000, "some of the texts are deflated");
    assert!(whole[page.len()..].contains("周某某，电话[电话＊＊＊＊＊＊＊]"));
    for word in ["赵国栋", "钱敏", "周文博", "13812345678"] {
        assert!(!whole.contains(word), "{word}");
    }
}

#[test]
fn a_public_folder_is_compared_and_neither_scored_nor_reviewed_anew() {
    let home = Home::of("tiny");
    home.run();
    assert_eq!(home.shida("run in --public -o public").code, 0);
    assert_eq!(home.shida("run in --public -o later").code, 0);
    for command in [
        "rescore --in public --profile text-only -o out2",
        "rescore --in public --sensitivity",
        "review export --in public -o 复核.xlsx",
    ] {
        let ran = home.shida(command);
        assert_eq!(ran.code, 2, "{command}");
        let wanted = ["public 是公开版", "没有答复原文", "改用不带 --public 的那一次运行"];
        assert!(wanted.iter().all(|words| ran.stderr.contains(words)), "{}", ran.stderr);
    }
    let same = home.shida("compare public later");
    assert!(same.code == 0 && same.stdout.contains("公开版"), "{}", same.stdout);
    assert!(!same.stdout.contains("一边是公开版"), "{}", same.stdout);
    let mixed = home.shida("compare out public");
    assert!(mixed.stdout.contains("一边是公开版：小单位已归并"), "{}", mixed.stdout);
    assert!(mixed.stdout.contains("不比正文"), "{}", mixed.stdout);
    let id = home.output("public").column("replies.csv", "reply_id").remove(0);
    assert_eq!(home.shida(&format!("explain {id} --in public")).code, 0);
}

#[test]
fn rules_of_an_office_must_stand_their_examples() {
    let home = Home::of("tiny");
    let text = std::fs::read_to_string(root().join("rules/public.toml")).unwrap();
    let broken = text.replacen("shown = \"张某某代表：\"", "shown = \"张建国代表：\"", 1);
    assert_ne!(text, broken);
    home.write("own/public.toml", broken);
    let ran = home.shida("run in --public --rules own -o out");
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("public.toml 有 1 个例子不符"), "{}", ran.stderr);
    home.write("own/public.toml", text.replacen("k = 5", "k = 2", 1));
    assert_eq!(home.shida("run in --public --rules own -o out").code, 0);
    assert_eq!(home.output("out").manifest()["public"]["k"].as_u64(), Some(2));
    home.write("own/public.toml", text.replacen("k = 5", "k = 1", 1));
    let ran = home.shida("run in --public --rules own -o out2");
    assert!(ran.code == 2 && ran.stderr.contains("k 至少是 2"), "{}", ran.stderr);
}
