//! The files of a run, written and put in their place.

use std::path::Path;

use anyhow::Context;

use super::{Outcome, PROMISES, SPOOL, TRACES};
use crate::{
    chosen::ChosenProfile,
    public::keep_public_files,
    reopen::{self, Said},
    report::{
        Report,
        landing::Landing,
        manifest::{Exit, Manifest},
        png::Painter,
        write_report,
    },
};

/// report: writes the files and puts the folder in its place. `manifest` knows where rules and
/// rows came from; the rest of it is the report's.
pub(crate) fn land(
    landing: Landing,
    mut report: Report,
    (chosen, manifest): (&ChosenProfile, Manifest),
    painter: Option<&Painter>,
) -> anyhow::Result<Outcome> {
    write_report(landing.path(), &mut report)?;
    painter.map_or(Ok(()), |painter| painter.paint_all(&landing.path().join("charts")))?;
    let said = Said {
        profile: chosen.text.clone(),
        calendars: chosen.calendars.clone(),
        profile_note: chosen.note.clone(),
        rules: report.rules.clone(),
        unanswered: report.unanswered.clone(),
        checks: report.checks.clone(),
        files: report.office_files.clone(),
        families: report.families.clone(),
        phrases: report.over_time.phrases.clone(),
        period: report.period,
        carried: report.commitments.carried,
        followed: report.commitments.followed,
    };
    reopen::save(landing.path(), reopen::REPORT_FILE, &said)?;
    remove_temporary(landing.path())?;
    if report.public.is_some() {
        keep_public_files(landing.path())
            .context("公开版里不该有的文件删不掉，没有写出任何东西")?;
    }
    // A public edition tells no rejected row, and yet how many there were.
    let is_whole = report.counts.iter().all(|count| count.rejected == 0);
    let exit = if is_whole { Exit::Done } else { Exit::RowsRejected };
    let manifest = Manifest {
        editions: report.editions.clone(),
        exit,
        counts: report.counts.clone(),
        public: report.public.clone(),
        ..manifest
    };
    let landed = landing.finish(&manifest)?;
    Ok(Outcome { report, exit, folder: landed.path })
}

fn remove_temporary(staging: &Path) -> anyhow::Result<()> {
    for file in [SPOOL, TRACES, PROMISES].map(|name| staging.join(name)) {
        if file.exists() {
            std::fs::remove_file(&file)
                .with_context(|| format!("删不掉临时文件 {}", file.display()))?;
        }
    }
    Ok(())
}
