// Recorded from CPython 3.11.7 by tests/reference/exercises.py.
[
    ("a7 0d 0d 0a 00 00 00 00 e8 03 00 00 06 00 00 00", Verdict::Fresh),
    ("a7 0d 0d 0a 00 00 00 00 e7 03 00 00 06 00 00 00", Verdict::Stale),
    ("a7 0d 0d 0a 00 00 00 00 e8 03 00 00 07 00 00 00", Verdict::Stale),
    ("a7 0d 0d 0a 03 00 00 00 4c 03 72 aa 93 f7 52 52", Verdict::Fresh),
    ("a7 0d 0d 0a 03 00 00 00 00 00 00 00 00 00 00 00", Verdict::Stale),
    ("a7 0d 0d 0a 01 00 00 00 00 00 00 00 00 00 00 00", Verdict::Fresh),
    ("a7 0d 0d 0a 04 00 00 00 e8 03 00 00 06 00 00 00", Verdict::Unusable),
    ("a7 0d 0d 0a 00 00 00 00 e8 03 00 00", Verdict::Unusable),
    ("a8 0d 0d 0a 00 00 00 00 e8 03 00 00 06 00 00 00", Verdict::Unusable),
    ("", Verdict::Unusable),
]
