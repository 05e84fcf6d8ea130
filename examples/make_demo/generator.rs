//! 演示数据生成器：读句料（TOML），按固定种子写出建议、答复、办理指标和标准答案。
//!
//! 只看句料，不看评判规则；除种子外不用任何随机来源，故每次结果逐字节相同。
#![allow(unreachable_pub, reason = "测试用 #[path] 引入本文件，公开项须保持 pub")]

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use anyhow::{Context as _, bail};
use serde::Deserialize;

/// 固定种子。改它就换一套数据，须同时重写 `datasets/demo`。
pub const SEED: u64 = 20_240_607;
/// 各年度。
pub const YEARS: [i32; 4] = [2021, 2022, 2023, 2024];
/// 承诺完成情况的统计截止日。
const CUTOFF: (i32, u32, u32) = (2025, 3, 31);

/// 各单位四年的答复数；顺序即编制顺序。
const COUNTS: [(&str, [usize; 4]); 12] = [
    ("教育局", [11, 10, 10, 9]),
    ("交通运输局", [9, 9, 9, 9]),
    ("住房和城乡建设局", [9, 9, 9, 9]),
    ("卫生健康局", [6, 7, 7, 6]),
    ("农业农村局", [6, 6, 6, 6]),
    ("水务局", [6, 6, 6, 6]),
    ("城市管理局", [9, 9, 9, 9]),
    ("民政局", [4, 3, 3, 4]),
    ("文化和旅游局", [6, 6, 7, 7]),
    ("公安分局", [5, 6, 5, 6]),
    ("人力资源和社会保障局", [3, 3, 4, 3]),
    ("云岭街道办事处", [1, 1, 0, 1]),
];

/// 预埋的特殊答复：年度、单位、类别、件数。其余为 answer 或 partial。
#[rustfmt::skip]
const PLANTED: &[(i32, &str, Kind, usize)] = &[
    (2021, "教育局", Kind::Shell, 1), (2021, "教育局", Kind::InflatedShell, 1),
    (2021, "教育局", Kind::Forward, 1), (2021, "教育局", Kind::Procedure, 1),
    (2021, "教育局", Kind::Partial, 4),
    (2021, "城市管理局", Kind::Template, 1), (2021, "文化和旅游局", Kind::WorkSummary, 1),
    (2021, "农业农村局", Kind::ShortTrue, 1), (2021, "公安分局", Kind::ShortTrue, 1),
    (2021, "住房和城乡建设局", Kind::Refusal, 1), (2021, "交通运输局", Kind::Refusal, 1),
    (2022, "教育局", Kind::Shell, 1), (2022, "教育局", Kind::InflatedShell, 1),
    (2022, "教育局", Kind::Partial, 3),
    (2022, "城市管理局", Kind::Template, 2),
    (2022, "文化和旅游局", Kind::Receipt, 1), (2022, "文化和旅游局", Kind::Shell, 1),
    (2022, "住房和城乡建设局", Kind::Deflection, 1), (2022, "交通运输局", Kind::Echo, 1),
    (2022, "交通运输局", Kind::ShortTrue, 1), (2022, "民政局", Kind::ShortTrue, 1),
    (2022, "公安分局", Kind::Refusal, 1), (2022, "农业农村局", Kind::Refusal, 1),
    (2022, "卫生健康局", Kind::Refusal, 1), (2022, "卫生健康局", Kind::OffTopic, 1),
    (2023, "教育局", Kind::Waiting, 1), (2023, "教育局", Kind::Partial, 2),
    (2023, "城市管理局", Kind::Template, 4),
    (2023, "文化和旅游局", Kind::InflatedShell, 1), (2023, "文化和旅游局", Kind::WorkSummary, 1),
    (2023, "文化和旅游局", Kind::Forward, 1),
    (2023, "住房和城乡建设局", Kind::Deflection, 1), (2023, "公安分局", Kind::Deflection, 1),
    (2023, "交通运输局", Kind::Deflection, 1),
    (2023, "农业农村局", Kind::Echo, 1), (2023, "卫生健康局", Kind::Shell, 1),
    (2023, "卫生健康局", Kind::ShortTrue, 1), (2023, "城市管理局", Kind::ShortTrue, 1),
    (2023, "住房和城乡建设局", Kind::Refusal, 1), (2023, "水务局", Kind::Refusal, 1),
    (2023, "民政局", Kind::Refusal, 1),
    (2023, "人力资源和社会保障局", Kind::OffTopic, 1), (2023, "农业农村局", Kind::OffTopic, 1),
    (2024, "城市管理局", Kind::Template, 6),
    (2024, "文化和旅游局", Kind::InflatedShell, 1), (2024, "文化和旅游局", Kind::Shell, 1),
    (2024, "文化和旅游局", Kind::Procedure, 1), (2024, "文化和旅游局", Kind::WorkSummary, 1),
    (2024, "住房和城乡建设局", Kind::Deflection, 1),
    (2024, "住房和城乡建设局", Kind::InflatedShell, 1),
    (2024, "交通运输局", Kind::Deflection, 1), (2024, "交通运输局", Kind::WorkSummary, 1),
    (2024, "卫生健康局", Kind::Deflection, 1), (2024, "卫生健康局", Kind::Echo, 1),
    (2024, "农业农村局", Kind::Deflection, 1), (2024, "农业农村局", Kind::Forward, 1),
    (2024, "人力资源和社会保障局", Kind::Receipt, 1), (2024, "民政局", Kind::Echo, 1),
    (2024, "水务局", Kind::ShortTrue, 1), (2024, "人力资源和社会保障局", Kind::ShortTrue, 1),
    (2024, "人力资源和社会保障局", Kind::Refusal, 1), (2024, "交通运输局", Kind::Refusal, 1),
    (2024, "交通运输局", Kind::OffTopic, 1), (2024, "民政局", Kind::OffTopic, 1),
    (2024, "公安分局", Kind::OffTopic, 1),
];

