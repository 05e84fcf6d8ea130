//! Trends from outside: the demo's numbers in docs/trends.md, years judged by one edition,
//! other periods, and phrases that spread.
#![allow(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

mod support;

use std::{collections::BTreeMap, env, fs};

use support::{ANSWER, Home, Output, Row, root};

const TOPIC: &str = "内容分类";

/// The topic trends of replies whose topic stands in this table of three.
fn topics_from(place: &str) -> Vec<(String, String, String)> {
    let home = Home::empty();
    let of = |table: &str,
              header: &str,
              row: &dyn Fn(i32) -> String,
              topic: &dyn Fn(i32) -> &'static str| {
        let has = table == place;
        let head = if has { format!("{header},{TOPIC}") } else { header.to_owned() };
        let lines = (1..=6).map(|n| match has {
            true => format!("{},{}", row(n), topic(n)),
            false => row(n),
        });
        let lines: Vec<String> = lines.collect();
        home.write(&format!("in/{table}.csv"), format!("{head}\n{}\n", lines.join("\n")));
    };
    let topic = |n: i32| if n % 2 == 0 { "交通" } else { "教育" };
    let year = |n: i32| if n <= 3 { 2023 } else { 2024 };
    of(
        "letters",
        "建议编号,年度,承办单位,答复内容",
        &|n| format!("{n},{},甲局,{ANSWER}", year(n)),
        &topic,
    );
    of(
        "suggestions",
        "建议编号,年度,建议内容",
        &|n| format!("{n},{},建议：一、修好路灯。", year(n)),
        &topic,
    );
    of(
        "metrics",
        "建议编号,年度,交办日期,答复日期",
        &|n| format!("{n},{0},{0}-03-01,{0}-05-01", year(n)),
        &topic,
    );
    let out = home.run();
    let trends = out.rows("trends.csv");
    let ours = trends.iter().filter(|row| row["scope"] == "topic" && row["series"] == "text_score");
    let page = out.text("index.html");
    assert!(page.contains("各类建议的走势"), "the page has no table of topics ({place})");
    ours.map(|row| (row["name"].clone(), row["period"].clone(), row["n"].clone())).collect()
}

#[test]
fn topics_are_followed_whichever_table_they_stand_in() {
    let own = |rows: &[(&str, &str, &str)]| -> Vec<(String, String, String)> {
        rows.iter().map(|(name, year, n)| ((*name).into(), (*year).into(), (*n).into())).collect()
    };
    let expected = own(&[
        ("交通", "2023", "1"),
        ("交通", "2024", "2"),
        ("教育", "2023", "2"),
        ("教育", "2024", "1"),
    ]);
    for place in ["letters", "suggestions", "metrics"] {
        assert_eq!(topics_from(place), expected, "{place}");
    }
}

/// Everything behind this line of the page is made by the test.
const MARK: &str = "下面的数字由测试从一次运行里取出，与程序不符时测试不过。\n\n";

/// With `UPDATE_DOCS=1` the lines are written anew instead.
#[test]
fn the_page_of_trends_tells_the_demo_as_it_is() {
    let page = root().join("docs/trends.md");
    let text = fs::read_to_string(&page).unwrap();
    let (before, after) = text.split_once(MARK).expect("the mark of the page");
    let home = Home::empty();
    for entry in fs::read_dir(root().join("datasets/demo")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        home.write(&format!("in/{name}"), fs::read(&path).unwrap());
    }
    let ran = home.shida("run in -o out");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let made = told(&ran.stdout, &home.output("out"));
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&page, format!("{before}{MARK}{made}")).unwrap();
        return;
    }
    assert_eq!(after, made, "docs/trends.md is out of date: run the tests with UPDATE_DOCS=1");
}

