//! The lists, chosen from invented rows.
