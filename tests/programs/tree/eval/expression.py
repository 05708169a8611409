a, (yield_), b if c else d
