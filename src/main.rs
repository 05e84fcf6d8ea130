//! The program: reads the command line, runs one command, turns errors into exit codes.

use std::{
    io::{IsTerminal, Read, Write},
    process::ExitCode,
};

use anyhow::Context;
use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};
use shida::{
    cli::{
        Cli, Command, CompareArgs, EvalArgs, ExplainArgs, LintArgs, RescoreArgs, ReviewCommand,
        ReviewExportArgs, RulesCommand, RunArgs,
    },
    compare::{self, compare},
    evaluate::{evaluate, save_html, text},
    explain::{drafts, explain},
    handbook,
    ingest::UNREAD_REPLIES,
    lint::{Draft, Lint, lint},
    records::Notice,
    report::manifest::totals,
    rescore::{self, Rescore, rescore},
    review::{self, Apply, Request},
    run::{Options, Outcome, run},
    summary::summary,
};

/// Nothing was done.
const NOTHING_DONE: u8 = 2;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    let done = match cli.command {
        Command::Run(arguments) => main_job(&arguments),
        Command::Rescore(arguments) => scored_anew(arguments),
        Command::Lint(arguments) => one_draft(arguments),
        Command::Explain(arguments) => one_reply(&arguments),
        Command::Rules { command } => rules(&command),
        Command::Review { command } => people(&command),
        Command::Eval(arguments) => eval(&arguments),
        Command::Compare(arguments) => two_runs(&arguments),
    };
    match done {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            complain(&format!("错误：{}", in_words(&error)));
            ExitCode::from(NOTHING_DONE)
        }
    }
}

/// Help and version go to stdout with code 0; a wrong command line is told in Chinese.
fn usage(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    complain(&shida::cli::explain(error));
    ExitCode::from(NOTHING_DONE)
}

fn main_job(arguments: &RunArgs) -> anyhow::Result<u8> {
    let options = Options {
        inputs: arguments.inputs.clone(),
        suggestions: arguments.suggestions.clone(),
        metrics: arguments.metrics.clone(),
        followup: arguments.followup.clone(),
        published: arguments.published.clone(),
        manual: arguments.manual.clone(),
        profile: arguments.profile.clone(),
        rules: arguments.rules.folder.clone(),
        genre: arguments.genre.clone(),
        decisions: arguments.decisions.clone(),
        locked: arguments.locked,
        as_of: arguments.as_of,
        period: arguments.period,
        png: arguments.png,
        threads: arguments.threads.map(usize::from),
        output: arguments.output.clone(),
        public: arguments.public,
    };
    let bar = progress_bar(arguments.quiet);
    let outcome = run(&options, &|done, total| {
        bar.set_length(total);
        bar.set_position(done);
    })?;
    bar.finish_and_clear();
    warn(&outcome);
    if !arguments.quiet {
        say(&summary(&outcome, colour()))?;
    }
    Ok(outcome.exit.code())
}

/// A bar on a terminal; nothing when piped or quiet.
fn progress_bar(quiet: bool) -> ProgressBar {
    if quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("判读 {bar:30} {pos}/{len} 件  剩余 {eta}");
    let bar = ProgressBar::new(0);
    style.map(|style| bar.with_style(style)).unwrap_or_else(|_| ProgressBar::hidden())
}

fn colour() -> bool {
    std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}

/// Rejects that are named on stderr; the rest stand in rejects.csv.
const NAMED_REJECTS: usize = 20;

fn warn(outcome: &Outcome) {
    let rejects = &outcome.report.rejects;
    let on = |sheet: &str| if sheet.is_empty() { String::new() } else { format!("（{sheet}）") };
    for reject in rejects.iter().take(NAMED_REJECTS) {
        let sheet = on(&reject.sheet);
        complain(&format!("{}{sheet} 第 {} 行：{}", reject.file, reject.line, reject.reason));
    }
    // Replies that nobody read are no detail of notices.csv.
    let is_told = |notice: &&Notice| notice.kind == UNREAD_REPLIES;
    for notice in outcome.report.notices.iter().filter(is_told) {
        complain(&format!("{}{}：{}", notice.file, on(&notice.sheet), notice.message));
    }
    if rejects.len() > NAMED_REJECTS {
        complain(&format!("……共 {} 行被拒，全部列在 rejects.csv", rejects.len()));
    }
    let rejected = totals(&outcome.report.counts).rejected;
    if outcome.report.public.is_some() && rejected > 0 {
        complain(&format!("{rejected} 行被拒；公开版不写是哪些行，见不带 --public 的一次运行"));
    }
}

