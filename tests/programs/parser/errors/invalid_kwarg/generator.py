f(a, k=b for b in c)
