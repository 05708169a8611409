f(k=1, a)
