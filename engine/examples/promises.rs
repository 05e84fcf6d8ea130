//! Reads replies (one a line, `\n` for a line break; a date and a tab may stand before) from
//! standard input and prints their promises: what rule writers look at.
#![allow(clippy::print_stdout, reason = "an example that prints")]

mod folder;

use std::{error::Error, io::BufRead, path::Path};

use shida_engine::{day::Day, judge::judge, promises::Slot, rulebook::Rulebook};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "rules".to_owned());
    let rulebook = Rulebook::compile(&folder::rule_files(Path::new(&folder))?)?;
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let (date, text) = line.split_once('\t').unwrap_or(("", &line));
        let judgement = judge(&rulebook, &text.replace("\\n", "\n"), None);
        let letter = day(date).or(judgement.signed);
        for promise in &judgement.promises {
            let Some(settled) = promise.settle(letter, &|_, _| None) else { continue };
            let due = settled.due.map(|due| due.to_string()).unwrap_or_default();
            let text = |slot: Option<&Slot>| slot.map(|slot| slot.text.clone()).unwrap_or_default();
            println!(
                "{} | {due} ({}) | {} | {} | {} | {}\n    {}",
                settled.grade.name(),
                text(promise.limit.as_ref().map(|(slot, _)| slot)),
                text(promise.object.as_ref()),
                text(promise.place.as_ref()),
                text(promise.responsible.as_ref()),
                text(promise.amount.as_ref()),
                promise.whole.text.replace('\n', " "),
            );
        }
    }
    Ok(())
}

fn day(text: &str) -> Option<Day> {
    let mut parts = text.split('-').map(|part| part.parse().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    Day::new(i32::try_from(year).ok()?, month, day)
}
