x = [
    0xfor x in y,
    1or 2, 0b1and 3, 0o7in z, 1jis 2, 1.5else 4]
