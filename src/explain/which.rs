//! Which reply is meant by an id as typed, and which ids come near one that is none.

use super::{error::ExplainError, row::one_line};

/// Ids named in a message.
const NAMED: usize = 5;

/// The id itself, or the only one that is it behind a year and a hyphen.
pub(super) fn find(id: &str, ids: &[String]) -> Result<String, ExplainError> {
    if ids.iter().any(|known| known == id) {
        return Ok(id.to_owned());
    }
    let fitting: Vec<&String> = ids.iter().filter(|known| without_year(known) == id).collect();
    match fitting.as_slice() {
        [only] => Ok((*only).clone()),
        [] => Err(unknown(id, ids)),
        several => {
            let mut candidates = named(several);
            if several.len() > NAMED {
                candidates += &format!("……共 {} 件", several.len());
            }
            Err(ExplainError::Ambiguous { id: one_line(id, 40), candidates })
        }
    }
}

/// `2024-007` → `007`; an id without a year stays as it is.
fn without_year(id: &str) -> &str {
    match id.split_once('-') {
        Some((year, rest)) if year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()) => rest,
        _ => id,
    }
}

fn unknown(id: &str, ids: &[String]) -> ExplainError {
    // Either form of a known id may be what was meant.
    let far = |known: &str| distance(id, known).min(distance(id, without_year(known)));
    let mut near: Vec<(usize, &String)> = ids.iter().map(|known| (far(known), known)).collect();
    near.sort();
    let near: Vec<&String> = near.into_iter().map(|(_, known)| known).collect();
    let similar = if near.is_empty() {
        String::new()
    } else {
        format!("相近的编号：{}；", named(&near))
    };
    ExplainError::Unknown { id: one_line(id, 40), similar }
}

fn named(ids: &[&String]) -> String {
    let ids = ids.iter().take(NAMED).map(|id| one_line(id, 40));
    ids.collect::<Vec<_>>().join("、")
}

/// Characters to change, add or leave out to make one id of the other (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (line, a) in (1..).zip(a.chars()) {
        let mut next = vec![line];
        let mut left = line;
        for (b, pair) in b.iter().zip(row.windows(2)) {
            let &[corner, above] = pair else { continue };
            left = (corner + usize::from(a != *b)).min(above + 1).min(left + 1);
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(ids: &[&str]) -> Vec<String> {
        ids.iter().map(|id| (*id).to_owned()).collect()
    }

    #[test]
    fn an_id_may_leave_out_its_year_while_it_is_unique() {
        let known = ids(&["2023-007", "2024-007", "2024-008", "007~2", "9"]);
        assert_eq!(find("2024-007", &known).unwrap(), "2024-007");
        assert_eq!(find("008", &known).unwrap(), "2024-008");
        assert_eq!(find("9", &known).unwrap(), "9");
        let error = find("007", &known).unwrap_err().to_string();
        assert!(error.contains("2023-007、2024-007。"), "{error}");
    }

    #[test]
    fn an_unknown_id_names_five_that_come_near() {
        let known = ids(&["A1", "A2", "A3", "A4", "A5", "ZZZZ", "A10"]);
        let error = find("A11", &known).unwrap_err().to_string();
        assert!(error.contains("相近的编号：A1、A10、A2、A3、A4；"), "{error}");
        assert!(!find("A", &[]).unwrap_err().to_string().contains("相近"));
    }

    #[test]
    fn distance_counts_the_changes() {
        for (a, b, far) in [("", "", 0), ("", "abc", 3), ("kitten", "sitting", 3), ("甲", "乙", 1)]
        {
            assert_eq!(distance(a, b), far, "{a} {b}");
            assert_eq!(distance(b, a), far, "{b} {a}");
        }
    }
}
