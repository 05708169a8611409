//! `int`: numbers of any size, in digits of 30 bits.
