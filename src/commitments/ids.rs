//! Names of replies in the ids of their promises: `2024-031#1` is the first promise of reply
//! `031` of 2024.

use std::collections::BTreeSet;

use crate::records::ReplyRow;

/// A name of its own for every reply of a run.
pub(super) struct Ids {
    /// In the order of the replies.
    names: Vec<String>,
    given: BTreeSet<String>,
}

impl Ids {
    /// `2024-031`: the year is not said twice, unless the short name is that of another reply
    /// (`031` and `2024-031`, both of 2024: the second is `2024-2024-031`, whichever comes first).
    pub(super) fn of(rows: &[ReplyRow]) -> Self {
        let all_dated: BTreeSet<String> = rows.iter().map(dated).collect();
        let mut ids = Self { names: Vec::with_capacity(rows.len()), given: BTreeSet::new() };
        for row in rows {
            let year = row.year.map(|year| format!("{year}-"));
            let has_year = year.is_some_and(|year| row.reply_id.starts_with(&year));
            let short = has_year.then(|| row.reply_id.clone());
            let name = short.filter(|name| !all_dated.contains(name));
            let name = ids.unused(name.unwrap_or_else(|| dated(row)));
            ids.given.insert(name.clone());
            ids.names.push(name);
        }
        ids
    }

    /// The name of the reply at `at`.
    pub(super) fn name(&self, at: usize) -> &str {
        &self.names[at]
    }

    /// Whether a promise's id says that it is of another reply of this run than `name`.
    pub(super) fn is_of_other(&self, promise_id: &str, name: &str) -> bool {
        let reply = promise_id.rsplit_once('#').map(|(reply, _)| reply);
        reply.is_some_and(|reply| reply != name && self.given.contains(reply))
    }

    /// A reply without a year may still be called like another with it.
    fn unused(&self, name: String) -> String {
        let mut unused = name.clone();
        let mut times = 1;
        while self.given.contains(&unused) {
            times += 1;
            unused = format!("{name}~{times}");
        }
        unused
    }
}

fn dated(row: &ReplyRow) -> String {
    match row.year {
        Some(year) => format!("{year}-{}", row.reply_id),
        None => row.reply_id.clone(),
    }
}
