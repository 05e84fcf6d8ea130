//! `rules export`: the files that an office starts from.

use std::path::Path;

use anyhow::{Context, bail};

use crate::rules::RuleSet;

/// Writes the embedded files into an empty folder.
///
/// # Errors
/// A folder that is not empty, or that cannot be written.
pub fn export(folder: &Path) -> anyhow::Result<String> {
    if folder.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
        bail!("{} 不是空目录；请换一个目录，以免盖掉别的文件", folder.display());
    }
    let set = RuleSet::load(None)?;
    for name in set.origins.keys() {
        let path = folder.join(name);
        let parent = path.parent().unwrap_or(folder);
        std::fs::create_dir_all(parent)
            .and_then(|()| std::fs::write(&path, set.bytes(name)))
            .with_context(|| format!("「{}」写不进去", path.display()))?;
    }
    Ok(format!(
        "已写出 {} 个规则文件到 {}。改好后用 --rules {} 运行；没有改的可以删掉。",
        set.origins.len(),
        folder.display(),
        folder.display()
    ))
}