fn told(summary: &str, out: &Output) -> String {
    let words = summary.lines().find(|line| line.starts_with("趋势：")).unwrap();
    let mut page = format!(
        "> {words}\n\n| 年度 | 件数 | 应付占比 | 95% 区间 | 平均文本分 | 95% 区间 |\n|---|---|---|---|---|---|\n"
    );
    let trends = out.rows("trends.csv");
    let all = |series: &str| {
        let of = trends.iter().filter(|row| row["scope"] == "all" && row["series"] == series);
        of.cloned().collect::<Vec<Row>>()
    };
    for (share, text) in all("non_answer_share").iter().zip(all("text_score")) {
        page += &format!(
            "| {} | {} | {} | {}—{} | {} | {}—{} |\n",
            share["period"],
            share["n"],
            percent(&share["value"]),
            percent(&share["low"]),
            percent(&share["high"]),
            points(&text["value"]),
            points(&text["low"]),
            points(&text["high"]),
        );
    }
    page += "\n应付占比变化最像真的几个单位（按 p 值）：\n\n| 单位 | 首末两年 | 占比 | p | 校正后 | 判定 |\n|---|---|---|---|---|---|\n";
    for unit in surest(&trends) {
        page += &unit;
    }
    page += "\n十来个单位一起看，p 低于 0.05 的里面总可能有碰巧的，所以要校正。校正之后没有一个低于 0.05：可以说全区变差，还不能凭这些件数点名说哪个单位变差或变好。城市管理局和教育局的变化都是预埋的真事实，每年各十来件，仍然不够下判定；这样的单位请看原件，或再积累一两年。\n\n";
    page += &split(out);
    page += &together(out);
    page
}

/// The units with the three smallest p-values.
fn surest(trends: &[Row]) -> Vec<String> {
    let of = |row: &&Row| {
        row["scope"] == "unit" && row["series"] == "non_answer_share" && !row["p_value"].is_empty()
    };
    let mut lines: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in trends.iter().filter(of) {
        lines.entry(&row["name"]).or_default().push(row);
    }
    let p = |row: &Row| row["p_value"].parse::<f64>().unwrap();
    let mut lines: Vec<Vec<&Row>> = lines.into_values().collect();
    lines.sort_by(|a, b| p(a[0]).total_cmp(&p(b[0])));
    let verdict = |name: &str| match name {
        "rising" => "上升",
        "falling" => "下降",
        _ => "没有明显变化",
    };
    let told = |line: &Vec<&Row>| {
        let (first, last) = (line[0], line[line.len() - 1]);
        format!(
            "| {} | {}—{} | {} → {} | {:.3} | {:.3} | {} |\n",
            first["name"],
            first["period"],
            last["period"],
            percent(&first["value"]),
            percent(&last["value"]),
            p(first),
            first["q_value"].parse::<f64>().unwrap(),
            verdict(&first["verdict"]),
        )
    };
    let corrected = |line: &Vec<&Row>| line[0]["q_value"].parse::<f64>().unwrap();
    assert!(lines.iter().all(|line| corrected(line) >= 0.05), "the page says that none is sure");
    lines.iter().take(3).map(told).collect()
}

/// The change of the whole taken apart by unit.
fn split(out: &Output) -> String {
    let mix = out.rows("mix.csv");
    let whole = |row: &&Row| {
        row["series"] == "non_answer_share" && row["by"] == "unit" && row["name"].is_empty()
    };
    let row = mix.iter().rfind(whole).unwrap();
    format!(
        "首末两年应付占比之差，按单位拆：自身变化 {}，转移 {}，合计 {}（百分点）。各单位在总件数里的份额几乎没有变，所以差不多全是单位自身的变化。\n\n",
        signed(&row["within"]),
        signed(&row["shifted"]),
        signed(&row["change"])
    )
}