/// 水务局跨年照抄：首年、类别、家族号；次年以同一正文答复同一建议。
const REPEATS: [(i32, Kind, &str); 4] = [
    (2021, Kind::Partial, "SW-R1"),
    (2022, Kind::Partial, "SW-R2"),
    (2022, Kind::Waiting, "SW-R3"),
    (2023, Kind::Partial, "SW-R4"),
];

/// 答复类别（标准答案里的 kind）。
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// 逐条具体答复。
    Answer,
    /// 部分答复：多为带时间的打算。
    Partial,
    /// 讲明理由的不予采纳。
    Refusal,
    /// 很短但属实。
    ShortTrue,
    /// 三段式空答复。
    Shell,
    /// 拉长的空答复。
    InflatedShell,
    /// 只转办。
    Forward,
    /// 只收悉。
    Receipt,
    /// 只等条件。
    Waiting,
    /// 只讲程序。
    Procedure,
    /// 推诿。
    Deflection,
    /// 文不对题。
    OffTopic,
    /// 照抄建议。
    Echo,
    /// 工作总结。
    WorkSummary,
    /// 同一模板。
    Template,
}

impl Kind {
    /// 标准答案表里的写法。
    pub const fn name(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Partial => "partial",
            Self::Refusal => "refusal",
            Self::ShortTrue => "short_true",
            Self::Shell => "shell",
            Self::InflatedShell => "inflated_shell",
            Self::Forward => "forward",
            Self::Receipt => "receipt",
            Self::Waiting => "waiting",
            Self::Procedure => "procedure",
            Self::Deflection => "deflection",
            Self::OffTopic => "off_topic",
            Self::Echo => "echo",
            Self::WorkSummary => "work_summary",
            Self::Template => "template",
        }
    }

    /// 是否用题目的答复句料。
    const fn has_content(self) -> bool {
        matches!(self, Self::Answer | Self::Partial | Self::Refusal | Self::ShortTrue)
    }

    /// 按编码手册是否算空答复；文不对题另计一类，不算空答复。
    pub const fn non_answer(self) -> bool {
        !self.has_content() && !matches!(self, Self::OffTopic)
    }
}

#[derive(Deserialize)]
struct Unit {
    name: String,
    full_name: String,
    abbr: String,
    category: String,
    co_units: Vec<String>,
    work_summary: Vec<String>,
    topic: Vec<Topic>,
}

#[derive(Deserialize)]
struct Topic {
    title: String,
    keywords: Vec<String>,
    /// 承办科室。
    section: String,
    place_kind: Option<String>,
    places: Option<Vec<String>>,
    background: Vec<String>,
    finding: Vec<String>,
    ask: Vec<Ask>,
}

#[derive(Deserialize)]
struct Ask {
    text: String,
    answers: Vec<String>,
    partial: Option<String>,
    refusal: Option<String>,
}

#[derive(Deserialize)]
struct Shared {
    openings: Vec<String>,
    co_openings: Vec<String>,
    short_openings: Vec<String>,
    visit_contact: Vec<String>,
    meeting_contact: Vec<String>,
    phone_contact: Vec<String>,
    online_contact: Vec<String>,
    ask_leads: Vec<String>,
    inline_leads: Vec<String>,
    about_leads: Vec<String>,
    closings: Vec<String>,
    short_closings: Vec<String>,
    headings: Vec<String>,
    contacts: Vec<String>,
    cc_lines: Vec<String>,
    non_answer: NonAnswer,
    template: Template,
    people: People,
    places: HashMap<String, Vec<String>>,
}

#[derive(Deserialize)]
struct NonAnswer {
    shell: Vec<String>,
    inflated: Vec<String>,
    forward: Vec<String>,
    receipt: Vec<String>,
    waiting: Vec<String>,
    procedure: Vec<String>,
    deflection: Vec<String>,
    off_topic: Vec<String>,
    echo_before: Vec<String>,
    echo_after: Vec<String>,
}

#[derive(Deserialize)]
struct Template {
    family: String,
    unit: String,
    greeting: Vec<String>,
    body: String,
    closing: Vec<String>,
}

#[derive(Deserialize)]
struct People {
    groups: Vec<String>,
}

/// SplitMix64：够用且只有几行，跨平台结果一致。
struct Rng(u64);

impl Rng {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// [low, high] 内的整数。
    fn range(&mut self, low: i64, high: i64) -> i64 {
        let span = high.saturating_sub(low).saturating_add(1).max(1);
        low + i64::try_from(self.next() % span.unsigned_abs()).unwrap_or(0)
    }

    fn index(&mut self, len: usize) -> usize {
        usize::try_from(self.next() % len.max(1) as u64).unwrap_or(0)
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }

