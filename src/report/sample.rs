//! Invented rows for the tests of this module.

use std::sync::Arc;

use chrono::NaiveDate;
use shida_engine::{
    finding::{Finding, Role},
    measures::TextMeasures,
    pack::Severity,
    sentence::{Sentence, SentenceClass},
    span::Span,
    verdict::{Stance, Verdict},
    zone::Zone,
};

use crate::records::{
    Agreement, Beside, Check, Commitment, Estimate, Exclusion, FileCount, Judged, LedgerLine,
    Letter, Metrics, Notice, Origin, PromiseStatus, PublishedFigure, RateRow, Reconciled, Reject,
    Related, ReplyRow, ReplySpeed, TopicShare, TrendRow, TrendScope, TrendVerdict, UnitRow,
};
use crate::{
    commitments::CommitmentList,
    crosscheck::{CheckList, Tally},
    office::{Found, Office, Settings},
    relate::{Family, FamilyList, ListedFamily, PhraseChange, PhraseList, PhraseRow},
    report::manifest::Editions,
    statistics::keyness::keyness,
    trend::{OverTime, Period, samples::cuts},
};

const UNITS: [&str; 4] =
    ["青禾区住房和城乡建设局", "青禾区教育局", "青禾区水务局", "柳湾街道办事处"];
const TITLES: [&str; 3] = [
    "关于在柳湾桥头增设路灯的建议",
    "关于解决实验二小上下学时段接送拥堵、增设临时停车泊位并优化公交线路的建议",
    "=关于老旧小区加装电梯的建议",
];

pub(crate) fn day(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day)
}

pub(crate) fn verdict(number: u32) -> Verdict {
    let empty = number.is_multiple_of(4);
    Verdict {
        han_chars: 120 + number * 7,
        body_chars: 90 + number * 5,
        residual_chars: if empty { 3 } else { 60 + number },
        non_answer: empty,
        three_part: empty && number.is_multiple_of(8),
        receipt_only: false,
        forwarded_only: empty && !number.is_multiple_of(8),
        deflection: number % 9 == 5,
        empty_density: f64::from(number % 7) / 3.0,
        substance: if empty { 0 } else { (number % 3 + 1) as u8 },
        cites_policy: number % 3 == 1,
        contact: number % 2 == 1,
        site_check: number % 5 == 1,
        commitment: !empty,
        deadline: number % 3 == 2,
        stance: [Stance::Adopted, Stance::Partly, Stance::Declined][number as usize % 3],
        text_score: if empty { 905 } else { 5000 + number as i32 * 53 % 5000 },
        non_answer_score: if empty { 0.97 } else { 0.1 / f64::from(number) },
        decided: false,
        codes: if empty { vec!["G001".into(), "F010".into()] } else { vec!["E003".into()] },
    }
}

pub(crate) fn reply(number: u32) -> ReplyRow {
    let verdict = verdict(number);
    let score = if verdict.non_answer { 2850 } else { 5200 + (number as i32 * 311) % 4700 };
    let metrics = Metrics {
        assigned: day(2022, 3, 1 + number % 20),
        replied: day(2022, 5, 1 + number % 28),
        face_to_face: (!number.is_multiple_of(5)).then_some(number.is_multiple_of(2)),
        result_class: Some("B".into()),
        satisfaction: number.is_multiple_of(3).then(|| "basic".into()),
        ..Metrics::default()
    };
    ReplyRow {
        answered: None,
        measures: TextMeasures::default(),
        reply_id: format!("{:04}", number),
        year: Some(2021 + (number % 4) as i32),
        unit: Some(UNITS[number as usize % 4].into()),
        title: Some(TITLES[number as usize % 3].into()),
        verdict,
        metrics,
        related: related(number),
        days_to_reply: Some(61),
        late: (!number.is_multiple_of(6)).then_some(number.is_multiple_of(11)),
        in_time: Default::default(),
        score,
        proposed: score,
        confirmed: None,
        known_share: 0.85,
        disposal: if score < 4000 { "review" } else { ["pass", "sample"][number as usize % 2] },
        decisions: Vec::new(),
        checks: Vec::new(),
    }
}

/// A ledger that adds up to the row's score.
pub(crate) fn ledger(row: &ReplyRow) -> Vec<LedgerLine> {
    vec![
        line("on_time", row.score - 1000, 1500),
        line("text", 1000, 2500),
        line("unknown_scaling", 0, 0),
    ]
}

