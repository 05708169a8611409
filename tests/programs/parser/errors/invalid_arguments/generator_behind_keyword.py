f(a, k=1, b for b in c)
