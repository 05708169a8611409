f = lambda a, *a: a
