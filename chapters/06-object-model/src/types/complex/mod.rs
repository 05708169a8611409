//! `complex`: two C doubles.
