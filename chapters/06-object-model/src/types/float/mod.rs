//! `float`: one C double.
