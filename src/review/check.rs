//! Checks what came back against what was handed out, cell by cell; one fault and all is
//! refused.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{
    columns::{
        AGREE, CHANGE, CODE, CONCLUSION, DATE, EMPTY, HASH, ID, INSTEAD, KIND, NOT_EMPTY, ORDINAL,
        REASON, REJECT, REVIEWER, SEAT, WORDS, conclusions, instead,
    },
    error::{Place, Problem, ReviewError},
    filled::{Filled, FilledRow},
    matter::{Key, Kind},
    plan::{Line, Plan, Request, Seat, comparable},
    sheet::{LAYOUT, facts, version_of},
};
use crate::{
    excerpt::{harmless, shortened},
    ingest::parse_date,
};

/// What somebody has said of a matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) said: Said,
    pub(super) reason: String,
    pub(super) reviewer: String,
    pub(super) date: Option<NaiveDate>,
    pub(super) place: Place,
}

/// What can be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Said {
    /// 认可.
    Agree,
    /// 不认可.
    Reject,
    /// 改判: whether the whole reply is a non-answer.
    Instead(bool),
}

/// The answers to a plan: by line and seat.
pub(super) type Answers<'p> = BTreeMap<(usize, Seat), (&'p Line, Answer)>;

/// Why an agreement without a reason was made.
const AGREED: &str = "复核认可";

/// The answers in the workbooks.
///
/// # Errors
/// A workbook of another edition; every cell that is wrong, missing, changed, or contradicted.
pub(super) fn answers<'p>(plan: &'p Plan, books: &[Filled]) -> Result<Answers<'p>, ReviewError> {
    books.iter().try_for_each(|book| of_this_run(plan, book))?;
    let other = |one: &&Filled| books.first().is_some_and(|first| asked(one) != asked(first));
    if let Some((one, other)) = books.first().zip(books.iter().find(other)) {
        let why = format!("它和 {} 的抽样或双人复核要求不同，不是同一次写出的", one.file);
        return Err(ReviewError::OtherEdition { file: other.file.clone(), why });
    }
    let index = index(plan);
    let mut problems = Vec::new();
    let mut answers = Answers::new();
    for row in books.iter().flat_map(|book| &book.rows) {
        match answer(row, plan, &index) {
            Ok(Some((line, seat, answer))) => {
                problems.extend(add(&mut answers, (line, seat), answer));
            }
            Ok(None) => {}
            Err(wrong) => problems.extend(wrong),
        }
    }
    if problems.is_empty() { Ok(answers) } else { Err(ReviewError::Refused(problems)) }
}

/// What the review was asked for, as the first workbook says.
pub(super) fn request(books: &[Filled]) -> Request {
    let [sample, double, seed] = books.first().map(asked).unwrap_or_default();
    let seed = Some(seed.to_owned()).filter(|seed| !seed.is_empty());
    Request { sample: sample.parse().unwrap_or(0), double: double.parse().unwrap_or(0), seed }
}

fn asked(book: &Filled) -> [&str; 3] {
    [facts::SAMPLE, facts::DOUBLE, facts::SEED]
        .map(|fact| book.version.get(fact).map_or("", String::as_str))
}

/// # Errors
/// The workbook was written for another run, other rules, or another layout.
fn of_this_run(plan: &Plan, book: &Filled) -> Result<(), ReviewError> {
    let said = |fact: &str| book.version.get(fact).map_or("", String::as_str);
    let other = |why: String| Err(ReviewError::OtherEdition { file: book.file.clone(), why });
    if said(facts::LAYOUT) != LAYOUT {
        return other(format!("表的版式是 {}，这个版本只认 {LAYOUT}", said(facts::LAYOUT)));
    }
    let now = version_of(plan, Seat::First);
    for fact in [facts::TOOL, facts::PACK_HASH, facts::PROFILE_HASH, facts::RUN] {
        let Some((_, now)) = now.iter().find(|(name, _)| *name == fact) else { continue };
        if said(fact) != now {
            return other(format!("「版本」页的{fact}是 {}，目录的是 {now}", said(fact)));
        }
    }
    Ok(())
}

/// What tells rows apart, as an office program may have left it.
type Index<'p> = BTreeMap<(String, Kind, String, String, u32), &'p Line>;

fn index(plan: &Plan) -> Index<'_> {
    let entry = |line| {
        let line: &Line = line;
        let Key { reply_id, kind, code, text, ordinal } = &line.matter.key;
        ((comparable(reply_id), *kind, code.clone(), comparable(text), *ordinal), line)
    };
    plan.lines.iter().map(entry).collect()
}

fn answer<'p>(
    row: &FilledRow,
    plan: &'p Plan,
    index: &Index<'p>,
) -> Result<Option<(&'p Line, Seat, Answer)>, Vec<Problem>> {
    let (line, seat) = known(row, plan, index).map_err(|problem| vec![problem])?;
    let mut problems: Vec<Problem> = line
        .altered(seat, |column| row.cell(column.name))
        .into_iter()
        .map(|(column, value)| row.problem(column, altered(&value)))
        .collect();
    if problems.is_empty() && row.cell(HASH).trim() != line.hash(seat, plan.source.run()) {
        problems.push(row.problem(HASH, "校验对不上，请用原表恢复这一行"));
    }
    match said(row, line.matter.key.kind) {
        Ok(said) if problems.is_empty() => Ok(said.map(|said| (line, seat, said))),
        Ok(_) => Err(problems),
        Err(wrong) => {
            problems.extend(wrong);
            Err(problems)
        }
    }
}

