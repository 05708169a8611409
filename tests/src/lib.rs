//! What crosses the chapters of Glass Snake, held against CPython.