/// Two relations of the demo.
fn together(out: &Output) -> String {
    let relations = out.rows("relations.csv");
    let find = |statistic: &str, unit: &str| {
        let of = |row: &&Row| {
            row["relation"] == "satisfaction"
                && row["statistic"] == statistic
                && row["unit"] == unit
        };
        relations.iter().find(of).unwrap()
    };
    let empty = find("share_difference", "");
    let unit = find("quadrant_share", "文化和旅游局");
    let phrases = out.rows("phrases.csv").len();
    assert_eq!(phrases, 0, "the page says that none spreads");
    format!(
        "满意–质量背离：应付式答复有反馈的 {} 件，满意的占 {}；其余 {} 件，占 {}。文化和旅游局有反馈的 {} 件里，{} 件满意而文本分低于中位数（{}），居各单位之首：预埋的事实正是它的满意度全是“满意”，而十件是空答复。\n\n用语变化列出 {phrases} 句：没有哪句话在三个以上单位里明显多起来或少下去。城市管理局那套模板用了十三次，只在一个单位里流传，那是雷同答复。\n",
        empty["group_n"],
        percent(&empty["group_value"]),
        empty["other_n"],
        percent(&empty["other_value"]),
        unit["other_n"],
        unit["group_n"],
        percent(&unit["value"]),
    )
}

/// Thirty-six replies of one year, those with a number below `with` with the words at their end.
fn year(home: &Home, year: u32, with: usize, words: &str) {
    const UNITS: [&str; 4] = ["民政局", "教育局", "水务局", "农业农村局"];
    const PLACES: [&str; 5] = ["滨河路", "学院路", "柳湾桥", "桃源村", "云岭街"];
    const THINGS: [&str; 7] = ["路灯", "井盖", "护栏", "站牌", "台阶", "水管", "花坛"];
    let mut table = "编号,年度,承办单位,建议标题,答复内容\n".to_owned();
    for number in 0..36 {
        let (unit, place) = (UNITS[number % 4], PLACES[number % 5]);
        let thing = THINGS[number % 7];
        let words = if number < with { words } else { "" };
        table += &format!(
            "{number:03},{year},{unit},关于{place}{thing}的建议,\"李代表：您提出的建议收悉。经现场查看，{place}破损的{thing}共{number}处，已于{}月{}日由施工队全部更换，附近居民已经用上，今后由养护班组每月巡查。{words}感谢您的关心！\"\n",
            number % 6 + 1,
            number % 27 + 1,
        );
    }
    home.write(&format!("{year}/答复.csv"), table);
}

#[test]
fn years_in_several_folders_are_judged_by_one_edition_in_one_command() {
    let home = Home::empty();
    year(&home, 2023, 0, "");
    year(&home, 2024, 0, "");
    let ran = home.shida("run 2023 2024 -o out");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let trends = home.output("out").rows("trends.csv");
    let all = |name: &str| {
        let of = trends.iter().filter(|row| row["series"] == "text_score" && row["scope"] == "all");
        of.map(|row| row[name].clone()).collect::<Vec<_>>()
    };
    assert_eq!(all("year"), ["2023", "2024"]);
    assert_eq!(all("n"), ["36", "36"]);
    let editions = all("edition");
    assert!(editions[0].contains("npc-reply ") && editions[0] == editions[1], "{editions:?}");
    assert!(ran.stdout.contains("趋势：全部答复的应付式答复占比由 2023 年的"), "{}", ran.stdout);
}

#[test]
fn a_phrase_that_spreads_in_the_last_year_is_told_with_its_units() {
    let home = Home::empty();
    year(&home, 2023, 0, "");
    year(&home, 2024, 16, "我们将以钉钉子精神推动各项事务走深走实。");
    let ran = home.shida("run 2023 2024 -o out");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let phrases = home.output("out").rows("phrases.csv");
    let [row] = &phrases[..] else { panic!("{phrases:?}") };
    assert_eq!(row["phrase"], "我们将以钉钉子精神推动各项事务走深走实");
    assert_eq!((&*row["change"], &*row["first_year"]), ("new", "2024"));
    assert_eq!(row["by_year"], "2023 0/36;2024 16/36");
    assert_eq!(row["units"], "农业农村局 4;教育局 4;民政局 4;水务局 4");
    assert!(row["q_value"].parse::<f64>().unwrap() < 0.001);
}