fn related(number: u32) -> Related {
    let reused = number.is_multiple_of(4);
    Related {
        template_cluster: reused.then(|| "0004".into()),
        template_size: reused.then_some(3),
        last_year_similarity: (!number.is_multiple_of(3)).then(|| 1.0 / f64::from(number)),
        ..Related::default()
    }
}

fn line(item: &str, points: i32, max_points: i32) -> LedgerLine {
    let (dimension, reason) = ("timeliness".into(), "在期限内答复".into());
    LedgerLine { item: item.into(), dimension, points, max_points, reason, codes: String::new() }
}

/// A family of `size` replies of two units.
pub(crate) fn family(size: usize) -> ListedFamily {
    ListedFamily {
        family: Family {
            id: "0001".into(),
            members: (0..size).collect(),
            units: vec!["甲局".into(), "乙局".into()],
            years: vec![2022, 2024],
        },
        members: (1..=size).map(|number| format!("{number:04}")).collect(),
        excerpt: "我局高度重视，将加强联动，健全长效机制。".into(),
    }
}

pub(crate) fn families() -> FamilyList {
    FamilyList { shown: vec![family(3)], total: 1, replies: 3, definitions: Vec::new() }
}

/// What is said of 24 replies of four years over time, with one invented phrase.
pub(crate) fn over_time() -> OverTime {
    let rows = replies(24);
    let phrase = PhraseRow {
        phrase: "我们将以钉钉子精神推动".into(),
        change: PhraseChange::New,
        class: SentenceClass::Rhetoric,
        example: "2024-001".into(),
        years: vec![(2023, 0, 40), (2024, 9, 40)],
        keyness: keyness((9, 40), (0, 40)).unwrap(),
        q_value: 0.002,
        units: vec![("甲局".into(), 6), ("乙局".into(), 3)],
    };
    let phrases = PhraseList { rows: vec![phrase], last: Some((2024, 40)), earlier: 40 };
    OverTime::of(&rows, &trends_of(&rows), cuts(), Some(Period::Half), phrases)
}

fn trends_of(rows: &[ReplyRow]) -> Vec<TrendRow> {
    crate::trend::trends(rows, Period::Year, &cuts())
}

pub(crate) fn replies(count: u32) -> Vec<ReplyRow> {
    (1..=count).map(reply).collect()
}

pub(crate) fn judged(number: u32) -> Judged {
    let reply = format!("第{number}号建议收悉。已于4月2日在桥头装灯12盏。感谢支持！");
    let origin = Origin { file: Arc::from("答复.csv"), sheet: None, line: number + 1 };
    let span = Span::new(reply.chars().position(|c| c == '已').unwrap_or(0), 19);
    let quoted = reply.chars().skip(span.start as usize).take(span.len()).collect();
    let sentence =
        |start, end, class| Sentence { span: Span::new(start, end), zone: Zone::Body, class };
    Judged {
        answer: None,
        decisions: Vec::new(),
        set_aside: Vec::new(),
        confirmed: Vec::new(),
        decided_code: None,
        document: None,
        measures: TextMeasures::default(),
        promises: Vec::new(),
        signed: None,
        letter: Letter {
            row: number,
            origin,
            reply_id: format!("{number:04}"),
            raw_id: number.to_string(),
            year: Some(2022),
            unit: None,
            title: None,
            suggestion: None,
            reply,
            metrics: Metrics::default(),
        },
        verdict: verdict(number),
        findings: vec![Finding {
            code: "E003".into(),
            role: Role::Evidence,
            zone: Zone::Body,
            span,
            text: quoted,
            points: 1250,
        }],
        sentences: vec![
            sentence(0, span.start as usize, SentenceClass::Courtesy),
            sentence(span.start as usize, 22, SentenceClass::Evidence),
        ],
    }
}

pub(crate) fn estimate(n: u32, value: f64, half: f64) -> Estimate {
    Estimate { n, value: Some(value), low: Some(value - half), high: Some(value + half) }
}

