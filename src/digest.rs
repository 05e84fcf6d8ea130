//! SHA-256 in lower-case hexadecimal: what names a file, a rule or a profile by its content.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use sha2::{Digest, Sha256};

/// Two digits a byte.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Of a text or of bytes.
#[must_use]
pub fn sha256(content: impl AsRef<[u8]>) -> String {
    hex(&Sha256::digest(content))
}

/// Of all that a reader gives, with the number of bytes.
///
/// # Errors
/// When it cannot be read.
pub fn sha256_of(mut content: impl Read) -> io::Result<(String, u64)> {
    let mut hasher = Sha256::new();
    let bytes = io::copy(&mut content, &mut hasher)?;
    Ok((hex(&hasher.finalize()), bytes))
}

/// Of a file's bytes.
///
/// # Errors
/// When the file cannot be read.
pub fn hash_file(path: &Path) -> io::Result<String> {
    Ok(sha256_of(File::open(path)?)?.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FIPS 180-2, appendix B.1.
    const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    #[test]
    fn the_published_example_comes_out() {
        assert_eq!(sha256("abc"), ABC);
        assert_eq!(sha256_of("abc".as_bytes()).unwrap(), (ABC.to_owned(), 3));
    }

    #[test]
    fn a_byte_has_two_digits() {
        assert_eq!(hex(&[0, 10, 255]), "000aff");
    }
}