    fn pick<'a>(&mut self, items: &'a [String]) -> &'a str {
        items.get(self.index(items.len())).map_or("", String::as_str)
    }

    /// 按百分权重取值。
    fn weighted(&mut self, table: &[(&'static str, u64)]) -> &'static str {
        let total: u64 = table.iter().map(|(_, weight)| weight).sum();
        let mut left = self.next() % total.max(1);
        for (value, weight) in table {
            if left < *weight {
                return value;
            }
            left -= weight;
        }
        ""
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            let j = self.index(i + 1);
            items.swap(i, j);
        }
    }
}

/// 自 1970-01-01 起的天数表示的日期。
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Day(i64);

impl Day {
    fn new(year: i32, month: u32, day: u32) -> Self {
        let y = i64::from(year) - i64::from(month <= 2);
        let era = y.div_euclid(400);
        let yoe = y.rem_euclid(400);
        let m = i64::from(month);
        let doy = (153 * (if m > 2 { m - 3 } else { m + 9 }) + 2) / 5 + i64::from(day) - 1;
        Self(era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468)
    }

    /// 当月最后一天。
    fn month_end(year: i32, month: u32) -> Self {
        if month >= 12 {
            Self::new(year, 12, 31)
        } else {
            Self(Self::new(year, month + 1, 1).0 - 1)
        }
    }

    fn parts(self) -> (i64, i64, i64) {
        let z = self.0 + 719_468;
        let era = z.div_euclid(146_097);
        let doe = z.rem_euclid(146_097);
        let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let m = if mp < 10 { mp + 3 } else { mp - 9 };
        (yoe + era * 400 + i64::from(m <= 2), m, doy - (153 * mp + 2) / 5 + 1)
    }

    fn iso(self) -> String {
        let (y, m, d) = self.parts();
        format!("{y:04}-{m:02}-{d:02}")
    }

    fn chinese(self) -> String {
        let (y, m, d) = self.parts();
        format!("{y}年{m}月{d}日")
    }

    fn month_day(self) -> String {
        let (_, m, d) = self.parts();
        format!("{m}月{d}日")
    }
}

/// 避开周末和五一、国庆长假（1970-01-01 是周四）。
fn workday(day: Day) -> Day {
    let (_, month, date) = day.parts();
    let holiday = (month == 5 && date <= 5) || (month == 10 && date <= 7);
    if holiday || (day.0 + 3).rem_euclid(7) >= 5 { workday(Day(day.0 + 1)) } else { day }
}

/// 一件建议的全部内容，写表前的中间形式。
struct Item {
    year: i32,
    unit: usize,
    topic: usize,
    place: String,
    kind: Kind,
    family: String,
    title: String,
    asks: Vec<String>,
    /// 每条诉求用哪一种说法：0、1 具体答复，2 打算，3 不采纳。
    options: Vec<usize>,
    body_topic: Option<(usize, String, Vec<usize>)>,
    content: String,
    number: String,
    body: String,
    reply: String,
    lead: String,
    co_unit: String,
    assigned: Day,
    replied: Day,
    contacted: Option<Day>,
    mode: &'static str,
    promise: Option<(String, Day)>,
    in_session: bool,
    /// 照抄哪一件（同一年度表之前的下标）。
    copy_of: Option<usize>,
    with_finding: bool,
}

/// 生成全部文件：相对文件名与字节。`material` 是句料文件夹。
///
/// # Errors
/// 句料读不到、格式不对或空位填不上时返回错误。
pub fn generate(material: &Path) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let (shared, units) = load(material)?;
    let mut rng = Rng(SEED);
    let mut items = plan(&shared, &units, &mut rng)?;
    number(&mut items, &mut rng);
    dates(&mut items, &units, &shared.people.groups, &mut rng);
    write_texts(&mut items, &shared, &units, &mut rng)?;
    tables(&items, &units, &mut rng)
}

fn load(material: &Path) -> anyhow::Result<(Shared, Vec<Unit>)> {
    let read = |path: &Path| {
        std::fs::read_to_string(path).with_context(|| format!("读不到句料 {}", path.display()))
    };
    let shared_path = material.join("shared.toml");
    let shared: Shared = toml::from_str(&read(&shared_path)?).context("shared.toml 格式不对")?;
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(material)
        .with_context(|| format!("读不到文件夹 {}", material.display()))?
    {
        let path = entry?.path();
        if path.extension().is_some_and(|ext| ext == "toml") && path != shared_path {
            paths.push(path);
        }
    }
    paths.sort();
    let mut units = Vec::new();
    for path in paths {
        let unit: Unit = toml::from_str(&read(&path)?)
            .with_context(|| format!("{} 格式不对", path.display()))?;
        units.push(unit);
    }
    Ok((shared, units))
}

/// 某题目已用过的说法、地点和次数，供避重。
#[derive(Default, Clone)]
struct Used {
    times: usize,
    combos: Vec<Vec<(usize, usize)>>,
    places: BTreeSet<String>,
}

fn plan(shared: &Shared, units: &[Unit], rng: &mut Rng) -> anyhow::Result<Vec<Item>> {
    let mut items: Vec<Item> = Vec::new();
    let mut used: Vec<Vec<Used>> =
        units.iter().map(|unit| vec![Used::default(); unit.topic.len()]).collect();
    for (slot, year) in YEARS.into_iter().enumerate() {
        for (name, counts) in COUNTS {
            let index = units
                .iter()
                .position(|unit| unit.name == name)
                .with_context(|| format!("句料里没有 {name}"))?;
            let unit = &units[index];
            let mut kinds: Vec<(Kind, String, Option<usize>)> = Vec::new();
            for (planted_year, planted_unit, kind, count) in PLANTED {
                if *planted_year == year && *planted_unit == name {
                    let family = if *kind == Kind::Template {
                        shared.template.family.clone()
                    } else {
                        String::new()
                    };
                    kinds.extend((0..*count).map(|_| (*kind, family.clone(), None)));
                }
            }
            if name == "水务局" {
                for (first, kind, family) in REPEATS {
                    if first == year {
                        kinds.push((kind, family.into(), None));
                    } else if first + 1 == year {
                        let original = items.iter().position(|item| item.family == family);
                        kinds.push((kind, family.into(), original));
                    }
                }
            }
            let rest = counts[slot].saturating_sub(kinds.len());
            for i in 0..rest {
                let partial = i % 4 == 3 && name != "教育局";
                let kind = if partial { Kind::Partial } else { Kind::Answer };
                kinds.push((kind, String::new(), None));
            }
            for (kind, family, copy_of) in kinds {
                let item = if let Some(original) = copy_of {
                    repeat(&items[original], year, original)
                } else {
                    choose(shared, unit, &mut used[index], kind, rng)
                        .with_context(|| format!("{name} {year} {}", kind.name()))?
                };
                items.push(Item { year, unit: index, family, copy_of, ..item });
            }
        }
    }
    Ok(items)
}