pub(crate) fn units() -> Vec<UnitRow> {
    let years = [None, Some(2021), Some(2022)];
    let mut rows = Vec::new();
    for (place, unit) in (1u32..).zip(UNITS) {
        for year in years {
            let n = if place == 4 { 3 } else { 24 / if year.is_some() { 3 } else { 1 } };
            let drop = f64::from(place) * 6.5;
            rows.push(UnitRow {
                unit: unit.into(),
                year,
                n,
                score: estimate(n, 88.125 - drop, 4.5),
                waiting: 0,
                score_if_confirmed: None,
                rank: (place < 4).then_some(place),
                non_answer_share: estimate(n, drop / 100.0, 0.05),
                text_score: estimate(n, 81.0 - drop, 3.25),
                rates: vec![
                    ("on_time_rate", estimate(n, 1.0 - drop / 50.0, 0.02)),
                    ("satisfied_rate", Estimate { n: 0, value: None, low: None, high: None }),
                ],
                beside: Beside {
                    score_shrunk: Some(86.5 - drop),
                    non_answer_shrunk: Some(drop / 110.0),
                    lead_n: n + 1,
                    co_n: place,
                    lead_share: Some(0.25),
                    topics: vec![TopicShare { topic: "教育".into(), n, all: 4 * n }],
                    topics_n: n,
                    expected_score: Some(75.5),
                    ..Beside::default()
                },
            });
        }
    }
    rows
}

/// One rate of one unit and of all together, and one that nobody has.
pub(crate) fn rates() -> Vec<RateRow> {
    let row = |unit: Option<&str>, rate, label, counts: (u32, u32), excluded| RateRow {
        unit: unit.map(str::to_owned),
        year: None,
        rate,
        label,
        numerator: counts.0,
        estimate: crate::statistics::wilson(counts.0, counts.1),
        excluded,
    };
    let silent = |n| vec![(Exclusion::NotReturned, n), (Exclusion::Unknown, 1)];
    vec![
        row(None, "satisfied_rate", "满意率", (30, 45), silent(5)),
        row(None, "refused_rate", "退回率", (0, 0), vec![(Exclusion::Unknown, 51)]),
        row(Some(UNITS[1]), "satisfied_rate", "满意率", (6, 9), silent(2)),
    ]
}

pub(crate) fn reconciled() -> Vec<Reconciled> {
    let published = PublishedFigure {
        origin: Origin { file: Arc::from("公布.csv"), sheet: None, line: 2 },
        unit: None,
        year: None,
        rate: "satisfied_rate".into(),
        value: 0.933,
    };
    vec![Reconciled {
        published,
        label: "满意率".into(),
        numerator: Some(30),
        denominator: Some(45),
        ours: Some(2.0 / 3.0),
        difference: Some(0.933 - 2.0 / 3.0),
        agreement: Agreement::Differs,
        message: "按“满意率（含基本满意）”口径（42÷45＝93.3%）相符".into(),
    }]
}

pub(crate) fn trends() -> Vec<TrendRow> {
    let mut rows = Vec::new();
    for (step, year) in (0u32..).zip(2021..=2024) {
        let share = 0.08 + 0.055 * f64::from(step);
        let text = 78.0 - 3.0 * f64::from(step);
        for (series, value, half) in [("non_answer_share", share, 0.04), ("text_score", text, 2.5)]
        {
            rows.push(TrendRow {
                series,
                scope: TrendScope::All,
                unit: None,
                name: None,
                year,
                period: year.to_string(),
                estimate: estimate(70, value, half),
                compared: true,
                slope: Some(0.055),
                slope_low: Some(0.05),
                slope_high: Some(0.06),
                p_value: Some(0.01),
                q_value: Some(0.01),
                series_p: Some(0.083),
                verdict: Some(TrendVerdict::Rising),
            });
        }
    }
    // As a run gives them: line by line.
    rows.sort_by_key(|row| row.series);
    rows
}

pub(crate) fn counts() -> Vec<FileCount> {
    let count = |file: &str, table, read, judged| FileCount {
        file: file.into(),
        table,
        read,
        judged,
        rejected: if table == "replies" { 2 } else { 0 },
        blank: if table == "replies" { read - judged - 2 } else { 0 },
        ..FileCount::default()
    };
    vec![
        count("2021—2024年办理答复汇总表.xlsx › 答复", "replies", 305, 300),
        count("办理指标.csv", "metrics", 301, 301),
        count("读我.docx", "ignored", 0, 0),
    ]
}