#[test]
fn another_period_adds_a_table_and_leaves_the_yearly_one_as_it_is() {
    let home = Home::empty();
    for year_of in [2023, 2024] {
        let mut table = "编号,年度,承办单位,建议标题,答复内容,答复日期\n".to_owned();
        for (number, month) in (1..).zip(["03", "05", "08", "11"]) {
            let reply = support::ANSWER;
            table += &format!("{number:03},{year_of},民政局,建议,{reply},{year_of}-{month}-09\n");
        }
        home.write(&format!("in/{year_of}.csv"), table);
    }
    assert_eq!(home.shida("run in -o plain").code, 0);
    assert_eq!(home.shida("run in -o out --period half").code, 0);
    let (plain, out) = (home.output("plain"), home.output("out"));
    assert_eq!(plain.bytes("trends.csv"), out.bytes("trends.csv"));
    assert!(!plain.folder.join("trends-half.csv").exists());
    let half = out.rows("trends-half.csv");
    let of = half.iter().filter(|row| row["series"] == "text_score" && row["scope"] == "all");
    let periods: Vec<_> = of.map(|row| (row["period"].clone(), row["n"].clone())).collect();
    let wanted = ["2023年上半年", "2023年下半年", "2024年上半年", "2024年下半年"];
    assert_eq!(periods, wanted.map(|period| (period.to_owned(), "2".to_owned())));
    assert!(out.folder.join("trends-half.parquet").exists());
}

#[test]
fn a_period_that_is_none_is_told_with_those_that_are() {
    let home = Home::empty();
    year(&home, 2024, 0, "");
    let ran = home.shida("run 2024 -o out --period week");
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("--period <时段> 的值 week 不对"), "{}", ran.stderr);
    assert!(!home.path("out").exists());
}

/// What the verdicts of 2023 and 2024 are, under a changed `trends.toml`.
fn verdicts(home: &Home, from: &str, to: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join("rules/trends.toml")).unwrap();
    assert!(text.contains(from), "{from}");
    home.write("rules/trends.toml", text.replace(from, to));
    let ran = home.shida("run 2023 2024 -o changed --rules rules");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let out = home.output("changed");
    let origin = out.manifest()["rules"]["trends.toml"].as_str().unwrap().to_owned();
    assert!(origin.ends_with("trends.toml") && origin != "embedded", "{origin}");
    let rows = out.rows("trends.csv");
    let of = rows.iter().filter(|row| row["series"] == "text_score" && row["scope"] == "all");
    of.map(|row| format!("{} {}", row["verdict"], row["compared"])).collect()
}

#[test]
fn another_file_of_cuts_changes_the_verdicts_and_is_on_record() {
    let home = Home::empty();
    year(&home, 2023, 0, "");
    year(&home, 2024, 36, "我们将以钉钉子精神推动各项事务走深走实。");
    let as_it_is = verdicts(&home, "least_replies = 10", "least_replies = 10");
    assert!(as_it_is.iter().all(|told| !told.contains("too_little_data")), "{as_it_is:?}");
    let more = verdicts(&home, "least_replies = 10", "least_replies = 1000");
    assert!(more.iter().all(|told| told.contains("too_little_data")), "{more:?}");
}

#[test]
fn a_cut_that_cannot_be_is_told_before_anything_is_judged() {
    let home = Home::empty();
    year(&home, 2024, 0, "");
    let text = fs::read_to_string(root().join("rules/trends.toml")).unwrap();
    home.write("rules/trends.toml", text.replace("discovery = 0.05", "discovery = 5.0"));
    let ran = home.shida("run 2024 -o out --rules rules");
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("trends.toml：false_discovery 是 5"), "{}", ran.stderr);
    assert!(!home.path("out").exists());
}

fn percent(share: &str) -> String {
    format!("{:.1}%", 100.0 * share.parse::<f64>().unwrap())
}

fn points(value: &str) -> String {
    format!("{:.2}", value.parse::<f64>().unwrap())
}

fn signed(share: &str) -> String {
    format!("{:+.1}", 100.0 * share.parse::<f64>().unwrap())
}