fn repeat(original: &Item, year: i32, index: usize) -> Item {
    Item {
        year,
        topic: original.topic,
        place: original.place.clone(),
        title: original.title.clone(),
        asks: original.asks.clone(),
        options: original.options.clone(),
        copy_of: Some(index),
        ..blank(original.kind)
    }
}

fn blank(kind: Kind) -> Item {
    Item {
        year: 0,
        unit: 0,
        topic: 0,
        place: String::new(),
        kind,
        family: String::new(),
        title: String::new(),
        asks: Vec::new(),
        options: Vec::new(),
        body_topic: None,
        content: String::new(),
        number: String::new(),
        body: String::new(),
        reply: String::new(),
        lead: String::new(),
        co_unit: String::new(),
        assigned: Day(0),
        replied: Day(0),
        contacted: None,
        mode: "",
        promise: None,
        in_session: true,
        copy_of: None,
        with_finding: false,
    }
}

/// 选题目、地点和说法，尽量不与前面的同题答复重句。
fn choose(
    shared: &Shared,
    unit: &Unit,
    used: &mut [Used],
    kind: Kind,
    rng: &mut Rng,
) -> anyhow::Result<Item> {
    let (topic, options) = if kind.has_content() {
        best_combo(unit, used, kind, None, rng)?
    } else {
        let total = |i: &usize| used[*i].times;
        let start = rng.index(used.len());
        let topic = (0..used.len())
            .map(|i| (i + start) % used.len())
            .min_by_key(total)
            .context("没有题目")?;
        (topic, Vec::new())
    };
    let place = take_place(shared, unit, used, topic, rng)?;
    let with_finding = matches!(used[topic].combos.len(), 0 | 3) && kind != Kind::ShortTrue;
    remember(&mut used[topic], &options, kind);
    let body_topic = if kind == Kind::OffTopic {
        let (other, options) = best_combo(unit, used, Kind::Answer, Some(topic), rng)?;
        let place = take_place(shared, unit, used, other, rng)?;
        remember(&mut used[other], &options, Kind::Answer);
        Some((other, place, options))
    } else {
        None
    };
    let spec = &unit.topic[topic];
    let asks = spec
        .ask
        .iter()
        .take(if kind == Kind::ShortTrue { 1 } else { spec.ask.len() })
        .map(|ask| ask.text.replace("{p}", &place))
        .collect();
    Ok(Item {
        topic,
        title: spec.title.replace("{p}", &place),
        place,
        asks,
        options,
        body_topic,
        with_finding,
        ..blank(kind)
    })
}

fn remember(used: &mut Used, options: &[usize], kind: Kind) {
    used.times += 1;
    if kind.has_content() {
        used.combos.push(options.iter().copied().enumerate().collect());
    }
}

fn take_place(
    shared: &Shared,
    unit: &Unit,
    used: &mut [Used],
    topic: usize,
    rng: &mut Rng,
) -> anyhow::Result<String> {
    let spec = &unit.topic[topic];
    let pool = match (&spec.places, &spec.place_kind) {
        (Some(places), _) => places,
        (None, Some(kind)) => {
            shared.places.get(kind).with_context(|| format!("没有地点类 {kind}"))?
        }
        _ => bail!("{} 没有地点", spec.title),
    };
    let start = rng.index(pool.len());
    let place = (0..pool.len())
        .map(|i| &pool[(i + start) % pool.len()])
        .find(|place| !used[topic].places.contains(*place))
        .with_context(|| format!("{} 地点不够用", spec.title))?
        .clone();
    used[topic].places.insert(place.clone());
    Ok(place)
}

/// 候选：排序键（最重、题目次数、总重、随机）、题目、说法。
type Candidate = ((usize, usize, usize, u64), usize, Vec<usize>);

/// 在全部题目里找与旧答复重句最少的组合。
fn best_combo(
    unit: &Unit,
    used: &[Used],
    kind: Kind,
    skip: Option<usize>,
    rng: &mut Rng,
) -> anyhow::Result<(usize, Vec<usize>)> {
    let mut best: Option<Candidate> = None;
    for (index, topic) in unit.topic.iter().enumerate() {
        if skip == Some(index) {
            continue;
        }
        for options in combos(topic, kind) {
            let overlaps: Vec<usize> = used[index]
                .combos
                .iter()
                .map(|old| {
                    let same = options
                        .iter()
                        .enumerate()
                        .filter(|(ask, option)| old.contains(&(*ask, **option)))
                        .count();
                    same * 60 / options.len().min(old.len()).max(1)
                })
                .collect();
            let worst = overlaps.iter().copied().max().unwrap_or(0);
            let key = (worst, used[index].times, overlaps.iter().sum(), rng.next() % 1000);
            if best.as_ref().is_none_or(|(old, ..)| key < *old) {
                best = Some((key, index, options));
            }
        }
    }
    best.map(|(_, index, options)| (index, options)).context("没有合适的题目")
}

