//! Writes `rules/templates/通报.docx`, the template of the circular that the program carries.
//!
//! `cargo run --example make_template`; a test holds the committed file against it.

mod generator;

use std::{env, fs, path::Path, process::ExitCode};

fn main() -> ExitCode {
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/templates/通报.docx");
    let written = generator::template().and_then(|bytes| fs::write(&target, bytes));
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {error}", target.display());
            ExitCode::FAILURE
        }
    }
}
