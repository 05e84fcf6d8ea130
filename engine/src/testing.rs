//! The rulebook of the repository, compiled once for all tests of the engine.

use std::sync::OnceLock;

use crate::rulebook::{RuleFiles, Rulebook};

/// The embedded rules with everything that comparing needs.
pub(crate) fn rulebook() -> &'static Rulebook {
    static RULEBOOK: OnceLock<Rulebook> = OnceLock::new();
    RULEBOOK.get_or_init(|| {
        let pack = |name: &str, text: &str| (format!("packs/{name}.toml"), text.to_owned());
        let files = RuleFiles {
            letter: include_str!("../../rules/letter.toml").into(),
            entities: include_str!("../../rules/entities.toml").into(),
            scoring: include_str!("../../rules/scoring/text.toml").into(),
            packs: vec![
                pack("lexicon", include_str!("../../rules/packs/lexicon.toml")),
                pack("evidence", include_str!("../../rules/packs/evidence.toml")),
                pack("courtesy", include_str!("../../rules/packs/courtesy.toml")),
                pack("frames", include_str!("../../rules/packs/frames.toml")),
                pack("penalties", include_str!("../../rules/packs/penalties.toml")),
                pack("form", include_str!("../../rules/packs/form.toml")),
                pack("genre-cppcc", include_str!("../../rules/packs/genre-cppcc.toml")),
                pack("genre-message", include_str!("../../rules/packs/genre-message.toml")),
                pack("gates", include_str!("../../rules/packs/gates.toml")),
                pack("answers", include_str!("../../rules/packs/answers.toml")),
            ],
            user_words: String::new(),
            asks: include_str!("../../rules/asks.toml").into(),
            frequencies: include_str!("../../rules/frequencies.tsv").into(),
            near: include_str!("../../rules/near.tsv").into(),
            documents: include_str!("../../rules/documents.toml").into(),
            measures: include_str!("../../rules/measures.toml").into(),
            commitments: include_str!("../../rules/commitments.toml").into(),
        };
        Rulebook::compile(&files).unwrap()
    })
}