/// 某题目在某类别下可用的说法组合。
fn combos(topic: &Topic, kind: Kind) -> Vec<Vec<usize>> {
    let count = if kind == Kind::ShortTrue { 1 } else { topic.ask.len() };
    let mut all: Vec<Vec<usize>> = vec![Vec::new()];
    for ask in topic.ask.iter().take(count) {
        let mut choices = vec![0, 1];
        if kind == Kind::Partial && ask.partial.is_some() {
            choices.push(2);
        }
        if kind == Kind::Refusal && ask.refusal.is_some() {
            choices = vec![3];
        }
        all = all
            .into_iter()
            .flat_map(|head| {
                choices.iter().map(move |choice| {
                    let mut next = head.clone();
                    next.push(*choice);
                    next
                })
            })
            .collect();
    }
    all.retain(|options| {
        let planned = options.iter().filter(|option| **option == 2).count();
        match kind {
            Kind::Partial => planned * 2 >= options.len(),
            Kind::Refusal => options.contains(&3),
            _ => true,
        }
    });
    all
}

/// 每年从 001 编号：会议期间的打乱在前，闭会期间的在后。
fn number(items: &mut [Item], rng: &mut Rng) {
    for year in YEARS {
        let mut order: Vec<usize> = (0..items.len()).filter(|i| items[*i].year == year).collect();
        rng.shuffle(&mut order);
        let late = order.len().saturating_sub(6);
        for (place, index) in order.into_iter().enumerate() {
            items[index].number = format!("{:03}", place + 1);
            items[index].in_session = place < late;
        }
    }
}

fn dates(items: &mut [Item], units: &[Unit], groups: &[String], rng: &mut Rng) {
    // 住建局 36 件中固定 14 件超过三个月。
    let mut slow: Vec<usize> =
        (0..items.len()).filter(|i| units[items[*i].unit].name == "住房和城乡建设局").collect();
    rng.shuffle(&mut slow);
    slow.truncate(14);
    for (index, item) in items.iter_mut().enumerate() {
        let start = if item.in_session {
            Day(Day::new(item.year, 3, 4).0 + rng.range(0, 14))
        } else {
            Day(Day::new(item.year, 5, 6).0 + rng.range(0, 95))
        };
        item.assigned = workday(start);
        let is_slow = slow.contains(&index) || (item.unit != 2 && rng.chance(3));
        let wait = if is_slow { rng.range(96, 135) } else { rng.range(42, 83) };
        item.replied = workday(Day(item.assigned.0 + wait));
        let contact_rate = if item.kind.non_answer() { 70 } else { 92 };
        if rng.chance(contact_rate) {
            item.contacted = Some(workday(Day(item.assigned.0 + rng.range(3, 14))));
            item.mode = rng.weighted(&[("电话", 40), ("走访", 24), ("座谈", 20), ("微信", 16)]);
        }
        item.lead = format!("代表{}{:02}", rng.pick(groups), rng.range(1, 24));
        if rng.chance(16) && item.copy_of.is_none() {
            rng.pick(&units[item.unit].co_units).clone_into(&mut item.co_unit);
        }
    }
}

/// 空位的取值。
struct Context<'a> {
    pairs: Vec<(&'a str, String)>,
    year: i32,
    replied: Day,
    due: Option<Day>,
}

impl Context<'_> {
    /// 填空位；`{d}` 先换成占位符，全文排好后按先后换成日期。
    fn fill(&mut self, text: &str, rng: &mut Rng) -> anyhow::Result<String> {
        let mut out = String::new();
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            out.push_str(&rest[..open]);
            let close =
                rest[open..].find('}').with_context(|| format!("空位没有收尾：{text}"))? + open;
            let slot = &rest[open + 1..close];
            out.push_str(&self.value(slot, rng).with_context(|| text.to_owned())?);
            rest = &rest[close + 1..];
        }
        out.push_str(rest);
        Ok(out)
    }

    fn value(&mut self, slot: &str, rng: &mut Rng) -> anyhow::Result<String> {
        if let Some((_, value)) = self.pairs.iter().find(|(name, _)| *name == slot) {
            return Ok(value.clone());
        }
        if let Some((low, high)) = slot.strip_prefix('n').and_then(|s| s.split_once('-')) {
            let value = rng.range(low.parse()?, high.parse()?);
            let value = match value {
                2000.. => value / 100 * 100,
                500..2000 => value / 10 * 10,
                _ => value,
            };
            return Ok(value.to_string());
        }
        Ok(match slot {
            "d" => "\u{1}".into(),
            "y" => self.year.to_string(),
            "y+" => (self.year + 1).to_string(),
            "tel" => format!("0000-555{:04}", rng.range(100, 9899)),
            "f" => {
                let (_, month, _) = self.replied.parts();
                let month = rng.range(month + 2, 12).min(12);
                let due = Day::month_end(self.year, u32::try_from(month)?);
                self.due.get_or_insert(due);
                format!("{month}月底")
            }
            "F" => {
                let month = rng.range(3, 10);
                let due = Day::month_end(self.year + 1, u32::try_from(month)?);
                self.due.get_or_insert(due);
                format!("{}年{month}月底", self.year + 1)
            }
            other => bail!("不认识的空位 {{{other}}}"),
        })
    }
}