fn altered(value: &str) -> String {
    let short = harmless(&shortened(value, 40));
    format!("这一格被改过，请恢复原样，原为「{short}」")
}

/// The line that a row stands for.
fn known<'p>(
    row: &FilledRow,
    plan: &'p Plan,
    index: &Index<'p>,
) -> Result<(&'p Line, Seat), Problem> {
    let id = comparable(row.cell(ID));
    let Some(seat) = Seat::of(row.cell(SEAT).trim()) else {
        return Err(row.problem(SEAT, "隐藏列被改过或是新添的行；请用原表恢复，或删去这一行"));
    };
    if !plan.source.rows().iter().any(|row| comparable(&row.reply_id) == id) {
        let message = format!("这次运行没有编号 {id} 的答复；请用原表恢复，或删去这一行");
        return Err(row.problem(ID, message));
    }
    let unknown = |column| {
        Err(row.problem(column, "这一行对不上复核表里的任何一处；请用原表恢复，或删去这一行"))
    };
    let Some(kind) = Kind::of(row.cell(KIND).trim()) else { return unknown(KIND) };
    let ordinal = row.cell(ORDINAL).trim().parse().unwrap_or(u32::MAX);
    let code = row.cell(CODE).trim().to_owned();
    match index.get(&(id, kind, code, comparable(row.cell(WORDS)), ordinal)) {
        Some(line) if seat == Seat::First || line.doubled => Ok((line, seat)),
        _ => unknown(WORDS),
    }
}

/// What a row says; `None` when nobody has filled it in.
fn said(row: &FilledRow, kind: Kind) -> Result<Option<Answer>, Vec<Problem>> {
    let word = |column| -> String {
        row.cell(column).chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect()
    };
    let (conclusion, change) = (word(CONCLUSION), word(INSTEAD));
    let (reason, reviewer) = (row.cell(REASON).trim(), row.cell(REVIEWER).trim());
    if conclusion.is_empty() {
        let without = "没有结论；请选结论，或清空这一格";
        let filled = [(INSTEAD, change.as_str()), (REASON, reason)];
        let wrong = filled.iter().find(|(_, text)| !text.is_empty());
        return wrong.map_or(Ok(None), |(column, _)| Err(vec![row.problem(column, without)]));
    }
    let mut problems = Vec::new();
    let said =
        verdict(row, kind, (&conclusion, &change)).map_err(|wrong| problems.push(wrong)).ok();
    if reason.is_empty() && [REJECT, CHANGE].contains(&conclusion.as_str()) {
        problems.push(row.problem(REASON, format!("结论是{conclusion}，要写理由")));
    }
    if reviewer.is_empty() {
        problems.push(row.problem(REVIEWER, "写了结论，要写复核人"));
    }
    let date = match row.cell(DATE).trim() {
        "" => None,
        written => parse_date(written).or_else(|| {
            let message = format!("“{written}”不是日期，请写成 2024-09-20 这样");
            problems.push(row.problem(DATE, message));
            None
        }),
    };
    let Some(said) = said.filter(|_| problems.is_empty()) else { return Err(problems) };
    let reason = if reason.is_empty() { AGREED } else { reason };
    let place = row.place.clone();
    let (reason, reviewer) = (reason.to_owned(), reviewer.to_owned());
    Ok(Some(Answer { said, reason, reviewer, date, place }))
}

fn verdict(
    row: &FilledRow,
    kind: Kind,
    (conclusion, change): (&str, &str),
) -> Result<Said, Problem> {
    if !conclusions(kind).contains(&conclusion) {
        let known = conclusions(kind).join("、");
        let message = format!("不认识的结论“{conclusion}”，「{}」行可写：{known}", kind.label());
        return Err(row.problem(CONCLUSION, message));
    }
    match (conclusion, change) {
        (AGREE, "") => Ok(Said::Agree),
        (REJECT, "") => Ok(Said::Reject),
        (CHANGE, "") => {
            Err(row.problem(INSTEAD, format!("结论是改判，要写改判为「{}」", instead(kind))))
        }
        (CHANGE, word) if word == instead(kind) && word == EMPTY => Ok(Said::Instead(true)),
        (CHANGE, word) if word == instead(kind) && word == NOT_EMPTY => Ok(Said::Instead(false)),
        (CHANGE, word) => {
            let message =
                format!("“{word}”不行，「{}」行只能改判为「{}」", kind.label(), instead(kind));
            Err(row.problem(INSTEAD, message))
        }
        (_, _) => {
            Err(row
                .problem(INSTEAD, format!("结论是{conclusion}，不写改判为；要改判，结论请选改判")))
        }
    }
}

/// Puts an answer to the others. Two copies of one sheet may both be filled in, if they agree.
fn add<'p>(
    answers: &mut Answers<'p>,
    (line, seat): (&'p Line, Seat),
    answer: Answer,
) -> Option<Problem> {
    let Some((_, earlier)) = answers.get_mut(&(line.number, seat)) else {
        answers.insert((line.number, seat), (line, answer));
        return None;
    };
    if earlier.said != answer.said {
        let message = format!("与 {} 的结论相互矛盾，请只留一个", earlier.place);
        return Some(Problem { place: answer.place, column: CONCLUSION.to_owned(), message });
    }
    let order = |one: &Answer| (one.date, one.reviewer.clone(), one.reason.clone());
    if order(&answer) < order(earlier) {
        *earlier = answer;
    }
    None
}
