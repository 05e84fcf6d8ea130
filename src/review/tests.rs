//! The round trip within the program.
