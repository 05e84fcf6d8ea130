//! Retrieval sanity: how often the true reply is nearer to its suggestion than others drawn at
//! random. Prints the mean row AUC (0–1), over all replies and apart for non-answers, which
//! hold nothing that could be near.
//!
//! `retrieval RULES [ROWS] [OTHERS]` reads `title TAB text TAB reply` a line from standard
//! input, line breaks written `\n`; ROWS suggestions (100) spread over the input are each held
//! against OTHERS (299) other replies. Equal relevance counts one half. The draw is fixed.

mod folder;

use std::{io::BufRead, path::Path};

use shida_engine::{
    answer::Suggestion,
    judge::{judge, judge_answer},
    rulebook::Rulebook,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let argument = |at: usize| std::env::args().nth(at);
    let number = |at: usize, default: usize| {
        argument(at).and_then(|value| value.parse().ok()).unwrap_or(default)
    };
    let folder = argument(1).unwrap_or_else(|| "rules".into());
    let rulebook = Rulebook::compile(&folder::rule_files(Path::new(&folder))?)?;
    let (rows, others) = (number(2, 100), number(3, 299));
    let cases = std::io::stdin().lock().lines().map(|line| line.map(|line| texts(&line)));
    let cases: Vec<[String; 3]> = cases.collect::<Result<_, _>>()?;
    let relevance = |asked: usize, said: usize| {
        let [title, text, _] = &cases[asked];
        let suggestion = Suggestion { title: Some(title), text };
        let answer = judge_answer(&rulebook, &cases[said][2], Some(suggestion)).answer;
        answer.map_or(0.0, |answer| answer.relevance)
    };
    let mut draw = Draw(SEED);
    let mut groups = [(0.0, 0_u32); 2];
    for row in 0..rows.min(cases.len()) {
        let row = row * cases.len() / rows.min(cases.len());
        let own = relevance(row, row);
        let mut won = 0.0;
        for _ in 0..others {
            let other = draw.other_than(row, cases.len());
            let far = relevance(row, other);
            won += if own > far { 1.0 } else { f64::from(u8::from(own == far)) / 2.0 };
        }
        let group =
            &mut groups[usize::from(judge(&rulebook, &cases[row][2], None).verdict.non_answer)];
        *group = (group.0 + won / others as f64, group.1 + 1);
    }
    let all = (groups[0].0 + groups[1].0, groups[0].1 + groups[1].1);
    for (name, (sum, n)) in [("all", all), ("answers", groups[0]), ("non-answers", groups[1])] {
        println!("{name}\t{n}\t{:.4}", sum / f64::from(n.max(1)));
    }
    Ok(())
}

const SEED: u64 = 20_240_607;

/// Pseudo-random numbers (xorshift, Marsaglia 2003).
struct Draw(u64);

impl Draw {
    fn other_than(&mut self, row: usize, n: usize) -> usize {
        loop {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            let other = (self.0 % n as u64) as usize;
            if other != row || n < 2 {
                return other;
            }
        }
    }
}

fn texts(line: &str) -> [String; 3] {
    let mut texts = line.split('\t').map(|text| text.replace("\\n", "\n"));
    std::array::from_fn(|_| texts.next().unwrap_or_default())
}
