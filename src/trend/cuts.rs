//! What `rules/trends.toml` says: how many replies are tested, and how sure a verdict must be.

use serde::Deserialize;

/// The cuts of trends and relations.
#[derive(Debug, Clone, Copy, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cuts {
    /// A corrected p-value below this makes a line rise or fall, 0–1.
    pub false_discovery: f64,
    /// Fewest observations of a line that is tested.
    pub least_replies: u32,
    /// Fewest observations of a period that is compared; a line that is tested has two of them.
    pub least_in_period: u32,
    /// … and the least part (0–1) of the line's largest period that it must have.
    pub least_part: f64,
    /// Fewest replies of a group that is set against others, and of a unit that has a row.
    pub least_compared: u32,
}

/// Why `trends.toml` cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CutsError {
    /// No TOML, or keys that are unknown or missing.
    #[error("规则文件 trends.toml {0}；请从 shida rules export 写出的文件改起")]
    Toml(String),
    /// A level that is no probability.
    #[error("规则文件 trends.toml：false_discovery 是 {0}，应当大于 0、小于 1")]
    Level(f64),
    /// A part that is none.
    #[error("规则文件 trends.toml：least_part 是 {0}，应当不小于 0、小于 1")]
    Part(f64),
    /// A test of nothing against nothing.
    #[error("规则文件 trends.toml：{0} 是 {1}，应当不小于 {2}，再少就没有什么可检验")]
    TooFew(&'static str, u32, u32),
}

impl Cuts {
    /// Reads the file.
    ///
    /// # Errors
    /// Text that is no TOML, unknown or missing keys, numbers that cannot be.
    pub fn parse(text: &str) -> Result<Self, CutsError> {
        let cuts: Self = toml::from_str(text)
            .map_err(|error| CutsError::Toml(crate::carets::told(text, &error)))?;
        if !(cuts.false_discovery > 0.0 && cuts.false_discovery < 1.0) {
            return Err(CutsError::Level(cuts.false_discovery));
        }
        if !(0.0..1.0).contains(&cuts.least_part) {
            return Err(CutsError::Part(cuts.least_part));
        }
        let counts = [
            ("least_replies", cuts.least_replies, 2),
            ("least_in_period", cuts.least_in_period, 1),
            ("least_compared", cuts.least_compared, 1),
        ];
        match counts.into_iter().find(|(_, count, least)| count < least) {
            Some((name, count, least)) => Err(CutsError::TooFew(name, count, least)),
            None => Ok(cuts),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trend::samples::cuts;

    const TEXT: &str = include_str!("../../rules/trends.toml");

    #[test]
    fn the_embedded_cuts_are_those_of_the_handbook() {
        let wanted = Cuts {
            false_discovery: 0.05,
            least_replies: 10,
            least_in_period: 3,
            least_part: 0.05,
            least_compared: 5,
        };
        assert_eq!(cuts(), wanted);
    }

    #[test]
    fn what_cannot_be_is_told_with_the_key() {
        for (from, to, told) in [
            ("discovery = 0.05", "discovery = 0", "false_discovery 是 0，"),
            ("discovery = 0.05", "discovery = 5.0", "false_discovery 是 5，"),
            ("least_replies = 10", "least_replies = 1", "least_replies 是 1，应当不小于 2"),
            ("least_in_period = 3", "least_in_period = 0", "least_in_period 是 0"),
            ("least_part = 0.05", "least_part = 1", "least_part 是 1"),
            ("least_compared", "least_compare", "第 23 行"),
        ] {
            let error = Cuts::parse(&TEXT.replace(from, to)).unwrap_err().to_string();
            assert!(error.contains("trends.toml") && error.contains(told), "{error}");
        }
    }
}
