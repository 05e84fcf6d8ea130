//! A folder of rules as the engine takes it: what the examples and tests judge by.

use std::{fs, io, path::Path};

use shida_engine::rulebook::RuleFiles;

/// Reads the folder; every file in `packs/` is a pack, in the order of their names.
pub(crate) fn rule_files(folder: &Path) -> io::Result<RuleFiles> {
    let read = |name: &str| fs::read_to_string(folder.join(name));
    let mut packs = Vec::new();
    for entry in fs::read_dir(folder.join("packs"))? {
        let name = format!("packs/{}", entry?.file_name().to_string_lossy());
        let text = read(&name)?;
        packs.push((name, text));
    }
    packs.sort();
    Ok(RuleFiles {
        letter: read("letter.toml")?,
        entities: read("entities.toml")?,
        scoring: read("scoring/text.toml")?,
        packs,
        asks: read("asks.toml")?,
        frequencies: read("frequencies.tsv")?,
        near: read("near.tsv")?,
        documents: read("documents.toml")?,
        measures: read("measures.toml")?,
        commitments: read("commitments.toml")?,
        ..RuleFiles::default()
    })
}
