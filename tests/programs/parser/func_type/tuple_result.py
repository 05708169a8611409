(a) -> b, c