/// Writes to stderr. When nobody listens any more there is nobody to tell, and the work goes
/// on: `eprintln!` would end it in a panic.
fn complain(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// An error with its causes, leaving out what an outer message has said already.
fn in_words(error: &anyhow::Error) -> String {
    let mut words = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if words.is_empty() {
            words = cause;
        } else if !words.contains(&cause) {
            words = format!("{words}：{cause}");
        }
    }
    words
}

/// Writes to stdout; a reader that has gone away (a closed pipe) is no error.
fn say(text: &str) -> anyhow::Result<()> {
    match writeln!(std::io::stdout(), "{text}") {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        result => Ok(result?),
    }
}

fn scored_anew(arguments: RescoreArgs) -> anyhow::Result<u8> {
    let RescoreArgs { run, profile, weights, sensitivity, output } = arguments;
    let rescored = rescore(&Rescore { folder: run.folder, profile, weights, sensitivity, output })?;
    say(&rescore::text(&rescored))?;
    Ok(0)
}

/// Code 1 says that the draft must not go out like this.
fn one_draft(arguments: LintArgs) -> anyhow::Result<u8> {
    let draft = if arguments.draft.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).context("标准输入读不出来")?;
        Draft::piped(&bytes)?
    } else {
        Draft::read(&arguments.draft)?
    };
    let suggestion = arguments.suggestion.as_deref().map(Draft::read).transpose()?;
    let LintArgs { genre, rules, .. } = arguments;
    let said = lint(Lint { draft, suggestion, genre, rules: rules.folder })?;
    say(&said.text)?;
    Ok(u8::from(said.must_change))
}

fn one_reply(arguments: &ExplainArgs) -> anyhow::Result<u8> {
    let tell = if arguments.decide { drafts } else { explain };
    say(&tell(&arguments.id, &arguments.run.folder)?)?;
    Ok(0)
}

fn rules(command: &RulesCommand) -> anyhow::Result<u8> {
    match command {
        RulesCommand::List { rules } => say(&handbook::list(rules.folder.as_deref())?)?,
        RulesCommand::Explain { code, rules } => {
            say(&handbook::explain(code, rules.folder.as_deref())?)?;
        }
        RulesCommand::Test { rules } => say(&handbook::test(rules.folder.as_deref())?)?,
        RulesCommand::Check { rules } => say(&handbook::check(rules.folder.as_deref())?)?,
        RulesCommand::Docs { rules, output } => {
            say(&handbook::docs(rules.folder.as_deref(), output)?)?
        }
        RulesCommand::Lock { rules } => say(&handbook::lock(rules.as_deref())?)?,
        RulesCommand::Diff { old, new, inputs, most } => {
            say(&handbook::diff(old, new, inputs, *most)?)?;
        }
        RulesCommand::Mine { inputs, units, most, rules } => {
            let frequent = handbook::Frequent { units: *units, most: *most };
            say(&handbook::mine(rules.folder.as_deref(), inputs, frequent)?)?;
        }
        RulesCommand::Export { folder } => say(&handbook::export(folder)?)?,
    }
    Ok(0)
}

fn people(command: &ReviewCommand) -> anyhow::Result<u8> {
    match command {
        ReviewCommand::Export(arguments) => {
            let ReviewExportArgs { run, sample, double, seed, rules, output } = arguments;
            let request = Request { sample: *sample, double: *double, seed: seed.clone() };
            say(&review::export(&run.folder, rules.as_deref(), request, output)?.told())?;
            Ok(0)
        }
        ReviewCommand::Apply(arguments) => {
            let asked = Apply {
                sheets: arguments.sheets.clone(),
                folder: arguments.folder.clone(),
                rules: arguments.rules.clone(),
                output: arguments.output.clone(),
                threads: arguments.threads.map(usize::from),
            };
            let bar = progress_bar(false);
            let applied = review::apply(&asked, &|done, total| {
                bar.set_length(total);
                bar.set_position(done);
            })?;
            bar.finish_and_clear();
            say(&applied.told())?;
            Ok(applied.outcome.exit.code())
        }
    }
}

fn eval(arguments: &EvalArgs) -> anyhow::Result<u8> {
    let evaluation = evaluate(&arguments.gold, &arguments.run.folder)?;
    if let Some(page) = &arguments.html {
        save_html(&evaluation, page, &arguments.run.folder)?;
    }
    if arguments.json {
        say(&serde_json::to_string_pretty(&evaluation)?)?;
    } else {
        say(&text(&evaluation))?;
    }
    Ok(0)
}

fn two_runs(arguments: &CompareArgs) -> anyhow::Result<u8> {
    let comparison = compare(&arguments.first, &arguments.second)?;
    if let Some(page) = &arguments.output {
        compare::save_page(&comparison, page)?;
    }
    if let Some(sheet) = &arguments.csv {
        compare::save_sheet(&comparison, sheet)?;
    }
    say(&compare::text(&comparison))?;
    Ok(0)
}
