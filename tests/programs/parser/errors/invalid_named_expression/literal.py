while f(a) = 1: pass
