lambda **k, a: a
