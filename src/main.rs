//! 0
fn main() {}