fn write_texts(
    items: &mut [Item],
    shared: &Shared,
    units: &[Unit],
    rng: &mut Rng,
) -> anyhow::Result<()> {
    let mut turns: HashMap<Kind, usize> = HashMap::new();
    let mut summaries: HashMap<usize, usize> = HashMap::new();
    for index in 0..items.len() {
        let unit = &units[items[index].unit];
        let item = &items[index];
        let topic = &unit.topic[item.topic];
        let mut ctx = context(item, unit, topic, rng);
        let content = suggestion(item, topic, &mut ctx, rng)?;
        ctx.due = None;
        let turn = turns.entry(item.kind).or_insert(0);
        let nth = *turn;
        *turn += 1;
        let mut promise = None;
        let body = match item.copy_of.map(|i| &items[i]) {
            Some(original) => original.body.clone(),
            None if item.kind.has_content() => {
                answer_body(item, topic, shared, &mut ctx, rng, &mut promise)?
            }
            None => {
                let bank = &shared.non_answer;
                let source = |list: &[String]| -> anyhow::Result<String> {
                    list.get(nth % list.len().max(1)).cloned().context("句料不够")
                };
                let text = match item.kind {
                    Kind::Shell => source(&bank.shell)?,
                    Kind::InflatedShell => source(&bank.inflated)?,
                    Kind::Forward => source(&bank.forward)?,
                    Kind::Receipt => source(&bank.receipt)?,
                    Kind::Waiting => source(&bank.waiting)?,
                    Kind::Procedure => source(&bank.procedure)?,
                    Kind::Deflection => source(&bank.deflection)?,
                    Kind::Template => shared.template.body.clone(),
                    Kind::WorkSummary => {
                        let used = summaries.entry(item.unit).or_insert(0);
                        let list = &unit.work_summary;
                        let text = list[*used % list.len()].clone();
                        *used += 1;
                        text
                    }
                    Kind::Echo => format!(
                        "{}{}{}",
                        source(&bank.echo_before)?,
                        content,
                        source(&bank.echo_after)?
                    ),
                    Kind::OffTopic => source(&bank.off_topic)?,
                    _ => bail!("类别没有句料"),
                };
                let mut body = ctx.fill(&text, rng)?;
                if let Some((other, place, options)) = &item.body_topic {
                    let spec = &unit.topic[*other];
                    let mut other_ctx = context(item, unit, spec, rng);
                    other_ctx.pairs.retain(|(name, _)| *name != "p");
                    other_ctx.pairs.push(("p", place.clone()));
                    for (ask, option) in spec.ask.iter().zip(options) {
                        body.push('\n');
                        body.push_str(&other_ctx.fill(phrase(ask, *option), rng)?);
                    }
                }
                body
            }
        };
        let body = if item.copy_of.is_some() { body } else { place_dates(&body, item, rng) };
        let content = place_dates_before(&content, item, rng);
        let body = if item.kind == Kind::Echo { body.replace('\n', "") } else { body };
        let reply = assemble(item, &body, shared, unit, &mut ctx, rng)?;
        let item = &mut items[index];
        item.content = content;
        item.body = body;
        item.reply = reply;
        item.promise = promise;
    }
    Ok(())
}

fn context<'a>(item: &Item, unit: &Unit, topic: &Topic, rng: &mut Rng) -> Context<'a> {
    let section = topic.section.clone();
    let topic_name = item.title.trim_start_matches("关于").trim_end_matches("的建议").to_owned();
    let doc = format!("{}发〔{}〕{}号", unit.abbr, item.year, rng.range(3, 48));
    Context {
        pairs: vec![
            ("p", item.place.clone()),
            ("title", item.title.clone()),
            ("topic", topic_name),
            ("kw", topic.keywords.first().cloned().unwrap_or_default()),
            ("no", item.number.clone()),
            ("full", unit.full_name.clone()),
            ("unit", unit.name.clone()),
            ("s", section),
            ("doc", doc),
            ("dep", item.lead.clone()),
            ("co", item.co_unit.clone()),
            ("c", item.contacted.map_or_else(String::new, Day::month_day)),
        ],
        year: item.year,
        replied: item.replied,
        due: None,
    }
}

/// 建议原文：背景加诉求。
fn suggestion(
    item: &Item,
    topic: &Topic,
    ctx: &mut Context<'_>,
    rng: &mut Rng,
) -> anyhow::Result<String> {
    let mut text = String::new();
    for sentence in &topic.background {
        text.push_str(&ctx.fill(sentence, rng)?);
    }
    if item.asks.len() == 1 {
        text.push_str(["建议", "希望", "为此建议"][rng.index(3)]);
        text.push_str(&item.asks[0]);
        text.push('。');
        return Ok(text);
    }
    let style = rng.index(3);
    text.push_str(["为此建议：", "建议：", "希望有关部门："][style]);
    let leads = ["一是", "二是", "三是", "四是"];
    let marks = ["1．", "2．", "3．", "4．"];
    let last = item.asks.len() - 1;
    for (i, ask) in item.asks.iter().enumerate() {
        text.push_str(if style == 1 { marks[i] } else { leads[i] });
        text.push_str(ask);
        text.push_str(if i == last { "。" } else { "；" });
    }
    Ok(text)
}

fn phrase(ask: &Ask, option: usize) -> &str {
    match option {
        2 => ask.partial.as_deref(),
        3 => ask.refusal.as_deref(),
        _ => ask.answers.get(option).map(String::as_str),
    }
    .unwrap_or_default()
}

