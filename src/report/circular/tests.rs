//! Whole circulars, filled from the shipped template.
