//! Builds, serves and checks the book of Glass Snake.
