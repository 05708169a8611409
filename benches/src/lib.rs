//! Criterion benches, one file a stage, beside CPython in the same process.
