//! The rule files behind rates, trends, the office's lists and the circular, kept with a run so that it
//! can be scored again by the same ones.

use serde::{Deserialize, Serialize};

use super::circular::Template;
use crate::{office, score::RateWords, trend::Cuts};

/// What the files say: words of rates, settings of the lists, cuts of trends, the template.
pub type ReadFiles = (RateWords, office::Settings, Cuts, Template);

/// The files as they were used.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeFiles {
    /// `rates.toml`.
    rates: String,
    /// `office.toml`.
    office: String,
    /// `trends.toml`.
    trends: String,
    /// The template's bytes, two hexadecimal digits each.
    circular: String,
    /// What messages call the template.
    circular_name: String,
}

impl OfficeFiles {
    /// The texts of `rates.toml`, `office.toml` and `trends.toml`; the template's bytes and its name.
    #[must_use]
    pub fn new([rates, office, trends]: [&str; 3], (circular, name): (&[u8], &str)) -> Self {
        Self {
            rates: rates.to_owned(),
            office: office.to_owned(),
            trends: trends.to_owned(),
            circular: circular.iter().map(|byte| format!("{byte:02x}")).collect(),
            circular_name: name.to_owned(),
        }
    }

    /// What the files say.
    ///
    /// # Errors
    /// The first file that cannot be used.
    pub fn read(&self) -> anyhow::Result<ReadFiles> {
        let words = RateWords::parse(&self.rates)?;
        let settings = office::Settings::parse(&self.office)?;
        let cuts = Cuts::parse(&self.trends)?;
        let circular = Template::read(&bytes(&self.circular), &self.circular_name)?;
        Ok((words, settings, cuts, circular))
    }
}

/// Pairs of digits as bytes; what is no digit ends them.
fn bytes(hexadecimal: &str) -> Vec<u8> {
    let digits = hexadecimal.chars().map_while(|digit| digit.to_digit(16));
    let digits: Vec<u32> = digits.collect();
    digits.chunks_exact(2).map(|pair| (pair[0] * 16 + pair[1]) as u8).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back_as_they_were() {
        let files = OfficeFiles::new(["", "", ""], (&[0, 15, 16, 255], "t"));
        assert_eq!(bytes(&files.circular), [0, 15, 16, 255]);
        assert!(bytes("zz").is_empty());
    }
}
