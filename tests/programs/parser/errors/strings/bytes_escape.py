x = b"a\x1"
