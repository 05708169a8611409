lambda **k, *a: a
