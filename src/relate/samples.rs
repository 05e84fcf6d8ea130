//! Replies and settings for the tests of this stage.

use std::sync::OnceLock;

use shida_engine::rulebook::Rulebook;

use super::Settings;
use crate::{
    judge::judge_letter,
    records::{Judged, Letter, Metrics, Origin},
    rules::RuleSet,
};

pub(super) fn rulebook() -> &'static Rulebook {
    static RULEBOOK: OnceLock<Rulebook> = OnceLock::new();
    RULEBOOK
        .get_or_init(|| Rulebook::compile(&RuleSet::load(None).unwrap().engine_files()).unwrap())
}

pub(super) fn settings() -> Settings {
    Settings::parse(RuleSet::load(None).unwrap().text("relate.toml")).unwrap()
}

pub(super) fn letter(title: Option<&str>, reply: &str) -> Letter {
    Letter {
        row: 0,
        origin: Origin { file: "甲.csv".into(), sheet: None, line: 2 },
        reply_id: "1".into(),
        raw_id: "1".into(),
        year: Some(2024),
        unit: None,
        title: title.map(str::to_owned),
        suggestion: None,
        reply: reply.into(),
        metrics: Metrics::default(),
    }
}

pub(super) fn judged(title: Option<&str>, reply: &str) -> Judged {
    judge_letter(rulebook(), letter(title, reply))
}