fn answer_body(
    item: &Item,
    topic: &Topic,
    shared: &Shared,
    ctx: &mut Context<'_>,
    rng: &mut Rng,
    promise: &mut Option<(String, Day)>,
) -> anyhow::Result<String> {
    let mut parts: Vec<String> = Vec::new();
    let edu_late = item.unit == 0 && item.year >= 2023;
    let contact = match item.mode {
        "走访" => &shared.visit_contact,
        "座谈" => &shared.meeting_contact,
        "电话" => &shared.phone_contact,
        _ => &shared.online_contact,
    };
    let say_contact = rng.chance(if edu_late { 85 } else { 32 });
    if item.contacted.is_some() && say_contact && item.kind != Kind::ShortTrue {
        parts.push(ctx.fill(rng.pick(contact), rng)?);
    }
    if item.with_finding {
        for sentence in &topic.finding {
            parts.push(ctx.fill(sentence, rng)?);
        }
    }
    let style = if item.asks.len() == 1 { 2 } else { rng.index(4) };
    let mut numbered = 0;
    let mut inline = String::new();
    for (i, ask) in topic.ask.iter().take(item.asks.len()).enumerate() {
        ctx.due = None;
        let option = item.options.get(i).copied().unwrap_or(0);
        let sentence = ctx.fill(phrase(ask, option), rng)?;
        if promise.is_none()
            && let Some(due) = ctx.due
        {
            *promise = Some((item.asks[i].clone(), due));
        }
        match style {
            0 => {
                parts.push(format!("{}{sentence}", shared.ask_leads[numbered]));
                numbered += 1;
            }
            1 => {
                let lead = shared.about_leads[(numbered + item.topic) % shared.about_leads.len()]
                    .replace("{ask}", &item.asks[i]);
                parts.push(format!("{lead}{sentence}"));
                numbered += 1;
            }
            2 => parts.push(sentence),
            _ => {
                inline.push_str(&shared.inline_leads[numbered]);
                inline.push_str(&sentence);
                numbered += 1;
            }
        }
    }
    if !inline.is_empty() {
        parts.push(inline);
    }
    Ok(parts.join("\n"))
}

/// 按先后把占位符换成交办后、答复前的日期。
fn place_dates(text: &str, item: &Item, rng: &mut Rng) -> String {
    let count = text.matches('\u{1}').count();
    let low = item.assigned.0 + 15;
    let high = item.replied.0 - 9;
    let mut days = BTreeSet::new();
    while days.len() < count {
        days.insert(rng.range(low, high));
    }
    days.into_iter()
        .fold(text.to_owned(), |text, day| text.replacen('\u{1}', &Day(day).month_day(), 1))
}

/// 建议原文里的日期取在交办之前。
fn place_dates_before(text: &str, item: &Item, rng: &mut Rng) -> String {
    let day = Day(item.assigned.0 - rng.range(20, 50));
    text.replace('\u{1}', &day.month_day())
}

/// 拼出整篇答复：文号、标题、称谓、收悉句、正文、结束语、落款、联系人、抄送。
fn assemble(
    item: &Item,
    body: &str,
    shared: &Shared,
    unit: &Unit,
    ctx: &mut Context<'_>,
    rng: &mut Rng,
) -> anyhow::Result<String> {
    let mut lines: Vec<String> = Vec::new();
    let signature = format!("{}\n{}", unit.full_name, item.replied.chinese());
    if item.kind == Kind::Template {
        if unit.name != shared.template.unit {
            bail!("模板只给 {}", shared.template.unit);
        }
        lines.push(ctx.fill(rng.pick(&shared.template.greeting), rng)?);
        lines.push(format!("{body}{}", rng.pick(&shared.template.closing)));
        lines.push(signature);
        return Ok(lines.join("\n"));
    }
    let full_form = rng.chance(60) && item.kind != Kind::ShortTrue;
    if full_form {
        lines.push(format!("{}函〔{}〕{}号", unit.abbr, item.year, rng.range(11, 96)));
        lines.push(ctx.fill(rng.pick(&shared.headings), rng)?);
    }
    lines.push(format!("{}{}：", ["尊敬的", "", "尊敬的"][rng.index(3)], item.lead));
    match item.kind {
        Kind::ShortTrue => {
            lines.push(format!("{}{body}", ctx.fill(rng.pick(&shared.short_openings), rng)?))
        }
        Kind::Forward
        | Kind::Receipt
        | Kind::Shell
        | Kind::InflatedShell
        | Kind::Waiting
        | Kind::Procedure => lines.push(body.to_owned()),
        _ => {
            let bank = if item.co_unit.is_empty() { &shared.openings } else { &shared.co_openings };
            // 闭会期间提出的建议不说“在区人代会上提交”。
            let bank: Vec<String> = bank
                .iter()
                .filter(|text| item.in_session || !text.contains("人代会"))
                .cloned()
                .collect();
            lines.push(ctx.fill(rng.pick(&bank), rng)?);
            lines.push(body.to_owned());
        }
    }
    match item.kind {
        Kind::ShortTrue => lines.push(rng.pick(&shared.short_closings).to_owned()),
        kind if kind.non_answer() && kind != Kind::WorkSummary => {}
        _ => lines.push(ctx.fill(rng.pick(&shared.closings), rng)?),
    }
    lines.push(signature);
    if full_form || item.kind == Kind::ShortTrue && rng.chance(40) {
        lines.push(ctx.fill(rng.pick(&shared.contacts), rng)?);
    }
    if full_form && rng.chance(45) {
        lines.push(rng.pick(&shared.cc_lines).to_owned());
    }
    Ok(lines.join("\n"))
}