pub(crate) fn rejects() -> Vec<Reject> {
    vec![Reject {
        file: "答复.csv".into(),
        sheet: String::new(),
        line: 17,
        reply_id: "0016".into(),
        column: "reply".into(),
        value: "各位代表，同志们：".into(),
        reason: "这是一篇讲话，不是答复；请改放答复原文".into(),
    }]
}

pub(crate) fn notices() -> Vec<Notice> {
    vec![Notice {
        file: "答复.csv".into(),
        sheet: String::new(),
        line: None,
        reply_id: String::new(),
        kind: "encoding",
        column: String::new(),
        value: "GB18030".into(),
        message: "按 GB18030 读取".into(),
    }]
}

pub(crate) fn editions() -> Editions {
    Editions {
        tool: "shida 0.1.0".into(),
        pack: "通用规则 1".into(),
        pack_hash: "3f".repeat(32),
        profile: "默认评分方案 1".into(),
        profile_hash: "a0".repeat(32),
        dictionary_hash: "b7".repeat(32),
        calendar: "自然日".into(),
        as_of: day(2024, 11, 30),
    }
}

/// A grave hit, a hint on the same reply, and one of a unit; days of one unit.
pub(crate) fn checks() -> CheckList {
    let check = |code: &str, reply_id: &str, severity| Check {
        reply_id: reply_id.to_owned(),
        unit: Some(UNITS[1].to_owned()),
        year: (!reply_id.is_empty()).then_some(2022),
        code: code.to_owned(),
        name: "两边对不上".to_owned(),
        severity,
        text_says: "=第36号建议".to_owned(),
        metrics_say: "建议编号 0001".to_owned(),
        message: "答复写的编号与本件不符".to_owned(),
    };
    let tally = |code: &str, found, withheld| Tally {
        code: code.to_owned(),
        name: "两边对不上".to_owned(),
        severity: "重",
        why: "多半是套用".to_owned(),
        fix: "核对原件".to_owned(),
        known: 30,
        found,
        withheld,
    };
    let speed = |year| ReplySpeed {
        unit: None,
        year,
        n: 30,
        least: 2,
        lower: 40.25,
        median: 61.0,
        upper: 75.5,
        most: 120,
        fast: 2,
        fast_empty: 1,
    };
    CheckList {
        found: vec![
            check("K112", "0001", Severity::Info),
            check("K141", "0001", Severity::High),
            check("K151", "0002", Severity::Medium),
        ],
        tallies: vec![tally("K112", 1, 0), tally("K141", 1, 0), tally("K142", 0, 20)],
        speeds: vec![speed(None), speed(Some(2022))],
    }
}

/// A promise that is overdue, one that is open and one that was kept late.
pub(crate) fn commitments() -> CommitmentList {
    let row = |number: u32, status, due: Option<NaiveDate>| Commitment {
        promise_id: format!("2022-{number:04}#1"),
        reply_id: format!("{number:04}"),
        year: Some(2022),
        unit: Some(UNITS[number as usize % 4].to_owned()),
        text: "=我局将于年底前在柳湾桥头增设路灯12盏".to_owned(),
        object: Some("增设路灯12盏".to_owned()),
        place: Some("柳湾桥头".to_owned()),
        due,
        due_text: Some("年底前".to_owned()),
        responsible: Some("我局".to_owned()),
        amount: Some("12盏".to_owned()),
        grade: "concrete".to_owned(),
        status,
        source: "text".to_owned(),
        done_date: (status == PromiseStatus::Kept).then(|| day(2023, 2, 1)).flatten(),
        late: (status == PromiseStatus::Kept).then_some(true),
    };
    CommitmentList {
        as_of: day(2023, 3, 1),
        followed: true,
        total: 4,
        grades: [3, 0, 1],
        statuses: [1, 1, 0, 1],
        carried: 0,
        shown: vec![
            row(1, PromiseStatus::Overdue, day(2022, 12, 31)),
            row(2, PromiseStatus::Open, day(2023, 12, 31)),
            row(3, PromiseStatus::Kept, day(2022, 12, 31)),
        ],
    }
}

/// The lists over these rows, chosen by the shipped settings.
pub(crate) fn office(rows: &[ReplyRow]) -> Office {
    let settings = Settings::parse(include_str!("../../rules/office.toml"));
    let (settings, commitments) = (settings.unwrap(), commitments());
    let found = Found { rows, commitments: &commitments, flagged: &[], rules: &[] };
    Office::choose(settings, "npc", &found)
}