fn tables(items: &[Item], units: &[Unit], rng: &mut Rng) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let mut order: Vec<&Item> = items.iter().collect();
    order.sort_by(|a, b| (a.year, &a.number).cmp(&(b.year, &b.number)));
    let mut files = Vec::new();
    for year in YEARS {
        let mut rows = vec![row(&["建议编号", "年度", "承办单位", "建议标题", "答复内容"])];
        for item in order.iter().filter(|item| item.year == year) {
            rows.push(vec![
                item.number.clone(),
                year.to_string(),
                units[item.unit].name.clone(),
                item.title.clone(),
                item.reply.clone(),
            ]);
        }
        files.push((format!("replies-{year}.csv"), csv_bytes(&rows, true)?));
    }
    let mut rows = vec![row(&["建议编号", "年度", "建议标题", "建议内容", "领衔代表", "内容分类"])];
    for item in &order {
        rows.push(vec![
            item.number.clone(),
            item.year.to_string(),
            item.title.clone(),
            item.content.clone(),
            item.lead.clone(),
            units[item.unit].category.clone(),
        ]);
    }
    files.push(("suggestions.csv".into(), csv_bytes(&rows, true)?));
    let mut rows = vec![row(&[
        "建议编号",
        "年度",
        "主办单位",
        "会办单位",
        "交办日期",
        "答复日期",
        "首次沟通日期",
        "沟通方式",
        "是否面商",
        "办理结果",
        "满意度",
        "是否重新办理",
        "是否公开",
        "承诺事项",
        "承诺时限",
        "承诺完成情况",
    ])];
    for item in &order {
        rows.push(metrics_row(item, units, rng));
    }
    files.push(("metrics.csv".into(), csv_bytes(&rows, true)?));
    let mut rows = vec![row(&[
        "年度",
        "建议编号",
        "unit",
        "kind",
        "family",
        "non_answer",
        "asks",
        "asks_answered",
    ])];
    for item in &order {
        let answered = item.options.iter().filter(|option| **option != 2).count();
        rows.push(vec![
            item.year.to_string(),
            item.number.clone(),
            units[item.unit].name.clone(),
            item.kind.name().into(),
            item.family.clone(),
            item.kind.non_answer().to_string(),
            item.asks.len().to_string(),
            answered.to_string(),
        ]);
    }
    files.push(("../truth/demo.csv".into(), csv_bytes(&rows, false)?));
    Ok(files)
}

fn metrics_row(item: &Item, units: &[Unit], rng: &mut Rng) -> Vec<String> {
    let unit = units[item.unit].name.as_str();
    let result = rng.weighted(match item.kind {
        Kind::Answer => &[("A", 74), ("B", 26)],
        Kind::ShortTrue => &[("A", 100)],
        Kind::Partial => &[("B", 82), ("C", 18)],
        Kind::Refusal => &[("D", 70), ("C", 30)],
        Kind::Deflection => &[("C", 60), ("D", 40)],
        _ => &[("B", 52), ("C", 28), ("A", 12), ("D", 8)],
    });
    let drawn = rng.weighted(match item.kind {
        Kind::Answer | Kind::ShortTrue => {
            &[("满意", 74), ("基本满意", 16), ("不满意", 1), ("未反馈", 7), ("", 2)]
        }
        Kind::Partial => &[("满意", 50), ("基本满意", 36), ("不满意", 4), ("未反馈", 10)],
        Kind::Refusal => &[("满意", 35), ("基本满意", 40), ("不满意", 15), ("未反馈", 10)],
        _ => &[("满意", 34), ("基本满意", 30), ("不满意", 20), ("未反馈", 14), ("", 2)],
    });
    let satisfied = if unit == "文化和旅游局" { "满意" } else { drawn };
    let redo = if satisfied == "不满意" && rng.chance(70) { "是" } else { "否" };
    let public = rng.weighted(&[("是", 86), ("否", 11), ("", 3)]);
    let face = match item.mode {
        "走访" | "座谈" => "是",
        "" => "",
        _ => "否",
    };
    let state = rng.weighted(&[("已完成", 66), ("逾期完成", 14), ("未完成", 20)]);
    let cutoff = Day::new(CUTOFF.0, CUTOFF.1, CUTOFF.2);
    let (promise, due, state) = match &item.promise {
        // 次年又提同一建议，说明没有办成。
        Some((text, due)) if !item.family.is_empty() => (text.clone(), due.iso(), "未完成"),
        Some((text, due)) if *due > cutoff => (text.clone(), due.iso(), "进行中"),
        Some((text, due)) => (text.clone(), due.iso(), state),
        None => (String::new(), String::new(), ""),
    };
    vec![
        item.number.clone(),
        item.year.to_string(),
        unit.into(),
        item.co_unit.clone(),
        item.assigned.iso(),
        item.replied.iso(),
        item.contacted.map_or_else(String::new, Day::iso),
        item.mode.into(),
        face.into(),
        result.into(),
        satisfied.into(),
        redo.into(),
        public.into(),
        promise,
        due,
        state.into(),
    ]
}

fn row(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

fn csv_bytes(rows: &[Vec<String>], bom: bool) -> anyhow::Result<Vec<u8>> {
    let mut out = if bom { "\u{feff}".as_bytes().to_vec() } else { Vec::new() };
    let mut writer = csv::Writer::from_writer(&mut out);
    for cells in rows {
        writer.write_record(cells)?;
    }
    writer.flush()?;
    drop(writer);
    Ok(out)
}
